"""The minutes of a session, the same day: read, completed by who runs it, taken away."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rebonds.reporting.report_odt import MEDIA_TYPE, report_odt
from rebonds.reporting.report_pdf import report_pdf
from rebonds.rooms.deliberate.forms import MinutesForm, language
from rebonds.rooms.deliberate.minutes import minutes as minutes_of
from rebonds.rooms.deliberate.models import Session
from rebonds.rooms.observe.reports import page
from rebonds.rooms.people import access, editing
from rebonds.rooms.people.access import needs

TYPES = {"pdf": "application/pdf", "odt": MEDIA_TYPE}


@needs("session.see", Session)
@require_http_methods(["GET", "HEAD", "POST"])
def minutes(request: Any) -> HttpResponse:
    """Show the minutes; who runs the session writes what was said and decided."""
    session, lang = request.object, language()
    runs = access.allowed(request.member, "session.run", session)
    kind = request.GET.get("format", "")
    if kind:
        if kind not in TYPES:
            raise Http404(kind)
        found = minutes_of(session)
        content = report_pdf(found, lang, full=True) if kind == "pdf" else report_odt(found, lang)
        response = HttpResponse(content, content_type=TYPES[kind])
        name = f"compte-rendu-{session.day:%Y-%m-%d}-{slugify(session.title)[:40].strip('-') or session.uid}"
        response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
        return response
    if request.method == "POST" and not runs:
        access.check(request.member, "session.run", session)
    context = {
        "session": session,
        "report": page(minutes_of(session), lang),
        "exports": [(kind, f"?format={kind}") for kind in TYPES],
    }
    if not runs:
        return render(request, "deliberate/minutes.html", context | {"form": None})
    where = {"workspace": request.workspace.slug, "uid": session.uid}
    return editing.edit(
        request,
        MinutesForm,
        "deliberate/minutes.html",
        obj=session,
        draft="minutes",
        context=context,
        done=lambda saved: reverse("session-minutes", kwargs=where),
        said=_("Le compte rendu est enregistré."),
    )

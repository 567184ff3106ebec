"""The minutes of a session, the same day: read, completed by who runs it, taken away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rebonds.reporting.report_odt import MEDIA_TYPE, report_odt
from rebonds.reporting.report_pdf import report_pdf
from rebonds.rooms.deliberate.forms import MinutesForm, language
from rebonds.rooms.deliberate.minutes import minutes as minutes_of
from rebonds.rooms.deliberate.models import Session
from rebonds.rooms.observe.reports import page
from rebonds.rooms.people import access, changes
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
    form = None
    if runs:
        form = MinutesForm(request.POST or None, instance=session)
        if request.method == "POST" and form.is_valid():
            given = request.POST.get("version", "")
            try:
                changes.save(form, request.member, int(given) if given.isdigit() else session.version)
            except changes.Conflict:
                form.add_error(
                    None, _("Quelqu’un l’a modifié entre-temps : relisez, puis enregistrez de nouveau.")
                )
            else:
                messages.success(request, _("Le compte rendu est enregistré."))
                return redirect("session-minutes", workspace=request.workspace.slug, uid=session.uid)
    elif request.method == "POST":
        access.check(request.member, "session.run", session)
    current = Session.objects.get(pk=session.pk)
    context = {
        "session": session,
        "form": form,
        "version": current.version,
        "report": page(minutes_of(current), lang),
        "exports": [(kind, f"?format={kind}") for kind in TYPES],
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "deliberate/minutes.html", context, status=status)

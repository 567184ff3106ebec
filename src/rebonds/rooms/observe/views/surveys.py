"""The survey of three rounds (LM3): questionnaire, table to fill in, result."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from rebonds.errors import RebondsError
from rebonds.lenses.lm3 import EXAMPLE, answers_of, lm3
from rebonds.reporting.lm3 import ANSWERS, FORM, form_pdf, lm3_form, lm3_report, template_csv, template_xlsx
from rebonds.rooms.observe import reports
from rebonds.rooms.observe.views import pasted
from rebonds.rooms.observe.views.common import lang
from rebonds.rooms.observe.views.exports import TYPES
from rebonds.rooms.observe.views.flows import as_file
from rebonds.sources.sheet import Given

_FORMATS = ("pdf", "xlsx", "csv", "json", "html")
_FORM, _TABLE = ("pdf", "html"), ("csv", "xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: HttpRequest) -> HttpResponse:
    """Show the multiplier of the answers given, with its bounds; nothing is kept."""
    example = request.method != "POST"
    context: dict[str, Any] = {
        "example": example,
        "formats": _FORMATS,
        "form": [(kind, reverse("lm3-template", kwargs={"kind": kind})) for kind in _FORM],
        "table": [(kind, reverse("lm3-template", kwargs={"kind": kind})) for kind in _TABLE],
    }
    given = Given(f"{ANSWERS}.csv", EXAMPLE.encode())
    try:
        if not example:
            given = pasted.given(request, ANSWERS, given.name)
        report = lm3_report(lm3(answers_of(given), (given.name,)))
        kind = request.POST.get("format", "")
        if kind:
            return as_file(report, kind, full=True)
        context["report"] = reports.page(report, lang())
    except RebondsError as error:
        context["error"] = error.message(lang())
    context["given"] = pasted.shown(given)
    return render(request, "observe/lm3.html", context, status=400 if "error" in context else 200)


@require_safe
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """Return the blank questionnaire (PDF, HTML) or the table to fill in (CSV, XLSX)."""
    if kind == "html":
        return as_file(lm3_form(), kind)
    if kind == "pdf":
        content, name = form_pdf(lang()), FORM
    elif kind in _TABLE:
        content, name = (template_csv() if kind == "csv" else template_xlsx()), ANSWERS
    else:
        raise Http404(kind)
    response = HttpResponse(content, content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="rebonds-{name}.{kind}"'
    return response

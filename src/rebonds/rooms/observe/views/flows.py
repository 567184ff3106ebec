"""Interdependencies of a territory, and of two."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from rebonds.errors import RebondsError
from rebonds.reporting.deliver import rendered
from rebonds.reporting.report import Report
from rebonds.rooms.observe import reports, store
from rebonds.rooms.observe.views.common import lang, tabs
from rebonds.rooms.observe.views.exports import TYPES

FORMATS = ("pdf", "xlsx", "csv", "json", "html", "svg")
_TYPES = {**TYPES, "html": "text/html; charset=utf-8"}


def as_file(report: Report, kind: str, full: bool = False) -> HttpResponse:
    """Return a report as a file to keep."""
    if kind not in FORMATS or (kind == "svg" and not report.drawings):
        raise Http404(kind)
    response = HttpResponse(rendered(report, kind, lang(), full=full), content_type=_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="rebonds-{slugify(report.name)}.{kind}"'
    return response


def exports(name: str, query: str = "", formats: tuple[str, ...] = FORMATS, **kwargs: str) -> list[Any]:
    """Return the formats of a report with their addresses."""
    end = f"?{query}" if query else ""
    return [(kind, reverse(name, kwargs={**kwargs, "kind": kind}) + end) for kind in formats]


@require_safe
def flows(request: HttpRequest, code: str) -> HttpResponse:
    """Show with whom a territory exchanges what, and what it is exposed to."""
    place = store.find_or_404(code)
    found = reports.flows(place)
    language = lang()
    address = store.address_code(place)
    context = {
        "place": place,
        "code": address,
        "facts": store.facts(place),
        "tabs": tabs(address, "flows"),
        "report": store.remember(
            ("flows-page", store.identity(place), language),
            lambda: reports.page(reports.of_flows(place), language),
        ),
        "exports": exports("flows-export", code=address),
        "partners": _partners(found, store.identity(place)),
        "api": reverse("api:flows", kwargs={"code": address}),
    }
    return render(request, "observe/flows.html", context)


def _partners(found: Any, here: Any) -> list[dict[str, str]]:
    """Return the first partners that are territories, to go and look at the pair."""
    seen: dict[str, str] = {}
    for one in found.sets:
        for partner in sorted(one.partners, key=lambda p: -((p.out.value or 0) + (p.into.value or 0)))[:6]:
            if partner.level == "epci":
                seen.setdefault(partner.code, partner.name)
    return [{"code": code, "name": name} for code, name in list(seen.items())[:6]]


@require_safe
def flows_export(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Return the interdependencies of a territory as a file; ``?complet=1``: every row (PDF)."""
    place = store.find_or_404(code)
    return as_file(reports.of_flows(place), kind, full=request.GET.get("complet") == "1")


@require_safe
def pair_export(request: HttpRequest, kind: str) -> HttpResponse:
    """Return what passes between two territories as a file."""
    a, b = (store.find_or_404(request.GET.get(name, "")) for name in ("a", "b"))
    try:
        report = reports.of_pair(a, b)
    except RebondsError as error:
        raise Http404(str(error)) from error
    return as_file(report, kind, full=request.GET.get("complet") == "1")

"""A territory, or two, through any lens: the same page for all."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rebonds.errors import RebondsError
from rebonds.lenses.measures import declared
from rebonds.lenses.registry import ALL
from rebonds.reporting.report import Report
from rebonds.rooms.observe import reports, store
from rebonds.rooms.observe.views.common import lang, tabs
from rebonds.rooms.observe.views.comparing import chosen_sides
from rebonds.rooms.observe.views.flows import FORMATS, as_file, exports
from rebonds.sources import sheet
from rebonds.territory.model import Territory


def _known(lens: str) -> None:
    if lens not in declared():
        raise Http404(lens)


@require_safe
def page(request: HttpRequest, code: str, lens: str) -> HttpResponse:
    """Show a territory through a lens; what cannot be read says why."""
    _known(lens)
    place = store.find_or_404(code)
    about, language, address = declared()[lens], lang(), store.address_code(place)
    context: dict[str, Any] = {
        "place": place,
        "code": address,
        "facts": store.facts(place),
        "title": about.label.to(language),
        "question": about.question.to(language),
        "tabs": tabs(address, lens),
        "tool": _tool(lens),
        "dossier": reverse("lens-export", kwargs={"code": address, "lens": ALL, "kind": "pdf"}),
        "compare": f"{reverse('lens-compare')}?{urlencode({'lens': lens, 'a': address})}",
    }
    try:
        context["report"] = store.remember(
            ("lens-page", lens, store.identity(place), language),
            lambda: reports.page(without_question(reports.of_lens(place, lens)), language),
        )
        context["exports"] = exports("lens-export", code=address, lens=lens, formats=_formats(place, lens))
        context["moved"] = _moved(request, place, lens)
        context["api"] = f"{reverse('api:reading', kwargs={'code': address})}?lens={lens}"
    except RebondsError as error:
        context["error"] = error.message(language)
    return render(request, "observe/lens.html", context)


def _tool(lens: str) -> dict[str, str] | None:
    """Return what to go on with from a lens, where there is something."""
    if lens == "land":
        return {"label": _("Choisir entre des parcelles"), "address": reverse("parcels")}
    if lens == "wealth":
        return {"label": _("Enquête LM3"), "address": reverse("lm3")}
    return None


def _moved(request: HttpRequest, place: Territory, lens: str) -> dict[str, Any] | None:
    """Return what moving some points of purchases would keep: the form, and its table once points are given."""
    if lens != "wealth" or reports.moved(place, None, lang()) is None:
        return None
    told = request.GET.get("points", "")
    found: dict[str, Any] = {"points": told, "table": None, "error": ""}
    if told:
        points = sheet.figure(told)
        if points is None or not 0 < points <= 100:
            found["error"] = _("Un nombre de points entre 0 et 100, s’il vous plaît.")
        else:
            found["table"] = reports.moved(place, points, lang())
    return found


def without_question(report: Report) -> Report:
    """Leave out the first point, which the head of the page already says."""
    return replace(report, points=report.points[1:])


def _formats(place: Any, lens: str) -> tuple[str, ...]:
    drawn = bool(reports.of_lens(place, lens).drawings)
    return tuple(kind for kind in FORMATS if kind != "svg" or drawn)


@require_safe
def export(request: HttpRequest, code: str, lens: str, kind: str) -> HttpResponse:
    """Return a territory through a lens, or through all, as a file; ``?complet=1``: every row (PDF)."""
    place = store.find_or_404(code)
    if lens != ALL:
        _known(lens)
    chosen = tuple(one for one in request.GET.getlist("lens") if one in declared())
    try:
        report = reports.of_dossier(place, chosen) if lens == ALL else reports.of_lens(place, lens)
    except RebondsError as error:
        raise Http404(str(error)) from error
    return as_file(report, kind, full=request.GET.get("complet") == "1")


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Show two territories through a lens, beside what they are as one."""
    lens = request.GET.get("lens", "") or next(iter(declared()))
    _known(lens)
    language = lang()
    sides, a, b = chosen_sides(request)
    context: dict[str, Any] = {
        "sides": sides,
        "lens": lens,
        "lenses": [{"id": one.id, "label": one.label.to(language)} for one in declared().values()],
        "title": declared()[lens].label.to(language),
        "question": declared()[lens].question.to(language),
        "programme": store.programme(),
    }
    if a and b:
        context |= {"a": a, "b": b}
        try:
            report = reports.of_lens_pair(a, b, lens)
            context["report"] = reports.page(report, language)
            query = urlencode({"a": store.address_code(a), "b": store.address_code(b)})
            context["exports"] = exports("lens-pair-export", query, FORMATS[:-1], lens=lens)
        except RebondsError as error:
            context["error"] = error.message(language)
    elif not any(one["error"] for one in sides):
        context["hint"] = _("Choisissez deux territoires.")
    return render(request, "observe/lens_compare.html", context)


@require_safe
def compare_export(request: HttpRequest, lens: str, kind: str) -> HttpResponse:
    """Return two territories through a lens as a file."""
    _known(lens)
    a, b = (store.find_or_404(request.GET.get(name, "")) for name in ("a", "b"))
    try:
        report = reports.of_lens_pair(a, b, lens)
    except RebondsError as error:
        raise Http404(str(error)) from error
    return as_file(report, kind, full=request.GET.get("complet") == "1")

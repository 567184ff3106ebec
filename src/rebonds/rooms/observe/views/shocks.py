"""Shock explorer: choose a scenario or build one, see what falls where and when, compare two responses."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from rebonds.errors import RebondsError
from rebonds.flows.scenario import KINDS, Scenario, dump
from rebonds.rooms.observe import reports, scenarios, store
from rebonds.rooms.observe.views.common import lang, wants_fragment
from rebonds.rooms.observe.views.flows import as_file, exports

#: Fields of the form, in its order; those of the second response carry a prefix.
FIELDS = (
    *("title", "kind", "where", "branches", "percent", "percent_low", "percent_high", "jobs"),
    *("start", "days", "recovery"),
)
SECOND = "b_"
STEP = "etape"


def _kept(request: HttpRequest) -> str:
    """Return the part of the address that names the scenarios."""
    wanted = [f"{p}{f}" for p in ("", SECOND) for f in ("scenario", *FIELDS)]
    return urlencode({k: request.GET[k] for k in wanted if request.GET.get(k)})


def _scenarios(request: HttpRequest) -> tuple[Scenario | None, Scenario | None]:
    return scenarios.asked(request.GET), scenarios.asked(request.GET, SECOND)


@require_safe
def shocks(request: HttpRequest) -> HttpResponse:
    """Show the explorer; a scenario in the address is run."""
    language = lang()
    context: dict[str, Any] = {
        "shipped": scenarios.titled(language),
        "kinds": [{"id": kind, "label": KINDS[kind].to(language)} for kind in scenarios.BUILT],
        "branches": scenarios.branches(language),
        "places": store.programme(),
        "given": {name: request.GET.get(name, "") for name in FIELDS},
        "chosen": request.GET.get("scenario", ""),
        "second": request.GET.get(SECOND + "scenario", ""),
        "report": None,
    }
    try:
        first, second = _scenarios(request)
        if first is not None:
            context |= _answer(request, first, second)
    except RebondsError as error:
        context["error"] = error.message(language)
    name = "observe/_shock.html" if wants_fragment(request, "resultat") else "observe/shocks.html"
    return render(request, name, context, status=400 if "error" in context else 200)


def _answer(request: HttpRequest, first: Scenario, second: Scenario | None) -> dict[str, Any]:
    """Return the result, or as much of it as is ready: the central figures come before their bands.

    On a large economy a visitor sees each step; the page asks for the next one (``etape``), and so may anyone
    without JavaScript.
    """
    kept, last = _kept(request), request.GET.get(STEP) == "2"
    steps = not last and reports.takes_long(first, second)
    context: dict[str, Any] = {"running": first.title.to(lang())}
    if steps:
        fragment = wants_fragment(request, "resultat")
        following = 2 if fragment else 1
        context |= {
            "step": following,
            "next": f"{reverse('shocks')}?{kept}&{STEP}={following}",
            "whole": f"{reverse('shocks')}?{kept}&{STEP}=2",
        }
        if not fragment:
            return context
    found = reports.of_shock(first, second, 0 if steps else None)
    context["report"] = reports.page(found, lang())
    if not steps:
        context["exports"] = exports("shock-export", kept, _formats(found))
        context["file"] = exports("shock-export", kept, ("toml",))[0][1]
    return context


def _formats(report: Any) -> tuple[str, ...]:
    every = ("pdf", "xlsx", "csv", "json", "html")
    return (*every, "svg") if report.drawings else every


@require_safe
def shock_export(request: HttpRequest, kind: str) -> HttpResponse:
    """Return the result of a scenario as a file; ``toml`` is the scenario itself, to keep and change."""
    try:
        first, second = _scenarios(request)
        if first is None:
            raise Http404("scenario")
        if kind == "toml":
            response = HttpResponse(dump(first), content_type="application/toml; charset=utf-8")
            response["Content-Disposition"] = f'attachment; filename="rebonds-{first.id}.toml"'
            return response
        return as_file(reports.of_shock(first, second), kind, full=request.GET.get("complet") == "1")
    except RebondsError as error:
        raise Http404(str(error)) from error

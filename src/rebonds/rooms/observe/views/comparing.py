"""Two territories read together."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rebonds.errors import RebondsError
from rebonds.rooms.observe import drawings, pairing, reports, store
from rebonds.rooms.observe.views.common import choices, lang, options_or_404, wants_fragment
from rebonds.territory.model import Territory

FORMATS = ("pdf", "xlsx", "csv", "json", "svg")


def side(request: HttpRequest, name: str, default: str = "") -> dict[str, Any]:
    """Return one side of the form: what was typed, the territory found, else what it may mean.

    ``default`` is what stands there as long as nothing was asked.
    """
    typed = request.GET.get(name, default).strip()
    return {"name": name, **store.asked(typed, lang())}


def links(request: HttpRequest, sides: list[dict[str, Any]]) -> None:
    """Give each candidate the address of this page with it chosen."""
    for one in sides:
        query = (request.GET or request.POST).copy()
        query.pop("csrfmiddlewaretoken", None)
        rows = []
        for match in one["candidates"]:
            query[one["name"]] = match.code
            rows.append({"match": match, "address": f"{request.path}?{query.urlencode()}"})
        one["candidates"] = rows


def chosen_sides(request: HttpRequest) -> tuple[list[dict[str, Any]], Territory | None, Territory | None]:
    """Return both sides of the form, and the territories found."""
    sides = [side(request, "a"), side(request, "b")]
    links(request, sides)
    return sides, sides[0]["place"], sides[1]["place"]


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Choose two territories, then read them side by side and as one."""
    options = options_or_404(request)
    sides, a, b = chosen_sides(request)
    context: dict[str, Any] = {
        "sides": sides,
        "sets": choices(store.threshold_sets(), options.threshold_set),
        "themes": choices(store.themes(), options.theme),
        "options": options,
        "programme": store.programme(),
        "pair": None,
    }
    if a and b and store.identity(a) == store.identity(b):
        context["same"] = _("Choisissez deux territoires différents.")
    elif a and b:
        context.update(page_of(a, b, options))
    name = "observe/_compare.html" if wants_fragment(request, "lecture") else "observe/compare.html"
    return render(request, name, context)


def page_of(a: Territory, b: Territory, options: Any) -> dict[str, Any]:
    """Return what the page of a pair shows."""
    found = store.pair(a, b, options.threshold_set, options.theme)
    language = lang()
    query = {"a": store.address_code(a), "b": store.address_code(b)} | dict(
        part.split("=", 1) for part in options.query.split("&") if part
    )
    base = urlencode(query)
    try:
        flows = store.remember(
            ("pair-page", store.identity(a), store.identity(b), language),
            lambda: reports.page(reports.of_pair(a, b), language),
        )
    except RebondsError:
        flows = None  # territories that overlap: what passes between them has no meaning
    return {
        "flows": flows,
        "flow_exports": [
            (kind, f"{reverse('pair-flows-export', kwargs={'kind': kind})}?{base}")
            for kind in ("pdf", "xlsx", "csv", "json", "html")
        ],
        "negotiate": f"{reverse('negotiate')}?{base}",
        "pair": found,
        "a": a,
        "b": b,
        "drawing": drawings.pair(found, options, language),
        "producers": drawings.producers(found, language),
        "keep": [("a", store.address_code(a)), ("b", store.address_code(b))],
        "lines": pairing.lines(found, language),
        "kinds": pairing.kinds(found),
        "dependences": pairing.dependences(found, language),
        "swap": f"{reverse('compare')}?{urlencode(query | {'a': store.address_code(b), 'b': store.address_code(a)})}",
        "exports": [(kind, f"{reverse('pair-export', kwargs={'kind': kind})}?{base}") for kind in FORMATS],
    }

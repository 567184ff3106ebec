"""Round table: more than two territories, who gives, receives and risks by pair, ceilings that all share."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rebonds.errors import RebondsError
from rebonds.rooms.observe import reports, store
from rebonds.rooms.observe.views.common import lang
from rebonds.rooms.observe.views.comparing import links, side
from rebonds.rooms.observe.views.flows import as_file, exports
from rebonds.territory.model import Territory

#: Fields of the form: as many as a table holds.
NAMES = "abcdefgh"
FORMATS = ("pdf", "xlsx", "csv", "json", "html")
LEAST = 3


@require_safe
def round_table(request: HttpRequest) -> HttpResponse:
    """Choose three territories or more, then see the table."""
    typed = [name for name in NAMES if request.GET.get(name, "").strip()]
    shown = [*typed, *(name for name in NAMES if name not in typed)][: max(LEAST, len(typed) + 1)]
    sides = [side(request, name) for name in sorted(shown)]
    links(request, sides)
    context: dict[str, Any] = {"sides": sides, "programme": store.programme(), "report": None}
    places = [one["place"] for one in sides if one["place"]]
    if len(places) >= LEAST and not any(one["error"] for one in sides):
        try:
            context |= {
                "places": places,
                "report": reports.page(reports.of_round_table(places), lang()),
                "exports": exports("round-table-export", _query(places), FORMATS),
            }
        except RebondsError as error:
            context["wrong"] = error.message(lang())
    return render(request, "observe/roundtable.html", context)


def _query(places: list[Territory]) -> str:
    return urlencode(dict(zip(NAMES, (store.address_code(one) for one in places), strict=False)))


@require_safe
def round_table_export(request: HttpRequest, kind: str) -> HttpResponse:
    """Return the table as a file."""
    places = [store.find_or_404(request.GET[name]) for name in NAMES if request.GET.get(name)]
    try:
        report = reports.of_round_table(places)
    except RebondsError as error:
        raise Http404(str(error)) from error
    return as_file(report, kind, full=request.GET.get("complet") == "1")

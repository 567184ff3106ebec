"""Choosing between parcels: nothing is kept, what was given comes back in the page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from rebonds.errors import RebondsError
from rebonds.lenses import parcels_given
from rebonds.lenses.parcels import ParcelReading, parcels
from rebonds.reporting.parcels import parcels_report
from rebonds.rooms.observe import reports
from rebonds.rooms.observe.views import pasted
from rebonds.rooms.observe.views.common import lang
from rebonds.rooms.observe.views.flows import FORMATS, as_file
from rebonds.sources import sheet
from rebonds.sources.sheet import Given
from rebonds.text import Text

#: Fields of the form, in the order of `parcels_given.EXAMPLE`.
FIELDS = ("parcelles", "criteres", "poids")
#: Beginning of the names of the fields that hold a weight.
WEIGHT = "w_"


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Show where parcels stand under the weights given, and what would change the order."""
    given = dict(zip(FIELDS, parcels_given.example(), strict=True))
    example = request.method != "POST"
    context: dict[str, Any] = {"example": example}
    try:
        if not example:
            given = {name: pasted.given(request, name, given[name].name) for name in FIELDS}
        found = _found(request, given)
        kind = request.POST.get("format", "")
        if kind:
            return as_file(parcels_report(found), kind, full=True)
        context["report"] = reports.page(parcels_report(found), lang())
        context["formats"] = FORMATS
        context["weights"] = _weights(found)
        context["moved"] = found.basis == "chosen"
    except RebondsError as error:
        context["error"] = error.message(lang())
    context["given"] = {name: pasted.shown(one, parcels_given.MOST) for name, one in given.items()}
    return render(request, "observe/parcels.html", context, status=400 if "error" in context else 200)


def _found(request: HttpRequest, given: dict[str, Given]) -> ParcelReading:
    card = parcels_given.card_of(given["criteres"])
    people = given["poids"] if given["poids"].content.strip() else None
    chosen = None
    if request.POST.get("avec", request.POST.get("garde")) == "mes-poids":
        told = Text("Vos poids", "Your weights")
        chosen = {
            one.id: sheet.number(request.POST.get(f"{WEIGHT}{one.id}", "") or "0", told, one.label.to(lang()))
            for one in card.criteria
        }
    return parcels(given["parcelles"], card, people, chosen)


def _weights(found: ParcelReading) -> list[dict[str, Any]]:
    """Return the fields of the weights, in the order of the card, in percent."""
    listed = sorted(found.weights, key=lambda one: found.order.index(one.id))
    return [
        {
            "name": f"{WEIGHT}{one.id}",
            "label": one.criterion.to(lang()),
            "value": round(100 * one.weight),
            "low": None if one.low is None else round(100 * one.low),
            "high": None if one.high is None else round(100 * one.high),
        }
        for one in listed
    ]

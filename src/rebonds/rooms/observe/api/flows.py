"""Flows, shocks and negotiations over the API."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from rebonds.flows.results import FlowReading, Negotiation, PairFlows, RoundTable, ShockReading
from rebonds.lenses.cited import cited
from rebonds.lenses.serialise_flows import to_json
from rebonds.rooms.observe import reports, scenarios, store
from rebonds.rooms.observe.api.http import endpoint, language
from rebonds.rooms.observe.api.views import required


def _answer(
    request: HttpRequest, found: FlowReading | PairFlows | ShockReading | Negotiation | RoundTable
) -> dict[str, Any]:
    return to_json(found, language(request), cited(store.warehouse(), found.sources))


@endpoint
def flows(request: HttpRequest, code: str) -> dict[str, Any]:
    """Return what a territory exchanges with the others."""
    return _answer(request, reports.flows(store.find(code)))


@endpoint
def pair_flows(request: HttpRequest) -> dict[str, Any]:
    """Return what passes between two territories."""
    a, b = (store.find(required(request, name)) for name in ("a", "b"))
    return _answer(request, reports.pair_flows(a, b))


@endpoint
def negotiation(request: HttpRequest) -> dict[str, Any]:
    """Return the negotiation table of two territories."""
    a, b = (store.find(required(request, name)) for name in ("a", "b"))
    return _answer(request, reports.negotiated(a, b))


@endpoint
def round_table(request: HttpRequest) -> dict[str, Any]:
    """Return the table of three territories or more."""
    wanted = [name for name in "abcdefgh" if request.GET.get(name) or name in "abc"]
    return _answer(request, reports.round_table([store.find(required(request, name)) for name in wanted]))


@endpoint
def shocks(request: HttpRequest) -> dict[str, Any]:
    """List the shipped scenarios."""
    found = scenarios.titled(language(request))
    return {
        "count": len(found),
        "results": [{**one, "result": reverse("api:shock", kwargs={"name": one["name"]})} for one in found],
    }


@endpoint
def shock(request: HttpRequest, name: str) -> dict[str, Any]:
    """Return what a shipped scenario does."""
    scenario = scenarios.asked({"scenario": name})
    if scenario is None:
        raise AssertionError("a route never gives an empty name")
    return _answer(request, reports.shock(scenario))

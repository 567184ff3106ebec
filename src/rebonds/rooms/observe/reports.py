"""Reports of the flows engine and of the lenses as pages: what is asked, computed once, ready for a template."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from rebonds import territory
from rebonds.content.models import Compass
from rebonds.flows.economy import zones_held
from rebonds.flows.reading import read, read_pair
from rebonds.flows.results import FlowReading, Negotiation, PairFlows, RoundTable, ShockReading
from rebonds.flows.scenario import Scenario, dump
from rebonds.lenses import compass_here, registry
from rebonds.lenses.cited import cited
from rebonds.lenses.compass_here import Through
from rebonds.lenses.negotiation import negotiation
from rebonds.lenses.procurement_reading import moved_at
from rebonds.lenses.reading import Reading
from rebonds.lenses.roundtable import round_table as gathered
from rebonds.reporting.flows.negotiation import negotiation_report
from rebonds.reporting.flows.pair import pair_flows_report
from rebonds.reporting.flows.roundtable import round_table_report
from rebonds.reporting.flows.shock import shock_report
from rebonds.reporting.flows.territory import flows_report
from rebonds.reporting.lens_report import dossier, lens_report, together
from rebonds.reporting.plain import plain
from rebonds.reporting.report import Report
from rebonds.rooms.observe import store
from rebonds.territory.model import Territory

#: Rows that a page shows before « all rows ».
_FIRST = 12
#: Economies of more zones take seconds: their shocks are shown step by step.
_QUICK_ZONES = 400


def flows(place: Territory) -> FlowReading:
    """Return what a territory exchanges, kept in memory."""
    return store.remember(("flows", store.identity(place)), lambda: read(store.warehouse(), place))


def pair_flows(a: Territory, b: Territory) -> PairFlows:
    """Return what passes between two territories, kept in memory."""
    key = ("pair-flows", store.identity(a), store.identity(b))
    return store.remember(key, lambda: read_pair(store.warehouse(), a, b))


def negotiated(a: Territory, b: Territory) -> Negotiation:
    """Return the table of a negotiation, kept in memory."""
    key = ("negotiation", store.identity(a), store.identity(b))
    return store.remember(key, lambda: negotiation(store.warehouse(), a, b))


def shock(scenario: Scenario, draws: int | None = None) -> ShockReading:
    """Return what a scenario does, kept in memory under its content; without its band where ``draws`` is 0."""
    from rebonds.flows.shock import run
    from rebonds.flows.trade_reading import trade_of

    wh = store.warehouse()
    return store.remember(
        ("shock", dump(scenario), draws),
        lambda: run(trade_of(wh).system, scenario, draws_wanted=draws, warehouse=wh.id),
    )


def takes_long(*wanted: Scenario | None) -> bool:
    """Tell whether the band of scenarios is still to be computed, on an economy where that takes seconds."""
    if all(one is None or store.known(("shock", dump(one), None)) for one in wanted):
        return False
    zones = store.remember(("zones",), lambda: zones_held(store.warehouse()))
    return zones > _QUICK_ZONES


def round_table(places: Sequence[Territory]) -> RoundTable:
    """Return the table of several territories, kept in memory."""
    key = ("round-table", *(store.identity(place) for place in places))
    return store.remember(key, lambda: gathered(store.warehouse(), places))


def of_round_table(places: Sequence[Territory]) -> Report:
    """Return the report of a round table."""
    found = round_table(places)
    return round_table_report(found, cited(store.warehouse(), found.sources))


def of_flows(place: Territory) -> Report:
    """Return the report of a territory's interdependencies."""
    found = flows(place)
    return flows_report(found, cited(store.warehouse(), found.sources), territory.outlines("epci"))


def of_pair(a: Territory, b: Territory) -> Report:
    """Return the report of what passes between two territories."""
    found = pair_flows(a, b)
    return pair_flows_report(found, cited(store.warehouse(), found.sources))


def of_shock(scenario: Scenario, other: Scenario | None, draws: int | None = None) -> Report:
    """Return the report of a scenario, beside another response; without bands where ``draws`` is 0."""
    found = shock(scenario, draws)
    return shock_report(
        found, cited(store.warehouse(), found.sources), shock(other, draws) if other is not None else None
    )


def of_negotiation(a: Territory, b: Territory, choices: Any = None) -> Report:
    """Return the report of a negotiation, with what the visitor decided of its lines."""
    found = negotiated(a, b)
    return negotiation_report(found, cited(store.warehouse(), found.sources), choices)


def lens_reading(place: Territory, lens: str) -> Reading:
    """Return a territory through a lens, kept in memory."""
    return store.remember(
        ("lens", lens, store.identity(place)), lambda: registry.read(store.warehouse(), place, lens)
    )


def through(
    held: Compass, place: Territory | None, chosen: Sequence[str] = (), points: float | None = None
) -> Through | None:
    """Return a territory through the lenses that models name, with the reason of those that cannot be read."""
    if place is None:
        return None
    return compass_here.through(held, place, chosen, partial(lens_reading, place), points)


def of_lens(place: Territory, lens: str) -> Report:
    """Return the report of a territory through a lens."""
    return lens_report(lens_reading(place, lens))


def moved(place: Territory, points: float | None, lang: str) -> dict[str, Any] | None:
    """Return the table of what moving some points of public purchases would keep, ready for a template.

    Without points, the table that the lens shows; ``None`` where there is none.
    """
    tables = {one.id: one for one in lens_reading(place, "wealth").tables}
    table = tables.get("moved")
    if table is None or not table.rows:
        return None
    asked = table if points is None else moved_at(table, points)
    shown: dict[str, Any] = page(Report("", table.title, table.title, (), (asked,)), lang)["tables"][0]
    return shown


def of_dossier(place: Territory, chosen: tuple[str, ...] = ()) -> Report:
    """Return the dossier of a territory: every lens, or the chosen ones."""
    by = partial(lens_reading, place)
    return dossier(*registry.read_all(store.warehouse(), place, chosen, by=by))


def of_lens_pair(a: Territory, b: Territory, lens: str) -> Report:
    """Return two territories through a lens, beside what they are as one."""
    key = ("lens-pair", lens, store.identity(a), store.identity(b))
    return together(*store.remember(key, lambda: registry.pair(store.warehouse(), a, b, lens)))


def page(report: Report, lang: str) -> dict[str, Any]:
    """Return what the template of a report shows: texts, drawings, tables cut after their first rows."""
    said = plain(report, lang, brief=True)
    sampled = {one.id: one.every for one in report.tables}
    for table in said["tables"]:
        marks = table["figures"]
        table["columns"] = [
            {"name": name, "figures": mark} for name, mark in zip(table["heads"], marks, strict=True)
        ]
        rows = [
            [{"text": cell, "figures": mark} for cell, mark in zip(row, marks, strict=True)]
            for row in table["rows"][:: sampled[table["id"]]]
        ]
        table["shown"], table["others"] = rows[:_FIRST], rows[_FIRST:]
    said["drawings"] = [
        {"id": one.id, "title": one.title.to(lang), "svg": _safe(one.make(lang, "page"))}
        for one in report.drawings
    ]
    said["source_lines"] = report.sources
    return said


def _safe(svg: str) -> SafeString:
    """Mark markup of ours as safe: the drawing part escapes every text it writes."""
    return mark_safe(svg)  # noqa: S308

"""What a territory exchanges with the others, as a report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rebonds import drawing, territory
from rebonds.drawing import words
from rebonds.flows.results import Estimate, FlowReading, FlowSet, Partner
from rebonds.lenses.reading import SourceLine
from rebonds.reporting.cells import estimate
from rebonds.reporting.flows.columns import place_facts, table
from rebonds.reporting.report import Drawing, Listing, Point, Report, Table
from rebonds.text import NBSP, Text, typeset

if TYPE_CHECKING:
    from rebonds.drawing.flowmap import Outlines

#: Partners named by a sentence, and shown by formats for reading.
_NAMED, _SHOWN = 3, 12


def flows_report(
    found: FlowReading, sources: Sequence[SourceLine], outlines: Outlines | None = None
) -> Report:
    """Return the report of a territory's interdependencies.

    Parameters
    ----------
    found : FlowReading
    sources : sequence of SourceLine
        What the reading cites.
    outlines : mapping, optional
        Outlines by code for the flow map; without them, only the lines are drawn.
    """
    known = [one for one in found.sets if one.state != "missing"]
    name = found.territory.name
    area = tuple(Text(member, member) for member in found.functional_area)
    return Report(
        name=f"flux-{found.territory.code}",
        title=Text(f"Interdépendances{NBSP}: {name}", f"Interdependencies: {name}"),
        facts=place_facts(found.territory),
        points=tuple(point(one) for one in found.sets),
        tables=(
            summary(found.sets),
            *(partners_table(one) for one in known if one.partners),
            *(sectors_table(one) for one in known if one.sectors),
        ),
        drawings=tuple(d for one in known for d in drawings(one, found, outlines)),
        lists=(
            Listing(Text("Aire d’attraction du travail", "Labour market area"), area),
            Listing(
                Text("À quel point ces chiffres peuvent se tromper", "How wrong these figures can be"),
                tuple(_led(one, one.error) for one in known if one.error is not None),
            ),
            Listing(
                Text("Ce qui manque, et qui le détient", "What is missing, and who holds it"),
                tuple(_led(one, one.gap) for one in found.sets if one.gap is not None and one.gap.fr),
            ),
        ),
        sources=tuple(sources),
        trace=found.trace,
        warehouse=found.warehouse,
        record=found,
    )


def _led(one: FlowSet, text: Text) -> Text:
    return Text(typeset(f"{one.label.fr} : {text.fr}"), f"{one.label.en}: {text.en}")


def said(found: Estimate, lang: str, kind: str = "amount") -> str:
    """Write an estimate in a sentence."""
    return estimate(found, kind, lang)


def point(one: FlowSet) -> Point:
    """Say a set of flows in a few sentences; what is missing says so."""
    if one.state == "missing":
        gap = one.gap or Text("", "")
        return Point(
            one.label, Text(f"Donnée manquante. {gap.fr}".strip(), f"Missing data. {gap.en}".strip())
        )
    return Point(one.label, Text(typeset(_sentence(one, "fr")), _sentence(one, "en")))


def _sentence(one: FlowSet, lang: str) -> str:
    unit = one.unit.to(lang)
    inside, out, into = (said(x, lang) for x in (one.inside, one.out, one.into))
    year = f" ({one.vintage})" if one.vintage else ""
    if one.family == "trade":
        parts = [
            Text(
                f"{out} {unit} vendus aux autres territoires du pays, {into} {unit} achetés, {inside} {unit} faits et "
                f"consommés sur place{year}",
                f"{out} {unit} sold to other territories of the country, {into} {unit} bought, {inside} {unit} made "
                f"and used inside{year}",
            ).to(lang)
        ]
    else:
        parts = [
            Text(
                f"{inside} {unit} restent dans le territoire, {out} en sortent, {into} y entrent{year}",
                f"{inside} {unit} stay inside, {out} leave, {into} come in{year}",
            ).to(lang)
        ]
    if one.self_containment_residents.known:
        kept = said(one.self_containment_residents, lang, "share")
        need = _need(one, lang)
        parts.append(Text(f"{kept} {need} trouve réponse sur place", f"{kept} {need} is met inside").to(lang))
    if one.partners:
        first = sorted(one.partners, key=_weight, reverse=True)[:_NAMED]
        names = ", ".join(p.name for p in first)
        parts.append(Text(f"Premiers partenaires : {names}", f"First partners: {names}").to(lang))
    return ". ".join(parts) + "."


def _need(one: FlowSet, lang: str) -> str:
    from rebonds.flows.kinds import kind_of

    need = kind_of(one.kind).need.to(lang)
    return Text(f"du besoin ({need})", f"of the need ({need})").to(lang)


def _weight(partner: Partner) -> float:
    return (partner.out.value or 0.0) + (partner.into.value or 0.0)


def summary(sets: Sequence[FlowSet]) -> Table:
    """Return one line per kind of flows."""
    rows = tuple(
        (
            one.kind,
            one.label,
            one.unit,
            one.inside,
            one.out,
            one.into,
            one.abroad,
            one.self_containment_residents,
            one.self_containment_jobs,
            one.hhi_out,
            one.hhi_in,
            words.STATES[one.state],
            str(one.vintage) if one.vintage else None,
        )
        for one in sets
    )
    return table("summary", rows)


def partners_table(one: FlowSet) -> Table:
    """Return the partners of a kind of flows, largest first."""
    rows = tuple(
        (
            p.code,
            p.name,
            p.out,
            p.share_out,
            p.into,
            p.share_in,
            None if p.distance_km is None else round(p.distance_km),
        )
        for p in one.partners
    )
    title = Text(f"Premiers partenaires, {_low(one.label.fr)}", f"First partners, {_low(one.label.en)}")
    return table("partners", rows, ident=f"partners-{one.kind}", title=title, unit=one.unit, first=_SHOWN)


def _low(text: str) -> str:
    return text[:1].lower() + text[1:]


def sectors_table(one: FlowSet) -> Table:
    """Return the exposure by branch: jobs, bought and sold outside, self-supply and its rival."""
    found = sorted(one.sectors, key=lambda s: -(s.jobs.value or 0.0))
    rows = tuple(
        (
            s.code,
            s.label,
            s.jobs,
            s.out,
            s.into,
            s.self_supply,
            s.rival_low,
            s.rival_high,
            s.leak,
            s.exposure,
        )
        for s in found
    )
    return table("sectors", rows, unit=one.unit, first=_SHOWN)


def drawings(one: FlowSet, found: FlowReading, outlines: Outlines | None) -> list[Drawing]:
    """Return the drawings of a kind of flows: who, where, in what."""
    place = found.territory
    here = territory.centroid(place)
    low = Text(_low(one.label.fr), _low(one.label.en))

    def chord(lang: str, mode: str) -> str:
        prefix = f"chord-{one.kind}"
        return drawing.chord_svg(one, place.name, lang, mode=mode, prefix=prefix, css=mode != "page")

    def flow_map(lang: str, mode: str) -> str:
        return drawing.flow_map_svg(
            one,
            place.code,
            place.name,
            here or (0.0, 0.0),
            outlines,
            lang,
            mode=mode,
            prefix=f"map-{one.kind}",
            css=mode != "page",
        )

    def sectors(lang: str, mode: str) -> str:
        return drawing.sector_bars_svg(one, lang, mode=mode, prefix="sectors", css=mode != "page")

    out = []
    if one.partners:
        out.append(Drawing(f"chord-{one.kind}", Text(f"Avec qui, {low.fr}", f"With whom, {low.en}"), chord))
    if one.partners and here is not None:
        out.append(Drawing(f"map-{one.kind}", Text(f"Où, {low.fr}", f"Where, {low.en}"), flow_map))
    if one.sectors:
        out.append(Drawing("sectors", Text("Par branche", "By branch"), sectors))
    return out

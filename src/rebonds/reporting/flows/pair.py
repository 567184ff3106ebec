"""What passes between two territories, as a report."""

from __future__ import annotations

from collections.abc import Sequence

from rebonds.drawing import words
from rebonds.flows.results import PairFlow, PairFlows
from rebonds.lenses.reading import SourceLine
from rebonds.reporting.cells import estimate
from rebonds.reporting.flows.columns import table
from rebonds.reporting.report import Listing, Point, Report, Table
from rebonds.text import NBSP, Text, number, typeset

#: What each joint reading of a flow means, for those who discover the words.
MEANINGS = {
    "vulnerability": Text(
        "vulnérabilité, l’un dépend de l’autre beaucoup plus que l’inverse",
        "vulnerability, one depends on the other much more than the reverse",
    ),
    "complementarity": Text(
        "complémentarité, ce qui manque à l’un se trouve chez l’autre",
        "complementarity, what one lacks is found in the other",
    ),
    "common_cause": Text(
        "cause commune, les deux manquent de la même chose", "common cause, both lack the same"
    ),
    "joint_effort": Text(
        "effort commun, les deux dépendent l’un de l’autre", "joint effort, both depend on each other"
    ),
}


def pair_flows_report(found: PairFlows, sources: Sequence[SourceLine]) -> Report:
    """Return the report of what passes between two territories."""
    a, b = found.a.name, found.b.name
    distance = ""
    if found.distance_km is not None:
        distance = f"{number(found.distance_km, 'fr', 0)}{NBSP}km"
    facts = f"A{NBSP}: {a} ({found.a.code}) · B{NBSP}: {b} ({found.b.code})" + (
        f" · {distance}" if distance else ""
    )
    known = [flow for flow in found.totals if flow.state != "missing"]
    return Report(
        name=f"flux-{found.a.code}-{found.b.code}",
        title=Text(f"Qui dépend de qui{NBSP}: {a} et {b}", f"Who depends on whom: {a} and {b}"),
        facts=Text(facts, facts.replace(f"{NBSP}:", ":")),
        points=(*(_point(flow, a, b) for flow in known), *_jobs(found)),
        tables=(
            _table("needs", Text("Besoin par besoin", "Need by need"), found.totals, a, b),
            _table(
                "branches", Text("Branche par branche", "Branch by branch"), _sorted(found.branches), a, b, 12
            ),
        ),
        lists=(
            Listing(
                Text("Ce que chacun doit apporter", "What each side must bring"),
                tuple(
                    Text(typeset(f"{f.label.fr} : {f.gap.fr}"), f"{f.label.en}: {f.gap.en}")
                    for f in found.totals
                    if f.gap is not None and f.gap.fr
                ),
            ),
            Listing(
                Text("Les mots de la lecture", "The words of the reading"),
                tuple(Text(typeset(t.fr).capitalize(), t.en.capitalize()) for t in MEANINGS.values()),
            ),
        ),
        sources=tuple(sources),
        trace=found.trace,
        warehouse=found.warehouse,
        record=found,
    )


def _sorted(flows: Sequence[PairFlow]) -> list[PairFlow]:
    return sorted(flows, key=lambda f: -((f.flow_ab.value or 0.0) + (f.flow_ba.value or 0.0)))


def _point(flow: PairFlow, a: str, b: str) -> Point:
    def told(lang: str) -> str:
        ab, ba = (estimate(x, "amount", lang) for x in (flow.flow_ab, flow.flow_ba))
        d_ab, d_ba = (estimate(x, "share", lang) for x in (flow.d_ab, flow.d_ba))
        unit = flow.unit.to(lang)
        fr = f"{ab} {unit} de {a} vers {b}, {ba} dans l’autre sens. "
        en = f"{ab} {unit} from {a} to {b}, {ba} the other way. "
        if flow.d_ab.known or flow.d_ba.known:
            fr += f"{a} dépend de {b} pour {d_ab} de ce besoin, {b} de {a} pour {d_ba}. "
            en += f"{a} depends on {b} for {d_ab} of this need, {b} on {a} for {d_ba}. "
        meaning = MEANINGS.get(flow.reading)
        if meaning is not None:
            fr += f"Lecture : {meaning.fr}."
            en += f"Reading: {meaning.en}."
        return Text(typeset(fr.strip()), en.strip()).to(lang)

    return Point(flow.label, Text(told("fr"), told("en")))


def _jobs(found: PairFlows) -> list[Point]:
    out = []
    sides = (
        (found.a.name, found.b.name, found.jobs_a_for_b, found.loss_a_without_b),
        (found.b.name, found.a.name, found.jobs_b_for_a, found.loss_b_without_a),
    )
    for one, other, jobs, loss in sides:
        if not jobs.known:
            continue
        fr = f"{estimate(jobs, 'amount', 'fr')} emplois de {one} tiennent, directement ou non, à la demande de {other}."
        en = (
            f"{estimate(jobs, 'amount', 'en')} jobs of {one} rest, directly or not, on the demand of {other}."
        )
        if loss.known:
            lost_fr, lost_en = (estimate(loss, "share", lang) for lang in ("fr", "en"))
            fr += (
                f" Sans {other}, et si personne ne le remplaçait, {one} perdrait {lost_fr} de sa production."
            )
            en += f" Without {other}, and if nobody replaced it, {one} would lose {lost_en} of its output."
        out.append(Point(Text(f"{one} sans {other}", f"{one} without {other}"), Text(typeset(fr), en)))
    return out


def _table(ident: str, title: Text, flows: Sequence[PairFlow], a: str, b: str, first: int = 0) -> Table:
    rows = tuple(
        (
            f.code,
            f.label,
            f.unit,
            f.flow_ab,
            f.flow_ba,
            f.d_ab,
            f.d_ba,
            f.asymmetry,
            f.reciprocity,
            f.substitutability,
            f.substitutability_b,
            words.PAIR_KINDS[f.reading],
            words.STATES[f.state],
            str(f.vintage) if f.vintage else None,
        )
        for f in flows
    )
    return table("pair", rows, ident=ident, title=title, first=first, a=a, b=b)

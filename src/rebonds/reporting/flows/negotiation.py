"""The table of a negotiation, as a report to put on a meeting table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from rebonds.flows.results import Bargain, CeilingShare, Negotiation, SharedCut
from rebonds.lenses.reading import SourceLine
from rebonds.reporting.flows.columns import table
from rebonds.reporting.report import Listing, Point, Report, Table
from rebonds.text import NBSP, Text, number, typeset

#: From easy to hard.
DIFFICULTIES = {
    1: Text("facile", "easy"),
    2: Text("accessible", "within reach"),
    3: Text("exigeant", "demanding"),
    4: Text("difficile", "hard"),
}


DECISIONS = {"kept": Text("gardée", "kept"), "dropped": Text("écartée", "dropped")}


class Choice(Protocol):
    """What someone decided of a line."""

    decision: str
    comment: str


def negotiation_report(
    found: Negotiation, sources: Sequence[SourceLine], choices: Mapping[str, Choice] | None = None
) -> Report:
    """Return the report of a negotiation.

    Parameters
    ----------
    found : Negotiation
    sources : sequence of SourceLine
    choices : mapping, optional
        What was decided of each line, by its identifier; lines that were dropped go last.
    """
    a, b = found.a.name, found.b.name
    facts = f"A{NBSP}: {a} ({found.a.code}) · B{NBSP}: {b} ({found.b.code})"
    return Report(
        name=f"negociation-{found.a.code}-{found.b.code}",
        title=Text(f"Table de négociation{NBSP}: {a} et {b}", f"Negotiation table: {a} and {b}"),
        facts=Text(facts, facts.replace(f"{NBSP}:", ":")),
        points=tuple(_points(found)),
        tables=(_table(found, choices or {}), *([_bargains(found)] if found.bargains else [])),
        lists=(
            Listing(Text("Ce que chacun doit apporter", "What each side must bring"), found.to_bring),
            Listing(
                Text("Les quatre règles de partage", "The four rules for sharing"),
                rules_of([share for one in found.bargains for share in one.shares]),
            ),
        ),
        sources=tuple(sources),
        trace=found.trace,
        warehouse=found.warehouse,
        record=found,
    )


def side(which: str, a: str, b: str) -> Text:
    """Name a side of the table."""
    if which == "both":
        return Text("les deux", "both")
    return Text(a, a) if which == "a" else Text(b, b)


def _points(found: Negotiation) -> list[Point]:
    easy = [line.subject for line in found.lines if line.difficulty == 1]
    count = len(found.lines)
    out = [
        Point(
            Text("Sur la table", "On the table"),
            Text(
                f"{count} sujets de coopération, du plus facile au plus difficile, chacun avec sa raison et un "
                "projet de clause.",
                f"{count} subjects of cooperation, from easy to hard, each with its reason and a draft clause.",
            ),
        )
    ]
    if easy:
        out.append(
            Point(
                Text("Pour commencer", "To begin with"),
                Text(
                    typeset(" ; ".join(dict.fromkeys(s.fr for s in easy)) + "."),
                    "; ".join(dict.fromkeys(s.en for s in easy)) + ".",
                ),
            )
        )
    for one in found.bargains:
        out.append(Point(one.label, _range(one, found.a.name)))
    return out


def _range(one: Bargain, a: str) -> Text:
    def told(lang: str) -> tuple[str, ...]:
        return tuple(number(x, lang) for x in (one.ceiling, one.low_a, one.high_a, one.used_a, one.used_b))

    fr, en = told("fr"), told("en")
    return Text(
        typeset(
            f"Plafond commun de {fr[0]} {one.unit}. Selon la règle, la part de {a} va de {fr[1]} à {fr[2]} ; "
            f"consommation actuelle : {fr[3]} et {fr[4]}."
        ),
        f"Joint ceiling of {en[0]} {one.unit}. Depending on the rule, the part of {a} goes from {en[1]} to {en[2]}; "
        f"used today: {en[3]} and {en[4]}.",
    )


def _table(found: Negotiation, choices: Mapping[str, Choice]) -> Table:
    a, b = found.a.name, found.b.name
    rows = [
        (
            str(rank),
            line.subject,
            DIFFICULTIES[line.difficulty],
            line.reason,
            line.at_stake,
            side(line.gives, a, b),
            side(line.receives, a, b),
            side(line.at_risk, a, b),
            line.clause,
            *_decided(choices.get(line.id)),
        )
        for rank, line in enumerate(found.lines, 1)
    ]
    if choices:
        dropped = {str(n) for n, line in enumerate(found.lines, 1) if _dropped(choices.get(line.id))}
        rows.sort(key=lambda row: row[0] in dropped)
    return table("lines", rows)


def _dropped(choice: Choice | None) -> bool:
    return choice is not None and choice.decision == "dropped"


def _decided(choice: Choice | None) -> tuple[Text | None, str | None]:
    """Return the decision and the remark of a line."""
    if choice is None:
        return None, None
    return DECISIONS.get(choice.decision), choice.comment or None


def _bargains(found: Negotiation) -> Table:
    rows = [
        (
            one.dimension,
            one.label,
            one.unit,
            rule.label,
            rule.a,
            rule.b,
            one.used_a,
            one.used_b,
            str(one.vintage) if one.vintage else None,
        )
        for one in found.bargains
        for rule in one.shares
    ]
    return table("bargains", rows, a=found.a.name, b=found.b.name)


def rules_of(cuts: Sequence[CeilingShare | SharedCut]) -> tuple[Text, ...]:
    """Return what each rule says, once."""
    found = {
        rule.rule: Text(typeset(f"{rule.label.fr} : {rule.reason.fr}"), f"{rule.label.en}: {rule.reason.en}")
        for rule in cuts
    }
    return tuple(found.values())

"""The table of more than two territories, as a report to put on a meeting table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rebonds.flows.results import Negotiation, RoundTable, SharedCeiling
from rebonds.lenses.reading import SourceLine
from rebonds.reporting.flows.columns import table
from rebonds.reporting.flows.negotiation import DIFFICULTIES, rules_of, side
from rebonds.reporting.report import Listing, Point, Report, Table
from rebonds.text import NBSP, Text, number, typeset


def round_table_report(found: RoundTable, sources: Sequence[SourceLine]) -> Report:
    """Return the report of a round table: who gives, receives and risks by pair; parts of shared ceilings."""
    names = [one.name for one in found.parties]
    facts = " · ".join(f"{one.name} ({one.code})" for one in found.parties)
    return Report(
        name="table-ronde-" + "-".join(one.code for one in found.parties),
        title=Text(
            typeset(f"Table ronde : {', '.join(names[:-1])} et {names[-1]}"),
            f"Round table: {', '.join(names[:-1])} and {names[-1]}",
        ),
        facts=Text(facts, facts),
        points=tuple(_points(found)),
        tables=(_balance(found), _lines(found), *([_ceilings(found)] if found.ceilings else [])),
        lists=(
            Listing(Text("Ce que chacun doit apporter", "What each side must bring"), found.to_bring),
            Listing(
                Text("Les quatre règles de partage", "The four rules for sharing"),
                rules_of([cut for one in found.ceilings for cut in one.cuts]),
            ),
        ),
        sources=tuple(sources),
        trace=found.trace,
        warehouse=found.warehouse,
        record=found,
    )


def _points(found: RoundTable) -> list[Point]:
    count = sum(len(pair.lines) for pair in found.pairs)
    out = [
        Point(
            Text("Sur la table", "On the table"),
            Text(
                typeset(
                    f"{len(found.pairs)} paires, {count} sujets de coopération, du plus facile au plus difficile."
                ),
                f"{len(found.pairs)} pairs, {count} subjects of cooperation, from easy to hard.",
            ),
        )
    ]
    return out + [Point(one.label, _range(found, one)) for one in found.ceilings]


def _range(found: RoundTable, one: SharedCeiling) -> Text:
    def told(lang: str) -> str:
        colon, to = (f"{NBSP}: ", "à") if lang == "fr" else (": ", "to")
        return " ; ".join(
            f"{place.name}{colon}{number(low, lang)} {to} {number(high, lang)}"
            for place, low, high in zip(found.parties, one.low, one.high, strict=True)
        )

    whole = {lang: number(one.ceiling, lang) for lang in ("fr", "en")}
    return Text(
        typeset(f"Plafond commun de {whole['fr']} {one.unit}. Part selon la règle. {told('fr')}."),
        f"Joint ceiling of {whole['en']} {one.unit}. Part depending on the rule. {told('en').replace(' ;', ';')}.",
    )


def _balance(found: RoundTable) -> Table:
    """Count, for each pair, who gives, receives and risks most often."""
    rows = []
    for pair in found.pairs:
        counted = {
            role: Counter(getattr(line, role) for line in pair.lines)
            for role in ("gives", "receives", "at_risk")
        }
        rows.append(
            (
                pair.a.name,
                pair.b.name,
                len(pair.lines),
                *(counted[role][which] for role in ("gives", "receives", "at_risk") for which in ("a", "b")),
                _hardest(pair),
            )
        )
    return table("pairs", rows)


def _hardest(pair: Negotiation) -> Text | None:
    return DIFFICULTIES[max(line.difficulty for line in pair.lines)] if pair.lines else None


def _lines(found: RoundTable) -> Table:
    every = [(pair, line) for pair in found.pairs for line in pair.lines]
    rows = [
        (
            str(rank),
            line.subject,
            f"{pair.a.name} – {pair.b.name}",
            DIFFICULTIES[line.difficulty],
            line.at_stake,
            side(line.gives, pair.a.name, pair.b.name),
            side(line.receives, pair.a.name, pair.b.name),
            side(line.at_risk, pair.a.name, pair.b.name),
            line.reason,
            line.clause,
        )
        for rank, (pair, line) in enumerate(every, 1)
    ]
    return table("round_lines", rows)


def _ceilings(found: RoundTable) -> Table:
    rows = [
        (
            one.label,
            one.unit,
            cut.label,
            place.name,
            part,
            used,
            part - used,
            str(one.vintage) if one.vintage else None,
        )
        for one in found.ceilings
        for cut in one.cuts
        for place, part, used in zip(found.parties, cut.parts, one.used, strict=True)
    ]
    return table("shared", rows)

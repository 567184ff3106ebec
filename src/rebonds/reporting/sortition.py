"""Draws by lot and their rehearsals, as reports."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from rebonds.deliberation.sortition.records import Sortition
from rebonds.deliberation.sortition.rehearsal import Rehearsal
from rebonds.lenses.plain import NOT_OPEN
from rebonds.lenses.reading import SourceLine
from rebonds.lenses.tables import Listing, Point, Table, declared_table
from rebonds.reporting.lens_report import ASSUMED
from rebonds.reporting.report import Report
from rebonds.text import Text, number, typeset, with_unit

_table = partial(declared_table, Path(__file__).with_name("sortition.toml"))
_YES, _NO = Text("oui", "yes"), Text("non", "no")
_PROOF = {
    "relaxation": Text(
        "Aucune loterie, même sur des places fractionnaires, ne fait mieux : optimum prouvé.",
        "No lottery, even over fractional seats, does better: proven optimum.",
    ),
    "columns": Text(
        "Aucun panel possible n'améliore une seule chance sans en baisser une plus petite : optimum prouvé.",
        "No possible panel improves any chance without lowering a smaller one: proven optimum.",
    ),
}
_RESTS = Text("Ce sur quoi cela repose", "What this rests on")
_FIRST = 12


def sortition_report(found: Sortition) -> Report:
    """Return the report of a draw."""
    drawn = found.state == "drawn"
    met = (
        (
            q.category,
            q.value,
            q.least,
            q.most,
            q.panel if drawn else None,
            _met(q.least, q.most, q.panel, drawn),
            q.pool,
        )
        for q in found.quotas
    )
    chances = (
        (c.id, " · ".join(c.values), c.probability, f"{c.tickets} / {c.out_of}", c.alike)
        for c in found.chances
    )
    numbered = ((rank, " ".join(one)) for rank, one in enumerate(found.panels, start=1))
    listed = (*found.assumptions, _PROOF[found.proof])
    marks = tuple(Text(f"{key} : {mark}", f"{key}: {mark}") for key, mark in found.fingerprints.items())
    return Report(
        name="sortition",
        title=Text("Tirage au sort", "Draw by lot") if drawn else Text("Tirage annoncé", "Announced draw"),
        facts=Text(
            f"{found.size} places, {found.candidates} candidats, {found.kinds} profils distincts",
            f"{found.size} seats, {found.candidates} candidates, {found.kinds} distinct profiles",
        ),
        points=_points(found),
        tables=(
            _panel(found),
            _table("quotas", met),
            _levels(found),
            _table("chances", chances, first=_FIRST),
            *((_table("numbered", numbered, first=_FIRST),) if found.panels else ()),
        ),
        lists=(Listing(_RESTS, listed), *((Listing(_MARKS, marks),) if marks else ())),
        sources=_sources(found.sources),
        licence=NOT_OPEN,
        record=found,
    )


_MARKS = Text("Empreintes (SHA-256)", "Fingerprints (SHA-256)")


def rehearsal_report(found: Rehearsal) -> Report:
    """Return the report of a rehearsal."""
    worst = sorted(found.quotas, key=lambda q: -q.missed)
    fr, en = (
        [with_unit(100 * x, "%", lang, 0) for x in (found.holds, found.low, found.high, found.at_once)]
        for lang in ("fr", "en")
    )
    holds, low, high, once = fr
    e_holds, e_low, e_high, e_once = en
    return Report(
        name="rehearsal",
        title=Text("Répétition du tirage", "Rehearsal of the draw"),
        facts=Text(
            f"{found.runs} répétitions, {found.size} places, {found.candidates} candidats, {found.rounds} appels au plus",
            f"{found.runs} runs, {found.size} seats, {found.candidates} candidates, {found.rounds} calls at most",
        ),
        points=(
            Point(
                Text("Les quotas tiennent", "The quotas hold"),
                Text(
                    typeset(
                        f"dans {holds} des répétitions ({low} à {high}) ; sans aucun remplaçant dans {once}."
                    ),
                    f"in {e_holds} of the runs ({e_low} to {e_high}); without any substitute in {e_once}.",
                ),
            ),
            Point(
                Text("Remplaçants à prévoir", "Substitutes to plan for"),
                Text(
                    typeset(
                        f"{number(found.substitutes_median, 'fr')} une fois sur deux, "
                        f"{number(found.substitutes_p90, 'fr')} neuf fois sur dix."
                    ),
                    f"{number(found.substitutes_median, 'en')} half of the time, "
                    f"{number(found.substitutes_p90, 'en')} nine times out of ten.",
                ),
            ),
        ),
        tables=(_table("risks", ((q.category, q.value, q.missed) for q in worst), first=_FIRST),),
        lists=(Listing(ASSUMED, (*found.rates, *found.assumptions)),),
        warning=Text(
            "Une répétition, pas une prévision : elle vaut ce que valent les taux.",
            "A rehearsal, not a forecast: it is worth what the rates are worth.",
        ),
        sources=_sources(found.sources),
        licence=NOT_OPEN,
        record=found,
    )


def _panel(found: Sortition) -> Table:
    rows = (
        (m.id, m.name, " · ".join(m.values), m.probability, _YES if m.replaces else None) for m in found.panel
    )
    table = _table("panel", rows)
    if any(m.replaces for m in found.panel):
        return table
    return replace(table, columns=table.columns[:-1], rows=tuple(row[:-1] for row in table.rows))


def _met(least: int, most: int, panel: int, drawn: bool) -> Text | None:
    return (_YES if least <= panel <= most else _NO) if drawn else None


def _levels(found: Sortition) -> Table:
    levels: dict[float, list[int]] = {}
    for rank, one in enumerate(found.chances):
        levels.setdefault(round(one.probability, 6), []).append(rank)
    rows = ((p, len(who), " · ".join(found.chances[who[0]].values)) for p, who in sorted(levels.items()))
    return _table("levels", rows, first=_FIRST)


def _points(found: Sortition) -> tuple[Point, ...]:
    low_fr, high_fr = (with_unit(100 * p, "%", "fr", 2) for p in (found.minimum, found.maximum))
    low_en, high_en = (with_unit(100 * p, "%", "en", 2) for p in (found.minimum, found.maximum))
    points = [
        Point(
            Text("Chance d'être tiré", "Chance of being drawn"),
            Text(
                typeset(
                    f"de {low_fr} à {high_fr} selon le candidat ; c'est la plus petite qui a été relevée d'abord."
                ),
                f"from {low_en} to {high_en} by candidate; the lowest was raised first.",
            ),
        )
    ]
    if found.excluded:
        points.append(
            Point(
                Text("Sans aucune chance", "Without any chance"),
                Text(
                    typeset(f"{found.excluded} candidats : les quotas ne permettent aucun panel avec eux."),
                    f"{found.excluded} candidates: the quotas allow no panel with them.",
                ),
            )
        )
    if found.state == "drawn":
        kept = sum(q.least <= q.panel <= q.most for q in found.quotas)
        points.append(
            Point(
                Text("Quotas", "Quotas"),
                Text(f"{kept} respectés sur {len(found.quotas)}.", f"{kept} met out of {len(found.quotas)}."),
            )
        )
        points.append(
            Point(
                Text("Graine", "Seed"),
                Text(
                    typeset(f"« {found.seed} », billet {found.ticket}. La même graine redonne ce panel."),
                    f"“{found.seed}”, ticket {found.ticket}. The same seed gives this panel again.",
                ),
            )
        )
    return tuple(points)


def _sources(files: tuple[str, ...]) -> tuple[SourceLine, ...]:
    told = ", ".join(files)
    name = Text(typeset(f"Vivier et quotas : {told}"), f"Pool and quotas: {told}")
    return (SourceLine("handed", name, "l'organisateur du tirage", NOT_OPEN, ""),)

"""A survey of people as a report."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from rebonds.flows.results import Estimate
from rebonds.lenses.plain import NOT_OPEN
from rebonds.lenses.reading import SourceLine
from rebonds.lenses.survey_results import CellReading, SurveyReading
from rebonds.lenses.tables import Cell, Listing, Point, declared_table
from rebonds.reporting.lens_report import ASSUMED
from rebonds.reporting.report import Report
from rebonds.text import Text, number, typeset, with_unit

_table = partial(declared_table, Path(__file__).with_name("survey.toml"))
_HIDDEN = Text("masqué", "hidden")
_ALL = Text("ensemble", "everyone")
_UNTOLD = Text("non dit", "not told")


def survey_report(found: SurveyReading) -> Report:
    """Return the report of a survey."""
    cells = (_row(found.whole, _ALL), *(_row(c) for c in found.waves), *(_row(c) for c in found.cells))
    items = ((one.item, one.answered, one.missing, one.mean) for one in found.items)
    title = Text(typeset(found.title.fr), found.title.en)
    return Report(
        name=f"enquete-{found.id}",
        title=title,
        facts=Text(f"{found.scale.fr} · {found.producer}", f"{found.scale.en} · {found.producer}"),
        points=_points(found),
        tables=(_table("scores", cells), _table("items", items)),
        lists=(Listing(ASSUMED, found.assumptions),),
        warning=Text(
            "Une enquête dit ce que disent ceux qui ont répondu.",
            "A survey tells what those who answered say.",
        ),
        sources=(SourceLine(found.id, title, found.producer, NOT_OPEN, found.date[:4]),),
        trace=(
            Text(
                typeset(
                    f"{', '.join(found.sources)} : {found.answers} réponses lues, {found.complete} complètes"
                ),
                f"{', '.join(found.sources)}: {found.answers} answers read, {found.complete} complete",
            ),
            Text(f"score {found.scoring}, puis moyenne", f"{found.scoring} score, then mean"),
        ),
        licence=NOT_OPEN,
        record=found,
    )


def _band(one: Estimate, lang: str, *, percent: bool = False) -> str:
    size = 100 if percent else 1
    ends = [None if x is None else size * x for x in (one.low, one.high)]
    low, high = (number(x, lang, 1) for x in ends)
    return Text(f"{low} à {high}", f"{low} to {high}").to(lang)


def _bands(one: Estimate, *, percent: bool = False) -> Text | None:
    return Text(_band(one, "fr", percent=percent), _band(one, "en", percent=percent)) if one.known else None


def _row(cell: CellReading, group: Text | None = None) -> tuple[Cell, ...]:
    name: Cell = group or cell.group or _UNTOLD
    if cell.count is None:
        return (
            cell.by,
            name,
            _HIDDEN,
            _HIDDEN,
            None,
            _HIDDEN if cell.share.state == "secret" else None,
            None,
        )
    return (
        cell.by,
        name,
        cell.count,
        cell.mean.value,
        _bands(cell.mean),
        cell.share.value,
        _bands(cell.share, percent=True),
    )


def _points(found: SurveyReading) -> tuple[Point, ...]:
    whole = found.whole
    fr, en = (number(whole.mean.value, lang, 1) for lang in ("fr", "en"))
    said = [
        Point(
            found.scale,
            Text(
                typeset(f"{fr} en moyenne (entre {_band(whole.mean, 'fr').replace(' à ', ' et ')})."),
                f"{en} on average (between {_band(whole.mean, 'en').replace(' to ', ' and ')}).",
            ),
        )
    ]
    if whole.share.value is not None and found.cut is not None:
        share = [with_unit(100 * whole.share.value, "%", lang, 0) for lang in ("fr", "en")]
        said.append(
            Point(
                Text("Au seuil ou au-delà", "At or past the cut-off"),
                Text(
                    typeset(f"{share[0]} des personnes (seuil {number(found.cut, 'fr')})."),
                    f"{share[1]} of people (cut-off {number(found.cut, 'en')}).",
                ),
            )
        )
    said.append(Point(Text("Qui a répondu", "Who answered"), _response(found)))
    if found.difference.value is not None:
        said.append(Point(Text("Avant et après", "Before and after"), _difference(found)))
    return tuple(said)


def _response(found: SurveyReading) -> Text:
    left = found.answers - found.complete
    fr = f"{number(found.answers, 'fr', 0)} personnes, dont {number(left, 'fr', 0)} sans réponse à une question au moins"
    en = f"{number(found.answers, 'en', 0)} people, {number(left, 'en', 0)} of whom left a question out"
    if found.response_rate is not None:
        rates = [with_unit(100 * found.response_rate, "%", lang, 0) for lang in ("fr", "en")]
        fr += f" ; {rates[0]} des personnes sollicitées"
        en += f"; {rates[1]} of those asked"
    return Text(typeset(f"{fr}."), f"{en}.")


def _difference(found: SurveyReading) -> Text:
    one = found.difference
    fr, en = (number(one.value, lang, 1) for lang in ("fr", "en"))
    clear = Text(
        "l'écart dépasse le hasard du tirage"
        if found.differs
        else "l'écart peut n'être que le hasard du tirage",
        "the difference is over the chance of the draw"
        if found.differs
        else "the difference may be no more than the chance of the draw",
    )
    plus = "+" if (one.value or 0) > 0 else ""
    return Text(
        typeset(f"{plus}{fr} (entre {_band(one, 'fr').replace(' à ', ' et ')}) : {clear.fr}."),
        f"{plus}{en} (between {_band(one, 'en').replace(' to ', ' and ')}): {clear.en}.",
    )

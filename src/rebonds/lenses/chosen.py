"""Lenses that choose among the indicators of the warehouse: the same cards, thresholds and positions, asked otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rebonds import indicators
from rebonds.indicators.card import IndicatorCard
from rebonds.lenses.content import REFERENCE, declared_in
from rebonds.lenses.doughnut import Frame
from rebonds.lenses.measures import Lens, lens_table
from rebonds.lenses.reading import DimensionReading
from rebonds.lenses.tables import Point, Table
from rebonds.territory.model import Territory
from rebonds.text import Text, number, typeset, with_unit

if TYPE_CHECKING:
    from rebonds.lenses.registry import Parts
    from rebonds.warehouse import Warehouse

_FIRST = 12
Row = tuple[str, str, float, int, str]


def dimensions_of(wh: Warehouse, place: Territory, lens: Lens) -> tuple[DimensionReading, ...]:
    """Return the indicators that a lens chooses, group by group, each held against its threshold."""
    frame = Frame(wh, peers=False)
    series = indicators.values(wh, place, vintages="all")
    chosen = next(one for one in declared_in("measures.toml")["lens"] if one["id"] == lens.id)
    found = []
    for group in chosen["groups"]:
        for ident in group.get("indicators", ()):
            card = frame.cards[ident]
            read = frame.read(card, place, series, REFERENCE, {})
            why = None if read.value.known else card.holder
            found.append(DimensionReading(ident, card.label, group["id"], read, note=why))
    return tuple(found)


def chosen(wh: Warehouse, place: Territory, lens: Lens) -> Parts:
    """Read who gets the fruits: incomes, poverty, gaps, and the communes at both ends."""
    dimensions = dimensions_of(wh, place, lens)
    rows = _communes(wh, place)
    points: list[Point] = []
    tables: list[Table] = []
    if len(rows) > 1:
        tables.append(_table(rows))
        first, last = rows[0], rows[-1]
        points.append(
            Point(Text("D'une commune à l'autre", "From one commune to another"), _gap(first, last))
        )
    points.extend(_changes(dimensions))
    sources = tuple(sorted({source for *_, source in rows}))
    return {"dimensions": dimensions, "points": tuple(points), "tables": tuple(tables), "sources": sources}


def _communes(wh: Warehouse, place: Territory) -> list[Row]:
    """Return communes with their median living standard, lowest first; secret ones are left out, never guessed."""
    return [
        (str(code), str(name), float(value), int(vintage), str(source))
        for code, name, value, vintage, source in wh.query(
            """
            SELECT o.code, t.name, o.value, o.vintage, o.source
            FROM observation AS o JOIN territory AS t ON t.level = 'commune' AND t.code = o.code
            WHERE o.level = 'commune' AND o.variable = 'median_living_standard' AND o.state = 'measured'
              AND o.value IS NOT NULL AND o.code IN (SELECT unnest($communes::VARCHAR[]))
            QUALIFY row_number() OVER (PARTITION BY o.code ORDER BY o.vintage DESC, o.source) = 1
              AND o.vintage = max(o.vintage) OVER ()
            ORDER BY o.value, o.code
            """,
            {"communes": list(place.communes)},
        )
    ]


def _gap(first: Row, last: Row) -> Text:
    """Say how far apart the two ends are."""
    times = last[2] / first[2]
    fr = [number(x, "fr", digits) for x, digits in ((first[2], 0), (last[2], 0), (times, 1))]
    en = [number(x, "en", digits) for x, digits in ((first[2], 0), (last[2], 0), (times, 1))]
    return Text(
        typeset(
            f"Le niveau de vie médian va de {fr[0]} € ({first[1]}) à {fr[1]} € ({last[1]}), soit {fr[2]} fois plus."
        ),
        f"Median living standard goes from {en[0]} € ({first[1]}) to {en[1]} € ({last[1]}), {en[2]} times as much.",
    )


def _table(rows: list[Row]) -> Table:
    cells = ((code, name, value, str(year)) for code, name, value, year, _ in rows)
    return lens_table("communes", cells, first=_FIRST)


def _said(card: IndicatorCard, value: float | None, lang: str) -> str:
    unit = (card.unit_en or card.unit) if lang == "en" else card.unit
    return with_unit(value, unit, lang, card.decimals)


def _changes(dimensions: tuple[DimensionReading, ...]) -> list[Point]:
    said = []
    for one in dimensions:
        head = one.headline
        if head is None or head.change is None or head.change.improved is not False:
            continue
        before, after = head.change.before, head.change.after
        fr, en = ([_said(head.card, v.value, lang) for v in (before, after)] for lang in ("fr", "en"))
        said.append(
            Point(
                Text(f"Se dégrade : {one.label.fr}", f"Getting worse: {one.label.en}"),
                Text(
                    typeset(f"{fr[0]} en {before.vintage}, {fr[1]} en {after.vintage}."),
                    f"{en[0]} in {before.vintage}, {en[1]} in {after.vintage}.",
                ),
            )
        )
    return said[:3]

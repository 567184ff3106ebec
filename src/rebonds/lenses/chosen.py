"""Lenses that choose among the indicators of the warehouse: the same cards, thresholds and positions, asked otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rebonds import indicators
from rebonds.indicators.card import IndicatorCard
from rebonds.lenses.communes import MEDIAN, POVERTY, Figure, Spread, figures, then_and_now
from rebonds.lenses.content import REFERENCE, declared_in
from rebonds.lenses.doughnut import Frame
from rebonds.lenses.measures import Found, Lens, dimension, lens_table
from rebonds.lenses.reading import Change, DimensionReading
from rebonds.lenses.tables import Point, Table
from rebonds.territory.model import Territory
from rebonds.text import Text, number, typeset, with_unit

if TYPE_CHECKING:
    from rebonds.lenses.registry import Parts
    from rebonds.warehouse import Warehouse

_FIRST = 12
#: More communes than this would weigh on a page: both ends are enough.
_MOST = 400
_SECRET = Text("secret", "secret")
_STABLE = Text("stable", "stable")
_WAYS = {True: Text("en mieux", "better"), False: Text("en moins bien", "worse"), None: Text("–", "–")}


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
            why = None if read.value.known else card.holder or _nowhere(card)
            found.append(DimensionReading(ident, card.label, group["id"], read, note=why))
    return tuple(found)


def _nowhere(card: IndicatorCard) -> Text:
    """Say where a figure would come from, when the card names no holder because most territories have one."""
    told = ", ".join(card.sources)
    return Text(
        f"pas de chiffre ici dans cet entrepôt ({told})", f"no figure here in this warehouse ({told})"
    )


def chosen(wh: Warehouse, place: Territory, lens: Lens) -> Parts:
    """Read who gets the fruits: incomes, poverty, gaps by sex, age and commune, and their change."""
    medians, poverty = figures(wh, place, MEDIAN), figures(wh, place, POVERTY)
    gaps = (_ratio(medians, place, lens), _points_apart(poverty, place, lens))
    dimensions = (*dimensions_of(wh, place, lens), *gaps)
    rows = [row for row in medians.get(max(medians, default=0), ()) if row.value is not None]
    points: list[Point] = []
    tables: list[Table] = []
    if len(rows) > 1:
        tables.append(_table(medians[max(medians)], poverty.get(max(poverty, default=0), [])))
        points.append(Point(Text("D'une commune à l'autre", "From one commune to another"), _ends(rows)))
    points.extend(_worse(dimensions))
    tables.extend(changes(dimensions))
    sources = tuple(sorted({row.source for row in rows}))
    return {"dimensions": dimensions, "points": tuple(points), "tables": tuple(tables), "sources": sources}


def _ratio(found: dict[int, list[Figure]], place: Territory, lens: Lens) -> DimensionReading:
    """Ratio of the ninth to the first decile of communes' medians, each commune weighing its inhabitants."""
    now, before = then_and_now(found, place)
    made = [None if one is None else one.high / one.low for one in (now, before)]
    return _spread("communes_p90_p10", made, (now, before), place, lens)


def _points_apart(found: dict[int, list[Figure]], place: Territory, lens: Lens) -> DimensionReading:
    """Poverty rates of communes: ninth decile less the first, in points."""
    now, before = then_and_now(found, place)
    made = [None if one is None else one.high - one.low for one in (now, before)]
    return _spread("communes_poverty_gap_points", made, (now, before), place, lens)


def _spread(
    ident: str,
    made: list[float | None],
    over: tuple[Spread | None, Spread | None],
    place: Territory,
    lens: Lens,
) -> DimensionReading:
    now, before = over
    if now is None or made[0] is None:
        return dimension(lens, ident, place, Found(None))
    share = number(100 * now.covered, "fr", 0)
    steps = (
        f"déciles de {now.count} communes, pondérés par leurs habitants",
        f"communes connues : {share} % des habitants",
    )
    found = Found(made[0], state="estimated" if now.covered < 0.999 else "measured", vintage=now.vintage,
                  sources=now.sources, method=steps)  # fmt: skip
    read = dimension(lens, ident, place, found)
    head = read.headline
    if before is None or made[1] is None or head is None:
        return read
    earlier = replace(
        head.value, value=made[1], low=made[1], high=made[1], vintage=before.vintage, sources=before.sources
    )
    difference = made[0] - made[1]
    change = Change(earlier, head.value, difference, None if difference == 0 else difference < 0)
    return replace(read, headline=replace(head, change=change))


def _ends(rows: list[Figure]) -> Text:
    """Say how far apart the two ends are, and who is there."""
    first, last = rows[0], rows[-1]
    low, high = first.value or 0.0, last.value or 0.0
    fr, en = (
        [number(low, lang, 0), number(high, lang, 0), number(high / low, lang, 1)] for lang in ("fr", "en")
    )
    size = min(3, len(rows) // 2)
    ends = [", ".join(row.name for row in part) for part in (rows[:size], rows[: -size - 1 : -1])]
    return Text(
        typeset(
            f"Le niveau de vie médian va de {fr[0]} € ({first.name}) à {fr[1]} € ({last.name}), soit {fr[2]} fois plus. "
            f"Les plus bas : {ends[0]} ; les plus hauts : {ends[1]}."
        ),
        f"Median living standard goes from {en[0]} € ({first.name}) to {en[1]} € ({last.name}), {en[2]} times as much. "
        f"Lowest: {ends[0]}; highest: {ends[1]}.",
    )


def _table(medians: list[Figure], poverty: list[Figure]) -> Table:
    poor = {row.code: row.value for row in poverty}
    shown, cut = medians, None
    if len(medians) > _MOST:
        known = [row for row in medians if row.value is not None]
        half = _MOST // 2
        shown = [*known[:half], *known[-half:]]
        cut = Text(
            f"Les {half} communes les plus basses et les {half} plus hautes.",
            f"The {half} lowest communes and the {half} highest.",
        )
    rows = (
        (
            row.code,
            row.name,
            round(row.people),
            row.value if row.value is not None else _SECRET,
            None if row.code not in poor else _share(poor[row.code]),
            str(row.vintage),
        )
        for row in shown
    )
    table = lens_table("communes", rows, first=_FIRST)
    return (
        table
        if cut is None
        else replace(table, note=Text(f"{cut.fr} {table.note.fr}", f"{cut.en} {table.note.en}"))
    )


def _share(rate: float | None) -> float | Text:
    return _SECRET if rate is None else rate / 100


def changes(dimensions: tuple[DimensionReading, ...]) -> tuple[Table, ...]:
    """Return what changed between two vintages of the same source; empty where nothing can be compared."""
    rows = []
    for one in dimensions:
        head = one.headline
        if head is None or head.change is None:
            continue
        before, after = head.change.before, head.change.after
        said = [
            Text(_said(head.card, v.value, "fr"), _said(head.card, v.value, "en")) for v in (before, after)
        ]
        # A change that does not show at the precision of the figure is none.
        way = _STABLE if said[0] == said[1] else _WAYS[head.change.improved]
        rows.append((one.label, said[0], str(before.vintage), said[1], str(after.vintage), way))
    return (lens_table("changes", rows),) if rows else ()


def _said(card: IndicatorCard, value: float | None, lang: str) -> str:
    unit = (card.unit_en or card.unit) if lang == "en" else card.unit
    return with_unit(value, unit, lang, card.decimals)


def _worse(dimensions: tuple[DimensionReading, ...]) -> list[Point]:
    said = []
    for one in dimensions:
        head = one.headline
        if head is None or head.change is None or head.change.improved is not False:
            continue
        before, after = head.change.before, head.change.after
        fr, en = ([_said(head.card, v.value, lang) for v in (before, after)] for lang in ("fr", "en"))
        if fr[0] == fr[1]:
            continue
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

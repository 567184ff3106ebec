"""A reading through any lens but the doughnut, as a report; two territories side by side; every lens at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from rebonds import drawing
from rebonds.drawing import words
from rebonds.drawing.measures import drawable
from rebonds.lenses.measures import Lens, declared, lens_table
from rebonds.lenses.reading import DimensionReading, Reading, SourceLine
from rebonds.lenses.tables import Cell, Column, Listing, Point, Table
from rebonds.reporting.flows.columns import place_facts
from rebonds.reporting.report import Drawing, Report
from rebonds.text import NBSP, Text, number, typeset

T = TypeVar("T", Text, SourceLine)
ASSUMED = Text("Ce que ces chiffres supposent", "What these figures assume")
ABSENT = Text("Ce qui manque, et qui le détient", "What is missing, and who holds it")


def lens_report(reading: Reading) -> Report:
    """Return the report of a territory read through a lens."""
    about = declared()[reading.lens]
    place = reading.territory
    return Report(
        name=f"{reading.lens}-{place.code}",
        title=Text(typeset(f"{about.label.fr} : {place.name}"), f"{about.label.en}: {place.name}"),
        facts=place_facts(place),
        points=(Point(Text("La question", "The question"), about.question), *reading.points),
        tables=(_measures(reading), *reading.tables),
        drawings=_drawings(reading, about),
        lists=(Listing(ASSUMED, reading.assumptions), Listing(ABSENT, reading.missing)),
        sources=reading.sources,
        trace=tuple(Text(step, step) for step in reading.trace),
        warehouse=reading.warehouse,
        record=reading,
    )


def _measures(reading: Reading) -> Table:
    groups = dict(reading.groups)
    rows = tuple(_row(one, groups.get(one.side)) for one in reading.dimensions)
    return lens_table("measures", rows)


def _row(one: DimensionReading, group: Text | None) -> tuple[Cell, ...]:
    head = one.headline
    if head is None:
        return (one.id, one.label, group, *([None] * 9))
    value = head.value

    def said(x: float | None) -> Text | None:
        return None if x is None else Text(words.figure(head.card, x, "fr"), words.figure(head.card, x, "en"))

    band = None
    if value.known and value.low is not None and value.high is not None and value.low != value.high:
        fr, en = (
            [number(x, lang, head.card.decimals) for x in (value.low, value.high)] for lang in ("fr", "en")
        )
        band = Text(f"{fr[0]} à {fr[1]}", f"{en[0]} to {en[1]}")
    middle = next((p.quantiles[3] for p in head.positions if p.among == "epci"), None)
    return (
        one.id,
        one.label,
        group,
        said(value.value) if value.known else None,
        band,
        said(middle),
        words.STATES[value.state],
        str(value.vintage) if value.vintage else None,
        value.value if value.known else None,
        value.low if value.known else None,
        value.high if value.known else None,
        head.card.definition,
    )


def _drawings(reading: Reading, about: Lens) -> tuple[Drawing, ...]:
    out = []
    for ident, label in about.groups:
        own = [d for d in reading.dimensions if d.side == ident]
        if not drawable(own):
            continue

        def draw(
            lang: str, mode: str, own: list[DimensionReading] = own, label: Text = label, ident: str = ident
        ) -> str:
            return drawing.measure_bars_svg(
                own, label, lang, mode=mode, prefix=f"measures-{ident}", css=mode != "page"
            )

        out.append(Drawing(f"measures-{ident}", label, draw))
    return tuple(out)


def together(a: Reading, b: Reading, joint: Reading) -> Report:
    """Return two territories read through one lens, beside what they are as one.

    The joint figure is the lens applied to the union of their communes: never a mean of the two.
    """
    about = declared()[a.lens]
    names = (a.territory.name, b.territory.name)
    columns = []
    edge = Text("Bornes de l’erreur connue.", "Ends of the known error.")
    for key, name in zip(("a", "b", "joint"), (*names, None), strict=True):
        label = Text(name, name) if name else Text("ensemble", "together")
        columns.append(Column(key, label, meaning=label, weight=1.4))
        columns.append(Column(f"{key}_band", Text("marge", "band"), meaning=edge, weight=1.4))
    shown = [{one.id: _row(one, None) for one in reading.dimensions} for reading in (a, b, joint)]
    rows = tuple(
        (one.label, *(cell for found in shown for cell in (found[one.id][3], found[one.id][4])))
        for one in a.dimensions
    )
    title = f"{names[0]} et {names[1]}"
    return Report(
        name=f"{a.lens}-{a.territory.code}-{b.territory.code}",
        title=Text(typeset(f"{about.label.fr} : {title}"), f"{about.label.en}: {names[0]} and {names[1]}"),
        facts=Text(f"{about.question.fr}", f"{about.question.en}"),
        points=tuple(
            Point(Text(f"{p.lead.fr}, {r.territory.name}", f"{p.lead.en}, {r.territory.name}"), p.text)
            for r in (a, b)
            for p in r.points
        ),
        tables=(lens_table("pair", rows, ident="measures", more=columns),),
        lists=(Listing(ASSUMED, a.assumptions), Listing(ABSENT, _unique((*a.missing, *b.missing)))),
        sources=_unique((*a.sources, *b.sources)),
        trace=tuple(
            Text(f"{r.territory.name}{NBSP}: {step}", f"{r.territory.name}: {step}")
            for r in (a, b)
            for step in r.trace
        ),
        warehouse=a.warehouse,
        record=(a, b, joint),
    )


def dossier(readings: Sequence[Reading], skipped: Sequence[tuple[str, Text]] = ()) -> Report:
    """Return several lenses on one territory as one report.

    ``skipped`` are lenses that could not be read, each with the reason: the dossier says it.
    """
    parts = [lens_report(reading) for reading in readings]
    place = readings[0].territory
    labels = [declared()[reading.lens].label for reading in readings]
    reasons = tuple(
        Text(typeset(f"{declared()[lens].label.fr} : {why.fr}"), f"{declared()[lens].label.en}: {why.en}")
        for lens, why in skipped
    )
    return Report(
        name=f"dossier-{place.code}",
        title=Text(typeset(f"Dossier : {place.name}"), f"Dossier: {place.name}"),
        facts=place_facts(place),
        points=tuple(
            Point(Text(typeset(f"{label.fr} – {p.lead.fr}"), f"{label.en} – {p.lead.en}"), p.text)
            for label, part in zip(labels, parts, strict=True)
            for p in part.points[1:]
        ),
        tables=tuple(
            _named(table, reading.lens, label)
            for reading, label, part in zip(readings, labels, parts, strict=True)
            for table in part.tables
        ),
        drawings=tuple(d for part in parts for d in part.drawings),
        lists=(
            *((Listing(Text("Lunettes non lues", "Lenses not read"), reasons),) if reasons else ()),
            Listing(ASSUMED, _unique([t for part in readings for t in part.assumptions])),
            Listing(ABSENT, _unique([t for part in readings for t in part.missing])),
        ),
        sources=_unique([s for part in parts for s in part.sources]),
        trace=tuple(step for part in parts for step in part.trace),
        warehouse=readings[0].warehouse,
        record=tuple(readings),
    )


def _named(table: Table, lens: str, label: Text) -> Table:
    title = Text(typeset(f"{label.fr} – {table.title.fr}"), f"{label.en} – {table.title.en}")
    return Table(
        f"{lens}-{table.id}",
        title,
        table.columns,
        table.rows,
        table.note,
        table.first,
        table.layout,
        table.every,
    )


def _unique(found: Sequence[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(found))

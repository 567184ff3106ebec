"""The numbers of a drawing as a table: what the eye sees, row by row."""

from __future__ import annotations

from dataclasses import dataclass

from rebonds.drawing import words
from rebonds.lenses.reading import DimensionReading, IndicatorReading, PairDimension, PairReading, Reading
from rebonds.text import Text


@dataclass(frozen=True)
class Row:
    """One line of the table beside a doughnut; every text is ready to print.

    Attributes
    ----------
    number : int
        Number of the wedge, the same as in the compact drawing.
    headline : bool
        False for the other indicators of the same dimension.
    crossed : bool or None
        The verdict; ``None`` without one.
    score : float or None
        Shortfall or ratio, for sorting and for machines.
    """

    number: int
    dimension_id: str
    dimension: str
    side: str
    side_label: str
    indicator_id: str
    indicator: str
    value: str
    threshold: str
    threshold_source: str
    gap: str
    state_id: str
    state: str
    vintage: str
    source: str
    crossed: bool | None
    verdict: str
    score: float | None
    probability: str
    note: str
    headline: bool = True


@dataclass(frozen=True)
class PairRow:
    """One line of the table beside a pair."""

    number: int
    dimension_id: str
    dimension: str
    side: str
    side_label: str
    indicator_id: str
    indicator: str
    value_a: str
    value_b: str
    joint: str
    threshold: str
    gap_a: str
    gap_b: str
    difference: str
    compensation: str
    kind_id: str
    kind: str
    state_a: str
    state_b: str
    vintage: str
    source: str
    note: str


def ordered(reading: Reading) -> tuple[DimensionReading, ...]:
    """Return the dimensions in the order of their numbers: social, then ecological."""
    return (*reading.side("social"), *reading.side("ecological"))


def reading_rows(reading: Reading, lang: str = "fr", *, others: bool = False) -> list[Row]:
    """Return the table of a reading: one row a dimension, and the other indicators with ``others``."""
    rows: list[Row] = []
    for i, dimension in enumerate(ordered(reading), start=1):
        rows.append(_row(i, dimension, dimension.headline, reading, lang, headline=True))
        if others:
            rows += [_row(i, dimension, o, reading, lang, headline=False) for o in dimension.others]
    return rows


def _probability(reading: IndicatorReading, lang: str) -> str:
    if reading.p_crossed is None or not reading.value.known:
        return "–"
    return words.percent(reading.p_crossed, lang)


def _note(dimension: DimensionReading, item: IndicatorReading | None, lang: str) -> str:
    notes = [dimension.note] if dimension.note else []
    if item is not None:
        if item.card.proxy:
            notes.append(item.card.proxy)
        if not item.value.known and item.card.holder:
            held = item.card.holder
            notes.append(Text(f"Qui détient la donnée\u00a0: {held.fr}", f"Who holds the data: {held.en}"))
    return " ".join(n.to(lang) for n in notes)


def _row(
    number: int,
    dimension: DimensionReading,
    item: IndicatorReading | None,
    reading: Reading,
    lang: str,
    *,
    headline: bool,
) -> Row:
    state_id = dimension.state if headline or item is None else item.value.state
    shown = item if item is not None and item.value.known and state_id in {"measured", "estimated"} else None
    return Row(
        number=number,
        dimension_id=dimension.id,
        dimension=dimension.label.to(lang),
        side=dimension.side,
        side_label=words.SIDES[dimension.side].to(lang),
        indicator_id=item.card.id if item else "",
        indicator=item.card.label.to(lang) if item else "–",
        value=words.figure(shown.card, shown.value.value, lang) if shown else "–",
        threshold=words.threshold_text(item.card, item.threshold, dimension.side, lang) if item else "–",
        threshold_source=item.threshold.source if item and item.threshold else "",
        gap=words.gap(shown, dimension.side, lang) if shown else "–",
        state_id=state_id,
        state=words.state(state_id, lang),
        vintage=words.year(shown.value.vintage) if shown else "–",
        source=words.source_of(item, reading.sources, lang) if item else "–",
        crossed=shown.crossed if shown else None,
        verdict=words.verdict(shown, dimension.side, lang),
        score=shown.score if shown else None,
        probability=_probability(shown, lang) if shown else "–",
        note=_note(dimension, item, lang),
        headline=headline,
    )


def pair_rows(pair: PairReading, lang: str = "fr") -> list[PairRow]:
    """Return the table of a pair: each dimension with both sides, the joint value and what it calls for."""
    wanted = sorted(pair.dimensions, key=lambda d: d.side != "social")
    return [_pair_row(i, dimension, pair, lang) for i, dimension in enumerate(wanted, start=1)]


def _value(item: IndicatorReading | None, lang: str) -> str:
    if item is None or not item.value.known:
        return "–"
    return words.figure(item.card, item.value.value, lang)


def _pair_row(number: int, dimension: PairDimension, pair: PairReading, lang: str) -> PairRow:
    card = dimension.a.card
    vintages = [words.year(x.value.vintage) for x in (dimension.a, dimension.b) if x.value.known]
    difference = "–"
    if dimension.gap is not None:
        difference = words.figure(card, dimension.gap, lang)
        if dimension.gap_low is not None and dimension.gap_high is not None:
            low = words.figure(card, dimension.gap_low, lang)
            high = words.figure(card, dimension.gap_high, lang)
            difference += Text(f" (de {low} à {high})", f" ({low} to {high})").to(lang)
    return PairRow(
        number=number,
        dimension_id=dimension.id,
        dimension=dimension.label.to(lang),
        side=dimension.side,
        side_label=words.SIDES[dimension.side].to(lang),
        indicator_id=card.id,
        indicator=card.label.to(lang),
        value_a=_value(dimension.a, lang),
        value_b=_value(dimension.b, lang),
        joint=_value(dimension.joint, lang),
        threshold=words.threshold_text(card, dimension.a.threshold, dimension.side, lang),
        gap_a=words.gap(dimension.a, dimension.side, lang),
        gap_b=words.gap(dimension.b, dimension.side, lang),
        difference=difference,
        compensation="–" if dimension.compensation is None else words.percent(dimension.compensation, lang),
        kind_id=dimension.kind,
        kind=words.PAIR_KINDS[dimension.kind].to(lang)
        if dimension.kind in words.PAIR_KINDS
        else dimension.kind,
        state_a=words.state(dimension.a.value.state, lang),
        state_b=words.state(dimension.b.value.state, lang),
        vintage=" / ".join(dict.fromkeys(vintages)) or "–",
        source=words.source_of(dimension.a, pair.sources, lang),
        note=dimension.note.to(lang) if dimension.note else "",
    )

"""Measures of the lenses: cards of figures that a lens computes, and how they become dimensions of a reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rebonds import indicators
from rebonds.indicators.card import IndicatorCard
from rebonds.indicators.values import Value
from rebonds.lenses.content import declared_in
from rebonds.lenses.naf import Typology, typology
from rebonds.lenses.reading import Coverage, DimensionReading, IndicatorReading
from rebonds.lenses.surroundings import position
from rebonds.lenses.tables import declared_table
from rebonds.territory.model import Territory
from rebonds.text import NBSP, Text, typeset

Group = tuple[str, Text]
#: A table declared in ``tables.toml``.
lens_table = partial(declared_table, Path(__file__).with_name("tables.toml"))

if TYPE_CHECKING:
    from rebonds.warehouse import Warehouse


@dataclass(frozen=True)
class Lens:
    """What a lens is: its question, its groups of measures, the tables it shows."""

    id: str
    label: Text
    question: Text
    groups: tuple[Group, ...]
    cards: dict[str, IndicatorCard]
    assumptions: tuple[Text, ...]
    missing: tuple[Text, ...]
    typologies: Mapping[str, Typology] = field(default_factory=dict)  # brought by the team

    def typology(self, name: str) -> Typology:
        """Return a typology: that of the team where it brought one, else the shipped one."""
        return self.typologies.get(name) or typology(name)


@lru_cache(maxsize=1)
def declared() -> dict[str, Lens]:
    """Return the lenses of ``measures.toml``, in order."""
    found = {}
    for one in declared_in("measures.toml")["lens"]:
        groups = tuple((g["id"], Text.of(g)) for g in one["groups"])
        found[one["id"]] = Lens(
            id=one["id"],
            label=Text.of(one["label"]),
            question=Text.of(one["question"]),
            groups=groups,
            cards={card["id"]: _card(card) for card in one.get("measure", ())},
            assumptions=tuple(Text.of(t) for t in one.get("assumptions", ())),
            missing=tuple(Text.of(t) for t in one.get("missing", ())),
        )
    return found


def _card(given: Mapping[str, Any]) -> IndicatorCard:
    unit = given["unit"]
    holder = given.get("holder")
    return IndicatorCard(
        id=str(given["id"]),
        label=Text.of(given["label"]),
        definition=Text.of(given["definition"]),
        unit=unit["fr"] if isinstance(unit, dict) else str(unit),
        unit_en=unit["en"] if isinstance(unit, dict) else str(unit),
        direction=str(given.get("direction", "neutral")),
        side="context",
        dimension=str(given["group"]),
        numerator="",
        sources=(),
        decimals=int(str(given["decimals"])) if "decimals" in given else None,
        holder=Text.of(holder) if holder else None,
    )


@dataclass(frozen=True)
class Found:
    """What a lens computed of one measure; without a value the measure is missing, and ``why`` says so."""

    value: float | None
    low: float | None = None
    high: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    state: str = "estimated"
    vintage: int | None = None
    sources: tuple[str, ...] = ()
    method: tuple[str, ...] = ()
    why: Text | None = None
    among: Sequence[float] = ()  # the same for every EPCI, sorted


class Known:
    """Indicators of the warehouse on one territory, as measures of a lens."""

    def __init__(self, wh: Warehouse, place: Territory) -> None:
        self._wh = wh
        self.values = indicators.values(wh, place)

    @cached_property
    def ordered(self) -> dict[str, list[float]]:
        """Values of every EPCI, sorted."""
        return indicators.sorted_values(self._wh)

    def found(self, ident: str) -> Found:
        """Return an indicator as it stands."""
        value = self.values.get(ident)
        if value is None or not value.known:
            return Found(None)
        return Found(
            value.value,
            value.low,
            value.high,
            value.numerator,
            value.denominator,
            value.state,
            value.vintage,
            value.sources,
            value.method,
            among=self.ordered.get(ident, ()),
        )


def dimension(lens: Lens, ident: str, place: Territory, found: Found) -> DimensionReading:
    """Return a measure as a dimension of the reading."""
    card = lens.cards[ident]
    known = found.value is not None
    value = Value(
        indicator=ident,
        territory=place.code,
        state=found.state if known else "missing",
        value=found.value,
        numerator=found.numerator if known else None,
        denominator=found.denominator if known else None,
        low=found.low if found.low is not None else found.value,
        high=found.high if found.high is not None else found.value,
        vintage=found.vintage if known else None,
        sources=found.sources if known else (),
        method=found.method,
    )
    where = (
        (position(card, found.value, found.among, "epci"),) if found.value is not None and found.among else ()
    )
    read = IndicatorReading(card, value, positions=tuple(p for p in where if p is not None))
    return DimensionReading(
        ident, card.label, card.dimension, read, note=None if known else found.why or card.holder
    )


def coverage(dimensions: Sequence[DimensionReading]) -> Coverage:
    """Count the measures that rest on a figure."""
    return Coverage(0, 0, 0, 0, sum(d.known for d in dimensions), len(dimensions))


def gaps(reading_dimensions: Sequence[DimensionReading], lens: Lens) -> tuple[Text, ...]:
    """Say what is missing, and who holds it: measures without a figure, then what the lens never sees."""
    by_note: dict[Text, list[Text]] = {}
    for one in reading_dimensions:
        if not one.known and one.note is not None:
            by_note.setdefault(one.note, []).append(one.label)
    said = tuple(
        Text(
            typeset(f"{' ; '.join(label.fr for label in labels)} : {note.fr}"),
            f"{'; '.join(label.en for label in labels)}: {note.en}",
        )
        for note, labels in by_note.items()
    )
    return (*said, *lens.missing)


def trace(dimensions: Sequence[DimensionReading]) -> tuple[str, ...]:
    """Return a line per measure: figure, sources, steps."""
    lines = []
    for one in dimensions:
        if one.headline is not None and one.known:
            value = one.headline.value
            steps = " ; ".join(value.method)
            lines.append(
                f"{one.label.fr}{NBSP}: {one.id} {value.vintage or ''} [{', '.join(value.sources)}] {steps}"
            )
    return tuple(lines)


def band(draws: np.ndarray) -> tuple[float, float]:
    """Return the 5th and 95th percentiles of draws."""
    low, high = np.percentile(draws, (5, 95))
    return float(low), float(high)


def ordered(values: np.ndarray) -> tuple[float, ...]:
    """Return the finite ones, sorted."""
    return tuple(float(x) for x in np.sort(values[np.isfinite(values)]))

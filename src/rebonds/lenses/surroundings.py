"""What surrounds a figure: where it stands, territories of like structure, and change over time."""

from __future__ import annotations

import bisect
import math
import statistics
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rebonds import indicators
from rebonds.indicators.card import IndicatorCard
from rebonds.indicators.values import Value
from rebonds.lenses.content import Feature, conventions
from rebonds.lenses.reading import Change, Peer, Position
from rebonds.text import Text, with_unit

if TYPE_CHECKING:
    from rebonds.warehouse import Warehouse

_QUANTILES = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)
_LEAST_COMPARED = 5


def quantiles(ordered: Sequence[float]) -> tuple[float, ...]:
    """Return the minimum, P10, P25, median, P75, P90 and maximum of sorted values (linear interpolation)."""
    found = []
    for q in _QUANTILES:
        at = q * (len(ordered) - 1)
        below = math.floor(at)
        above = min(below + 1, len(ordered) - 1)
        found.append(ordered[below] + (at - below) * (ordered[above] - ordered[below]))
    return tuple(found)


def position(
    card: IndicatorCard,
    x: float,
    ordered: Sequence[float],
    among: str,
    marks: tuple[float, ...] | None = None,
) -> Position | None:
    """Return where a value stands among sorted others; ``None`` when too few are known.

    ``marks`` are their quantiles, where a caller who asks many times has them already.
    """
    if len(ordered) < _LEAST_COMPARED:
        return None
    below = bisect.bisect_left(ordered, x)
    equal = bisect.bisect_right(ordered, x) - below
    above = len(ordered) - below - equal
    better, worse = (above, below) if card.direction == "higher_is_better" else (below, above)
    return Position(among, len(ordered), better, equal, worse, marks or quantiles(ordered))


def change(card: IndicatorCard, series: Sequence[Value]) -> Change | None:
    """Return the change between the two latest known vintages that come from the same producer's data set."""
    known = [v for v in series if v.known and v.value is not None]
    if len(known) < 2:
        return None
    after = known[-1]
    same = [v for v in known[:-1] if v.state == after.state]
    if not same:
        return None
    before = same[-1]
    difference = (after.value or 0.0) - (before.value or 0.0)
    improved: bool | None = None
    if card.direction != "neutral" and difference:
        improved = (difference < 0) == (card.direction == "lower_is_better")
    return Change(before, after, difference, improved)


class Space:
    """The standardised space in which territories of like structure are near one another.

    Each axis is an indicator of structure (population, density, age, sectors, income), in logarithm where the
    conventions say so, centred on its mean and divided by its standard deviation over all EPCI. The distance
    between two territories is ``sqrt(sum w (za - zb)^2 / sum w)`` over the axes known on both sides.
    """

    def __init__(self, wh: Warehouse, weights: Mapping[str, float] | None = None) -> None:
        known = indicators.cards()
        self.features = [
            Feature(f.indicator, weights.get(f.indicator, f.weight) if weights else f.weight, f.log)
            for f in conventions().features
            if f.indicator in known
        ]
        found = indicators.columns(wh, "epci", [f.indicator for f in self.features])
        self.names = dict(wh.query("SELECT code, name FROM territory WHERE level = 'epci'"))
        self.raw = {f.indicator: found.get(f.indicator, {}) for f in self.features}
        self.scale = {f.indicator: self._moments(f) for f in self.features}

    def _moments(self, feature: Feature) -> tuple[float, float]:
        found = [self._axis(feature, x) for x in self.raw[feature.indicator].values()]
        values = [x for x in found if x is not None]
        if len(values) < _LEAST_COMPARED:
            return 0.0, 0.0
        return statistics.fmean(values), statistics.pstdev(values)

    @staticmethod
    def _axis(feature: Feature, x: float | None) -> float | None:
        if x is None or (feature.log and x <= 0):
            return None
        return math.log(x) if feature.log else x

    def place(self, values: Mapping[str, float | None]) -> list[float | None]:
        """Return the coordinates of a territory from its raw values; ``None`` on an unknown axis."""
        found: list[float | None] = []
        for feature in self.features:
            mean, deviation = self.scale[feature.indicator]
            x = self._axis(feature, values.get(feature.indicator))
            found.append(None if x is None or not deviation else (x - mean) / deviation)
        return found

    def nearest(self, code: str, values: Mapping[str, float | None]) -> tuple[Peer, ...]:
        """Return the nearest EPCI, never the territory itself nor one of which too little is known."""
        rules = conventions()
        here = self.place(values)
        total = sum(f.weight for f in self.features)
        found = []
        for other, name in self.names.items():
            if other == code:
                continue
            there = self.place({i: column.get(other) for i, column in self.raw.items()})
            both = [
                (f.weight, (a - b) ** 2)
                for f, a, b in zip(self.features, here, there, strict=True)
                if a is not None and b is not None
            ]
            known = sum(weight for weight, _ in both)
            if not both or not total or known < rules.peer_minimum_known * total:
                continue
            found.append((math.sqrt(sum(w * d for w, d in both) / known), other, name))
        nearest = sorted(found)[: rules.peer_count]
        return tuple(
            Peer(other, name, round(distance, 3), self._reasons(values, other))
            for distance, other, name in nearest
        )

    def _reasons(self, values: Mapping[str, float | None], other: str) -> tuple[Text, ...]:
        """Return the two axes on which both are nearest and the one on which they differ most, in words."""
        there = {i: column.get(other) for i, column in self.raw.items()}
        gaps = sorted(
            (abs(a - b), f.indicator)
            for f, a, b in zip(self.features, self.place(values), self.place(there), strict=True)
            if a is not None and b is not None
        )
        cards = indicators.cards()

        def say(indicator: str, fr: str, en: str) -> Text:
            card = cards[indicator]
            mine, theirs = values.get(indicator), there[indicator]
            unit_en = card.unit_en or card.unit
            return Text(
                f"{fr} : {card.label.fr.lower()} "
                f"({with_unit(mine, card.unit)} et {with_unit(theirs, card.unit)})",
                f"{en}: {card.label.en.lower()} "
                f"({with_unit(mine, unit_en, 'en')} and {with_unit(theirs, unit_en, 'en')})",
            )

        near = [say(indicator, "proche", "alike") for _, indicator in gaps[:2]]
        far = [say(gaps[-1][1], "écart", "differs")] if len(gaps) > 2 else []
        return tuple(near + far)

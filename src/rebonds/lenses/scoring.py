"""From a figure and a threshold to a score, a verdict, their band and a probability.

Social side: a headcount of people deprived is its own shortfall, ``s = x / 100``; otherwise
``s = max(0, (f - x) / (f - x0))`` with f the floor and x0 the worst reference (O'Neill et al. 2018, Nature
Sustainability 1:88). Ecological side: ``r = x / c``; with a natural baseline ``r = (x - xn) / (c - xn)``;
where less is worse ``r = (1 - x/xn) / (1 - c/xn)`` (Fanning & Raworth 2025, Nature). Overshoot is
``max(0, r - 1)``.
"""

from __future__ import annotations

import random
from functools import lru_cache

from rebonds.indicators.card import IndicatorCard, Threshold
from rebonds.indicators.values import Value
from rebonds.lenses.content import conventions, threshold_sets
from rebonds.lenses.reading import IndicatorReading


def shortfall(x: float, floor: float, worst: float) -> float:
    """Return the social shortfall ``s = max(0, (f - x) / (f - x0))``, bounded by 1.

    The same form serves both directions: where more is worse, x0 lies above the floor.

    Examples
    --------
    >>> shortfall(50, floor=70, worst=30)
    0.5
    """
    return min(1.0, max(0.0, (floor - x) / (floor - worst)))


def ecological_ratio(
    x: float, ceiling: float, baseline: float | None = None, *, less_is_worse: bool = False
) -> float:
    """Return the ecological ratio r: 1 at the ceiling, overshoot beyond.

    Parameters
    ----------
    x, ceiling : float
        Value and ceiling, in the same unit.
    baseline : float, optional
        Natural state xn.
    less_is_worse : bool
        For a stock that should not fall (forest): the ratio is that of the losses from ``baseline``.

    Raises
    ------
    ValueError
        If ``less_is_worse`` comes without a baseline.

    Examples
    --------
    >>> round(ecological_ratio(417, 350, 280), 2)
    1.96
    """
    if less_is_worse:
        if baseline is None:
            raise ValueError("a ratio of losses needs its natural baseline")
        return (1 - x / baseline) / (1 - ceiling / baseline)
    if baseline is not None:
        return (x - baseline) / (ceiling - baseline)
    return x / ceiling


def score(card: IndicatorCard, threshold: Threshold, x: float, at: float | None = None) -> float | None:
    """Return the shortfall (social) or the ratio (ecological) of a value; ``None`` where undefined.

    ``at`` stands for the threshold's own value when its band is explored.
    """
    limit = threshold.value if at is None else at
    if card.side == "social":
        if card.headcount:
            return min(1.0, max(0.0, x / 100))
        return None if threshold.worst is None else shortfall(x, limit, threshold.worst)
    if card.side == "ecological":
        less = card.direction == "higher_is_better"
        if (less and threshold.baseline is None) or limit == (threshold.baseline or 0):
            return None
        return max(0.0, ecological_ratio(x, limit, threshold.baseline, less_is_worse=less))
    return None


def crossed(card: IndicatorCard, x: float, threshold: float) -> bool | None:
    """Tell whether a value lies beyond a threshold in the bad direction; ``None`` for a neutral one."""
    if card.direction == "lower_is_better":
        return x > threshold
    if card.direction == "higher_is_better":
        return x < threshold
    return None


@lru_cache(maxsize=1)
def _draws() -> tuple[tuple[float, float], ...]:
    """Return pairs of uniform draws, the same for every indicator: fixed seed, common random numbers."""
    rules = conventions()
    source = random.Random(rules.seed)  # noqa: S311 - statistics, not secrets
    return tuple((source.random(), source.random()) for _ in range(rules.draws))


def probability_crossed(card: IndicatorCard, value: Value, threshold: Threshold) -> float | None:
    """Return the Monte Carlo probability that the threshold is crossed.

    Value and threshold are drawn uniformly and independently within their bands (fixed seed). Where the
    bands do not meet, the answer is 0 or 1 without drawing.
    """
    if value.value is None:
        return None
    low = value.value if value.low is None else value.low
    high = value.value if value.high is None else value.high
    least = threshold.value if threshold.low is None else threshold.low
    most = threshold.value if threshold.high is None else threshold.high
    ends = {crossed(card, x, t) for x in (low, high) for t in (least, most)}
    if len(ends) == 1:
        end = ends.pop()
        return None if end is None else float(end)
    # The comparison of `crossed`, written out: it is made millions of times for a whole country.
    sign = 1.0 if card.direction == "lower_is_better" else -1.0
    width, span, start = sign * (high - low), sign * (most - least), sign * (least - low)
    return sum([u * width > start + v * span for u, v in _draws()]) / len(_draws())


def band(card: IndicatorCard, value: Value, threshold: Threshold) -> tuple[float | None, float | None]:
    """Return the least and the largest score over the corners of both bands."""
    xs = {x for x in (value.value, value.low, value.high) if x is not None}
    ts = {t for t in (threshold.value, threshold.low, threshold.high) if t is not None}
    scores = [score(card, threshold, x, at=t) for x in xs for t in ts]
    known = [s for s in scores if s is not None]
    return (min(known), max(known)) if known else (None, None)


def held_against(card: IndicatorCard, value: Value, set_id: str) -> IndicatorReading:
    """Hold a figure against the threshold in force in a set; without one, the figure stands alone."""
    threshold = card.threshold(set_id)
    if threshold is None or not value.known or value.value is None:
        return IndicatorReading(card, value, threshold)
    verdict = crossed(card, value.value, threshold.value)
    low, high = band(card, value, threshold)
    flips = tuple(
        other
        for other in threshold_sets()
        if other != set_id
        and (rival := card.threshold(other)) is not None
        and crossed(card, value.value, rival.value) != verdict
    )
    return IndicatorReading(
        card=card,
        value=value,
        threshold=threshold,
        score=score(card, threshold, value.value),
        low=low,
        high=high,
        crossed=verdict,
        p_crossed=probability_crossed(card, value, threshold),
        flips=flips,
    )

"""Classes of a map: quantiles, cut at the threshold when there is one, with a colour and a count each."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from rebonds.drawing.palette import BAD, GOOD, RAMP


@dataclass(frozen=True)
class Classes:
    """Inner ``breaks`` (sorted), one colour per class; a value equal to a break is in the class above."""

    breaks: tuple[float, ...]
    colours: tuple[str, ...]
    low: float
    high: float
    threshold: float | None = None

    def of(self, value: float) -> int:
        """Return the number of the class of a value."""
        return bisect_right(self.breaks, value)

    def bounds(self, index: int) -> tuple[float, float]:
        """Return the lower and upper bounds of a class."""
        edges = (self.low, *self.breaks, self.high)
        return edges[index], edges[index + 1]


def quantile(ordered: Sequence[float], share: float) -> float:
    """Return a quantile of sorted values by linear interpolation (type 7 of Hyndman and Fan, 1996)."""
    at = share * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)


def _quantiles(ordered: Sequence[float], count: int) -> list[float]:
    if len(ordered) < 2 or count < 2:
        return []
    cuts = [quantile(ordered, k / count) for k in range(1, count)]
    return sorted({c for c in cuts if ordered[0] < c <= ordered[-1]})


def classify(
    values: Sequence[float],
    *,
    count: int = 5,
    breaks: Sequence[float] | None = None,
    threshold: float | None = None,
    higher_is_better: bool | None = None,
) -> Classes:
    """Return the classes of a map.

    Parameters
    ----------
    values : sequence of float
        Known values only.
    count : int
        Number of classes sought; equal values may leave fewer.
    breaks : sequence of float, optional
        Inner breaks instead of quantiles; the threshold is added to them.
    threshold : float, optional
        When some values lie on each side of it, it is a break and each side has a ramp of its own.
    higher_is_better : bool, optional
        Which side of the threshold is the good one; lower by default.
    """
    ordered = sorted(values)
    if not ordered:
        return Classes((), (RAMP[len(RAMP) // 2],), 0.0, 0.0)
    low, high = ordered[0], ordered[-1]
    if threshold is None or not low <= threshold <= high or low == high:
        cuts = sorted(set(breaks)) if breaks is not None else _quantiles(ordered, count)
        return Classes(tuple(cuts), _ramp(RAMP, len(cuts) + 1), low, high)
    below = [v for v in ordered if v < threshold]
    above = [v for v in ordered if v >= threshold]
    if breaks is not None:
        under, over = [b for b in breaks if b < threshold], [b for b in breaks if b > threshold]
    else:
        first = min(3, max(1, round(count * len(below) / len(ordered))))
        under = _quantiles(below, first)
        over = [b for b in _quantiles(above, min(3, max(1, count - first))) if b > threshold]
    cuts = [*sorted(set(under)), *([threshold] if below else []), *sorted(set(over))]
    left, right = (BAD, GOOD) if higher_is_better else (GOOD, BAD)
    n_left = len(set(under)) + 1 if below else 0
    colours = (*reversed(_ramp(left, n_left)), *_ramp(right, len(set(over)) + 1))
    return Classes(tuple(cuts), colours, low, high, threshold)


def _ramp(colours: Sequence[str], count: int) -> tuple[str, ...]:
    if count <= 0:
        return ()
    if count == 1:
        return (colours[len(colours) // 2],)
    last = len(colours) - 1
    return tuple(colours[round(i * last / (count - 1))] for i in range(count))

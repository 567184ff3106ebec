"""Exact measures of the answers to one option, given as counts: value -> how many ballots give it."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cmp_to_key
from typing import Any

from rebonds.deliberation.values import Number, Values

Counts = Mapping[Number, int]


def counted(values: Values) -> Counter[Number]:
    """Return how many ballots give each value; missing answers are not counted."""
    return Counter(value for value in values if value is not None)


def total(counts: Counts) -> int:
    """Return the number of answers."""
    return sum(counts.values())


def mean(counts: Counts) -> Fraction:
    """Return the exact mean of the answers (there must be some)."""
    return Fraction(sum((value * n for value, n in counts.items()), Fraction(0)), 1) / total(counts)


def quantile(counts: Counts, numerator: int, denominator: int) -> Number:
    """Return the lower quantile: the first value at which the cumulated share reaches ``numerator / denominator``.

    With 1/2 it is the lower median: of two middle answers, the lower.
    """
    wanted, seen = total(counts) * numerator, 0
    for value in sorted(counts):
        seen += counts[value]
        if counts[value] and seen * denominator >= wanted:
            return value
    raise ValueError("no answer")


def middle(counts: Counts) -> Fraction:
    """Return the median, half-way between the two middle answers when their number is even."""
    n, values = total(counts), []
    for rank in ((n + 1) // 2, n // 2 + 1):
        values.append(quantile(counts, rank, n))
    return Fraction(values[0] + values[1]) / 2


def spread(counts: Counts, low: Number, high: Number) -> Fraction | None:
    """Return how divided answers are: 0 all alike, 1 half at each end of the scale.

    ``4 / (high - low) * integral of F (1 - F)``, with F the cumulated share: twice the mean absolute difference
    between two answers, over the width of the scale. For grades, the ordinal dispersion of Blair and Lacy
    (2000, linear form; to be checked). ``None`` without answers; 0 on a scale of one value.
    """
    n = total(counts)
    if not n:
        return None
    if low >= high:
        return Fraction(0)
    values = sorted(value for value in counts if counts[value])
    area, seen = Fraction(0), 0
    for value, after in itertools.pairwise(values):
        seen += counts[value]
        area += Fraction(after - value) * seen * (n - seen)
    return 4 * area / (n * n * Fraction(high - low))


def entropy(counts: Iterable[int], classes: int) -> float | None:
    """Return Shannon's entropy of counts over that of ``classes`` equal shares: 0 one class, 1 all alike."""
    listed = [n for n in counts if n]
    n = sum(listed)
    if not n:
        return None
    if classes < 2 or len(listed) < 2:
        return 0.0
    return float(-sum(c / n * math.log(c / n) for c in listed) / math.log(classes))


_Z = 1.959963984540054  # normal quantile of a 95 % interval


def wilson(share: float, n: int) -> tuple[float, float]:
    """Return the bounds at 95 % of a share seen in ``n`` draws (Wilson 1927): wide where they are few."""
    middle = share + _Z**2 / (2 * n)
    half = _Z * math.sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
    scale = 1 + _Z**2 / n
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


class EntropyKey:
    """The entropy of counts, compared exactly: no tie by rounding, none missed.

    With ``n`` answers and counts ``c``, ``exp(n H) = n^n / prod c^c``: a ratio of whole numbers. Two of them are
    compared after raising each to the other's ``n``.
    """

    def __init__(self, counts: Iterable[int]) -> None:
        self.counts = tuple(sorted((n for n in counts if n), reverse=True))
        self.n = sum(self.counts)
        self.about = entropy(self.counts, 3) or 0.0

    def order(self, other: EntropyKey) -> int:
        """Return -1, 0 or 1 as this entropy is below, equal to or above the other."""
        if self.counts == other.counts:
            return 0
        if abs(self.about - other.about) > 1e-9:
            return 1 if self.about > other.about else -1
        mine, its = self._power(other.n), other._power(self.n)
        left, right = mine[0] * its[1], its[0] * mine[1]
        return (left > right) - (left < right)

    def _power(self, exponent: int) -> tuple[int, int]:
        down = math.prod(c**c for c in self.counts)
        return self.n ** (self.n * exponent), down**exponent

    def __lt__(self, other: EntropyKey) -> bool:
        return self.order(other) < 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, EntropyKey) and self.order(other) == 0

    __hash__ = None  # type: ignore[assignment]


def ranks(keys: Sequence[Any]) -> tuple[int, ...]:
    """Return the rank of each key, the greatest first: equal keys share a rank (1, 1, 3). ``None`` comes last.

    Keys need ``<`` and ``==``.
    """

    def order(a: int, b: int) -> int:
        x, y = keys[a], keys[b]
        if x is None or y is None:
            return (x is None) - (y is None)
        return 0 if x == y else 1 if x < y else -1

    compare: Callable[[int, int], int] = order
    places = sorted(range(len(keys)), key=cmp_to_key(compare))
    out = [0] * len(keys)
    for rank, place in enumerate(places, start=1):
        before = places[rank - 2] if rank > 1 else None
        out[place] = out[before] if before is not None and order(before, place) == 0 else rank
    return tuple(out)


def average(values: Iterable[Fraction | float | None]) -> float | None:
    """Return the mean of the known values as a float."""
    known = [float(value) for value in values if value is not None]
    return math.fsum(known) / len(known) if known else None

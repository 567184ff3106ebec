"""Majority judgment (Balinski and Laraki, 2011): the best median grade, ties undone exactly."""

from __future__ import annotations

from functools import total_ordering

from rebonds.deliberation.measures import Counts, total


@total_ordering
class MajorityKey:
    """What majority judgment compares: the majority value of a distribution of grades.

    Take the lower median away, then the lower median of what is left, and so on: the sequence of grades taken is
    the majority value, compared as a word in a dictionary. Away from the middle it reads, in turn, the grade just
    below and the grade just above it: with ``L(t)`` the grade at share ``1/2 - t`` and ``U(t)`` that at
    ``1/2 + t``, both sequences first differ where (L, U) does. This form depends on shares only, so options
    judged by different numbers of people compare as if each distribution were repeated up to a common number;
    for equal numbers it is the removal itself (``tests/deliberation`` holds both against each other).

    Two options tie only when their distributions are identical.
    """

    __slots__ = ("n", "steps")

    def __init__(self, counts: Counts) -> None:
        self.n = total(counts)
        self.steps = _steps([(grade, counts[grade]) for grade in sorted(counts) if counts[grade]], self.n)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MajorityKey) and self.order(other) == 0

    def __lt__(self, other: MajorityKey) -> bool:
        return self.order(other) < 0

    __hash__ = None  # type: ignore[assignment]

    def order(self, other: MajorityKey) -> int:
        """Return -1, 0 or 1 as this value is worse than, equal to or better than the other."""
        a = b = 0
        while a < len(self.steps) and b < len(other.steps):
            (end_a, *pair_a), (end_b, *pair_b) = self.steps[a], other.steps[b]
            if pair_a != pair_b:
                return 1 if pair_a > pair_b else -1
            left, right = end_a * other.n, end_b * self.n  # ends as shares of a common denominator
            a += left <= right
            b += right <= left
        return 0


def _steps(grades: list[tuple[object, int]], n: int) -> tuple[tuple[int, object, object], ...]:
    """Return (end, below, above), outward from the middle, until ``end = n``; a unit is half an answer.

    Doubling each answer puts the middle between two of them.
    """
    lower: list[
        tuple[int, object]
    ] = []  # (how far below the middle, in half answers, the grade reaches; grade)
    upper: list[tuple[int, object]] = []
    seen = 0
    for grade, count in grades:
        start, seen = seen, seen + 2 * count
        if start < n:
            lower.append((n - start, grade))
        if seen > n:
            upper.append((seen - n, grade))
    lower.reverse()
    out, i, j = [], 0, 0
    while i < len(lower) and j < len(upper):
        end = min(lower[i][0], upper[j][0])
        out.append((end, lower[i][1], upper[j][1]))
        i, j = i + (lower[i][0] == end), j + (upper[j][0] == end)
    return tuple(out)


def majority_values(counts: Counts) -> list[object]:
    """Return the grades in the order in which the removal takes them (for reading, and for small numbers)."""
    left = sorted(grade for grade, n in counts.items() for _ in range(n))
    out = []
    while left:
        out.append(left.pop((len(left) - 1) // 2))
    return list(out)

"""Cumulative and quadratic dots: each ballot shares a budget out."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import isqrt

from rebonds.deliberation.ballot_file import refused
from rebonds.deliberation.ballots import Ballots
from rebonds.deliberation.comparing import by_duels, by_rule
from rebonds.deliberation.counting import count
from rebonds.deliberation.measures import Counts
from rebonds.deliberation.results import Comparison, Result, Scalar
from rebonds.deliberation.rules import DOTS, SUPPORTERS, dots
from rebonds.deliberation.values import Number, Read, Scale, Values, numbers, plain
from rebonds.text import Text, typeset


def cumulative(ballots: Ballots, budget: Number | None = None) -> Result:
    """Count cumulative dots: each ballot shares whole dots out as it likes, the largest total is first.

    Raises
    ------
    DataError
        Dots that are negative or not whole, or a ballot over ``budget``.
    """
    return _dots(ballots, budget, quadratic=False)


def quadratic(ballots: Ballots, budget: Number | None = None) -> Result:
    """Count quadratic dots: ``v`` dots on one option cost ``v`` squared credits; the largest total of dots is first.

    A cell holds dots, not credits; it may be negative (against).
    """
    return _dots(ballots, budget, quadratic=True)


def _dots(ballots: Ballots, budget: Number | None, *, quadratic: bool) -> Result:
    columns = numbers(ballots, whole=True, least=None if quadratic else 0)
    spent = [sum(_cost(v, quadratic) for v in row if v is not None) for row in zip(*columns, strict=True)]
    notes = _check_budget(ballots, spent, budget)
    low = min((v for column in columns for v in column if v is not None), default=0)
    high = max((v for column in columns for v in column if v is not None), default=0)
    known = sorted({v for column in columns for v in column if v is not None})
    # No dot on an option is an answer of zero dots for a ballot that gives some elsewhere.
    read = Read(ballots, columns, min(0, low), high, Scale(tuple(plain(v) for v in known), numeric=True))

    def detail(counts: Counts) -> dict[str, Scalar]:
        largest = max(counts, default=None)
        return {
            "dots": int(dots(counts)),
            "supporters": sum(n for value, n in counts.items() if value > 0),
            "largest": None if largest is None else int(largest),
        }

    def compare(ranking: Sequence[int]) -> list[Comparison]:
        options = ballots.options
        found = [by_rule(options, columns, ranking, SUPPORTERS, read.scale)]
        if not quadratic and any(s != spent[0] for s in spent):
            found.append(_equal_weight(options, columns, spent, ranking, read))
        zeros = tuple(tuple(0 if v is None else v for v in column) for column in columns)
        return [*found, by_duels(options, zeros, ranking)]

    method = "quadratic" if quadratic else "cumulative"
    told = known[::-1]
    ends = _ends(budget, quadratic)
    return count(
        read, DOTS, method=method, detail=detail, answers=told, compare=compare, notes=notes, ends=ends
    )


def _ends(budget: Number | None, quadratic: bool) -> tuple[int, int]:
    """Return the dots that a ballot can give an option and another to part them most; none where no budget is known."""
    if budget is None:
        return 0, 0
    most = int(budget)
    if not quadratic:
        return 0, most
    # For each number of dots for one, the most against the other that the rest pays for.
    return min(
        ((-isqrt(most - up * up), up) for up in range(isqrt(most) + 1)), key=lambda pair: pair[0] - pair[1]
    )


def _cost(value: Number, quadratic: bool) -> Number:
    return value * value if quadratic else value


def _equal_weight(
    options: Sequence[str],
    columns: Sequence[Values],
    spent: Sequence[Number],
    ranking: Sequence[int],
    read: Read,
) -> Comparison:
    """Return the comparison where each ballot weighs one, however much of its budget it used."""
    shared = [
        tuple(
            None if v is None else Fraction(v) / Fraction(s) if s else 0
            for v, s in zip(column, spent, strict=True)
        )
        for column in columns
    ]
    label = Text("Chaque bulletin pèse autant", "Each ballot weighs the same")
    why = Text("certains n'ont pas dépensé tout leur budget", "some did not spend all of their budget")
    return by_rule(
        options, shared, ranking, DOTS, read.scale, kind="rule", ident="equal-weight", label=label, why=why
    )


def _check_budget(ballots: Ballots, spent: Sequence[Number], budget: Number | None) -> list[Text]:
    largest = max(spent)
    if budget is None:
        if all(one == largest for one in spent):
            return []
        return [
            Text(
                typeset(
                    f"Sans --budget, rien n'est vérifié ; le bulletin qui dépense le plus dépense {plain(largest)}."
                ),
                f"Without --budget nothing is checked; the ballot that spends most spends {plain(largest)}.",
            )
        ]
    for ballot, one in enumerate(spent):
        if one > budget:
            line = ballots.where(ballot)
            raise refused(
                f"{ballots.name or 'bulletins'}, ligne {line} : {plain(one)} dépensés, le budget est {plain(budget)}.",
                f"{ballots.name or 'ballots'}, line {line}: {plain(one)} spent, the budget is {plain(budget)}.",
                Text("Corrigez ce bulletin, ou le budget.", "Correct this ballot, or the budget."),
            )
    under = sum(one < budget for one in spent)
    return [
        Text(
            typeset(f"Bulletins qui ne dépensent pas tout leur budget : {under}."),
            f"Ballots that do not spend all of their budget: {under}.",
        )
    ]

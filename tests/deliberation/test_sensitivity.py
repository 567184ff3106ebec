"""Sensitivity against brute force: every set of ballots removed, every ballot left out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import pytest

from rebonds.deliberation.comparing import swapped
from rebonds.deliberation.measures import counted
from rebonds.deliberation.methods import tally
from rebonds.deliberation.results import Result
from rebonds.deliberation.rules import APPROVAL, DIVIDED, DOTS, MAJORITY, MEDIAN, SCORE, Rule
from rebonds.deliberation.sensitivity import leave_one_out, reversals
from tests.deliberation.small import NAMES, ballots, elections

RULES = [
    (APPROVAL, [0, 1, None]),
    (DOTS, [0, 1, 4]),
    (SCORE, [0, 1, 3]),
    (SCORE, [0, 2, None]),
    (MEDIAN, [0, 3, 9]),
]
RULES += [(MAJORITY, [0, 1, 2, 3]), (MAJORITY, [0, 1, 2, None]), (DIVIDED, [0, 1, 2])]


def fewest(a: Sequence[object], b: Sequence[object], rule: Rule) -> int | None:
    """Return the smallest removal after which the second option has caught up, trying every one."""
    n = len(a)
    for size in range(1, n + 1):
        for gone in combinations(range(n), size):
            x, y = (counted(tuple(v for i, v in enumerate(c) if i not in gone)) for c in (a, b))  # type: ignore[arg-type]
            if not rule.blank and not (x and y):
                continue
            if not rule.of(y) < rule.of(x):
                return size
    return None


@pytest.mark.parametrize(("rule", "answers"), RULES, ids=lambda one: getattr(one, "id", ""))
def test_fewest_removals_are_those_of_brute_force(rule: Rule, answers: list[object]) -> None:
    met = exact = 0
    for columns in elections(60, answers, seed=21, most_voters=8, most_options=2):
        if len(columns) < 2:
            continue
        given = [tuple(column) for column in columns]
        keys = [rule.of(counted(column)) for column in given]  # type: ignore[arg-type]
        if None in keys or keys[0] == keys[1]:
            continue
        order = [0, 1] if keys[1] < keys[0] else [1, 0]
        (found,) = reversals(NAMES[:2], given, order, rule)  # type: ignore[arg-type]
        truth = fewest(given[order[0]], given[order[1]], rule)
        met += 1
        exact += found.exact
        if truth is None:
            assert found.at_most is None
            continue
        assert found.at_least <= truth and (found.at_most is None or truth <= found.at_most)
        if found.exact:
            assert found.at_most == truth
    assert met > 15 and exact > met / 2


def without(method: str, columns: Sequence[Sequence[object]], gone: int) -> Result:
    return tally(ballots([[v for i, v in enumerate(c) if i != gone] for c in columns]), method)


@pytest.mark.parametrize(
    ("method", "answers"),
    [("majority-judgment", [0, 1, 2]), ("score", [0, 1, 5, None]), ("pairwise", [0, 1, 2])],
)
def test_leave_one_out_is_what_it_says(method: str, answers: list[object]) -> None:
    for columns in elections(12, answers, seed=22, most_voters=6, most_options=3):
        found = tally(ballots(columns), method)
        n = len(columns[0])
        if n < 2:
            assert found.stability is None
            continue
        before = {p.option: p.rank for p in found.ranking}
        after = [{p.option: p.rank for p in without(method, columns, gone).ranking} for gone in range(n)]
        assert found.stability is not None and found.stability.tested == n
        assert found.stability.same_order == sum(one == before for one in after)


def test_a_unanimous_order_is_said_to_hold() -> None:
    columns = ((3, 3, 3, 3), (0, 0, 0, 0))
    (found,) = reversals(("A", "B"), columns, (0, 1), MAJORITY)
    assert found.at_most is None and "Aucun retrait" in found.text.fr
    stable = leave_one_out(columns, MAJORITY)
    assert stable is not None and stable.same_order == 4 and "ne change rien" in stable.text.fr


def test_by_hand() -> None:
    """Ten approvals against seven, on separate ballots: three removals bring them level."""
    columns = ((1,) * 10 + (0,) * 7, (0,) * 10 + (1,) * 7)
    (found,) = reversals(("A", "B"), columns, (0, 1), APPROVAL)
    assert (found.at_least, found.at_most) == (3, 3)
    assert "3 bulletins" in found.text.fr.replace("\u00a0", " ") and "3 ballots" in found.text.en


def test_methods_that_differ_say_where_and_why() -> None:
    """One extreme opinion: the mean follows it, the median does not."""
    found = tally(ballots([[5, 5, 5, 0, 0], [4, 4, 4, 4, 4]]), "majority-judgment")
    other = next(one for one in found.comparisons if one.id == "score")
    assert [p.option for p in found.ranking] == ["Halle", "Jardin"] and other.ranking[0].option == "Jardin"
    assert not other.same and "moyenne 4" in other.text.fr and "écarts égaux" in other.text.fr


def test_the_first_difference_is_the_best_placed() -> None:
    assert swapped((1, 2, 3), (1, 3, 2)) == (1, 2)
    assert swapped((1, 2, 3), (1, 2, 3)) is None
    assert swapped((1, 1), (1, 2)) == (0, 1)

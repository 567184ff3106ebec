"""Ballots added: the number told against every way of adding them, on small votes."""

from __future__ import annotations

from collections import Counter
from itertools import combinations_with_replacement, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rebonds.deliberation.additions import additions
from rebonds.deliberation.measures import counted
from rebonds.deliberation.methods import Settings, tally
from rebonds.deliberation.rules import APPROVAL, DIVIDED, MAJORITY, MEDIAN, SCORE
from rebonds.deliberation.values import scale_of
from tests.deliberation.small import ballots

GRADE = st.sampled_from([None, 0, 1, 2])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(GRADE, GRADE), min_size=2, max_size=6), st.sampled_from([MAJORITY, SCORE, MEDIAN]))
def test_no_fewer_ballots_do_it(rows, rule) -> None:
    """Every set of added ballots, blanks included, is tried under the number told."""
    columns = tuple(zip(*rows, strict=True))
    if not all(counted(column) for column in columns):
        return
    keys = [rule.of(counted(column)) for column in columns]
    if keys[0] == keys[1]:
        return
    order = (1, 0) if keys[0] < keys[1] else (0, 1)
    (found,) = additions(("A", "B"), columns, order, rule, (0, 2))
    kinds = list(product((None, 0, 1, 2), repeat=2))
    for size in range(1, min(found.ballots, 4) + 1):
        caught = False
        for added in combinations_with_replacement(kinds, size):
            x, y = (
                rule.of(
                    counted(columns[place]) + Counter(one[place] for one in added if one[place] is not None)
                )
                for place in order
            )
            caught = caught or x == y or x < y
        assert caught is (size >= found.ballots)


def test_approvals_by_hand() -> None:
    """Five against two: three ballots for B alone."""
    columns = ((1,) * 5 + (0,) * 2, (0,) * 5 + (1,) * 2)
    (found,) = additions(("A", "B"), columns, (0, 1), APPROVAL, (0, 1))
    assert found.ballots == 3 and "3 bulletins" in found.text.fr


@pytest.mark.parametrize(("method", "budget", "least"), [("cumulative", 4, 3), ("quadratic", 8, 3)])
def test_dots_keep_to_their_budget(method: str, budget: int, least: int) -> None:
    """Twelve dots apart: four a ballot; eight credits give two dots against and two for, four apart as well."""
    rows = [[2] * 6, [0] * 6]
    found = tally(ballots(rows, ["A", "B"]), method, Settings(budget=budget))
    assert [one.ballots for one in found.additions] == [least]
    assert tally(ballots(rows, ["A", "B"]), method).additions == ()


def test_a_rule_that_does_not_rise_says_nothing() -> None:
    assert additions(("A", "B"), ((0, 1), (0, 0)), (0, 1), DIVIDED, (0, 1)) == ()


def test_those_who_did_not_answer_are_counted_at_the_median_and_at_the_worst() -> None:
    found = tally(
        ballots([[2, 2, None, None, None], [1, 1, 1, 1, 1]], ["A", "B"]),
        "score",
        Settings(grades=scale_of("0,2")),
    )
    said = {one.id: one for one in found.comparisons}
    assert said["missing-median"].same and not said["missing-lowest"].same

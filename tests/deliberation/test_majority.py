"""Majority judgment against the removal process itself, on thousands of small elections, and by hand."""

from __future__ import annotations

import math
import random
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from rebonds.deliberation.graded import majority_judgment
from rebonds.deliberation.majority import MajorityKey, majority_values
from rebonds.deliberation.measures import ranks
from rebonds.deliberation.methods import tally
from rebonds.deliberation.values import Scale
from tests.deliberation.small import ballots, elections, rank_of, ranks_by


def removal(grades: list[int]) -> list[int]:
    """Return the sequence of lower medians, each taken away before the next: the definition, naively."""
    left, taken = list(grades), []
    while left:
        left.sort()
        median = left[(len(left) - 1) // 2]
        taken.append(median)
        left.remove(median)
    return taken


def test_ranks_are_those_of_the_removal_on_thousands_of_elections() -> None:
    for columns in elections(4000, [0, 1, 2, 3, 4], most_voters=11, most_options=6):
        expected = ranks_by([removal(column) for column in columns])
        assert list(ranks([MajorityKey(Counter(column)) for column in columns])) == expected


def test_the_whole_method_gives_those_ranks() -> None:
    for columns in elections(250, [0, 1, 2, 3], seed=11):
        found = rank_of(majority_judgment(ballots(columns)))
        assert [found[name] for name in ballots(columns).options] == ranks_by([removal(c) for c in columns])


def test_options_judged_by_different_numbers_compare_as_repeated_distributions() -> None:
    draw = random.Random(3)  # noqa: S311
    for _ in range(2000):
        a = [draw.randrange(4) for _ in range(draw.randint(1, 7))]
        b = [draw.randrange(4) for _ in range(draw.randint(1, 7))]
        common = math.lcm(len(a), len(b))
        x, y = removal(a * (common // len(a))), removal(b * (common // len(b)))
        order = MajorityKey(Counter(a)).order(MajorityKey(Counter(b)))
        assert order == (x > y) - (x < y), (a, b)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.integers(0, 5), min_size=1, max_size=12), st.integers(2, 4))
def test_repeating_every_ballot_changes_nothing(grades: list[int], times: int) -> None:
    assert MajorityKey(Counter(grades)) == MajorityKey(Counter(grades * times))
    assert majority_values(Counter(grades)) == removal(grades)


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_ties_only_where_distributions_are_the_same(data: st.DataObject) -> None:
    n = data.draw(st.integers(1, 8))
    a, b = (data.draw(st.lists(st.integers(0, 3), min_size=n, max_size=n)) for _ in range(2))
    assert (MajorityKey(Counter(a)) == MajorityKey(Counter(b))) == (Counter(a) == Counter(b))


@settings(deadline=None, max_examples=200)
@given(st.lists(st.integers(0, 4), min_size=1, max_size=9), st.data())
def test_a_better_grade_never_harms(grades: list[int], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(grades) - 1))
    better = list(grades)
    better[place] = data.draw(st.integers(grades[place], 5))
    assert not MajorityKey(Counter(better)) < MajorityKey(Counter(grades))


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_the_order_of_two_options_ignores_the_others(data: st.DataObject) -> None:
    """Independence of irrelevant alternatives: removing options leaves the others as they were."""
    n = data.draw(st.integers(1, 7))
    columns = [data.draw(st.lists(st.integers(0, 3), min_size=n, max_size=n)) for _ in range(4)]
    whole, two = (
        rank_of(majority_judgment(ballots(columns))),
        rank_of(majority_judgment(ballots(columns[:2]))),
    )
    a, b = "Halle", "Jardin"
    assert (whole[a] < whole[b], whole[a] == whole[b]) == (two[a] < two[b], two[a] == two[b])


def test_by_hand_with_words() -> None:
    """Two options of median « bien »: the first has more grades above it than the second below."""
    columns = [
        ["excellent", "très bien", "bien", "bien", "passable"],
        ["très bien", "bien", "bien", "passable", "à rejeter"],
        ["excellent", "excellent", "passable", "passable", "passable"],
    ]
    found = tally(ballots(columns), "mj")
    assert [(p.option, p.rank) for p in found.ranking] == [("Halle", 1), ("Jardin", 2), ("Navette", 3)]
    first = found.ranking[0]
    assert first.detail == {"median": "bien", "better_pct": 40.0, "worse_pct": 20.0}
    assert [c.count for c in first.distribution] == [1, 1, 2, 0, 1, 0, 0]
    # removals: bien, bien, très bien… against bien, passable…
    assert majority_values(Counter([6, 5, 4, 4, 2])) == [4, 4, 5, 2, 6]


def test_exact_ties_share_a_rank_and_are_named() -> None:
    found = majority_judgment(ballots([[1, 2, 3], [3, 1, 2], [0, 0, 0]]))
    assert [(p.option, p.rank) for p in found.ranking] == [("Halle", 1), ("Jardin", 1), ("Navette", 3)]
    assert found.ties[0].options == ("Halle", "Jardin")
    assert "exactement" in found.ties[0].text.fr


def test_a_missing_answer_is_not_a_zero_and_the_other_rule_is_told() -> None:
    found = majority_judgment(ballots([[3, 3, None, None, None], [2, 2, 2, 2, 1]]))
    assert rank_of(found) == {"Halle": 1, "Jardin": 2}
    assert found.ranking[0].turnout == 0.4
    other = next(one for one in found.comparisons if one.id == "missing-lowest")
    assert not other.same and [(o.option, o.rank) for o in other.ranking] == [("Jardin", 1), ("Halle", 2)]


def test_an_option_that_nobody_grades_comes_last() -> None:
    found = majority_judgment(ballots([[None, None], [0, 0], [None, None]]))
    assert rank_of(found) == {"Jardin": 1, "Halle": 2, "Navette": 2}
    assert "personne" in found.ties[0].text.fr
    assert found.ranking[-1].detail["median"] is None and found.ranking[-1].disagreement is None


def test_a_scale_of_ones_own() -> None:
    found = majority_judgment(
        ballots([["jamais", "oui"], ["Oui", "peut-être"]]), Scale(("jamais", "peut-être", "oui"))
    )
    assert rank_of(found) == {"Jardin": 1, "Halle": 2}
    assert found.ranking[0].detail["median"] == "peut-être"

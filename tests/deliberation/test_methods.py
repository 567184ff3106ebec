"""Approval, dots, scores, sliders, sorting, consent: against plain definitions, and what must hold of all."""

from __future__ import annotations

import math
import random
import statistics
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rebonds.deliberation.ballots import Ballots
from rebonds.deliberation.measures import EntropyKey, quantile, ranks, spread
from rebonds.deliberation.methods import METHODS, Settings, tally
from rebonds.deliberation.results import LABELS
from rebonds.deliberation.values import Scale
from rebonds.errors import DataError, RebondsError, UsageError
from tests.deliberation.small import NAMES, ballots, elections, rank_of, ranks_by

ANSWERS: dict[str, list[object]] = {
    "majority-judgment": [0, 1, 2, 3, None],
    "sorting": ["simple", "complexe", "sournois", None],
    "approval": [0, 1, None],
    "cumulative": [0, 1, 2, 5, None],
    "quadratic": [-2, 0, 1, 3, None],
    "score": ["0.5", "1", "2.25", "4", None],
    "consent": ["consent", "objection: trop cher", "objection", None],
    "slider": [0, 10, 55, 100, None],
    "statements": ["agree", "disagree", "pass", None],
    "equal-shares": [0, 1, 2, None],
    "pairwise": [0, 1, 2, None],
}
BUDGET = Settings(budget=2)


def settings_of(method: str) -> Settings:
    return BUDGET if method == "equal-shares" else Settings()


def test_every_method_is_tried_here() -> None:
    assert set(ANSWERS) == set(METHODS)


def test_approval_dots_and_scores_are_their_plain_definitions() -> None:
    for columns in elections(300, [0, 1, None], seed=1):
        found, given = rank_of(tally(ballots(columns), "approval")), ballots(columns).options
        assert [found[o] for o in given] == ranks_by([column.count(1) for column in columns])
    for columns in elections(300, [0, 1, 2, 7], seed=2):
        found, given = rank_of(tally(ballots(columns), "cumulative")), ballots(columns).options
        assert [found[o] for o in given] == ranks_by([sum(column) for column in columns])
    for columns in elections(300, [0, "1.5", 2, "0.1"], seed=3):
        found, given = rank_of(tally(ballots(columns), "score")), ballots(columns).options
        means = [sum(Fraction(str(x)) for x in column) / len(column) for column in columns]
        assert [found[o] for o in given] == ranks_by(means)
    for columns in elections(300, [0, 20, 45, 100], seed=4):
        found, given = rank_of(tally(ballots(columns), "slider")), ballots(columns).options
        assert [found[o] for o in given] == ranks_by([statistics.median(column) for column in columns])


def test_sorting_is_the_order_of_entropies_computed_far_beyond_floats() -> None:
    from decimal import Decimal, getcontext

    getcontext().prec = 60

    def entropy(column: list[object]) -> Decimal:
        n = Decimal(len(column))
        return sum(
            (-(c / n) * (c / n).ln() for c in map(Decimal, Counter(column).values())), Decimal(0)
        ).quantize(Decimal(10) ** -40)

    for columns in elections(400, ["a", "b", "c"], seed=5, most_voters=12):
        found, given = rank_of(tally(ballots(columns), "sorting")), ballots(columns).options
        assert [found[o] for o in given] == ranks_by([entropy(column) for column in columns])


def test_entropies_that_are_equal_without_looking_so() -> None:
    """2 of 4 and 4 of 8 have the same shares; 1 of 2 too."""
    assert EntropyKey([2, 2]) == EntropyKey([4, 4]) == EntropyKey([1, 1])
    assert EntropyKey([3]) == EntropyKey([17])
    assert EntropyKey([2, 1]) < EntropyKey([1, 1]) < EntropyKey([1, 1, 1])
    # 10 000 votes against nearly the same shares: floats would need luck.
    assert EntropyKey([150, 150]) != EntropyKey([151, 149])


@pytest.mark.parametrize("method", sorted(METHODS))
def test_names_of_voters_and_options_and_their_order_change_nothing(method: str) -> None:
    draw = random.Random(method)  # noqa: S311
    for columns in elections(12, ANSWERS[method], seed=8, most_voters=7, most_options=5):
        given = ballots(columns)
        found = tally(given, method, settings_of(method))
        rows = list(zip(given.voters, given.cells, strict=True))
        draw.shuffle(rows)
        voters = [f"x{rank}" for rank in range(len(rows))]
        mixed = Ballots(given.options, tuple(voters), tuple(row for _, row in rows))
        assert rank_of(tally(mixed, method, settings_of(method))) == rank_of(found)
        if any("plus tôt" in note.fr for note in found.notes):
            continue  # an exact tie that the budget must break is broken by the order, and said to be
        order = list(range(len(given.options)))
        draw.shuffle(order)
        turned = Ballots(
            tuple(f"n{place}" for place in order),
            given.voters,
            tuple(tuple(row[place] for place in order) for row in given.cells),
        )
        after = rank_of(tally(turned, method, settings_of(method)))
        assert {given.options[int(name[1:])]: rank for name, rank in after.items()} == rank_of(found)


#: A clone shares budgets, comparisons or groups out differently.
SENSITIVE_TO_CLONES = {"equal-shares", "pairwise", "statements"}


@pytest.mark.parametrize("method", sorted(set(METHODS) - SENSITIVE_TO_CLONES))
def test_a_clone_ties_and_leaves_the_order_of_others(method: str) -> None:
    for columns in elections(12, ANSWERS[method], seed=9, most_options=4):
        before = rank_of(tally(ballots(columns), method))
        after = rank_of(tally(ballots([*columns, columns[0]]), method))
        clone = NAMES[len(columns)]
        assert after[clone] == after[NAMES[0]]
        for a in before:
            for b in before:
                assert (before[a] < before[b]) == (after[a] < after[b])


@pytest.mark.parametrize("method", ["approval", "cumulative", "quadratic", "score"])
def test_two_rooms_that_agree_agree_together(method: str) -> None:
    """Consistency: what adds up keeps an order that both halves share (medians do not, and need not)."""
    values = [value for value in ANSWERS[method] if value is not None]
    for columns in elections(60, values, seed=10, most_options=3, most_voters=5):
        half = [column[: max(1, len(column) // 2)] for column in columns]
        rest = [column[max(1, len(column) // 2) :] for column in columns]
        if not rest[0]:
            continue
        x, y, whole = (rank_of(tally(ballots(part), method)) for part in (half, rest, columns))
        for a in whole:
            for b in whole:
                if x[a] < x[b] and y[a] < y[b]:
                    assert whole[a] < whole[b]


@pytest.mark.parametrize("method", sorted(METHODS))
def test_ranks_are_one_one_three_and_nothing_names_a_voter(method: str) -> None:
    for columns in elections(10, ANSWERS[method], seed=12):
        given = ballots(columns)
        found = tally(given, method, settings_of(method))
        listed = [place.rank for place in found.ranking]
        assert listed == sorted(listed) and sorted(p.option for p in found.ranking) == sorted(given.options)
        assert all(rank == 1 + sum(other < rank for other in listed) for rank in listed)
        assert not any(voter in repr(found) for voter in given.voters)
        assert all(p.disagreement is None or 0 <= p.disagreement <= 1 for p in found.ranking)
        assert found.sha256 == given.sha256 and 0 <= found.turnout <= 1
        assert tally(given, method, settings_of(method)) == found


@settings(deadline=None, max_examples=200)
@given(st.lists(st.integers(0, 10), min_size=1, max_size=9))
def test_spread_is_twice_the_mean_difference_over_the_scale(values: list[int]) -> None:
    counts = Counter(values)
    n = len(values)
    plain = Fraction(sum(abs(a - b) for a in values for b in values), n * n) / Fraction(10, 2)
    assert spread(counts, 0, 10) == plain


def test_spread_by_hand() -> None:
    assert spread({0: 3, 10: 3}, 0, 10) == 1
    assert spread({4: 7}, 0, 10) == 0
    assert spread({}, 0, 10) is None
    assert spread({1: 1, 0: 3}, 0, 1) == Fraction(3, 4)  # 4 p (1 - p)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=12), st.integers(1, 3))
def test_lower_quantiles(values: list[int], quarter: int) -> None:
    assert quantile(Counter(values), quarter, 4) == sorted(values)[math.ceil(len(values) * quarter / 4) - 1]


def test_ranks_put_the_unknown_last() -> None:
    assert ranks([3, None, 5, 3, None]) == (2, 4, 1, 2, 4)


def test_score_by_hand_exact() -> None:
    """0.1 + 0.2 and 0.3: floats would part them."""
    found = tally(ballots([["0.1", "0.2"], ["0.3", "0"]]), "score")
    assert rank_of(found) == {"Halle": 1, "Jardin": 1}
    assert found.ranking[0].detail == {"mean": 0.15, "median": 0.15, "exact_mean": "3/20"}


def test_slider_by_hand() -> None:
    found = tally(ballots([[0, 20, 30, 40, 100]]), "slider", Settings(grades=Scale(("0", "100"))))
    assert found.ranking[0].detail == {
        "median": 30.0,
        "quartile_1": 20.0,
        "quartile_3": 40.0,
        "iqr": 20.0,
        "mean": 38.0,
    }


def test_sorting_by_hand() -> None:
    """Half and half divides most; the tie of its classes is named."""
    columns = [["simple"] * 4, ["simple", "simple", "sournois", "sournois"], ["complexe"] * 3 + ["simple"]]
    found = tally(ballots(columns), "sorting", Settings(grades=Scale(("simple", "complexe", "sournois"))))
    assert [p.option for p in found.ranking] == ["Jardin", "Navette", "Halle"]
    first = found.ranking[0]
    assert first.detail["class"] == "simple = sournois"
    assert first.disagreement == pytest.approx(math.log(2) / math.log(3))
    assert any("Jardin" in note.fr for note in found.notes)


def test_a_budget_of_dots_is_held() -> None:
    given = ballots([[3, 2], [2, 4]])
    with pytest.raises(DataError) as refused:
        tally(given, "cumulative", Settings(budget=5))
    assert "ligne 2" in refused.value.message("fr") and "6" in refused.value.message("en")
    assert rank_of(tally(given, "cumulative", Settings(budget=6))) == {"Jardin": 1, "Halle": 2}
    with pytest.raises(DataError):
        tally(given, "quadratic", Settings(budget=19))  # 2² + 4² = 20 credits
    assert rank_of(tally(given, "quadratic", Settings(budget=20)))["Jardin"] == 1


def test_consent_needs_reasons() -> None:
    cells = [
        ["consent", "oui", "ok"],
        ["consent", "objection: trop cher", "Objection"],
        ["consent", "consent", "objection : ..."],
        [None, None, None],
    ]
    found = tally(ballots(cells), "consent")
    status = {p.option: p.detail["status"] for p in found.ranking}
    assert status == {
        "Halle": "consented",
        "Jardin": "to_treat",
        "Navette": "unfinished",
        "Atelier": "unanswered",
    }
    assert [(o.option, o.reason) for o in found.objections] == [("Jardin", "trop cher")]
    assert [o.option for o in found.returned] == ["Jardin", "Navette"]
    assert [p.option for p in found.ranking] == ["Halle", "Navette", "Jardin", "Atelier"]
    assert "rendues" in found.notes[-1].fr


@pytest.mark.parametrize(
    ("method", "cells", "said"),
    [
        ("approval", [["peut-être"]], "réponse connue"),
        ("cumulative", [["-1"]], "au-dessous"),
        ("cumulative", [["1.5"]], "entier"),
        ("cumulative", [["beaucoup"]], "nombre"),
        ("score", [["dix"]], "nombre"),
        ("score", [["1e999"]], "nombre"),
        ("statements", [["bof"]], "réponse connue"),
        ("consent", [["peut-être"]], "consentement"),
        ("majority-judgment", [["bien", "génial"]], "réponse connue"),
        ("majority-judgment", [["zzz"]], "échelle"),
        ("equal-shares", [["-3"]], "au-dessous"),
    ],
)
def test_cells_that_say_nothing_are_refused_with_their_line(
    method: str, cells: list[list[object]], said: str
) -> None:
    with pytest.raises(RebondsError) as refused:
        tally(ballots(cells), method, settings_of(method))
    assert said in refused.value.message("fr")
    assert refused.value.message("en") != refused.value.message("fr")


def test_settings_that_make_no_sense_are_refused() -> None:
    given = ballots([[1, 2]])
    with pytest.raises(UsageError):
        tally(given, "borda")
    with pytest.raises(UsageError):
        tally(given, "equal-shares")
    with pytest.raises(UsageError):
        tally(given, "slider", Settings(grades=Scale(("10", "0"))))
    with pytest.raises(DataError):
        tally(given, "slider", Settings(grades=Scale(("0", "1"))))
    with pytest.raises(UsageError):
        tally(Ballots(("winner", "loser"), ("a",), (("x", "y"),)), "score")


def test_names_of_methods_are_forgiving() -> None:
    given = ballots([[1, 2]])
    for name in ("majority_judgment", "MJ", "Majority-Judgment"):
        assert tally(given, name).method == "majority-judgment"


def test_every_method_has_its_name_in_the_order_they_are_offered() -> None:
    assert list(LABELS) == list(METHODS)
    assert tally(ballots([[1, 2]]), "quadratic").label == LABELS["quadratic"]

"""Bradley-Terry: likelihood, symmetry, balanced designs, what cannot be compared."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest
from scipy.optimize import minimize

from rebonds.deliberation.ballots import Ballots
from rebonds.deliberation.methods import tally
from rebonds.deliberation.pairwise import fit
from rebonds.errors import DataError
from rebonds.reporting.tally import tally_report
from tests.deliberation.small import ballots, elections, rank_of, ranks_by


def pairs(listed: list[tuple[str, str]]) -> Ballots:
    return Ballots(("winner", "loser"), tuple(f"v{i}" for i in range(len(listed))), tuple(listed))


def test_strengths_are_those_of_greatest_likelihood() -> None:
    """Against a general optimiser on the plain likelihood (every option wins and loses: no pull is needed)."""
    wins = np.array([[0, 7, 5], [3, 0, 6], [4, 2, 0]])

    def loss(x: np.ndarray) -> float:
        return float(sum(w * np.log1p(np.exp(x[j] - x[i])) for (i, j), w in np.ndenumerate(wins)))

    best = np.exp(minimize(loss, np.zeros(3), tol=1e-12).x)
    assert fit(wins.tolist()) == pytest.approx(best / best.sum(), abs=5e-3)


def test_two_options_by_hand() -> None:
    """Three wins to one: strengths three to one."""
    found = tally(pairs([("A", "B")] * 3 + [("B", "A")]), "pairwise")
    assert rank_of(found) == {"A": 1, "B": 2}
    assert found.ranking[0].detail["strength"] == pytest.approx(0.75, abs=5e-3)
    assert found.ranking[0].disagreement == pytest.approx(4 * 0.75 * 0.25)


def test_turning_every_comparison_round_turns_the_order_round() -> None:
    draw = random.Random(5)  # noqa: S311
    for _ in range(20):
        listed = [tuple(draw.sample("ABCD", 2)) for _ in range(30)]
        one = rank_of(tally(pairs(listed), "pairwise"))  # type: ignore[arg-type]
        other = rank_of(tally(pairs([(b, a) for a, b in listed]), "pairwise"))  # type: ignore[arg-type]
        for a, b in itertools.permutations(one, 2):
            assert (one[a] < one[b]) == (other[b] < other[a])


def test_a_cycle_ties_exactly() -> None:
    found = tally(pairs([("A", "B"), ("B", "C"), ("C", "A")] * 4), "pairwise")
    assert [p.rank for p in found.ranking] == [1, 1, 1] and found.ties[0].options == ("A", "B", "C")
    assert all(p.detail["strength"] == pytest.approx(1 / 3) for p in found.ranking)


def test_complete_ballots_give_the_order_of_wins() -> None:
    """Where every two options meet as often, wins are all that the model reads; strengths agree with them."""
    for columns in elections(40, [0], seed=31, most_options=5):
        draw = random.Random(len(columns) * 31 + len(columns[0]))  # noqa: S311
        rows = [draw.sample(range(len(columns)), len(columns)) for _ in columns[0]]
        given = ballots(list(zip(*rows, strict=True)))
        found = tally(given, "pairwise")
        wins = [sum(row[i] for row in rows) for i in range(len(columns))]
        assert [rank_of(found)[o] for o in given.options] == ranks_by(wins)
        strengths = [p.detail["strength"] for p in found.ranking]
        assert all(a >= b - 1e-7 for a, b in itertools.pairwise(strengths))  # type: ignore[operator]


def test_an_option_that_never_loses_stays_finite() -> None:
    found = tally(ballots([[2, 2, 2], [1, 1, 0], [0, 0, 1]]), "pairwise")
    strengths = [p.detail["strength"] for p in found.ranking]
    assert found.ranking[0].option == "Halle" and all(0 < s < 1 for s in strengths)  # type: ignore[operator]


def test_options_without_comparison_are_told() -> None:
    found = tally(pairs([("A", "B"), ("C", "D")]), "pairwise")
    assert any("Aucune comparaison" in note.fr for note in found.notes)
    equal = tally(ballots([[1, 1], [1, 1]]), "pairwise")
    assert rank_of(equal) == {"Halle": 1, "Jardin": 1}


def test_a_comparison_with_itself_is_refused() -> None:
    with pytest.raises(DataError) as refused:
        tally(pairs([("A", "B"), ("C", "C")]), "pairwise")
    assert "ligne 2" in refused.value.message("fr")


def test_comparisons_of_a_voter_are_one_ballot() -> None:
    rows = [("anna", "a", "b"), ("anna", "b", "c"), ("bilal", "b", "a"), ("anna", "a", "c")]
    table = Ballots(("winner", "loser"), tuple(r[0] for r in rows), tuple(r[1:] for r in rows))
    found = tally(table, "pairwise")
    assert found.ballots == found.answered == 2
    assert {p.option: p.answers for p in found.ranking} == {"a": 2, "b": 2, "c": 1}
    assert found.stability.tested == 2
    assert "2 bulletins, 3 options, 4 comparaisons" in tally_report(found).facts.fr

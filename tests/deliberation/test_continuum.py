"""Groups, a gradation or nothing: each is named where answers are drawn from it; the model fitted gives back its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from rebonds.deliberation import continuum, opinion
from rebonds.deliberation.methods import tally
from tests.deliberation.small import ballots

RUNS = 12


def line(people: int, statements: int, seed: int) -> Any:
    """Return answers of people spread along one normal continuum."""
    draw = np.random.default_rng(seed)
    loadings = draw.uniform(0.6, 0.85, statements) * np.where(np.arange(statements) % 2, 1, -1)
    error = draw.standard_normal((people, statements)) * np.sqrt(1 - loadings**2)
    met = draw.standard_normal((people, 1)) * loadings + error
    bar = draw.normal(0, 0.6, statements)
    return (met > bar - 0.2).astype(float) + (met > bar + 0.2) - 1


def camps(people: int, statements: int, seed: int) -> Any:
    """Return answers of two camps that agree on two statements, a fifth of the answers being at random."""
    draw = np.random.default_rng(seed)
    side, sign = np.arange(people) % 2 * 2 - 1, np.arange(statements) % 2 * 2 - 1
    answers = side[:, None] * sign[None]
    answers[:, :2] = 1
    random = draw.integers(-1, 2, answers.shape)
    return np.where(draw.random(answers.shape) < 0.2, random, answers).astype(float)


def noise(people: int, statements: int, seed: int) -> Any:
    return np.random.default_rng(seed).integers(-1, 2, (people, statements)).astype(float)


@pytest.mark.parametrize(
    ("made", "size", "reasons", "least"),
    [
        (camps, (80, 14), {"found"}, 11),
        (line, (80, 14), {"gradation"}, 11),
        # Chance alone passes the first test one time in twenty.
        (noise, (30, 10), {"chance"}, 10),
    ],
)
def test_each_is_told_from_the_others(
    made: Callable[[int, int, int], Any], size: tuple[int, int], reasons: set[str], least: int
) -> None:
    found = [opinion.tested(made(*size, seed), seed).reason for seed in range(RUNS)]
    assert sum(one in reasons for one in found) >= least, found


def test_the_fit_gives_back_margins_and_loadings() -> None:
    draw = np.random.default_rng(7)
    loadings = np.array([0.8, -0.7, 0.6, 0.5, -0.9, 0.0])
    bars = np.array([[-0.5, -0.2, 0.1, -1.0, 0.0, -0.3], [0.2, 0.2, 0.9, 0.4, 0.0, 0.3]])
    known = draw.random((6000, 6)) > 0.2
    answers = continuum.drawn(continuum.Continuum(bars, loadings), known, draw)
    model = continuum.fitted(answers)
    assert model.thresholds == pytest.approx(bars, abs=0.06)
    sign = np.sign(model.loadings[0])
    assert sign * model.loadings == pytest.approx(loadings, abs=0.05)
    again = continuum.drawn(model, known, draw)
    assert np.array_equal(np.isnan(again), ~known)
    for value in (-1, 0, 1):
        assert np.nanmean(again == value, axis=0) == pytest.approx(
            np.nanmean(answers == value, axis=0), abs=0.03
        )


def test_a_statement_that_all_agree_with_or_nobody_answers_is_no_obstacle() -> None:
    answers = line(20, 6, 1)
    answers[:, 0], answers[:, 1] = 1.0, np.nan
    drawn = continuum.drawn(continuum.fitted(answers), ~np.isnan(answers), np.random.default_rng(0))
    assert (drawn[:, 0] == 1).all() and np.isnan(drawn[:, 1]).all()


def test_a_gradation_is_said_and_names_no_groups() -> None:
    answers = line(80, 16, 3)
    given = ballots(answers.astype(int).T.tolist(), [f"É{rank}" for rank in range(16)])
    found = tally(given, "statements").opinion
    assert found is not None and found.answer == "gradation"
    assert not found.found and found.groups == () and len(found.along) == 3
    assert found.gradation_p is not None and found.gradation_p > 0.05
    assert "Une gradation, pas des groupes" in found.text.fr and "A gradation, not groups" in found.text.en
    assert tally(given, "statements").opinion == found

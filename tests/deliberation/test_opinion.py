"""Opinion groups: none in random answers at the nominal rate, two in two camps, small rooms left alone."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from rebonds.deliberation import opinion, parameters
from rebonds.deliberation.methods import Settings, tally
from tests.deliberation.small import ballots


def camps(people: int, statements: int, *, noise: float, seed: int, shared: int = 2) -> list[list[int]]:
    """Return columns of two camps that only agree on the first statements."""
    draw = np.random.default_rng(seed)
    side = np.arange(people) % 2 * 2 - 1
    sign = np.arange(statements) % 2 * 2 - 1
    answers = side[:, None] * sign[None]
    answers[:, :shared] = 1
    answers = np.where(draw.random(answers.shape) < noise, draw.integers(-1, 2, answers.shape), answers)
    return answers.T.tolist()


def test_random_answers_have_no_groups_at_about_the_nominal_rate() -> None:
    """80 rooms of random answers: about one in twenty passes for groups; more than ten would be a wrong test."""
    draw = np.random.default_rng(2026)
    found = 0
    for room in range(80):
        answers = draw.integers(-1, 2, (24, 10)).astype(float)
        found += opinion.tested(answers, seed=room).reason == "found"
    assert found <= 10


def test_popular_statements_alone_make_no_groups() -> None:
    """People differ in nothing but chance; statements differ in how many agree."""
    draw = np.random.default_rng(4)
    found = 0
    for room in range(25):
        odds = draw.random(12)
        answers = np.where(draw.random((30, 12)) < odds, 1.0, -1.0)
        answers[draw.random(answers.shape) < 0.3] = np.nan
        found += opinion.tested(answers, seed=room).reason == "found"
    assert found <= 5


def test_sixteen_people_are_too_few_to_show_a_gap() -> None:
    """Two camps of eight split as a small continuum may: no groups are claimed."""
    found = tally(ballots_of(camps(16, 10, noise=0.2, seed=16)), "statements").opinion
    assert found is not None and found.answer == "gradation" and not found.groups


@pytest.mark.parametrize("people", [60, 100])
def test_two_clear_camps_are_two_groups(people: int) -> None:
    found = tally(ballots_of(camps(people, 10, noise=0.2, seed=people)), "statements").opinion
    assert found is not None and found.found and len(found.groups) == 2
    assert sum(group.size for group in found.groups) == people
    assert found.p_value is not None and found.p_value <= parameters.real("opinion", "level")
    assert {group.size for group in found.groups} == {people // 2}


def ballots_of(columns: list[list[int]]) -> object:
    return ballots(columns, [f"É{rank}" for rank in range(len(columns))])


def test_what_every_group_agrees_on_comes_before_what_the_larger_group_wants() -> None:
    columns = camps(30, 8, noise=0.0, seed=1)
    # Two thirds of the room on one side: a plain majority would put its statements near the shared ones.
    columns = [column + [column[1]] * 20 for column in columns]
    found = tally(ballots_of(columns), "statements", Settings(seed=3))
    assert found.opinion is not None and found.opinion.found
    assert {place.option for place in found.ranking[:2]} == {"É0", "É1"}
    assert found.ranking[0].rank == found.ranking[1].rank == 1
    for group in found.opinion.groups:
        assert group.agree["É0"] == 1.0


def test_group_aware_consensus_by_hand() -> None:
    """(3+1)/(4+2) in one group, (0+1)/(2+2) in the other."""
    column = (1, 1, 1, -1, -1, 0, None)
    assert opinion.consensus(column, [[0, 1, 2, 3], [4, 5, 6]]) == Fraction(4, 6) * Fraction(1, 4)


def test_small_rooms_are_not_split() -> None:
    found = tally(ballots_of(camps(7, 10, noise=0, seed=1)), "statements").opinion
    assert found is not None and not found.found and "Trop peu" in found.text.fr
    few = tally(ballots_of(camps(30, 3, noise=0, seed=1, shared=0)), "statements").opinion
    assert few is not None and not few.found


def test_a_room_that_agrees_on_all_has_no_groups() -> None:
    found = tally(ballots_of([[1] * 20] * 6), "statements").opinion
    assert found is not None and not found.found and "Pas de groupes" in found.text.fr


def test_one_person_against_all_is_not_a_group() -> None:
    columns = [[1] * 19 + [-1] for _ in range(8)]
    found = tally(ballots_of(columns), "statements").opinion
    assert found is not None and not found.found


def test_the_same_seed_gives_the_same_answer() -> None:
    given = ballots_of(camps(40, 9, noise=0.5, seed=8))
    assert tally(given, "statements", Settings(seed=5)) == tally(given, "statements", Settings(seed=5))


def test_silhouette_against_its_definition() -> None:
    draw = np.random.default_rng(0)
    points, label = draw.random((12, 2)), np.array([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 3])
    plain = []
    for i in range(12):
        apart = np.sqrt(((points - points[i]) ** 2).sum(axis=1))
        own = [apart[j] for j in range(12) if label[j] == label[i] and j != i]
        others = [np.mean([apart[j] for j in range(12) if label[j] == g]) for g in range(4) if g != label[i]]
        plain.append((min(others) - np.mean(own)) / max(min(others), np.mean(own)) if own else 0.0)
    assert opinion.silhouette(points, label, 4) == pytest.approx(np.mean(plain))


def test_shuffling_keeps_the_answers_of_each_statement_and_who_is_silent() -> None:
    draw = np.random.default_rng(1)
    answers = draw.integers(-1, 2, (20, 5)).astype(float)
    answers[3, 2] = np.nan
    mixed = opinion.shuffled(answers, draw)
    assert np.isnan(mixed[3, 2]) and not np.array_equal(mixed, answers, equal_nan=True)
    assert np.array_equal(np.sort(mixed, axis=0), np.sort(answers, axis=0), equal_nan=True)

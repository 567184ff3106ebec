"""Who stays in their own zone: the rule on the odds, margins kept, systems that cannot follow it."""

from __future__ import annotations

import numpy as np
import pytest

from rebonds.flows.people_stays import Stays, settled, shipped


@pytest.fixture
def flows() -> np.ndarray:
    drawn = np.random.default_rng(3)
    found = drawn.uniform(5, 50, (8, 10))
    found[np.arange(8), np.arange(8)] = drawn.uniform(100, 4000, 8)
    return found


def _odds(flows: np.ndarray) -> np.ndarray:
    stays, total = flows.diagonal(), flows.sum(axis=1)
    return stays / (total - stays)


def test_the_odds_follow_the_rule_and_margins_are_kept(flows: np.ndarray) -> None:
    rule = Stays(0.1, 0.8)
    found = settled(flows, rule)
    assert _odds(found) == pytest.approx(np.exp(0.1) * _odds(flows) ** 0.8, rel=1e-5)
    assert found.sum(axis=1) == pytest.approx(flows.sum(axis=1), rel=1e-6)
    assert found.sum(axis=0) == pytest.approx(flows.sum(axis=0), rel=1e-6)
    assert (found > 0).all()


def test_a_rule_that_changes_nothing_changes_nothing(flows: np.ndarray) -> None:
    assert settled(flows, Stays(0.0, 1.0)) == pytest.approx(flows, rel=1e-5)


def test_what_leaves_keeps_its_cross_ratios(flows: np.ndarray) -> None:
    """Balancing changes rows and columns as wholes: two origins compare two destinations as before."""
    found = settled(flows, shipped())

    def cross(t: np.ndarray) -> float:
        return float(t[0, 2] * t[1, 3] / (t[0, 3] * t[1, 2]))

    assert cross(found) == pytest.approx(cross(flows), rel=1e-9)


def test_two_zones_that_cannot_follow_are_left_as_they_are() -> None:
    flows = np.array([[90.0, 10.0], [30.0, 70.0]])
    assert settled(flows, Stays(0.0, 0.5)) is flows


def test_the_shipped_rule_draws_towards_the_middle() -> None:
    rule = shipped()
    assert rule.odds(np.array([18.0]))[0] < 18.0
    assert rule.odds(np.array([0.2]))[0] > 0.2

"""Functional areas: two towns and their villages, and properties of the rule."""

from __future__ import annotations

import numpy as np
import pytest

from rebonds.flows.areas import AreaRule, functional_areas

RULE = AreaRule(size_least=1000, size_target=5000, contained_least=0.6, contained_target=0.75)


def two_towns() -> np.ndarray:
    """Towns 0 and 3; villages 1 and 2 work in 0, village 4 in 3, and 5 lives for itself, alone and large."""
    flows = np.zeros((6, 6))
    flows[0, 0], flows[3, 3], flows[5, 5] = 9000, 7000, 8000
    flows[1, [0, 1]] = 700, 300
    flows[2, [0, 2, 3]] = 400, 300, 100
    flows[4, [3, 4]] = 600, 200
    flows[0, 3] = flows[3, 0] = 200
    return flows


def groups(area: np.ndarray) -> set[frozenset[int]]:
    return {frozenset(np.flatnonzero(area == one).tolist()) for one in np.unique(area)}


def test_villages_join_the_town_they_work_in() -> None:
    found = functional_areas(two_towns(), RULE)
    assert groups(found) == {frozenset({0, 1, 2}), frozenset({3, 4}), frozenset({5})}
    assert found[1] == 0  # named by the zone of most jobs
    assert found[4] == 3


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_zones_does_not_matter(seed: int) -> None:
    rng = np.random.default_rng(seed)
    flows = rng.gamma(0.3, 300, (25, 25)) + np.diag(rng.gamma(2, 800, 25))
    order = rng.permutation(25)
    mixed = functional_areas(flows[np.ix_(order, order)], RULE)
    back = {frozenset(order[list(group)].tolist()) for group in groups(mixed)}
    assert back == groups(functional_areas(flows, RULE))


@pytest.mark.parametrize("seed", range(5))
def test_every_area_stands_or_is_tied_to_nobody(seed: int) -> None:
    rng = np.random.default_rng(seed)
    flows = rng.gamma(0.3, 300, (30, 30)) + np.diag(rng.gamma(2, 800, 30))
    area = functional_areas(flows, RULE)
    for group in groups(area):
        members = sorted(group)
        inner = flows[np.ix_(members, members)].sum()
        residents, jobs = flows[members].sum(), flows[:, members].sum()
        contained = min(inner / residents, inner / jobs)
        assert RULE.validity(np.array(residents), np.array(contained)) >= RULE.enough - 1e-9


def test_zones_without_flows_stand_alone() -> None:
    flows = np.zeros((3, 3))
    flows[0, 0], flows[0, 1], flows[1, 0], flows[1, 1] = 300, 50, 60, 100
    assert groups(functional_areas(flows, RULE)) == {frozenset({0, 1}), frozenset({2})}


def test_size_makes_up_for_self_containment() -> None:
    size = np.array([1000.0, 5000.0, 5000.0])
    contained = np.array([0.75, 0.60, 0.59])
    assert (RULE.validity(size, contained) >= RULE.enough).tolist() == [True, True, False]
    assert RULE.validity(np.array([1000.0]), np.array([0.7]))[0] < RULE.enough


def test_the_parameters_are_those_of_the_cited_rule() -> None:
    rule = AreaRule.load()
    assert (rule.size_least, rule.size_target) == (3500, 25000)
    assert (rule.contained_least, rule.contained_target) == (0.667, 0.75)

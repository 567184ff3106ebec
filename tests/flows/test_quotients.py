"""Location quotients by hand, and their laws."""

from __future__ import annotations

import numpy as np
import pytest

from rebonds.flows import quotients
from rebonds.flows.economy.synthetic import synthetic

JOBS = np.array([[30.0, 10.0, 0.0], [10.0, 40.0, 60.0], [10.0, 10.0, 0.0]])


def test_simple_quotients_by_hand() -> None:
    found = quotients.simple(JOBS)
    # 30 of 50 jobs in zone 0, 40 of 170 in the country.
    assert found[0, 0] == pytest.approx((30 / 50) / (40 / 170))
    assert found[0, 2] == 0.0


def test_cross_industry_quotients_by_hand() -> None:
    slq = quotients.simple(JOBS)[:, 1]
    found = quotients.cross_industry(JOBS, 1)
    assert found[0, 1] == pytest.approx(slq[0] / slq[1])
    assert found[2, 2] == pytest.approx(slq[2])
    assert (quotients.cross_industry(JOBS, 2)[:, 0] == 0).all(), "an absent branch buys nothing"


def test_flegg_by_hand_and_never_over_one() -> None:
    weight = np.log2(1 + 50 / 170) ** 0.25
    assert weight == pytest.approx(0.780, abs=1e-3)
    found = quotients.flegg(JOBS, 0, 0.25)
    assert found.max() <= 1.0
    assert found[1, 0] == pytest.approx(min(1.0, weight * quotients.cross_industry(JOBS, 0)[1, 0]))


def test_a_larger_delta_leaves_less_inside() -> None:
    economy = synthetic(30, 7, seed=1)
    for zone in (0, 5, 29):
        found = quotients.self_supply(economy, zone)
        assert (found.low <= found.central + 1e-12).all() and (found.central <= found.high + 1e-12).all()
        assert (found.low >= 0).all() and (found.high <= 1).all()


def test_a_zone_that_is_the_country_supplies_itself() -> None:
    one = np.array([[30.0], [70.0]])
    assert quotients.flegg(one, 0, 0.3) == pytest.approx(np.ones((2, 2)))

"""Location quotients by hand, and their laws."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from rebonds.flows import quotients
from rebonds.flows.economy.synthetic import synthetic
from rebonds.flows.leontief import TradeSystem
from rebonds.flows.quotient_system import QuotientSystem
from tests.flows import dense

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


def written_out(rival: QuotientSystem) -> np.ndarray:
    """Return the rival's matrix (R*S, R*S), zones first, cell by cell from its definition."""
    system = rival.system
    size, zones = system.shape
    shares = dense.trade_shares(system)
    full = np.zeros((zones, size, zones, size))
    for buyer in range(zones):
        part = quotients.flegg(system.economy.jobs, buyer, rival.delta)
        for product in range(size):
            others = shares[product, :, buyer].copy()
            others[buyer] = 0.0
            inside = part[product]
            if others.sum() < 1e-12:
                inside, others = np.ones(size), others * 0.0
            else:
                others /= others.sum()
            needs = system.economy.technical[product]
            full[:, product, buyer, :] = others[:, None] * ((1 - inside) * needs)
            full[buyer, product, buyer, :] += inside * needs
    return full.reshape(zones * size, zones * size)


def test_the_factored_rival_is_the_dense_one() -> None:
    rival = QuotientSystem(TradeSystem.of(synthetic(60, 8, seed=6)))
    full = written_out(rival)
    x = np.random.default_rng(0).random(rival.system.shape)
    wanted = dense.square(full @ dense.flat(x), rival.system)
    assert np.abs(rival.apply(x) - wanted).max() < 1e-12 * wanted.max()
    wanted = dense.square(full.T @ dense.flat(x), rival.system)
    assert np.abs(rival.apply_t(x) - wanted).max() < 1e-12 * wanted.max()
    inverse = np.linalg.inv(np.eye(len(full)) - full)
    wanted = dense.square(inverse @ dense.flat(x), rival.system)
    assert np.abs(rival.solve(x, 1e-12) - wanted).max() < 1e-9 * wanted.max()
    wanted = dense.square(dense.flat(rival.system.coefficient("jobs")) @ inverse, rival.system)
    assert np.abs(rival.multipliers("jobs", 1e-12) - wanted).max() < 1e-9 * wanted.max()


def test_the_rival_loses_no_euro() -> None:
    """Columns add up to the national coefficients, and demand is served whole, in a zone or in another."""
    rival = QuotientSystem(TradeSystem.of(synthetic(20, 5, seed=2)), delta=0.3)
    economy = rival.system.economy
    assert rival.serve(economy.final).sum(axis=1) == pytest.approx(economy.final.sum(axis=1))
    ends = rival.multipliers("value_added") + rival.multipliers("imports")
    assert ends == pytest.approx(np.ones(rival.system.shape))


def test_a_product_that_one_zone_alone_makes_is_bought_there() -> None:
    economy = synthetic(6, 3, seed=5)
    alone = [np.zeros_like(economy.output[0]) for _ in range(3)]
    for row, array in zip(alone, (economy.output, economy.exports, economy.jobs), strict=True):
        row[2] = array[0].sum()
    output, exports, jobs = (
        np.vstack([row, array[1:]])
        for row, array in zip(alone, (economy.output, economy.exports, economy.jobs), strict=True)
    )
    rival = QuotientSystem(TradeSystem.of(replace(economy, output=output, exports=exports, jobs=jobs)))
    assert (rival.inside[2, 0] == 1.0).all() and rival.inside_final[0, 2] == 1.0
    assert (rival.inside[[0, 1, 3, 4, 5], 0] == 0.0).all()
    served = rival.serve(economy.final)
    assert served[0, 2] == pytest.approx(economy.final[0].sum())

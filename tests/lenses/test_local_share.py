"""What if purchases moved: linear, nil for the whole country, bounded by what is bought elsewhere."""

from __future__ import annotations

import numpy as np
import pytest

from rebonds import territory
from rebonds.flows import trade as exchanges
from rebonds.flows.trade_reading import trade_of, weights_of
from rebonds.lenses import local_share
from rebonds.lenses.procurement import Part, Procurement

GRENOBLE = "200040715"


@pytest.fixture(scope="module")
def trade(warehouse):
    return trade_of(warehouse)


@pytest.fixture(scope="module")
def weights(trade):
    return weights_of(trade.economy, territory.get(GRENOBLE))


def bought(*sectors: Part) -> Procurement:
    total = sum(one.euros for one in sectors)
    empty: dict = {}
    rings = {"commune": 0.0, "inside": 0.0, "unknown": total}
    return Procurement(
        rings,
        empty,
        empty,
        0,
        0,
        (),
        (),
        0,
        (),
        sectors,
        (Part("2023", total, 0, 0, 1),),
        (),
        (),
        ("s",),
        2023,
    )


def outside(trade, **euros: float) -> np.ndarray:
    codes = [branch.code for branch in trade.economy.branches]
    found = np.zeros(len(codes))
    for code, amount in euros.items():
        found[codes.index(code)] = amount
    return found


def test_every_division_has_branches_of_the_economy(trade) -> None:
    codes = {branch.code for branch in trade.economy.branches}
    assert len(local_share.divisions()) == 45
    assert {code for one in local_share.divisions().values() for code in one.branches} <= codes


def test_only_what_is_surely_bought_elsewhere_can_move(trade) -> None:
    codes = [branch.code for branch in trade.economy.branches]
    found = local_share.elsewhere(
        bought(Part("45", 100, 40, 70, 3), Part("44", 20, 0, 0, 1), Part("", 25, 0, 0, 1)), codes
    )
    assert found.sum() == pytest.approx(75)  # 30 works, 20 materials, 25 that follow the others
    assert found[codes.index("FZ")] == pytest.approx(30 * 1.5)
    assert found[codes.index("CG")] == found[codes.index("CH")] == pytest.approx(10 * 1.5)


def test_what_is_kept_is_linear_and_has_a_band(trade, weights) -> None:
    five, ten = local_share.keep(trade, weights, outside(trade, FZ=6e6, CA=4e6), 20e6, (5, 10))
    assert (five.euros, ten.euros) == (1e6, 2e6)
    assert ten.jobs.value == pytest.approx(2 * five.jobs.value)
    assert five.jobs.low <= five.jobs.value <= five.jobs.high
    assert 0 < five.income.value < 2e6
    assert 3 < five.jobs.value < 20  # a million of works and food: between three and twenty jobs


def test_a_branch_alone_agrees_with_the_system_solved_by_hand(trade, weights) -> None:
    (found,) = local_share.keep(trade, weights, outside(trade, FZ=10e6), 10e6, (10,))
    economy, system = trade.economy, trade.system
    rank = [branch.code for branch in economy.branches].index("FZ")

    served = exchanges.bought(system, weights)[rank] * (1 - weights)
    change = np.zeros(system.shape)
    change[rank] = economy.output[rank] * weights / (economy.output[rank] @ weights) - served / served.sum()
    made = change.copy()
    for _ in range(80):  # the sum of the rounds, instead of the solver
        made = change + system.apply(made)
    labour = np.divide(economy.jobs, economy.output, out=np.zeros_like(made), where=economy.output > 0)
    jobs = (labour * made * weights).sum()
    assert found.jobs.value == pytest.approx(jobs, rel=1e-4)


def test_more_than_there_is_cannot_move(trade, weights) -> None:
    (found,) = local_share.keep(trade, weights, outside(trade, FZ=1e6), 20e6, (50,), years=2)
    assert found.able == pytest.approx(5) and found.euros == pytest.approx(0.5e6)


def test_the_whole_country_and_no_purchase_are_missing(trade, weights) -> None:
    everyone = np.ones_like(weights)
    (found,) = local_share.keep(trade, everyone, outside(trade, FZ=1e6), 2e6, (5,))
    assert found.jobs.value is None
    (none,) = local_share.keep(trade, weights, outside(trade), 2e6, (5,))
    assert none.jobs.value is None


def test_other_points_are_in_proportion_up_to_what_can_move(trade, weights) -> None:
    five, twelve, all_ = local_share.keep(trade, weights, outside(trade, FZ=6e6, CA=4e6), 50e6, (5, 12, 60))
    for points, asked in ((12, twelve), (60, all_)):
        found = local_share.at(five, points)
        assert (found.euros, found.able) == (pytest.approx(asked.euros), pytest.approx(20))
        assert found.jobs.high == pytest.approx(asked.jobs.high)
        assert found.income.value == pytest.approx(asked.income.value)

"""Miller & Blair, Input-Output Analysis (2nd ed., 2009), section 2.3: the two-sector example, tables 2.3 and 2.4."""

from __future__ import annotations

import numpy as np
import pytest

from rebonds.flows.economy.synthetic import synthetic
from rebonds.flows.leontief import TradeSystem
from rebonds.flows.model import Economy

# Table 2.3: flows between the two sectors, final demand, total output.
FLOWS = np.array([[150.0, 500.0], [200.0, 100.0]])
FINAL = np.array([350.0, 1700.0])
OUTPUT = np.array([1000.0, 2000.0])
INVERSE = np.array([[1.2541, 0.3300], [0.2640, 1.1221]])
# Table 2.4: what a final demand of 600 and 1,500 calls for.
NEW_FINAL = np.array([600.0, 1500.0])
NEW_OUTPUT = np.array([1247.52, 1841.58])
NEW_FLOWS = np.array([[187.13, 460.40], [249.50, 92.08]])


def laid(shares_of_output: np.ndarray, shares_of_final: np.ndarray) -> Economy:
    """Lay the example over zones: shares (2, R), rows adding to one."""
    zones = shares_of_output.shape[1]
    pattern = synthetic(max(zones, 2), 2, seed=0)
    technical = FLOWS / OUTPUT
    nothing = np.zeros((2, zones))
    return Economy(
        zones=pattern.zones[:zones],
        branches=pattern.branches,
        technical=technical,
        imports=np.zeros(2),
        imported=np.zeros((2, 2)),
        value_added=1.0 - technical.sum(axis=0),
        output=OUTPUT[:, None] * shares_of_output,
        final=FINAL[:, None] * shares_of_final,
        exports=nothing,
        jobs=OUTPUT[:, None] * shares_of_output,
    )


def one_zone() -> TradeSystem:
    return TradeSystem.of(laid(np.ones((2, 1)), np.ones((2, 1))))


def three_zones() -> TradeSystem:
    made = np.array([[0.5, 0.3, 0.2], [0.1, 0.2, 0.7]])
    wanted = np.array([[0.6, 0.2, 0.2], [0.3, 0.3, 0.4]])
    return TradeSystem.of(laid(made, wanted))


def test_the_inverse_of_the_example() -> None:
    system = one_zone()
    unit = np.eye(2)[:, :, None]  # (S, M, R): a euro of each sector
    assert system.solve(unit, 1e-12)[:, :, 0] == pytest.approx(INVERSE, abs=5e-5)
    assert system.multipliers()[:, 0] == pytest.approx(INVERSE.sum(axis=0), abs=1e-4)


def test_table_2_3_is_given_back() -> None:
    assert one_zone().output()[:, 0] == pytest.approx(OUTPUT, rel=1e-9)


def test_table_2_4_follows_from_new_demand() -> None:
    system = one_zone()
    found = system.impact(NEW_FINAL[:, None])[:, 0]
    assert found == pytest.approx(NEW_OUTPUT, abs=0.01)
    assert system.economy.technical * found == pytest.approx(NEW_FLOWS, abs=0.01)


def test_where_things_are_does_not_change_the_nation() -> None:
    """Trade shares add to one: laid over zones, wherever demand is, the country makes what the table says."""
    system = three_zones()
    assert system.output().sum(axis=1) == pytest.approx(OUTPUT, rel=1e-9)
    for places in np.eye(3):
        found = system.impact(NEW_FINAL[:, None] * places)
        assert found.sum(axis=1) == pytest.approx(NEW_OUTPUT, abs=0.01)

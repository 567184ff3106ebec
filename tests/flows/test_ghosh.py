"""Ghosh's system against the scaled inverse."""

from __future__ import annotations

import numpy as np
import pytest

from rebonds.flows import ghosh
from rebonds.flows.economy.synthetic import synthetic
from rebonds.flows.leontief import TradeSystem
from tests.flows import dense


@pytest.fixture(scope="module")
def system() -> TradeSystem:
    return TradeSystem.of(synthetic(9, 4, seed=6))


def test_it_is_the_scaled_inverse(system: TradeSystem) -> None:
    x = dense.flat(system.economy.output)
    kept = x > 0
    full = dense.matrix(system)[np.ix_(kept, kept)]
    shares = full * x[kept] / x[kept][:, None]
    primary = np.zeros(system.shape)
    primary[1, :4] = 5.0
    primary[system.economy.output == 0] = 0.0
    wanted = dense.flat(primary)[kept] @ np.linalg.inv(np.eye(kept.sum()) - shares)
    assert np.allclose(dense.flat(ghosh.pushed(system, primary))[kept], wanted, rtol=1e-8)


def test_all_primary_inputs_make_all_output(system: TradeSystem) -> None:
    economy = system.economy
    primary = (economy.value_added + economy.imports)[:, None] * economy.output
    assert np.allclose(ghosh.pushed(system, primary), economy.output, rtol=1e-8)


def test_exposures_to_every_zone_add_up(system: TradeSystem) -> None:
    """What a cell owes to each zone and its own primary inputs make its output."""
    zones = system.shape[1]
    total = np.zeros(system.shape)
    for zone in range(zones):
        cells = np.zeros(system.shape)
        cells[:, zone] = 1.0
        found = ghosh.exposure(system, cells)
        assert (found >= -1e-12).all() and (found <= 1 + 1e-9).all()
        total += found
    own = (system.economy.value_added + system.economy.imports)[:, None]
    made = system.economy.output > 0
    assert np.allclose((total + own)[made], 1.0, rtol=1e-8)

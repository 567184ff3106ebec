"""pymrio's own test system, and random assembled ones: same output, multipliers, footprints, imports and exports."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pymrio
import pytest

from rebonds.flows import embodied, gravity, solvers
from rebonds.flows.economy.synthetic import synthetic
from rebonds.flows.leontief import TradeSystem
from rebonds.flows.model import Economy
from tests.flows import dense

CLOSE = 1e-9


def gap(ours: np.ndarray, theirs: np.ndarray) -> float:
    return float(np.abs(ours - theirs).max() / np.abs(theirs).max())


@pytest.fixture(scope="module")
def world() -> pymrio.IOSystem:
    return pymrio.load_test().calc_all()


def test_solvers_on_the_system_of_pymrio(world: pymrio.IOSystem) -> None:
    """Its coefficients differ by region, which no factored system has: the solvers take any matrix."""
    matrix = world.A.to_numpy()
    radius = float(np.abs(np.linalg.eigvals(matrix)).max())
    output, _ = solvers.one(lambda x: matrix @ x, world.Y.to_numpy().sum(axis=1), 1e-12, 400)
    assert gap(output, world.x.to_numpy()[:, 0]) < CLOSE

    held = world.emissions.S.to_numpy()
    multipliers, _ = solvers.block(lambda z: matrix.T @ z, held.T.copy(), radius, 1e-12, 400)
    assert gap(multipliers.T, world.emissions.M.to_numpy()) < CLOSE

    demand = world.Y.T.groupby(level="region", sort=False).sum().T.to_numpy()
    made, _ = solvers.block(lambda x: matrix @ x, demand.copy(), radius, 1e-12, 400)
    households = world.emissions.F_Y.T.groupby(level="region", sort=False).sum().T.to_numpy()
    footprints = held @ made + households
    assert gap(footprints, world.emissions.D_cba_reg.to_numpy()) < CLOSE


def with_trade_of(world: pymrio.IOSystem) -> TradeSystem:
    """Return the factored system that has the world's trade shares, mean coefficients and final demand."""
    zones, size = len(world.get_regions()), len(world.get_sectors())
    flows = world.Z.to_numpy().reshape(zones, size, zones, size)
    final = world.Y.to_numpy().reshape(zones, size, zones, -1).sum(axis=3)
    output = world.x.to_numpy().reshape(zones, size).T
    trade = np.einsum("rsqj->srq", flows) + final.transpose(1, 0, 2)
    technical = flows.sum(axis=(0, 2)) / output.sum(axis=1)
    pattern = synthetic(zones, size, seed=0)
    economy = Economy(
        zones=pattern.zones,
        branches=pattern.branches,
        technical=technical,
        imports=np.zeros(size),
        imported=np.zeros((size, size)),
        value_added=1.0 - technical.sum(axis=0),
        output=output,
        final=final.sum(axis=0),
        exports=np.zeros((size, zones)),
        jobs=np.zeros((size, zones)),
        footprints={"air": world.emissions.S.to_numpy()[0, :size].copy()},
    )
    ones = np.ones((size, zones))
    order = np.arange(size)
    return TradeSystem(
        economy,
        {},
        order,
        [slice(s, s + 1) for s in order],
        list(trade / trade.sum(axis=1, keepdims=True)),
        gravity.Balance(ones, ones, 0, 0.0),
    )


def written_out(system: TradeSystem, kind: str) -> pymrio.IOSystem:
    """Hand the system to pymrio by its coefficients; exports are a final demand of their seller's zone."""
    size, zones = system.shape
    economy = system.economy
    names = pd.MultiIndex.from_product(
        [[z.code for z in economy.zones], [b.code for b in economy.branches]], names=["region", "sector"]
    )
    shares = dense.trade_shares(system)
    final = np.einsum("srq,sq->rsq", shares, economy.final)
    final[np.arange(zones), :, np.arange(zones)] += economy.exports.T
    columns = pd.MultiIndex.from_product(
        [[z.code for z in economy.zones], ["final"]], names=["region", "category"]
    )
    found = pymrio.IOSystem(
        A=pd.DataFrame(dense.matrix(system), index=names, columns=names),
        Y=pd.DataFrame(final.reshape(zones * size, zones), index=names, columns=columns),
    )
    found.calc_system()
    held = dense.flat(system.coefficient(kind)) * found.x.to_numpy()[:, 0]
    found.ext = pymrio.Extension(
        "ext", F=pd.DataFrame([held], index=pd.Index([kind], name="stressor"), columns=names)
    )
    return found.calc_all()


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        ("load_test", "air"),
        ((12, 5, 9), "GHG"),
        ((25, 7, 1), "jobs"),
        ((4, 16, 2), "value_added"),
    ],
)
def test_factored_systems_say_what_pymrio_says(make, kind: str, world: pymrio.IOSystem) -> None:
    system = with_trade_of(world) if make == "load_test" else TradeSystem.of(synthetic(*make))
    peer = written_out(system, kind)
    economy = system.economy
    output = system.solve(system.serve(economy.final) + economy.exports, 1e-12)
    assert gap(dense.flat(output), peer.x.to_numpy()[:, 0]) < CLOSE
    # Where nothing is made, the peer says that a euro holds nothing; we say what it holds elsewhere.
    made = dense.flat(output) > 0
    assert gap(dense.flat(system.multipliers(kind))[made], peer.ext.M.to_numpy()[0][made]) < CLOSE

    sold_abroad = np.zeros((system.shape[0], system.shape[1], system.shape[1]))
    each = np.arange(system.shape[1])
    sold_abroad[:, each, each] = economy.exports
    held = system.coefficient(kind)
    flows = embodied.embodied(system, kind)
    flows += np.einsum("sr,smr->rm", held, system.solve(sold_abroad))
    inner = np.diag(flows)
    for ours, theirs in (
        (flows.sum(axis=0), peer.ext.D_cba_reg),
        (flows.sum(axis=1), peer.ext.D_pba_reg),
        (flows.sum(axis=0) - inner, peer.ext.D_imp_reg),
        (flows.sum(axis=1) - inner, peer.ext.D_exp_reg),
    ):
        assert gap(ours, theirs.to_numpy()[0]) < CLOSE

"""The factored system against the same system written out, and its own laws."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rebonds.errors import ModelError
from rebonds.flows import embodied, extraction, kernels, trade
from rebonds.flows.economy.synthetic import synthetic
from rebonds.flows.leontief import TradeSystem
from tests.flows import dense

CLOSE = 1e-9


@pytest.fixture(scope="module")
def system() -> TradeSystem:
    return TradeSystem.of(synthetic(20, 6, seed=4))


@pytest.fixture(scope="module")
def inverse(system: TradeSystem) -> np.ndarray:
    full = dense.matrix(system)
    return np.linalg.inv(np.eye(len(full)) - full)


def gap(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.abs(a - b).max() / np.abs(b).max())


def test_trade_meets_supply_and_demand(system: TradeSystem) -> None:
    economy = system.economy
    flows = np.stack([trade.product(system, branch) for branch in range(system.shape[0])])
    assert gap(flows.sum(axis=2), economy.output - economy.exports) < CLOSE
    assert gap(flows.sum(axis=1), economy.technical @ economy.output + economy.final) < CLOSE
    assert gap(dense.trade_shares(system).sum(axis=1), np.ones(system.shape)) < 1e-12


def test_output_is_given_back(system: TradeSystem) -> None:
    assert gap(system.output(), system.economy.output) < CLOSE


def test_operators_are_the_dense_ones(system: TradeSystem) -> None:
    rng = np.random.default_rng(1)
    x = rng.random(system.shape)
    full = dense.matrix(system)
    assert gap(system.apply(x), dense.square(full @ dense.flat(x), system)) < 1e-12
    assert gap(system.apply_t(x), dense.square(full.T @ dense.flat(x), system)) < 1e-12


def test_solutions_are_the_dense_ones(system: TradeSystem, inverse: np.ndarray) -> None:
    rng = np.random.default_rng(2)
    b = rng.random(system.shape)
    assert gap(system.solve(b, 1e-12), dense.square(inverse @ dense.flat(b), system)) < CLOSE
    assert gap(system.solve_t(b, 1e-12), dense.square(inverse.T @ dense.flat(b), system)) < CLOSE
    many = rng.random((system.shape[0], 5, system.shape[1]))
    found = system.solve(many, 1e-12)
    for rank in range(5):
        assert gap(found[:, rank], dense.square(inverse @ dense.flat(many[:, rank]), system)) < CLOSE


def test_multipliers_are_sums_of_the_inverse(system: TradeSystem, inverse: np.ndarray) -> None:
    assert gap(system.multipliers(), dense.square(inverse.sum(axis=0), system)) < CLOSE
    jobs = dense.flat(system.coefficient("jobs")) @ inverse
    assert gap(system.multipliers("jobs"), dense.square(jobs, system)) < CLOSE


def test_a_euro_ends_as_value_added_or_imports(system: TradeSystem) -> None:
    """One euro produced is value added somewhere in the country, or imports."""
    ends = system.multipliers("value_added") + system.multipliers("imports")
    assert gap(ends, np.ones(system.shape)) < CLOSE


def test_embodied_flows_add_up(system: TradeSystem) -> None:
    found = embodied.embodied(system, "jobs")
    total = found.sum(axis=1) + embodied.for_exports(system, "jobs")
    assert gap(total, system.economy.jobs.sum(axis=0)) < 1e-8


def test_embodied_flows_are_the_dense_ones(system: TradeSystem, inverse: np.ndarray) -> None:
    shares, final = dense.trade_shares(system), system.economy.final
    held = dense.flat(system.coefficient("GHG"))
    found = embodied.embodied(system, "GHG", [3, 11])
    for column, zone in enumerate((3, 11)):
        demand = dense.flat(shares[:, :, zone] * final[:, zone][:, None])
        made = dense.square(held * (inverse @ demand), system).sum(axis=0)
        assert gap(found[:, column], made) < CLOSE


def test_single_precision_is_close(system: TradeSystem) -> None:
    single = embodied.embodied(system.astype(np.float32), "jobs")
    assert gap(single, embodied.embodied(system, "jobs")) < 1e-5


def test_extraction_of_a_zone_is_the_closed_form(system: TradeSystem, inverse: np.ndarray) -> None:
    size, zones = system.shape
    x = dense.flat(system.economy.output)
    totals = extraction.total_by_zone(system)
    for zone in range(0, zones, 6):
        own = np.arange(zone * size, zone * size + size)
        closed = inverse[:, own].sum(axis=0) @ np.linalg.solve(inverse[np.ix_(own, own)], x[own])
        assert totals[zone] == pytest.approx(closed, rel=1e-8)


def test_extraction_in_part_is_a_dense_removal(system: TradeSystem) -> None:
    removed = np.zeros(system.shape)
    removed[2, :] = 0.4
    removed[:, 5] = 1.0
    full, x = dense.matrix(system), dense.flat(system.economy.output)
    stays = 1 - dense.flat(removed)
    b = x - full @ x
    after = np.linalg.solve(np.eye(len(x)) - stays[:, None] * full, stays * b)
    lost = extraction.extract(system, removed)
    assert gap(lost, dense.square(x - after, system)) < 1e-8
    assert (lost >= -1e-9).all() and (lost <= system.economy.output * (1 + 1e-9)).all()


def test_sales_and_purchases_are_rows_and_columns(system: TradeSystem) -> None:
    weights = np.zeros(system.shape[1])
    weights[[2, 7]] = 1.0
    flows = np.stack([trade.product(system, branch) for branch in range(system.shape[0])])
    assert gap(trade.sold(system, weights), flows[:, [2, 7]].sum(axis=1)) < 1e-12
    assert gap(trade.bought(system, weights), flows[:, :, [2, 7]].sum(axis=2)) < 1e-12


def test_groups_add_their_trade(system: TradeSystem) -> None:
    zones = system.shape[1]
    groups = np.zeros((3, zones))
    groups[0, :4] = groups[1, 4:9] = groups[2, 9:] = 1.0
    flows = np.stack([trade.product(system, branch) for branch in range(system.shape[0])])
    wanted = np.einsum("gr,srq,hq->sgh", groups, flows, groups)
    assert gap(trade.between(system, groups), wanted) < 1e-12


def test_a_zone_without_jobs_does_no_harm() -> None:
    economy = synthetic(15, 4, seed=3)
    output, exports, jobs = economy.output.copy(), economy.exports.copy(), economy.jobs.copy()
    for array in (output, exports, jobs):
        array[:, 1] += array[:, 6]
        array[:, 6] = 0.0
    empty = replace(economy, output=output, exports=exports, jobs=jobs)
    system = TradeSystem.of(empty)
    assert gap(system.output(), output) < CLOSE
    assert np.isfinite(system.multipliers("jobs")).all()
    assert extraction.total_by_zone(system)[6] == pytest.approx(0.0, abs=1e-6)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.integers(3, 14), st.integers(1, 6))
def test_more_demand_never_means_less_output(seed: int, zones: int, branches: int) -> None:
    """Monotonicity of the Leontief inverse: it holds no negative number."""
    system = TradeSystem.of(synthetic(zones, branches, seed=seed))
    rng = np.random.default_rng(seed)
    demand = rng.random(system.shape) * (rng.random(system.shape) < 0.3)
    assert (system.impact(demand) >= -1e-9).all()


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_the_order_of_zones_does_not_matter(seed: int) -> None:
    economy = synthetic(9, 5, seed=seed)
    turn = np.random.default_rng(seed).permutation(9)
    turned = replace(
        economy,
        zones=tuple(economy.zones[i] for i in turn),
        output=economy.output[:, turn],
        final=economy.final[:, turn],
        exports=economy.exports[:, turn],
        jobs=economy.jobs[:, turn],
    )
    one, two = TradeSystem.of(economy), TradeSystem.of(turned)
    assert gap(two.multipliers("jobs"), one.multipliers("jobs")[:, turn]) < 1e-7
    assert gap(embodied.embodied(two), embodied.embodied(one)[np.ix_(turn, turn)]) < 1e-7


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.integers(4, 14), st.integers(1, 5), st.integers(1, 4))
def test_merging_zones_adds_their_figures(seed: int, zones: int, branches: int, groups: int) -> None:
    """A merged territory trades, embodies and is extracted as the sum of its zones."""
    system = TradeSystem.of(synthetic(zones, branches, seed=seed))
    rng = np.random.default_rng(seed)
    member = np.zeros((groups, zones))
    member[rng.integers(0, groups, zones), np.arange(zones)] = 1.0
    member = member[member.any(axis=1)]
    alone = trade.between(system, np.eye(zones))
    merged = trade.between(system, member)
    assert merged == pytest.approx(np.einsum("gr,srq,hq->sgh", member, alone, member))
    # Conservation: what leaves one arrives at another, and all together is what the country sells itself.
    economy = system.economy
    assert merged.sum(axis=2) == pytest.approx((economy.output - economy.exports) @ member.T)
    assert merged.sum(axis=1) == pytest.approx(
        (economy.technical @ economy.output + economy.final) @ member.T
    )
    for group in range(len(member)):
        assert trade.sold(system, member[group]) @ member.T == pytest.approx(merged[:, group])
        assert trade.bought(system, member[group]) @ member.T == pytest.approx(merged[:, :, group])
    flows = embodied.embodied(system, "jobs")
    joint = system.solve(system.serve(economy.final * member[0])) * system.coefficient("jobs")
    assert joint.sum(axis=0) == pytest.approx(flows @ member[0], abs=1e-6 * flows.max())


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_the_order_of_branches_does_not_matter(seed: int) -> None:
    economy = synthetic(7, 6, seed=seed)
    turn = np.random.default_rng(seed).permutation(6)
    turned = replace(
        economy,
        branches=tuple(economy.branches[i] for i in turn),
        technical=economy.technical[np.ix_(turn, turn)],
        imported=economy.imported[np.ix_(turn, turn)],
        **{name: getattr(economy, name)[turn] for name in ("imports", "value_added", "output", "final")},
        **{name: getattr(economy, name)[turn] for name in ("exports", "jobs")},
        footprints={name: held[turn] for name, held in economy.footprints.items()},
    )
    one, two = TradeSystem.of(economy), TradeSystem.of(turned)
    assert gap(two.multipliers("GHG"), one.multipliers("GHG")[turn]) < 1e-7


def test_a_zone_cut_off_from_all_is_said(system: TradeSystem) -> None:
    distance = kernels.distances(system.economy.zones)
    distance[4, :] = distance[:, 4] = np.inf
    with pytest.raises(ModelError) as refused:
        system.with_distance(distance)
    assert system.economy.zones[4].name in refused.value.message("fr")
    # Far, yet within reach of itself: it lives on what it makes and needs branches it does not hold.
    with pytest.raises(ModelError):
        TradeSystem.of(system.economy, distance=distance)


def test_an_empty_territory_is_refused(system: TradeSystem) -> None:
    zones = system.shape[1]
    for ask in (trade.sold, trade.bought):
        with pytest.raises(ModelError, match="vide"):
            ask(system, np.zeros(zones))
        with pytest.raises(ModelError, match="zones"):
            ask(system, np.ones(zones + 1))
    with pytest.raises(ModelError, match="vide"):
        trade.between(system, np.zeros((2, zones)))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda e: replace(e, technical=e.technical - 0.5), "négatif"),
        (lambda e: replace(e, technical=e.technical * 4), "dépassent sa production"),
        (lambda e: replace(e, output=e.output * np.array([[0.0], [1], [1]])), "ne produit rien"),
        (lambda e: replace(e, exports=e.output * 2), "dépasse la production"),
        (lambda e: replace(e, final=e.final * 1.1), "déséquilibrée"),
        (lambda e: replace(e, jobs=e.jobs[:, :-1]), "taille"),
        (lambda e: replace(e, final=e.final * np.nan), "n'est pas un nombre"),
    ],
)
def test_what_is_not_an_economy_is_refused(change, says: str) -> None:
    with pytest.raises(ModelError) as refused:
        TradeSystem.of(change(synthetic(5, 3, seed=2)))
    assert says in refused.value.message("fr")


def test_a_wrong_shape_or_quantity_is_refused(system: TradeSystem) -> None:
    with pytest.raises(ModelError, match="branches"):
        system.solve(np.ones((3, 3)))
    with pytest.raises(ModelError, match="XYZ"):
        system.multipliers("XYZ")
    with pytest.raises(ModelError, match="100"):
        extraction.extract(system, np.full(system.shape, 1.2))


def test_no_convergence_is_said_with_its_residual(system: TradeSystem) -> None:
    from rebonds.flows import solvers

    with pytest.raises(ModelError, match="résidu"):
        solvers.fixed_point(lambda x: 1.2 * x, np.ones(4), 1e-10, 50)

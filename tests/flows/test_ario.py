"""The day-by-day model: BoARIO's path, and its own laws."""

from __future__ import annotations

import numpy as np
import pytest

from rebonds.errors import ModelError
from rebonds.flows import scenario, shock
from rebonds.flows.ario import Ario, Settings, losses
from rebonds.flows.economy.synthetic import synthetic
from rebonds.flows.leontief import TradeSystem
from tests.flows import boario_peer

PEER = Settings(stock_days=90, short=0.8, restock_days=60, overproduction=1.25, overproduction_days=365)


@pytest.fixture(scope="module")
def system() -> TradeSystem:
    return TradeSystem.of(synthetic(6, 5, seed=3), tolerance=1e-13)


def path(
    system: TradeSystem, lost: np.ndarray, start: int, length: int, recovery: int, days: int, chosen=PEER
):
    model = Ario(system, chosen)
    parts = [(lost[system.order], start, length, recovery)]
    return np.stack([model.step(loss)[system.back] for loss in losses(parts, days)])


@pytest.mark.parametrize("order", ["alt", "noalt"])
def test_the_path_is_that_of_boario(system: TradeSystem, order: str) -> None:
    """The peer's recovery begins two days after the length that it is given."""
    lost = np.zeros(system.shape)
    lost[1, 2], lost[3, 2], lost[0, 1] = 0.6, 0.3, 0.5
    wanted = boario_peer.path(system, lost, start=5, length=10, recovery=40, days=120, order=order)
    chosen = Settings(90, 0.8, 60, 1.25, 365, by_capacity=order == "alt")
    found = path(system, lost, 5, 12, 40, 120, chosen)
    assert np.abs(found - wanted).max() < 1e-9 * wanted.max()
    assert found[20, 1, 2] < 0.7 * found[0, 1, 2], "the shock bites"


def test_without_a_shock_nothing_moves(system: TradeSystem) -> None:
    found = path(system, np.zeros(system.shape), 5, 12, 40, 60)
    assert np.abs(found - found[0]).max() < 1e-8 * found[0].max()


def test_losses_are_whole_then_fade() -> None:
    part = np.array([[0.5]])
    found = [float(x[0, 0]) for x in losses([(part, 2, 3, 4)], 12)]
    assert found[:5] == [0.0, 0.0, 0.5, 0.5, 0.5]
    assert found[5:10] == pytest.approx([0.375, 0.25, 0.125, 0.0, 0.0])
    both = [float(x[0, 0]) for x in losses([(part, 0, 5, 0), (part, 0, 5, 0)], 1)]
    assert both == [0.75]


def test_production_never_exceeds_what_is_left(system: TradeSystem) -> None:
    lost = np.zeros(system.shape)
    lost[:, 1] = 0.9
    found = path(system, lost, 1, 30, 0, 40)
    assert (found >= 0).all()
    assert (found[1:20, :, 1] <= 0.1 * 1.25 * found[0, :, 1] + 1e-9).all()


def test_a_bottleneck_stops_those_who_need_it(system: TradeSystem) -> None:
    """With a day of stock, losing a product everywhere stops its clients; with a year, it does not."""
    lost = np.zeros(system.shape)
    lost[0, :] = 0.95
    thin = path(system, lost, 1, 20, 0, 15, Settings(2, 0.8, 10, 1.0001, 365))
    thick = path(system, lost, 1, 20, 0, 15, Settings(400, 0.8, 60, 1.0001, 365))
    others = slice(1, None)
    assert thin[12, others].sum() < 0.5 * thin[0, others].sum()
    assert thick[12, others].sum() > 0.9 * thick[0, others].sum()


def test_impossible_settings_are_refused(system: TradeSystem) -> None:
    with pytest.raises(ModelError):
        Ario(system, Settings(0, 0.8, 60, 1.25, 365))
    with pytest.raises(ModelError):
        Ario(system, Settings(90, 1.8, 60, 1.25, 365))


def test_a_supply_scenario_tells_its_path(system: TradeSystem) -> None:
    asked = scenario.parse(
        {
            "title": "Arrêt",
            "kind": "supply",
            "horizon": 90,
            "hit": [{"where": ["200000002"], "branches": ["S01"], "percent": 60, "days": 30, "recovery": 20}],
        },
        "essai",
    )
    told: list[int] = []
    found = shock.run(system, asked, draws_wanted=2, progress=lambda text, done, total: told.append(done))
    assert len(found.path) == 90 and found.path[0].total <= 1.0
    assert found.followed == ("Zone 2",) and found.path[5].places[0] < 1.0
    assert all(
        a <= day.total <= b for a, day, b in zip(found.path_low, found.path, found.path_high, strict=True)
    )
    assert found.total_output.value > 0 and told[-1] == 3 * 90
    assert found.places[0].name.fr == "Zone 2"

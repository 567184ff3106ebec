"""Scenarios: read, refused, run, and held against the dense system."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rebonds.errors import DataError, RebondsError, UsageError
from rebonds.flows import scenario, shock
from rebonds.flows.economy.synthetic import synthetic
from rebonds.flows.effects import EFFECTS, aim
from rebonds.flows.leontief import TradeSystem
from tests.flows import dense

HERE = "200000003"


@pytest.fixture(scope="module")
def system() -> TradeSystem:
    return TradeSystem.of(synthetic(20, 6, seed=4))


def made(kind: str, **hit) -> scenario.Scenario:
    return scenario.parse({"title": "Essai", "kind": kind, "hit": [hit]}, "essai")


def loss(system: TradeSystem, asked: scenario.Scenario) -> np.ndarray:
    aims = aim(system.economy, asked)
    return EFFECTS[asked.kind](
        system, aims, [h.percent if h.percent is not None else 100 for h in asked.hits]
    )


def test_a_fall_of_demand_is_the_dense_one(system: TradeSystem) -> None:
    found = loss(system, made("demand", where=[HERE], branches=["S02"], percent=-30))
    full = dense.matrix(system)
    demand = np.zeros(system.shape)
    demand[2, 3] = 0.3 * system.economy.final[2, 3]
    served = np.einsum("srq,sq->sr", dense.trade_shares(system), demand)
    wanted = np.linalg.solve(np.eye(len(full)) - full, dense.flat(served))
    assert np.allclose(dense.flat(found), wanted, atol=1e-8 * wanted.max())


def test_extracting_a_firm_takes_its_jobs_and_more(system: TradeSystem) -> None:
    economy = system.economy
    jobs = float(economy.jobs[1, 3]) * 0.4
    found = loss(system, made("extraction", where=[HERE], branches=["S01"], jobs=jobs))
    assert found[1, 3] >= 0.4 * economy.output[1, 3] * (1 - 1e-9)
    assert found.sum() > found[1, 3]


def test_purchases_brought_home_only_move_production(system: TradeSystem) -> None:
    found = loss(system, made("substitution", where=[HERE], percent=25))
    assert found[:, 3].sum() < 0, "the territory gains"
    direct = system.economy.output.sum()
    multiplied = (system.multipliers("value_added") * 0).sum()
    assert abs(found.sum()) < 0.01 * direct + multiplied
    assert loss(system, made("substitution", where=[HERE], percent=0)) == pytest.approx(0.0, abs=1e-9)


def test_a_longer_link_hurts_its_ends_most(system: TradeSystem) -> None:
    found = loss(system, made("link", where=[HERE], to=["200000007"], percent=500))
    same = loss(system, made("link", where=[HERE], to=["200000007"], percent=0))
    assert np.abs(same).max() < 1e-6 * system.economy.output.max()
    assert abs(found.sum()) < 1e-6 * system.economy.output.sum() + np.abs(found).sum()
    assert np.abs(found).max() > 1e3 * np.abs(same).max()


def test_a_dearer_import_is_passed_on_as_in_the_dense_system(system: TradeSystem) -> None:
    economy = system.economy
    found = loss(system, made("price", branches=["S03"], percent=40, imported=True))
    direct = np.repeat((0.4 * economy.imported[3])[:, None], system.shape[1], axis=1)
    full = dense.matrix(system)
    rise = np.linalg.solve(np.eye(len(full)) - full.T, dense.flat(direct))
    assert np.allclose(dense.flat(found), rise * dense.flat(economy.output), rtol=1e-7)


def test_results_are_sorted_banded_and_the_same_again(system: TradeSystem) -> None:
    asked = made("extraction", where=[HERE], branches=["S01"], percent=50, percent_low=30, percent_high=60)
    one, two = shock.run(system, asked), shock.run(system, asked)
    assert one == two
    values = [line.output.value for line in one.places]
    assert values == sorted(values, reverse=True)
    assert one.total_output.low <= one.total_output.value <= one.total_output.high
    assert one.total_output.low < one.total_output.high
    assert one.places[0].direct and not any(line.direct for line in one.second)
    assert sum(line.output.value for line in one.places) == pytest.approx(one.total_output.value, rel=1e-4)
    assert sum(line.output.value for line in one.branches) == pytest.approx(one.total_output.value, rel=1e-4)
    assert "prévision" in one.assumptions[0].fr


def test_without_draws_there_is_no_invented_band(system: TradeSystem) -> None:
    found = shock.run(system, made("demand", percent=-1), draws_wanted=0)
    assert found.total_output.low == found.total_output.value == found.total_output.high


def test_two_responses_side_by_side(system: TradeSystem) -> None:
    one = shock.run(system, made("extraction", where=[HERE], percent=20), draws_wanted=0)
    two = shock.run(system, made("extraction", where=[HERE], percent=10), draws_wanted=0)
    rows = shock.compare(one, two)
    assert rows[0][0] == HERE and rows[0][4] < 0
    assert {row[0] for row in rows} == {line.code for line in (*one.places, *two.places)}


def test_a_price_says_nothing_of_jobs(system: TradeSystem) -> None:
    found = shock.run(system, made("price", branches=["S01"], percent=10), draws_wanted=0)
    assert not found.total_jobs.known and found.total_jobs.state == "missing"
    assert found.total_output.value > 0


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000), st.floats(1, 50), st.floats(1, 2))
def test_a_larger_shock_never_loses_less(seed: int, percent: float, more: float) -> None:
    system = TradeSystem.of(synthetic(8, 4, seed=seed))
    for kind, sign in (("demand", -1), ("extraction", 1)):
        small = loss(system, made(kind, where=[HERE], percent=sign * percent))
        large = loss(system, made(kind, where=[HERE], percent=sign * percent * more))
        assert (large - small >= -1e-7 * system.economy.output.max()).all()
        assert (small >= -1e-9 * system.economy.output.max()).all()


def test_nothing_hit_by_nothing(system: TradeSystem) -> None:
    for kind in ("demand", "extraction", "price"):
        assert np.abs(loss(system, made(kind, where=[HERE], percent=0))).max() == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"title": "x", "kind": "demnad", "hit": [{"percent": 1}]}, "demand"),
        ({"title": "x", "kind": "demand", "hit": [{"percnt": 1}]}, "percent"),
        ({"title": "x", "kind": "demand"}, "rien n'est touché"),
        ({"kind": "demand", "hit": [{"percent": 1}]}, "title"),
        ({"title": "x", "kind": "extraction", "hit": [{"percent": 120}]}, "entre 0 et 100"),
        ({"title": "x", "kind": "extraction", "hit": [{"percent": -5}]}, "entre 0 et 100"),
        ({"title": "x", "kind": "extraction", "hit": [{}]}, "l'un des deux"),
        ({"title": "x", "kind": "extraction", "hit": [{"jobs": 10, "percent": 3}]}, "l'un des deux"),
        ({"title": "x", "kind": "extraction", "hit": [{"jobs": 10}]}, "un seul territoire"),
        ({"title": "x", "kind": "demand", "hit": [{"percent": "many"}]}, "pas un nombre"),
        ({"title": "x", "kind": "demand", "hit": [{"percent": 5, "percent_low": 8}]}, "marge"),
        ({"title": "x", "kind": "supply", "hit": [{"percent": 5, "days": -3}]}, "entier"),
        (
            {"title": "x", "kind": "supply", "horizon": 30, "hit": [{"percent": 5, "start": 40}]},
            "après la fin",
        ),
        ({"title": "x", "kind": "link", "hit": [{"percent": 5, "where": ["a"]}]}, "deux bouts"),
        ({"title": "x", "kind": "substitution", "hit": [{"percent": 5}]}, "achète sur place"),
        ({"title": "x", "kind": "demand", "hit": [{"percent": 5, "where": 3}]}, "liste de mots"),
    ],
)
def test_what_is_not_a_scenario_is_refused_with_a_hint(given: dict, says: str) -> None:
    with pytest.raises(DataError) as refused:
        scenario.parse(given, "essai")
    assert says in refused.value.message("fr")
    assert "essai" in refused.value.message("en")


def test_names_that_do_not_exist_are_said(system: TradeSystem) -> None:
    with pytest.raises(UsageError, match="S99"):
        shock.run(system, made("demand", branches=["S99"], percent=1))
    with pytest.raises(RebondsError):
        shock.run(system, made("demand", where=["Xyzzyville-sur-Rien"], percent=1))
    with pytest.raises(DataError, match="emplois"):
        shock.run(system, made("extraction", where=[HERE], branches=["S01"], jobs=1e9))


def test_files_are_read_and_refused(tmp_path: Path) -> None:
    good = tmp_path / "mine.toml"
    good.write_text('title = "A"\nkind = "demand"\n[[hit]]\npercent = -5\n', encoding="utf-8")
    assert scenario.load(good).hits[0].percent == -5
    bad = tmp_path / "bad.toml"
    bad.write_text("title = ", encoding="utf-8")
    with pytest.raises(DataError, match="TOML"):
        scenario.load(bad)
    with pytest.raises(UsageError, match="no_such_scenario"):
        scenario.load("no_such_scenario")


@pytest.mark.parametrize("name", scenario.shipped())
def test_shipped_scenarios_are_sound(name: str) -> None:
    found = scenario.load(name)
    assert found.title.en and found.assumptions

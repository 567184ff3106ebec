"""A recovery event day by day: BoARIO and the factored ARIO, same path, same run."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

import rebonds.flows  # noqa: F401 - first: it chooses the kernels of numpy
from benchmarks.flows_peers import BRANCHES, system_of


def path(
    system: Any, lost: np.ndarray, start: int, length: int, recovery: int, days: int
) -> tuple[float, np.ndarray]:
    """Return the seconds and the daily production (days, S, R) of the factored model."""
    from rebonds.flows.ario import Ario, Settings, losses

    chosen = Settings(stock_days=90, short=0.8, restock_days=60, overproduction=1.25, overproduction_days=365)
    started = time.perf_counter()
    model = Ario(system, chosen)
    parts = [(lost[system.order], start, length, recovery)]
    made = np.empty((days, *system.shape))
    for day, loss in enumerate(losses(parts, days)):
        made[day] = model.step(loss)[system.back]
    return time.perf_counter() - started, made


def a_year(system: Any, lost: np.ndarray, few: int = 10, many: int = 110) -> float:
    """Return the seconds of 365 days from two short runs: what sets the model up is paid once, not every day."""
    short, long = (path(system, lost, 5, 30, 60, days)[0] for days in (few, many))
    return short + (long - short) * (365 - few) / (many - few)


def measure(quick: bool) -> dict[str, float]:
    """Compare with BoARIO at N of about 5,000 and run France in full.

    In a quick run the peer only lives its first days, and its time is brought to a year in proportion: each of
    its days costs the same. France's year is then brought from two short runs.
    """
    from tests.flows import boario_peer

    zones, days = 132, 6 if quick else 365
    system = system_of(zones)
    lost = np.zeros(system.shape)
    lost[3, 5:20] = 0.4
    lost[7, 11] = 0.8
    world = boario_peer.world(system)
    setup = boario_peer.simulation(system, lost, start=2, length=3, recovery=20, days=days, made=world)
    started = time.perf_counter()
    setup.loop()
    slow = (time.perf_counter() - started) * 365 / days
    wanted = boario_peer.daily(setup, system)
    path(system, lost, 2, 5, 20, 3)  # compiled once, as in use
    _, made = path(system, lost, 2, 5, 20, days)
    fast = min(path(system, lost, 2, 5, 20, 365)[0] for _ in range(2 if quick else 5))
    gap = float(np.abs(made - wanted).max() / wanted.max())
    del world, setup
    france = system_of(1255, seed=1)
    hit = np.zeros(france.shape)
    hit[3, 5:60] = 0.4
    year = a_year(france, hit) if quick else path(france, hit, 5, 30, 60, 365)[0]
    return {
        "boario_n": zones * BRANCHES,
        "boario_days": days,
        "boario_s": slow,
        "ario_s": fast,
        "boario_ratio": slow / fast,
        "boario_max_rel_diff": gap,
        "france_ario_s": year,
    }

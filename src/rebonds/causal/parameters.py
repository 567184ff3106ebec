"""Dated rules of the causal maps (``parameters.toml``)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path


@dataclass(frozen=True)
class Parameters:
    """Conventions of the causal maps; each is explained beside its value in ``parameters.toml``."""

    least_weight: float
    most_weight: float
    length: int
    longest: int
    most_loops: int
    damping: float
    levers: int
    power: int
    slope: float
    steps: int
    tolerance: float
    cycle: int
    nil: float
    step: float
    draws: int
    seed: int
    share: float
    likeness: float
    gap: float
    nodes: int
    links: int


@lru_cache(maxsize=1)
def load() -> Parameters:
    """Read ``parameters.toml``."""
    data = tomllib.loads(Path(__file__).with_name("parameters.toml").read_text(encoding="utf-8"))
    weights, loops, levers, fcm = data["weights"], data["loops"], data["levers"], data["cognitive"]
    robust, merging, limits = data["robust"], data["merging"], data["limits"]
    return Parameters(
        least_weight=float(weights["least"]),
        most_weight=float(weights["most"]),
        length=int(loops["length"]),
        longest=int(loops["longest"]),
        most_loops=int(loops["most"]),
        damping=float(levers["damping"]),
        levers=int(levers["named"]),
        power=int(data["micmac"]["power"]),
        slope=float(fcm["slope"]),
        steps=int(fcm["steps"]),
        tolerance=float(fcm["tolerance"]),
        cycle=int(fcm["cycle"]),
        nil=float(fcm["nil"]),
        step=float(robust["step"]),
        draws=int(robust["draws"]),
        seed=int(robust["seed"]),
        share=float(robust["share"]),
        likeness=float(merging["likeness"]),
        gap=float(merging["gap"]),
        nodes=int(limits["nodes"]),
        links=int(limits["links"]),
    )

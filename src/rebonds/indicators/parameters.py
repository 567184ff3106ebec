"""Dated rules of the computation of indicators (``parameters.toml``)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path


@dataclass(frozen=True)
class Parameters:
    """Rules of computation.

    Attributes
    ----------
    minimum_coverage : float
        Least share of the population for a sum to speak for a territory.
    complete_coverage : float
        Share from which a sum counts as complete.
    maximum_gap : int
        Most years between two variables of one formula.
    wide : float
        Share of the best covered vintage from which another one counts as nationwide.
    """

    minimum_coverage: float
    complete_coverage: float
    maximum_gap: int
    wide: float


@lru_cache(maxsize=1)
def load() -> Parameters:
    """Read ``parameters.toml``."""
    data = tomllib.loads(Path(__file__).with_name("parameters.toml").read_text(encoding="utf-8"))
    return Parameters(
        minimum_coverage=float(data["coverage"]["minimum"]),
        complete_coverage=float(data["coverage"]["complete"]),
        maximum_gap=int(data["vintage"]["maximum_gap"]),
        wide=float(data["vintage"]["wide"]),
    )

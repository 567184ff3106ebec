"""Tolerances of the checks and limits of the build (``parameters.toml``)."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("parameters.toml")


@dataclass(frozen=True)
class Parameters:
    """Conventions of the warehouse; each is explained beside its value in ``parameters.toml``."""

    unknown_stop: float
    total_relative: float
    total_absolute: float
    variable_coverage: float
    old_years: int
    first_year: int
    versions_kept: int
    wait: float


@functools.cache
def load() -> Parameters:
    """Read ``parameters.toml``."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Parameters(
        unknown_stop=float(data["keys"]["unknown_stop"]),
        total_relative=float(data["totals"]["relative"]),
        total_absolute=float(data["totals"]["absolute"]),
        variable_coverage=float(data["coverage"]["variable"]),
        old_years=int(data["vintages"]["old"]),
        first_year=int(data["vintages"]["first"]),
        versions_kept=int(data["build"]["versions"]),
        wait=float(data["build"]["wait"]),
    )

"""Choices of the room that are conventions: `parameters.toml`."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib import resources
from typing import Any

from rebonds.deliberation import parameters


@lru_cache(maxsize=1)
def load() -> dict[str, Any]:
    """Return the parameters."""
    return tomllib.loads((resources.files(__package__) / "parameters.toml").read_text(encoding="utf-8"))


def least_cell() -> int:
    """Return the size below which nothing is told of a group: that of deliberation."""
    return parameters.whole("questionnaire", "least_cell")

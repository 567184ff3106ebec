"""Dated rules of the flows engine (``parameters.toml``), by section."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any


@lru_cache(maxsize=1)
def load() -> dict[str, Any]:
    """Read ``parameters.toml``."""
    return tomllib.loads(Path(__file__).with_name("parameters.toml").read_text(encoding="utf-8"))


def section(name: str) -> dict[str, Any]:
    """Return a section of the rules."""
    found: dict[str, Any] = load()[name]
    return found

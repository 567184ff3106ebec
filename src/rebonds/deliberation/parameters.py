"""Dated settings of the methods (``parameters.toml``)."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any


@lru_cache(maxsize=1)
def _load() -> dict[str, dict[str, Any]]:
    return tomllib.loads(Path(__file__).with_name("parameters.toml").read_text(encoding="utf-8"))


def whole(table: str, key: str) -> int:
    """Return a setting that counts something."""
    return int(_load()[table][key])


def real(table: str, key: str) -> float:
    """Return a setting that measures something."""
    return float(_load()[table][key])

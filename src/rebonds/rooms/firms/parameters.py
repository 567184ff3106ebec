"""Bounds of the room, from ``parameters.toml``."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources
from typing import Any


@functools.cache
def parameters() -> dict[str, Any]:
    """Return every parameter by section."""
    return tomllib.loads((resources.files(__package__) / "parameters.toml").read_text(encoding="utf-8"))

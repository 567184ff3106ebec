"""What tests of several parts share: one warehouse of the embedded figures, built once."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

# Tests never touch the user's own warehouse, groupings or settings.
_HOME = tempfile.TemporaryDirectory(prefix="rebonds-tests-")
os.environ.setdefault("REBONDS_HOME", str(Path(_HOME.name) / "home"))
os.environ.setdefault("REBONDS_DATA", str(Path(_HOME.name) / "warehouse"))
os.environ["REBONDS_LANG"] = "fr"


@pytest.fixture(scope="session")
def warehouse() -> Iterator[object]:
    """Open the warehouse of the embedded figures, building it for this session."""
    from rebonds import pipeline

    with pipeline.open_warehouse() as opened:
        yield opened

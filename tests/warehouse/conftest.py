"""A small embedded folder and a warehouse folder, both temporary."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.warehouse.small import households


@pytest.fixture
def embedded(tmp_path: Path) -> Path:
    """One embedded table: households of three communes of Grenoble's area."""
    folder = tmp_path / "embedded"
    households(folder)
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder for the warehouse."""
    return tmp_path / "warehouse"

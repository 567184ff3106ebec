"""A small embedded folder and a warehouse folder, both temporary."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.warehouse.small import write_source


@pytest.fixture
def embedded(tmp_path: Path) -> Path:
    """One embedded table: households of three communes of Grenoble's area."""
    folder = tmp_path / "embedded"
    folder.mkdir()
    write_source(folder, "households_2022", "CODE;N\n38185;90000\n38421;17500\n38151;15000\n")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder for the warehouse."""
    return tmp_path / "warehouse"

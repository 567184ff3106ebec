"""The embedded warehouse, built once for all tests that serve pages, and kept from one run to the next."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parent.parent / "build" / "test-warehouse"


def build() -> None:
    """Build it, unless it stands and is up to date."""
    from rebonds import pipeline

    pipeline.open_warehouse(FOLDER).close()


@pytest.fixture(scope="session")
def warehouse_folder() -> Path:
    """Folder of a warehouse built from the embedded data only."""
    build()
    return FOLDER


@pytest.fixture(scope="session")
def installed(warehouse_folder):
    """The same warehouse, chosen for the whole process."""
    before = os.environ.get("REBONDS_DATA")
    os.environ["REBONDS_DATA"] = str(warehouse_folder)
    yield warehouse_folder
    if before is None:
        os.environ.pop("REBONDS_DATA")
    else:
        os.environ["REBONDS_DATA"] = before

"""What tests of several parts share: one warehouse of the embedded figures, built once."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

# Tests never touch the user's own warehouse, groupings or settings.
_HOME = tempfile.TemporaryDirectory(prefix="rebonds-tests-")
os.environ.setdefault("REBONDS_HOME", str(Path(_HOME.name) / "home"))
os.environ.setdefault("REBONDS_DATA", str(Path(_HOME.name) / "warehouse"))
os.environ["REBONDS_LANG"] = "fr"

#: Few tests that last long: handed out first, so that no worker ends alone on one of them.
LONG_FIRST = (
    "tests/web/test_postgres.py",
    "tests/rooms/deliberate/test_killed.py",
    "tests/web/test_serve.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put long files first; the order of the others stays (``--no-loadscope-reorder``)."""
    items.sort(key=lambda item: not item.path.as_posix().endswith(LONG_FIRST))


@pytest.fixture(scope="session")
def warehouse() -> Iterator[object]:
    """Open the warehouse of the embedded figures: a copy of the one that pages are tested on."""
    from rebonds import pipeline
    from tests.installed import FOLDER, build

    build()
    mine = Path(os.environ["REBONDS_DATA"])
    if not mine.exists():
        draft = mine.with_name(f"{mine.name}-{os.getpid()}")
        shutil.copytree(FOLDER, draft, symlinks=True)
        with contextlib.suppress(OSError):  # another worker was quicker
            draft.rename(mine)
    with pipeline.open_warehouse() as opened:
        yield opened

"""The user's groupings live in a folder of the test."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Point the user's folder to an empty one."""
    monkeypatch.setenv("REBONDS_HOME", str(tmp_path / "home"))
    return tmp_path / "home"

"""What the workbench keeps works on PostgreSQL too: its database tests are run again there, where one answers."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = os.environ.get("REBONDS_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/test")
#: Rooms that keep what people say: all their tests but those that do not touch the database.
FOLDERS = (
    "tests/rooms/people",
    "tests/rooms/maps",
    "tests/rooms/inquire",
    "tests/rooms/dossiers",
    "tests/rooms/search",
    "tests/rooms/firms",
    "tests/rooms/compass",
    "tests/rooms/kits",
)
VOTES = (
    "tests/rooms/deliberate/test_voting.py",
    "tests/rooms/deliberate/test_proposals.py",
    "tests/rooms/deliberate/test_concurrent.py",
)
#: Words of tests that ask the database nothing more there: the same pages in English, addresses tried by a stranger.
TWICE = "not stranger and not [en] and not random_answers"
TESTS = ("tests/rooms/test_groupings.py", "tests/rooms/test_flow_pages.py", *FOLDERS, *VOTES)


def answers() -> bool:
    try:
        import psycopg

        psycopg.connect(ADDRESS, connect_timeout=3).close()
    except Exception:
        return False
    return True


@pytest.mark.skipif(not answers(), reason="no PostgreSQL answers on 127.0.0.1:5432 (REBONDS_TEST_POSTGRES)")
def test_the_database_tests_pass_on_postgresql() -> None:
    env = os.environ | {"REBONDS_TEST_DATABASE_URL": ADDRESS}
    env.pop("PYTEST_XDIST_WORKER", None)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--create-db", "-k", TWICE, *TESTS],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert "passed" in done.stdout

"""Settings of the tests: those of the workbench, in a folder of their own, never the user's."""

from __future__ import annotations

import os
from pathlib import Path

BUILD = Path(__file__).resolve().parent.parent / "build"
os.environ["REBONDS_HOME"] = str(BUILD / "test-home")
os.environ["SECRET_KEY"] = "for-tests-only"
for name in ("DATABASE_URL", "REBONDS_HOSTS", "REBONDS_HTTPS", "REBONDS_DEBUG"):
    os.environ.pop(name, None)
# The database tests are run again on PostgreSQL by tests/web/test_postgres.py.
if os.environ.get("REBONDS_TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = os.environ["REBONDS_TEST_DATABASE_URL"]

from rebonds.web.settings import *  # noqa: E402, F403

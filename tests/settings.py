"""Settings of the tests: those of the workbench, in a folder of their own, never the user's, and a room for tests."""

from __future__ import annotations

import os
import tempfile

_HOME = tempfile.TemporaryDirectory(prefix="rebonds-tests-home-")
os.environ["REBONDS_HOME"] = _HOME.name
os.environ["SECRET_KEY"] = "for-tests-only"
for name in [n for n in os.environ if n.startswith(("REBONDS_OIDC_", "REBONDS_EMAIL"))]:
    os.environ.pop(name)
for name in ("DATABASE_URL", "REBONDS_HOSTS", "REBONDS_HTTPS", "REBONDS_DEBUG", "REBONDS_SIGNUP"):
    os.environ.pop(name, None)
# The database tests are run again on PostgreSQL by tests/web/test_postgres.py.
if os.environ.get("REBONDS_TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = os.environ["REBONDS_TEST_DATABASE_URL"]

from rebonds.web.settings import *  # noqa: E402, F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.sample_room"]  # noqa: F405
ROOT_URLCONF = "tests.urls"
os.environ.pop("DATABASE_URL", None)  # commands that tests start have a database of their own

"""Bring the workbench's database to its current shape, one process at a time.

A server that starts and a command that someone runs beside it would otherwise create the same tables twice.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection

from rebonds.web import environment

#: Key of our lock among those of a PostgreSQL server (any number, ours alone).
ADVISORY = 7_266_236_673


@contextmanager
def alone() -> Iterator[None]:
    """Hold back other processes of this machine, and on PostgreSQL those of other machines too."""
    with (environment.home() / "migration.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if connection.vendor != "postgresql":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY])


def migrate() -> None:
    """Apply the migrations that are missing."""
    with alone():
        call_command("migrate", interactive=False, verbosity=0)

"""The table of the cache, where tries to sign in and to join are counted for all workers."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.db import migrations


def make(apps: Any, schema_editor: Any) -> None:
    """Make the table where it is not."""
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


def drop(apps: Any, schema_editor: Any) -> None:
    """Drop the table."""
    schema_editor.execute("DROP TABLE IF EXISTS people_cache")


class Migration(migrations.Migration):
    """Make the table of the cache."""

    dependencies = [("people", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]

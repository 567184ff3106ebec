"""No table changes: once this is applied, cards merged before are counted again (`signals.migrated`)."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    """Mark the moment."""

    dependencies = [("inquire", "0001_initial")]
    operations: list[migrations.operations.base.Operation] = []

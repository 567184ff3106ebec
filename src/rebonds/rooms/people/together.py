"""Migrations that create many related tables at once, without rendering every model again for each of them."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.db import migrations

#: Operations that may share one rendering: each touches the database through the state after all of them.
SHARED = (migrations.CreateModel, migrations.AddIndex, migrations.AddConstraint)


class Together(migrations.Migration):
    """A migration whose like operations are rendered once.

    Django renders anew, after each operation, every model related to the one it changed. Here all objects point to
    their workspace and their members, so that the first start of a workbench would spend fifteen seconds on that
    alone. Operations of one kind that follow each other change the state first, are rendered once, then written.
    """

    def apply(self, project_state: Any, schema_editor: Any, collect_sql: bool = False) -> Any:
        """Apply the operations, see `django.db.migrations.Migration.apply`."""
        if collect_sql:
            return super().apply(project_state, schema_editor, collect_sql)
        label = self.app_label
        for kind, grouped in groupby(self.operations, key=type):
            group = list(grouped)
            if kind not in SHARED or not schema_editor.atomic_migration:
                rest = migrations.Migration(self.name, label)
                rest.operations = group
                project_state = rest.apply(project_state, schema_editor)
                continue
            before = project_state.clone()
            project_state.__dict__.pop("apps", None)  # rendered once, when the first operation asks for it
            for operation in group:
                operation.state_forwards(label, project_state)
            for operation in group:
                operation.database_forwards(label, schema_editor, before, project_state)
        return project_state

"""Several processes may start at once: one migrates, the others wait."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys


def test_commands_started_together_migrate_once(tmp_path):
    env = os.environ | {"REBONDS_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "rebonds.web.settings"}
    env.pop("DATABASE_URL", None)
    code = "from rebonds.commands.serve import prepare; prepare()"
    started = [
        subprocess.Popen([sys.executable, "-c", code], env=env, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [one.communicate(timeout=120)[1] for one in started]
    assert [one.returncode for one in started] == [0, 0], said
    with sqlite3.connect(tmp_path / "workbench.sqlite3") as base:
        names = [row[0] for row in base.execute("SELECT app || '.' || name FROM django_migrations")]
    assert len(names) == len(set(names)) > 0

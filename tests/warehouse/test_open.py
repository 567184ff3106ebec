"""Opening is quick: no file of data is read, and the engine is all that is loaded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from rebonds import pipeline, warehouse
from rebonds.warehouse import freshness

ROOT = Path(__file__).resolve().parents[2]
BUDGET = 0.06


def test_freshness_reads_no_file_when_dates_and_sizes_hold(
    folder: Path, embedded: Path, monkeypatch: object
) -> None:
    built = warehouse.build(folder, derive=[], embedded=embedded)
    described = warehouse.Warehouse.open(folder, build=False).manifest
    monkeypatch.setattr(freshness, "sha256_of", lambda path: 1 / 0)  # type: ignore[attr-defined]
    assert freshness.is_fresh(described, (), embedded)
    assert described["id"] == built.id


def test_freshness_watches_cards_readers_parameters_and_steps() -> None:
    names = {path.name for path in freshness.watched(pipeline.steps())}
    assert {"read.py", "parameters.toml", "MANIFEST.toml", "passing.py", "values.py"} <= names


def test_the_warehouse_loads_neither_numpy_nor_the_relational_api() -> None:
    code = (
        "import sys; from rebonds import warehouse; w = warehouse.Warehouse; "
        "from rebonds.engine import connect; connect().execute('SELECT 1').fetchall(); "
        "print([m for m in ('numpy', 'pandas', 'shapely', 'django', 'rich', 'duckdb') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_readers_in_two_processes_share_the_file(folder: Path, embedded: Path) -> None:
    warehouse.build(folder, derive=[], embedded=embedded)
    code = (
        "import sys; from rebonds.warehouse import Warehouse; "
        "print(Warehouse.open(sys.argv[1], build=False).query('SELECT count(*) FROM observation'))"
    )
    with warehouse.Warehouse.open(folder, build=False) as wh:
        assert wh.query("SELECT count(*) FROM observation") == [(3,)]
        done = subprocess.run(
            [sys.executable, "-c", code, str(folder)], cwd=ROOT, capture_output=True, text=True, check=True
        )
    assert done.stdout.strip() == "[(3,)]"


def test_a_reader_keeps_its_version_while_another_takes_its_place(folder: Path, embedded: Path) -> None:
    warehouse.build(folder, derive=[], embedded=embedded)
    with warehouse.Warehouse.open(folder, build=False) as wh:
        assert wh.query("SELECT count(*) FROM observation") == [(3,)]
        for _ in range(3):
            warehouse.build(folder, derive=[], embedded=embedded, force=True)
        assert not wh.folder.exists()
        assert wh.query("SELECT count(*) FROM observation") == [(3,)]

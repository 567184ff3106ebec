"""The land lens on the pilot: Métropole de Lyon against the sum of its published yearly figures."""

from __future__ import annotations

import csv
import gzip
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
import national
from rebonds.lenses.land import rules, trajectory

FOLDER = national.shared_folder() / "pilote_metropole_lyon"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared pilot data are absent")


def test_lyon_has_its_published_budget() -> None:
    with gzip.open(FOLDER / "landconso.csv.gz", "rt", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["land_id"] == "200046977"]
    taken = {int(row["year"]): float(row["total"]) / 1e4 for row in rows}
    if not taken:
        pytest.skip("no row for the whole métropole")
    before = sum(area for year, area in taken.items() if 2011 <= year <= 2020)
    since = [area for year, area in taken.items() if year >= 2021]
    asked = rules()
    made = trajectory(before, sum(since), len(since), 58, asked.rate, asked.guarantee)
    assert made.budget == pytest.approx(413.87, abs=0.05)
    assert made.projection == pytest.approx(499.65, abs=0.05)

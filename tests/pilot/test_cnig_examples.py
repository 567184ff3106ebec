"""The examples that the CNIG publishes with its standard are read, and their stray words told."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb
import pytest

from rebonds import sources

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
import national

FOLDER = national.shared_folder() / "formats_cnig_sites_economiques"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared pilot data are absent")


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("pole-eco", ("pole", "80024_POLE-ECO_00162", None, 21.0)),
        ("site-eco", ("park", "80024_SITE-ECO_00001", "80024_POLE-ECO_00162", 37.2)),
        ("terrain-eco", ("plot", "80024_TERRAIN-ECO_00131", "80024_SITE-ECO_00001", 9.9)),
        (
            "etablissement",
            ("firm", "34749951900010", "44003_TERRAIN-ECO_ 000131|44003_TERRAIN-ECO_00115", None),
        ),
    ],
)
def test_the_published_examples(name, row) -> None:
    con = duckdb.connect()
    sources.create_tables(con)
    card = sources.cards()[f"cnig_{name.replace('-', '_')}"]
    report = sources.read_into(con, card, FOLDER / f"{name}_exemple-valide.csv")
    assert con.execute("SELECT kind, id, parent, area_ha FROM site").fetchall() == [row]
    assert report.rows == 1

"""The register of establishments: where each SIRET is."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from rebonds import sources
from rebonds.errors import DataError

BODY = """
[format]
kind = "csv"
separator = ","

[keys]
level = "commune"
code = "codeCommuneEtablissement"

[options]
siret = "siret"
activity = "activitePrincipaleEtablissement"
"""


def test_each_siret_is_placed_once(con: duckdb.DuckDBPyConnection, card, tmp_path: Path) -> None:
    path = tmp_path / "StockEtablissement.csv"
    path.write_text(
        "siret,codeCommuneEtablissement,activitePrincipaleEtablissement\n"
        "111 111 111 00011,38185,43.12A\n"
        "11111111100011,38185,43.12A\n"
        "22222222200022,,43.12B\n"
        "333,38185,43.12B\n"
        "44444444400044,75101,62.01Z\n",
        encoding="utf-8",
    )
    report = sources.read_into(con, card(BODY, 'reader = "establishments"\n'), path)
    rows = con.execute("SELECT siret, commune, ape FROM establishment ORDER BY 1").fetchall()
    assert rows == [("11111111100011", "38185", "43.12A"), ("44444444400044", "75101", "62.01Z")]
    assert (report.rows, report.territories) == (2, 2)
    assert "2 ligne(s) sans SIRET" in report.rejected[0]
    assert "1 ligne(s)" in report.rejected[1]


def test_a_register_without_what_it_needs_is_refused(
    con: duckdb.DuckDBPyConnection, card, tmp_path: Path
) -> None:
    path = tmp_path / "StockEtablissement.csv"
    path.write_text(
        "siret,codeCommuneEtablissement,activitePrincipaleEtablissement\n1,2,3\n", encoding="utf-8"
    )
    with pytest.raises(DataError, match="aucun établissement"):
        sources.read_into(con, card(BODY, 'reader = "establishments"\n'), path)
    with pytest.raises(DataError, match=r"options\.siret"):
        bare = BODY.replace('siret = "siret"\n', "")
        sources.read_into(con, card(bare, 'reader = "establishments"\n'), path)

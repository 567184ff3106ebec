"""Bad files: each gives one clear error that names the place, and the tables stay as they were."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from rebonds import sources
from rebonds.errors import DataError
from tests.sources.conftest import observations

BODY = """
[keys]
code = "CODGEO"
[[variable]]
name = "births"
value = "NAIS"
"""


def refused(con, described, path, *expected):
    with pytest.raises(DataError) as caught:
        sources.read_into(con, described, path)
    message = caught.value.message("fr")
    for words in expected:
        assert words in message, message
    assert caught.value.message("en") != message
    assert observations(con) == []
    assert con.execute("SELECT count(*) FROM flow").fetchall() == [(0,)]
    return message


def csv_file(tmp_path: Path, text: str, encoding: str = "utf-8", name: str = "donnees.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def test_no_such_file_and_empty_files(con, card, tmp_path):
    refused(
        con, card(BODY), tmp_path / "absent.csv", "absent.csv", "n'existe pas", "https://example.org/page"
    )
    refused(con, card(BODY), csv_file(tmp_path, ""), "donnees.csv", "vide")
    refused(con, card(BODY), csv_file(tmp_path, "CODGEO;NAIS\n"), "aucune ligne", "skip_rows")


def test_text_in_a_number_names_line_column_and_value(con, card, tmp_path):
    path = csv_file(tmp_path, "CODGEO;NAIS\n01001;3\n01002;n.c.\n")
    refused(con, card(BODY), path, "donnees.csv, ligne 3, colonne « NAIS »", "« n.c. »", "missing ou secret")


def test_the_line_counts_the_rows_above_the_names(con, card, tmp_path):
    path = csv_file(tmp_path, "Titre\n\nCODGEO;NAIS\n01001;3\n01002;x\n")
    refused(con, card("[format]\nskip_rows = 2\n" + BODY), path, "ligne 5")
    body = BODY.replace("[keys]", '[keys]\nwhere = { T = "COM" }')
    path = csv_file(tmp_path, "CODGEO;NAIS;T\n01;x;DEP\n01001;3;COM\n01002;x;COM\n")
    refused(con, card(body), path, "ligne 4")


def test_the_other_decimal_mark_is_not_guessed(con, card, tmp_path):
    refused(con, card(BODY), csv_file(tmp_path, "CODGEO;NAIS\n01001;1.5\n"), "« 1.5 »", "la décimale ','")
    described = card('[format]\ndecimal = "."\n' + BODY)
    refused(con, described, csv_file(tmp_path, "CODGEO;NAIS\n01001;1,5\n"), "« 1,5 »", "la décimale '.'")
    refused(con, card(BODY), csv_file(tmp_path, "CODGEO;NAIS\n01001;1_000\n"), "« 1_000 »")
    refused(con, card(BODY), csv_file(tmp_path, "CODGEO;NAIS\n01001;inf\n"), "« inf »")


def test_missing_column_names_the_nearest(con, card, tmp_path):
    path = csv_file(tmp_path, "CODGEO;NAISS;LIB\n01001;3;x\n")
    refused(con, card(BODY), path, "« NAIS » absente", "La plus proche est « NAISS »")
    path = csv_file(tmp_path, "A;B\n1;3\n")
    refused(con, card(BODY), path, "Colonnes du fichier : A, B")
    body = BODY.replace('"NAIS"', '"NAIS{year}"')
    refused(con, card(body), csv_file(tmp_path, "CODGEO;NAISS2022\n01001;1\n"), "« NAIS2022 »", "NAISS2022")


def test_wrong_separator_and_doubled_columns(con, card, tmp_path):
    refused(con, card(BODY), csv_file(tmp_path, "CODGEO,NAIS\n01001,3\n"), "une colonne", 'separator = ","')
    refused(
        con, card(BODY), csv_file(tmp_path, "CODGEO;NAIS;NAIS\n01001;3;4\n"), "plusieurs colonnes « NAIS »"
    )


@pytest.mark.parametrize(
    ("declared", "written", "looks"),
    [("utf-8", "latin-1", "cp1252"), ("latin-1", "utf-8", "utf-8"), ("cp1252", "utf-8-sig", "utf-8")],
)
def test_wrong_encoding_says_what_it_looks_like(con, card, tmp_path, declared, written, looks):
    path = csv_file(tmp_path, "CODGEO;LIB;NAIS\n01001;a;3\n01002;Château;3\n", written)
    message = refused(con, card(f'[format]\nencoding = "{declared}"\n' + BODY), path, declared, looks)
    if declared == "utf-8":
        assert "ligne 3" in message


def test_other_wrong_encodings(con, card, tmp_path):
    refused(con, card(BODY), csv_file(tmp_path, "CODGEO;NAIS\n01001;3\n", "utf-16"), "UTF-16")
    path = tmp_path / "donnees.csv"
    path.write_bytes(b"CODGEO;LIB;NAIS\n01001;\x81\xe9;3\n")
    refused(con, card('[format]\nencoding = "cp1252"\n' + BODY), path, "latin-1", "ligne 2")


def test_duplicated_keys_name_the_lines(con, card, tmp_path):
    path = csv_file(tmp_path, "CODGEO;NAIS\n01001;3\n01002;4\n01001;5\n")
    refused(con, card(BODY), path, "1 clé(s) en double", "01001 (2022)", "lignes 2, 4", "tally")


def test_codes_that_lost_their_zero_are_explained(con, card, tmp_path):
    path = csv_file(tmp_path, "CODGEO;NAIS\n1001;3\n1002;4\n38185;5\n")
    refused(con, card(BODY), path, "2 code(s)", "1001 pour 01001", "tableur", "pad = 5")
    body = BODY.replace("[keys]", '[keys]\nlevel = "departement"')
    refused(con, card(body), csv_file(tmp_path, "CODGEO;NAIS\n1;3\n"), "1 pour 01", "pad = 2")


def test_codes_of_another_level(con, card, tmp_path):
    path = csv_file(tmp_path, "CODGEO;NAIS\n200040715;3\n244400404;3\n")
    refused(con, card(BODY), path, "niveau commune", "niveau epci")
    refused(con, card(BODY), csv_file(tmp_path, "CODGEO;NAIS\nGrenoble;3\nLyon;1\n"), "Grenoble", "skip_rows")


def test_a_filter_that_keeps_nothing_and_a_wrong_year(con, card, tmp_path):
    body = BODY.replace("[keys]", '[keys]\nwhere = { T = "COMMUNE" }')
    refused(
        con, card(body), csv_file(tmp_path, "CODGEO;NAIS;T\n01001;3;COM\n"), "aucune ligne", "T = COMMUNE"
    )
    body = BODY.replace("[keys]", '[keys]\nvintage = "AN"')
    refused(
        con, card(body), csv_file(tmp_path, "CODGEO;NAIS;AN\n01001;3;22\n"), "ligne 2", "« AN »", "« 22 »"
    )


def test_truncated_archives(con, card, tmp_path):
    text = ("CODGEO;NAIS\n" + "".join(f"{rank:05d};{rank}\n" for rank in range(1001, 9000))).encode()
    whole = gzip.compress(text)
    (tmp_path / "a.csv.gz").write_bytes(whole[: len(whole) // 2])
    refused(con, card(BODY), tmp_path / "a.csv.gz", "a.csv.gz", "tronqué")
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", text)
    (tmp_path / "b.zip").write_bytes((tmp_path / "a.zip").read_bytes()[:-200])
    refused(con, card(BODY), tmp_path / "b.zip", "b.zip", "tronqué")
    (tmp_path / "c.csv.gz").write_bytes(b"<html>")
    refused(con, card(BODY), tmp_path / "c.csv.gz", "c.csv.gz", "abîmé")
    duckdb.execute(f"COPY (SELECT '01001' AS CODGEO, range AS NAIS FROM range(99)) TO '{tmp_path}/a.parquet'")
    cut = (tmp_path / "a.parquet").read_bytes()[:-20]
    (tmp_path / "b.parquet").write_bytes(cut)
    refused(con, card('[format]\nkind = "parquet"\n' + BODY), tmp_path / "b.parquet", "b.parquet", "tronqué")
    (tmp_path / "b.xlsx").write_bytes(b"PK\x03\x04 cut")
    refused(con, card('[format]\nkind = "xlsx"\n' + BODY), tmp_path / "b.xlsx", "b.xlsx", "tronqué")


def test_a_csv_cut_in_the_middle_of_a_row(con, card, tmp_path):
    path = csv_file(tmp_path, "CODGEO;LIB;NAIS\n01001;a;3\n01002;b")
    refused(con, card(BODY), path, "donnees.csv, ligne 3 : 2 colonnes au lieu de 3", "tronqué")
    path = csv_file(tmp_path, 'CODGEO;LIB;NAIS\n01001;a;3\n01002;"b;4\n')
    refused(con, card(BODY), path, "ligne 3", "guillemet")
    path = csv_file(tmp_path, "CODGEO;NAIS\n01001;3\r\n01002;4\n")
    refused(con, card(BODY), path, "fins de ligne")


def test_the_disk_is_full(con, card, tmp_path, monkeypatch):
    def full(*args: object, **kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("rebonds.sources.unpack.shutil.copyfileobj", full)
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"CODGEO;NAIS\n01001;3\n"))
    refused(con, card(BODY), tmp_path / "a.csv.gz", "a.csv.gz", "No space left", "TMPDIR")


def test_zip_without_the_member_or_with_several(con, card, tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("base_2022.csv", "CODGEO;NAIS\n01001;3\n")
        archive.writestr("meta_2022.csv", "x")
    refused(
        con, card(BODY), tmp_path / "a.zip", "2 fichier(s)", "base_2022.csv, meta_2022.csv", "format.member"
    )
    described = card('[format]\nmember = "base_2021.csv"\n' + BODY)
    refused(con, described, tmp_path / "a.zip", "0 fichier(s)", "Le plus proche : base_2022.csv")


def test_unknown_sheet_and_lost_zero_in_a_workbook(con, card, tmp_path):
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet("COM_2022")
    sheet.write_row(0, 0, ["CODGEO", "NAIS"])
    sheet.write_row(1, 0, [1001, 3])
    book.close()
    described = card('[format]\nkind = "xlsx"\nsheet = "COM2022"\n' + BODY)
    refused(con, described, tmp_path / "a.xlsx", "pas de feuille « COM2022 »", "« COM_2022 »")
    refused(con, card('[format]\nkind = "xlsx"\n' + BODY), tmp_path / "a.xlsx", "1001 pour 01001")


def test_a_failed_reading_leaves_earlier_rows(con, card, tmp_path):
    sources.read_into(con, card(BODY), csv_file(tmp_path, "CODGEO;NAIS\n01001;3\n"))
    with pytest.raises(DataError):
        sources.read_into(con, card(BODY), csv_file(tmp_path, "CODGEO;NAIS\n01001;x\n"))
    assert len(observations(con)) == 1
    sources.read_into(con, card(BODY), csv_file(tmp_path, "CODGEO;NAIS\n01002;3\n"))
    assert len(observations(con)) == 2

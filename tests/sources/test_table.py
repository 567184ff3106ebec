"""The generic reader: what it reads, in every way that producers write it."""

from __future__ import annotations

import csv
import gzip
import io
import time
import zipfile
from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from rebonds import sources
from tests.sources.conftest import observations

COUNT = """
[keys]
code = "CODGEO"
[[variable]]
name = "births"
value = "NAIS"
"""
RATIO = """
[keys]
code = "CODGEO"
[[variable]]
name = "persons"
value = "NB"
[[variable]]
name = "poverty"
kind = "ratio"
value = "TP60"
denominator = "persons"
scale = 100
"""


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252"])
def test_declared_encodings(con, card, tmp_path, encoding):
    described = card(f'[format]\nencoding = "{encoding}"\n' + COUNT.replace("NAIS", "Décès"))
    path = write(tmp_path / "a.csv", "CODGEO;LIBGEO;Décès\r\n01001;L'Abergement-Clémenciat;3\r\n", encoding)
    report = sources.read_into(con, described, path)
    assert observations(con) == [("01001", "births", 3.0, "measured")]
    assert (report.rows, report.territories, report.rejected) == (1, 1, [])


def test_numbers_as_producers_write_them(con, card, tmp_path):
    values = ["1 234,5", "1\u202f234,5", "1\u00a0234,5", "\u22123", "+4", "-5,25", " 6 ", "1e3"]
    rows = "".join(f'{1000 + rank:05d};"{value}"\n' for rank, value in enumerate(values, start=1))
    sources.read_into(con, card(COUNT), write(tmp_path / "a.csv", "CODGEO;NAIS\n" + rows))
    assert [row[2] for row in observations(con)] == [1234.5, 1234.5, 1234.5, -3, 4, -5.25, 6, 1000]


def test_missing_and_secret_are_neither_zero_nor_each_other(con, card, tmp_path):
    described = card('[format]\nmissing = ["nd", "-999"]\nsecret = ["s", "c"]\n' + COUNT)
    text = "CODGEO;NAIS\n01001;0\n01002;\n01004; nd \n01005;s\n01006;c\n01007;-999\n"
    report = sources.read_into(con, described, write(tmp_path / "a.csv", text))
    assert observations(con) == [
        ("01001", "births", 0.0, "measured"),
        ("01005", "births", None, "secret"),
        ("01006", "births", None, "secret"),
    ]
    assert (report.secret, report.missing) == (2, 3)


def test_published_rate_gives_its_numerator(con, card, tmp_path):
    described = card('[format]\nsecret = ["s"]\n' + RATIO)
    path = write(tmp_path / "a.csv", "CODGEO;NB;TP60\n01001;200;12,5\n01002;300;s\n01004;s;10\n01005;0;\n")
    sources.read_into(con, described, path)
    rows = con.execute(
        "SELECT code, value, numerator, denominator, state FROM observation WHERE variable = 'poverty' ORDER BY 1"
    ).fetchall()
    assert rows == [
        ("01001", 12.5, 25.0, 200.0, "measured"),
        ("01002", None, None, None, "secret"),
        ("01004", 10.0, None, None, "measured"),
    ]


def test_ratio_of_two_columns(con, card, tmp_path):
    body = """
[keys]
code = "CODGEO"
[[variable]]
name = "rate"
kind = "ratio"
numerator = "A"
denominator = "B"
scale = 1000
exact = false
state = "estimated"
"""
    sources.read_into(
        con, card(body), write(tmp_path / "a.csv", "CODGEO;A;B\n01001;1;4\n01002;1;0\n01004;;3\n")
    )
    assert observations(con, "code, value, numerator, denominator, state, exact") == [
        ("01001", 250.0, 1.0, 4.0, "estimated", False)
    ]


def test_iris_are_summed_to_their_commune(con, card, tmp_path):
    body = '[format]\nsecret = ["s"]\n' + RATIO.replace("[keys]", '[keys]\nlevel = "iris"')
    text = "CODGEO;NB;TP60\n380010101;100;10\n380010102;300;20\n380020000;50;s\n380030000;;5\n380040101;;5\n380040102;1;5\n"
    sources.read_into(con, card(body), write(tmp_path / "a.csv", text))
    assert observations(con, "level, code, variable, value, numerator, denominator, state") == [
        ("commune", "38001", "persons", 400.0, None, None, "measured"),
        ("commune", "38001", "poverty", 17.5, 70.0, 400.0, "measured"),
        ("commune", "38002", "persons", 50.0, None, None, "measured"),
        ("commune", "38002", "poverty", None, None, None, "secret"),
        ("commune", "38003", "poverty", 5.0, None, None, "measured"),
    ]


def test_long_files_by_where_and_vintage(con, card, tmp_path):
    body = """
[keys]
code = "GEO"
vintage = "TIME_PERIOD"
where = { GEO_OBJECT = "COM" }
[[variable]]
name = "men"
value = "OBS_VALUE"
where = { SEX = "M" }
[[variable]]
name = "all"
value = "OBS_VALUE"
where = { SEX = ["_T"] }
"""
    text = (
        "GEO;GEO_OBJECT;SEX;TIME_PERIOD;OBS_VALUE\n"
        "01001;COM;M;2016;1\n01001;COM;M;2022;2\n01001;COM;_T;2022;5\n01;DEP;M;2022;9\n01001;COM;F;2022;texte\n"
    ).replace(";texte", ";3")
    sources.read_into(con, card(body), write(tmp_path / "a.csv", text))
    assert observations(con, "code, variable, vintage, value") == [
        ("01001", "all", 2022, 5.0),
        ("01001", "men", 2016, 1.0),
        ("01001", "men", 2022, 2.0),
    ]


def test_years_in_the_names_of_columns(con, card, tmp_path):
    body = """
[format]
decimal = "."
[keys]
code = "idcom"
[[variable]]
name = "taken"
value = "naf{yy}art{yy+1}"
scale = 10000
[[variable]]
name = "share"
kind = "ratio"
numerator = "act{year}"
denominator = "all{year-1}"
"""
    text = "idcom;naf09art10;naf21art22;naf11art21;act2020;all2019;act2021\n01001;10000;5000.5;1;2;8;3\n"
    report = sources.read_into(con, card(body), write(tmp_path / "a.csv", text))
    assert observations(con, "variable, vintage, value") == [
        ("share", 2020, 0.25),
        ("taken", 2009, 1.0),
        ("taken", 2021, 0.50005),
    ]
    assert report.rejected == ["share : millésime 2021 laissé de côté, sans colonne all2020"]


def test_absent_codes_count_zero_where_only_positives_are_listed(con, card, tmp_path):
    body = COUNT.replace("[keys]", '[keys]\nnot_covered = ["976"]') + 'absent = "zero"\n'
    described = card('[format]\nsecret = ["s"]\nmissing = ["nd"]\n' + body)
    path = write(tmp_path / "a.csv", "CODGEO;NAIS\n38185;7\n38001;s\n38002;nd\n")
    report = sources.read_into(con, described, path)
    values = {code: (value, state) for code, _, value, state in observations(con)}
    assert values["38185"] == (7.0, "measured")
    assert values["38001"] == (None, "secret")
    assert "38002" not in values
    assert values["75056"] == (0.0, "measured")
    assert not any(code.startswith("976") for code in values)
    assert report.rows == len(values) > 34_000


def test_arrondissements_beside_their_commune_are_not_counted_twice(con, card, tmp_path):
    text = "CODGEO;NAIS\n75056;10\n75101;4\n75102;6\n13201;3\n"
    report = sources.read_into(con, card(COUNT), write(tmp_path / "a.csv", text))
    assert [row[0] for row in observations(con)] == ["13201", "75056"]
    assert "2 ligne(s) d'arrondissements" in report.rejected[0]


def test_levels_above_the_commune(con, card, tmp_path):
    for level, code in (("epci", "200040715"), ("departement", "2A"), ("region", "84"), ("ept", "200057867")):
        body = COUNT.replace("[keys]", f'[keys]\nlevel = "{level}"')
        sources.read_into(con, card(body), write(tmp_path / "a.csv", f"CODGEO;NAIS\n{code};1\n"))
    france = COUNT.replace('code = "CODGEO"', 'level = "france"')
    sources.read_into(con, card(france), write(tmp_path / "a.csv", "PAYS;NAIS\nFrance;9\n"))
    assert observations(con, "level, code") == [
        ("departement", "2A"),
        ("epci", "200040715"),
        ("ept", "200057867"),
        ("france", "FR"),
        ("region", "84"),
    ]


def test_totals_and_footnotes_are_set_aside_and_said(con, card, tmp_path):
    text = "CODGEO;NAIS\n01001;3\n01002;4\n01004;4\nTOTAL;11\n;\nSource : Insee;texte\n"
    report = sources.read_into(con, card(COUNT), write(tmp_path / "a.csv", text))
    assert [row[0] for row in observations(con)] == ["01001", "01002", "01004"]
    assert "TOTAL" in report.rejected[0]


def test_gzip_and_zip_members(con, card, tmp_path):
    text = b"CODGEO;NAIS\n01001;3\n"
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(text))
    sources.read_into(con, card(COUNT), tmp_path / "a.csv.gz")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("dossier/notice.txt", "…")
        archive.writestr("dossier/base_data.csv", text)
    sources.read_into(con, card('[format]\nmember = "*_data.csv"\n' + COUNT), tmp_path / "a.zip")
    assert len(observations(con)) == 2


def test_workbook_with_rows_above_the_names(con, card, tmp_path):
    path = tmp_path / "base.xlsx"
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("Documentation").write(0, 0, "…")
    sheet = book.add_worksheet("COM_2022")
    for row, cells in enumerate(
        [
            ["Logement en 2022"],
            [],
            ["Code", "Nombre"],
            ["CODGEO", "NB ", "TP60"],
            ["01001", 120, 12.5],
            ["2A004", 1e6, "s"],
        ]
    ):
        sheet.write_row(row, 0, cells)
    book.close()
    body = '[format]\nkind = "xlsx"\nsheet = "COM_2022"\nskip_rows = 3\nsecret = ["s"]\n' + RATIO
    sources.read_into(con, card(body), path)
    assert observations(con) == [
        ("01001", "persons", 120.0, "measured"),
        ("01001", "poverty", 12.5, "measured"),
        ("2A004", "persons", 1_000_000.0, "measured"),
        ("2A004", "poverty", None, "secret"),
    ]


def test_parquet_with_typed_columns(con, card, tmp_path):
    path = tmp_path / "a.parquet"
    duckdb.execute(
        "COPY (SELECT * FROM (VALUES ('01001', 3::BIGINT, 0.125), ('01002', NULL, 'nan'::DOUBLE)) "
        f'AS t("CODGEO", "NB", "TP60")) TO \'{path}\''
    )
    report = sources.read_into(con, card('[format]\nkind = "parquet"\n' + RATIO), path)
    assert observations(con) == [
        ("01001", "persons", 3.0, "measured"),
        ("01001", "poverty", 0.125, "measured"),
    ]
    assert report.missing == 2


def test_codes_written_as_numbers_are_padded_when_the_card_says_so(con, card, tmp_path):
    body = COUNT.replace("[keys]", "[keys]\npad = 5")
    sources.read_into(con, card(body), write(tmp_path / "a.csv", "CODGEO;NAIS\n1001;3\n38185;4\n2a004;5\n"))
    assert [row[0] for row in observations(con)] == ["01001", "2A004", "38185"]


def test_a_second_file_adds_to_the_tables(con, card, tmp_path):
    for year in (2021, 2022):
        path = write(tmp_path / "a.csv", f"CODGEO;AN;NAIS\n01001;{year};3\n")
        sources.read_into(con, card(COUNT.replace("[keys]", '[keys]\nvintage = "AN"')), path)
    assert observations(con, "vintage") == [(2021,), (2022,)]


def test_a_national_table_is_read_in_well_under_three_seconds(con, card, tmp_path):
    """35,000 communes x 60 columns: about a second on two cores; the bound leaves room for a busy machine."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(["CODGEO", "LIBGEO", *(f"C{rank}" for rank in range(60))])
    row = [f"{rank * 1.25:.2f}".replace(".", ",") for rank in range(60)]
    for rank in range(35_000):
        writer.writerow([f"{rank // 900 + 1:02d}{rank % 900 + 1:03d}", "Étang-la-Ville", *row])
    path = write(tmp_path / "a.csv", text.getvalue(), "cp1252")
    variables = "".join(f'[[variable]]\nname = "c{rank}"\nvalue = "C{rank}"\n' for rank in range(60))
    described = card('[format]\nencoding = "cp1252"\n[keys]\ncode = "CODGEO"\n' + variables)
    start = time.process_time()
    report = sources.read_into(con, described, path)
    assert report.rows == 60 * (35_000 - 16)
    assert time.process_time() - start < 6

"""Reports hold the figures of the reading, in every format."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pypdf
import pytest

from rebonds import lenses, reporting
from rebonds.errors import UsageError


@pytest.fixture(scope="module")
def reading(warehouse):
    return lenses.doughnut(warehouse, "200040715")


@pytest.fixture(scope="module")
def pair(warehouse):
    return lenses.pair(warehouse, "200040715", "200018166")


def test_pdf_is_tagged_titled_and_in_french(reading, tmp_path: Path) -> None:
    path = tmp_path / "note.pdf"
    reporting.pdf(reading, path)
    document = pypdf.PdfReader(path)
    root = document.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root and str(root["/Lang"]).startswith("fr")
    assert len(document.pages) == 2
    text = " ".join(page.extract_text() for page in document.pages)
    assert "Grenoble-Alpes-Métropole" in text and "Insee" in text


def test_full_dossier_is_longer(reading, pair, tmp_path: Path) -> None:
    for name, found in (("reading", reading), ("pair", pair)):
        reporting.pdf(found, tmp_path / f"{name}.pdf", full=True)
        assert len(pypdf.PdfReader(tmp_path / f"{name}.pdf").pages) > 4


def test_workbook_holds_numbers_and_leaves_the_missing_empty(reading, tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    reporting.xlsx(reading, path)
    book = openpyxl.load_workbook(path)
    assert {"Lecture", "Indicateurs", "Manques", "Sources", "Dictionnaire"} <= set(book.sheetnames)
    rows = list(book["Indicateurs"].iter_rows(values_only=True))
    heads = list(rows[0])
    for row in rows[1:]:
        line = dict(zip(heads, row, strict=True))
        if line["état"] in ("missing", "secret", "not_localisable"):
            assert line["valeur"] is None
        else:
            assert isinstance(line["valeur"], int | float)
    assert not any(isinstance(c.value, str) and c.value.startswith("=") for s in book for r in s for c in r)


def test_csv_is_for_a_french_spreadsheet(reading, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    reporting.csv(reading, path)
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))
    poverty = next(r for r in rows if r["indicateur"] == "poverty_rate_pct")
    head = next(d.headline for d in reading.dimensions if d.id == "income_work")
    assert float(poverty["valeur"].replace(",", ".")) == pytest.approx(head.value.value)


def test_html_stands_alone(reading, pair, tmp_path: Path) -> None:
    for found in (reading, pair):
        text = reporting.html_text(found)
        assert text.startswith("<!doctype html>") and "<svg" in text and "<script" not in text
        assert 'src="http' not in text and "@import" not in text


def test_terminal_shows_missing_as_a_dash(reading) -> None:
    out = io.StringIO()
    reporting.text(reading, "fr", out)
    water = next(line for line in out.getvalue().splitlines() if line.startswith("Eau "))
    assert "–" in water and " 0 " not in water


def test_a_missing_folder_is_explained_and_nothing_is_left(reading, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="n'existe pas"):
        reporting.csv(reading, tmp_path / "absent" / "r.csv")
    assert not list(tmp_path.iterdir())

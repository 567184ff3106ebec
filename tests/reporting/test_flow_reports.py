"""Reports of the flows engine: the figures of the record in every format, with band and state."""

from __future__ import annotations

import csv
import io

import openpyxl
import pypdf
import pytest

from rebonds.flows.reading import read, read_pair
from rebonds.flows.results import MISSING, Estimate
from rebonds.flows.scenario import load
from rebonds.flows.shock import run
from rebonds.flows.trade_reading import trade_of
from rebonds.lenses.cited import cited
from rebonds.lenses.negotiation import negotiation
from rebonds.reporting.cells import estimate
from rebonds.reporting.deliver import FORMATS, rendered, write
from rebonds.reporting.flows.negotiation import negotiation_report
from rebonds.reporting.flows.pair import pair_flows_report
from rebonds.reporting.flows.shock import shock_report
from rebonds.reporting.flows.territory import flows_report

GRENOBLE, GRESIVAUDAN = "200040715", "200018166"


@pytest.fixture(scope="module")
def reports(warehouse):
    flows, pair = read(warehouse, GRENOBLE), read_pair(warehouse, GRENOBLE, GRESIVAUDAN)
    table = negotiation(warehouse, GRENOBLE, GRESIVAUDAN)
    system = trade_of(warehouse).system
    closing, drought = (
        run(system, load(name), draws_wanted=1, warehouse=warehouse.id)
        for name in ("fermeture", "secheresse")
    )

    def lines(found):
        return cited(warehouse, found.sources)

    return {
        "flows": flows_report(flows, lines(flows)),
        "pair": pair_flows_report(pair, lines(pair)),
        "negotiation": negotiation_report(table, lines(table)),
        "shock": shock_report(closing, lines(closing)),
        "two": shock_report(drought, lines(drought), closing),
    }


NAMES = ("flows", "pair", "negotiation", "shock", "two")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_format_is_made(reports, name: str, lang: str) -> None:
    report = reports[name]
    for format in FORMATS:
        if format == "svg" and not report.drawings:
            with pytest.raises(ValueError, match="svg"):
                rendered(report, format, lang)
            continue
        assert len(rendered(report, format, lang)) > 200, format


@pytest.mark.parametrize("name", NAMES)
def test_pdf_is_accessible_and_the_full_one_is_longer(reports, name: str) -> None:
    pages = []
    for full in (False, True):
        document = pypdf.PdfReader(io.BytesIO(rendered(reports[name], "pdf", full=full)))
        root = document.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"] and str(root["/Lang"]).startswith("fr")
        pages.append(len(document.pages))
    assert pages[1] >= pages[0]


def test_csv_and_workbook_hold_the_figure_its_band_and_its_state(reports, warehouse) -> None:
    found = read(warehouse, GRENOBLE).sets[0]
    assert found.kind == "commuting"
    text = rendered(reports["flows"], "csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    one = next(r for r in rows if (r["ligne"], r["colonne"]) == ("commuting", "out"))
    assert float(one["valeur"].replace(",", ".")) == pytest.approx(found.out.value)
    assert float(one["borne basse"].replace(",", ".")) == pytest.approx(found.out.low)
    assert one["état"] == "estimé"
    missing = next(r for r in rows if (r["ligne"], r["colonne"]) == ("schooling", "out"))
    assert missing["valeur"] == "" and missing["état"] == "donnée manquante"
    book = openpyxl.load_workbook(io.BytesIO(rendered(reports["flows"], "xlsx")))
    sheet = book["En bref"]
    heads = [cell.value for cell in sheet[1]]
    line = next(r for r in sheet.iter_rows(min_row=2, values_only=True) if r[0] == "commuting")
    assert line[heads.index("sort")] == pytest.approx(found.out.value)
    assert line[heads.index("sort, borne haute")] == pytest.approx(found.out.high)
    assert "Dictionnaire" in book.sheetnames and "Sources" in book.sheetnames


def test_a_shock_says_that_it_is_no_forecast_in_every_reading_format(reports) -> None:
    for format in ("text", "html"):
        assert "pas une prévision" in rendered(reports["shock"], format).decode()
    text = "".join(
        p.extract_text() for p in pypdf.PdfReader(io.BytesIO(rendered(reports["shock"], "pdf"))).pages
    )
    assert "pas une prévision" in " ".join(text.split())


def test_lines_that_were_dropped_go_last_with_what_was_said_of_them(warehouse) -> None:
    table = negotiation(warehouse, GRENOBLE, GRESIVAUDAN)

    class Choice:
        decision, comment = "dropped", "déjà fait"

    report = negotiation_report(table, (), {table.lines[0].id: Choice()})
    rows = report.tables[0].rows
    assert rows[-1][0] == "1" and rows[-1][-1] == "déjà fait"
    assert "écartée" in rendered(report, "html").decode()


def test_a_report_is_written_whole_or_not_at_all(reports, tmp_path, monkeypatch) -> None:
    path = tmp_path / "flux.html"
    path.write_text("avant", encoding="utf-8")
    monkeypatch.setattr("rebonds.reporting.deliver.rendered", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write(reports["flows"], "html", path)
    assert path.read_text(encoding="utf-8") == "avant"


@pytest.mark.parametrize(
    ("cell", "kind", "wanted"),
    [
        (Estimate(3510.3, 1983.5, 5616.5), "amount", "≈ 3500 (2000 à 5600)"),
        (Estimate(0.947, 0.868, 0.98), "share", "≈ 94,7 % (86,8 à 98,0 %)"),
        (Estimate(0.00001, 0.0, 0.00002), "share", "< 0,1 %"),
        (Estimate(12.0, state="measured"), "amount", "12"),
        (MISSING, "amount", "donnée manquante"),
        (Estimate(0.0, 0.0, 0.0), "amount", "≈ 0"),
    ],
)
def test_estimates_are_written_with_their_band_and_no_more_digits_than_it_allows(cell, kind, wanted) -> None:
    said = estimate(cell, kind, "fr").replace("\u202f", "").replace("\u00a0", " ")
    assert said == wanted.replace(" %", "%") or said.replace(" ", "") == wanted.replace(" ", "")

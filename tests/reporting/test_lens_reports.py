"""Reports of the lenses: every format, the dossier, two territories side by side."""

from __future__ import annotations

import csv
import io
import json

import openpyxl
import pypdf
import pytest

from rebonds import territory
from rebonds.lenses import registry
from rebonds.lenses.measures import declared
from rebonds.reporting.deliver import FORMATS, rendered
from rebonds.reporting.lens_report import dossier, lens_report, together

GRENOBLE, GRESIVAUDAN = "200040715", "200018166"


@pytest.fixture(scope="module")
def reports(warehouse):
    found = {lens: lens_report(registry.read(warehouse, GRENOBLE, lens)) for lens in declared()}
    found["dossier"] = dossier(*registry.read_all(warehouse, territory.get(GRENOBLE)))
    found["pair"] = together(*registry.pair(warehouse, GRENOBLE, GRESIVAUDAN, "ordinary"))
    return found


NAMES = (*declared(), "dossier", "pair")


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_every_format_is_made(reports, name: str, lang: str) -> None:
    for format in FORMATS:
        if format == "svg" and not reports[name].drawings:
            continue
        assert rendered(reports[name], format, lang)


def test_the_text_says_question_figures_assumptions_and_gaps(reports) -> None:
    text = rendered(reports["ordinary"], "text").decode()
    for said in (
        "Qui fait tenir",
        "Sphère présentielle",
        "estimé",
        "Ce que ces chiffres supposent",
        "n'est pas compté",
    ):
        assert said in text


def test_a_missing_measure_is_never_a_zero(reports) -> None:
    rows = list(
        csv.DictReader(io.StringIO(rendered(reports["land"], "csv").decode("utf-8-sig")), delimiter=";")
    )
    told = [r for r in rows if "land_budget_2021_2030_ha" in r.values()]
    assert told and all("0" not in set(r.values()) for r in told)
    assert any("donnée manquante" in r.values() for r in told)


def test_the_dossier_holds_every_lens(reports) -> None:
    names = openpyxl.load_workbook(io.BytesIO(rendered(reports["dossier"], "xlsx"))).sheetnames
    assert len(names) == len({n.casefold() for n in names}) > 15
    found = json.loads(rendered(reports["dossier"], "json"))
    assert [one["lens"] for one in found["readings"]] == list(declared())
    pages = pypdf.PdfReader(io.BytesIO(rendered(reports["dossier"], "pdf"))).pages
    text = "".join(page.extract_text() for page in pages)
    assert "Sobriété foncière" in text and "Circulation des richesses" in text


def test_a_dossier_says_which_lens_it_could_not_read(warehouse) -> None:
    found = dossier(*registry.read_all(warehouse, territory.get("38185")))
    assert any("Économie ordinaire" in item.fr for item in found.lists[0].items)

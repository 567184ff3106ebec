"""The page of the LM3 survey, and the form « if purchases moved » of the wealth lens."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rebonds.flows.results import Estimate
from rebonds.lenses.local_share import Moved
from rebonds.lenses.procurement_reading import moved_table
from rebonds.rooms.observe import reports

GRENOBLE = "200040715"
ANSWERS = "qui;tour;nature;montant;part_locale\nCantine;1;;1000;50\nB;2;;500;40\n"


def test_the_example_is_invented_and_the_scenario_is_in_one_place(site) -> None:
    page = site.get("/lm3/").content.decode()
    assert "ces réponses sont inventées" in page and 'id="table-rounds"' in page
    assert "Enquête LM3" in site.get(f"/territoire/{GRENOBLE}/lunettes/wealth/").content.decode()
    assert "How many times does a euro serve here?" in site.get("/lm3/?lang=en").content.decode()


def test_own_answers_in_french_columns(site) -> None:
    page = site.post("/lm3/", {"reponses": ANSWERS}).content.decode()
    assert "1,70" in page and "Cantine;1" in page
    found = site.post("/lm3/", {"reponses": ANSWERS, "format": "json"}).json()
    assert found["lm3"]["value"] == pytest.approx(1.7)


def test_what_is_wrong_is_said_and_nothing_is_lost(site) -> None:
    response = site.post("/lm3/", {"reponses": ANSWERS.replace("B;2", "B;<i>")})
    page = response.content.decode()
    assert response.status_code == 400 and "ligne 3 : tour" in page and "<i>" not in page


@pytest.mark.parametrize("kind", ["pdf", "html", "csv", "xlsx"])
def test_the_questionnaire_and_the_table_are_there_to_take(site, kind) -> None:
    response = site.get(f"/lm3/modele.{kind}")
    assert response.status_code == 200 and "attachment" in response["Content-Disposition"]
    assert site.get("/lm3/modele.exe").status_code == 404


def test_without_contracts_there_is_no_form(site) -> None:
    assert (
        'name="points"' not in site.get(f"/territoire/{GRENOBLE}/lunettes/wealth/?points=5").content.decode()
    )


def test_points_are_read_and_bad_ones_are_said(site, monkeypatch) -> None:
    held = moved_table([Moved(5.0, 30.0, 1e6, Estimate(4e5, 3e5, 5e5), Estimate(6.0, 5.0, 7.0))])
    read = reports.lens_reading

    def reading(place, lens):
        return replace(read(place, lens), tables=(held,))

    monkeypatch.setattr(reports, "lens_reading", reading)
    address = f"/territoire/{GRENOBLE}/lunettes/wealth/"
    page = site.get(f"{address}?points=7,5").content.decode().replace("\u202f", " ").replace("\u00a0", " ")
    form = page.split('value="7,5"')[1].split("</section>")[0]
    assert (
        "+ 7,5 points" in form and "1 500 000" in form and "≈ 9" in form and "7,5" in form and "10,5" in form
    )
    most = site.get(f"{address}?points=60").content.decode().split('value="60"')[1]
    assert "30,0 au plus" in most.replace("\u202f", " ").replace("\u00a0", " ")
    assert "entre 0 et 100" in site.get(f"{address}?points=abc").content.decode()
    assert "entre 0 et 100" in site.get(f"{address}?points=500").content.decode()

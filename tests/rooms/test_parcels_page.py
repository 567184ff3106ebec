"""The page « Choisir entre des parcelles »: example, own tables, moved weights, files, errors."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from rebonds.lenses import parcels_given

CARD = "[parcel]\nid='code'\n[[criterion]]\nid='sol'\nscale=[0,1]\n[[criterion]]\nid='acces'\nscale=[0,1]\n"
TABLE = "code;sol;acces\nAlpha;1;0\nBeta;0;1\n"
GIVEN = {"parcelles": TABLE, "criteres": CARD, "poids": "qui;sol;acces\nAna;3;1\n"}


def head(response) -> str:
    """Return the first point of the page."""
    return response.content.decode().split('class="keys"')[1].split("</li>")[0]


def test_the_example_says_that_it_is_invented(site) -> None:
    page = site.get("/parcelles/").content.decode()
    assert "parcelles et personnes sont inventées" in page
    assert "Halle (inventée)" in page and 'id="table-overtakings"' in page
    assert "Choisir entre des parcelles" in site.get("/territoire/200040715/lunettes/land/").content.decode()
    assert "never a single score" in site.get("/parcelles/?lang=en").content.decode().casefold()


def test_own_tables_then_own_weights_then_back(site) -> None:
    assert "Alpha" in head(site.post("/parcelles/", GIVEN))
    moved = site.post("/parcelles/", {**GIVEN, "w_sol": "10", "w_acces": "90", "avec": "mes-poids"})
    page = moved.content.decode()
    assert (
        page.index('<th scope="row">Beta</th><td class="num">1<')
        and 'value="90"' in page
        and 'name="garde"' in page
    )
    back = site.post(
        "/parcelles/", {**GIVEN, "w_sol": "10", "w_acces": "90", "avec": "", "garde": "mes-poids"}
    )
    assert 'value="75"' in back.content.decode() and 'name="garde"' not in back.content.decode()


def test_a_workbook_comes_back_as_text(site) -> None:
    book = openpyxl.Workbook()
    for row in (("code", "sol", "acces"), ("Gamma", 0.4, 1), ("Delta", 1, 0)):
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    upload = SimpleUploadedFile("p.xlsx", held.getvalue())
    page = site.post("/parcelles/", {**GIVEN, "parcelles_fichier": upload}).content.decode()
    assert "Gamma;0.4;1" in page and "table-standings" in page


@pytest.mark.parametrize("kind", ["pdf", "xlsx", "csv", "json", "html", "svg"])
def test_files_keep_the_weights_chosen(site, kind) -> None:
    asked = {**GIVEN, "w_sol": "0", "w_acces": "1", "garde": "mes-poids", "format": kind}
    response = site.post("/parcelles/", asked)
    assert response.status_code == 200 and "attachment" in response["Content-Disposition"]
    if kind == "json":
        assert response.json()["basis"] == "chosen" and response.json()["standings"][0]["id"] == "Beta"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"criteres": "a = "}, "TOML"),
        ({"parcelles": "code;sol\nA;1\n"}, "colonne absente (acces)"),
        ({"parcelles": "code;sol;acces\n<b>;7;0\n"}, "7 sort de l&#x27;échelle"),
        ({"avec": "mes-poids", "w_sol": "beaucoup"}, "« beaucoup » n&#x27;est pas un nombre"),
        ({"avec": "mes-poids", "w_sol": "0", "w_acces": "0"}, "non tous nuls"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(site, changed, said) -> None:
    response = site.post("/parcelles/", {**GIVEN, **changed})
    page = response.content.decode()
    assert response.status_code == 400 and said in page
    assert "<b>" not in page
    assert "[[criterion]]" in page or changed.get("criteres") == "a = "


def test_limits_and_protection(site, settings, client) -> None:
    big = SimpleUploadedFile("p.csv", b"x" * 1_000_001)
    assert "trop lourd" in site.post("/parcelles/", {**GIVEN, "parcelles_fichier": big}).content.decode()
    many = "code;sol;acces\n" + "".join(f"P{n};1;0\n" for n in range(parcels_given.MOST + 1))
    assert "plus de 500 lignes" in site.post("/parcelles/", {**GIVEN, "parcelles": many}).content.decode()
    assert site.put("/parcelles/").status_code == 405
    from django.test import Client

    assert Client(enforce_csrf_checks=True).post("/parcelles/", GIVEN).status_code == 403

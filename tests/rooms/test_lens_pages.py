"""Pages and API of the lenses."""

from __future__ import annotations

import pytest

from rebonds.lenses.measures import declared

GRENOBLE, GRESIVAUDAN = "200040715", "200018166"


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("lens", list(declared()))
def test_every_lens_has_its_page_and_tab(site, lens, lang) -> None:
    page = site.get(f"/territoire/{GRENOBLE}/lunettes/{lens}/?lang={lang}").content.decode()
    label = declared()[lens].label.to(lang).replace("'", "&#x27;")
    assert f'aria-current="page">{label}' in page
    assert page.count('class="tabs"') == 1 and "table-measures" in page


@pytest.mark.parametrize("kind", ["pdf", "xlsx", "csv", "json", "html"])
def test_a_lens_and_the_dossier_can_be_taken_away(site, kind) -> None:
    for lens in ("ordinary", "all"):
        response = site.get(f"/territoire/{GRENOBLE}/lunettes/{lens}.{kind}")
        assert response.status_code == 200
        assert "attachment" in response["Content-Disposition"]


def test_a_dossier_of_chosen_lenses(site) -> None:
    found = site.get(f"/territoire/{GRENOBLE}/lunettes/all.json?lens=land&lens=inclusive").json()
    assert [one["lens"] for one in found["readings"]] == ["land", "inclusive"]


def test_a_commune_is_told_why_and_where_to_look(site) -> None:
    response = site.get("/territoire/38185/lunettes/ordinary/")
    assert response.status_code == 200
    assert GRENOBLE in response.content.decode() and 'class="warning"' in response.content.decode()


def test_two_territories_through_a_lens(site) -> None:
    page = site.get(f"/comparer/lunettes/?lens=ordinary&a={GRENOBLE}&b={GRESIVAUDAN}").content.decode()
    assert "ensemble" in page and "CC Le Grésivaudan" in page
    same = site.get(f"/comparer/lunettes/?lens=ordinary&a={GRENOBLE}&b={GRENOBLE}").content.decode()
    assert "recouvrent" in same
    assert site.get("/comparer/lunettes/").status_code == 200
    assert site.get(f"/comparer/lunettes/ordinary.csv?a={GRENOBLE}&b={GRESIVAUDAN}").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        f"/territoire/{GRENOBLE}/lunettes/lorgnon/",
        f"/territoire/{GRENOBLE}/lunettes/lorgnon.pdf",
        f"/territoire/{GRENOBLE}/lunettes/ordinary.exe",
        "/territoire/38185/lunettes/ordinary.pdf",
        "/comparer/lunettes/?lens=lorgnon",
    ],
)
def test_what_does_not_exist_is_not_found(site, address) -> None:
    assert site.get(address).status_code == 404


def test_the_api_reads_through_a_lens(site) -> None:
    found = site.get(f"/api/v1/readings/{GRENOBLE}?lens=ordinary&lang=en").json()
    assert found["lens"] == "ordinary"
    assert {"presentielle_share", "foundational_share", "ordinary_share"} <= {
        d["id"] for d in found["dimensions"]
    }
    assert site.get(f"/api/v1/readings/{GRENOBLE}?lens=lorgnon").status_code == 400


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_compass_mixes_models_on_the_page(site, lang) -> None:
    page = site.get(f"/modeles/?m=inclusive&m=wellbeing&politique=land&lang={lang}").content.decode()
    assert page.count(" checked") == 2 and "table-mix" in page and "table-projection" in page
    assert "<h3>Community wealth building</h3>" in page and page.count('<article class="sheet">') == 7 + 2
    assert site.get("/modeles/boussole.pdf?m=cwb").status_code == 200
    assert site.get("/modeles/?m=croissance").status_code == 404
    assert site.get("/modeles/?politique=guerre").status_code == 404


def test_the_compass_reads_a_territory_and_says_which_tools_come_alone(site) -> None:
    page = site.get(f"/modeles/?m=cwb&t=social_clauses&territoire={GRENOBLE}").content.decode()
    assert "table-figures" in page and "table-carried" in page and "sans la finalité" in page
    assert f"/territoire/{GRENOBLE}/lunettes/wealth/" in page and "/chocs/?scenario=achats_locaux" in page
    found = site.get(f"/modeles/boussole.csv?m=cwb&t=social_clauses&territoire={GRENOBLE}").content.decode()
    assert "Multiplicateur" in found
    lost = site.get("/modeles/?territoire=Xyzzyville").content.decode()
    assert "Xyzzyville" in lost and 'role="alert"' in lost
    assert site.get("/modeles/?t=marteau").status_code == 200  # an unknown tool is nobody's

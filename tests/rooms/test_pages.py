"""Every page: answers, says what it must in both languages, keeps to the security policy, and stays light."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import pytest

from rebonds import indicators, lenses

GRENOBLE = "200040715"
GRESIVAUDAN = "200018166"
FIGEAC = "g:figeac-quercy-vallee-de-la-dordogne"
POVERTY = "poverty_rate_pct"
PAGES = (
    "/",
    "/recherche/?q=grenoble",
    f"/territoire/{GRENOBLE}/",
    "/territoire/38185/",
    f"/territoire/{FIGEAC}/",
    "/territoire/FR/",
    f"/territoire/{GRENOBLE}/income_work/",
    f"/territoire/{GRENOBLE}/ozone/",
    "/indicateur/",
    f"/indicateur/{POVERTY}/",
    f"/carte/{POVERTY}/",
    "/comparer/",
    f"/comparer/?a={GRENOBLE}&b={GRESIVAUDAN}",
    "/comparer/?a=zzzzqq&b=38185",
    "/groupements/?q=vif&m=38185",
    "/sources/",
    "/methode/",
)


class Tags(HTMLParser):
    """Collect the elements of a page with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def text_of(response) -> str:
    return html.unescape(response.content.decode())


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_page_answers_in_its_language_under_the_security_policy(site, path, lang):
    response = site.get(path, {"lang": lang}) if "?" not in path else site.get(f"{path}&lang={lang}")
    assert response.status_code == 200
    tags = Tags(response.content.decode())
    assert ("html", {"lang": lang}) in tags.found
    assert sum(tag == "h1" for tag, _ in tags.found) == 1
    ids = [attrs["id"] for _, attrs in tags.found if "id" in attrs]
    assert len(ids) == len(set(ids)), sorted({i for i in ids if ids.count(i) > 1})
    for tag, attrs in tags.found:
        assert tag != "style", "inline style sheet"
        assert "style" not in attrs, (tag, attrs)
        assert not any(name.startswith("on") for name in attrs), (tag, attrs)
        if tag == "script":
            assert attrs.get("src", "").startswith("/static/")
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy and "default-src 'none'" in policy


def test_headers_refuse_framing_sniffing_and_powers_not_used(site):
    headers = site.get("/").headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]


def test_french_is_the_default_whatever_the_browser_prefers_and_the_choice_is_kept(site):
    assert "Lire un territoire" in text_of(site.get("/", headers={"accept-language": "en"}))
    assert "Read a territory" in text_of(site.get("/?lang=en"))
    assert "Read a territory" in text_of(site.get("/"))
    assert site.get("/?lang=zz").headers["Content-Language"] == "en"


def test_static_files_are_served_without_collecting_them(site, settings):
    assert settings.DEBUG is False
    assert site.get("/static/rebonds/app.css").status_code == 200
    assert site.get("/static/vendor/pico.classless.min.css").status_code == 200
    assert site.get("/static/django_htmx/htmx-2.min.js").status_code == 200


def test_drawings_have_their_own_sheet_under_an_address_that_changes_with_it(site):
    address = re.search(r'href="(/dessins-\w+\.css)"', site.get("/").content.decode())[1]
    response = site.get(address)
    assert "immutable" in response["Cache-Control"] and ".rbd" in response.content.decode()
    assert site.get("/dessins-old.css")["Cache-Control"] == "no-cache"


def test_reading_shows_every_dimension_as_a_card_that_its_wedge_leads_to(site):
    response = site.get(f"/territoire/{GRENOBLE}/")
    tags = Tags(response.content.decode()).found
    ids = {attrs.get("id") for _, attrs in tags}
    links = {attrs.get("href") for tag, attrs in tags if tag == "a"}
    for dimension in lenses.dimensions():
        assert f"dim-{dimension}" in ids
        assert f"#dim-{dimension}" in links


def test_a_missing_figure_is_said_never_written_as_zero(site):
    response = site.get(f"/territoire/{GRENOBLE}/")
    missing = [c for side in response.context["sides"] for c in side["cards"] if c.verdict == "missing"]
    assert missing, "the embedded data leave gaps"
    for card in missing:
        assert card.headline is None or card.headline.value == ""


def test_threshold_set_and_theme_are_in_the_address(site):
    sets = list(lenses.threshold_sets())
    theme = next(iter(lenses.themes()))
    response = site.get(f"/territoire/{GRENOBLE}/?seuils={sets[-1]}&theme={theme}")
    assert response.status_code == 200
    assert response.context["reading"].threshold_set == sets[-1]
    assert response.context["reading"].theme == theme
    assert f"seuils={sets[-1]}" in response.context["brief"]


@pytest.mark.parametrize(
    "path",
    [
        "/territoire/999999999/",
        f"/territoire/{GRENOBLE}/?seuils=nope",
        f"/territoire/{GRENOBLE}/?theme=nope",
        f"/territoire/{GRENOBLE}/nope/",
        f"/territoire/{GRENOBLE}/lecture.doc",
        "/indicateur/nope/",
        "/nope/",
        "/comparer/lecture.pdf?a=38185",
    ],
)
def test_what_does_not_exist_is_a_kind_page_in_both_languages(site, path):
    response = site.get(path)
    assert response.status_code == 404
    text = text_of(response)
    assert "Chercher un territoire" in text and "This page does not exist" in text


def test_a_name_leads_to_the_address_of_its_code(site):
    response = site.get("/territoire/Grenoble-Alpes-Métropole/?seuils=national")
    assert response.status_code == 302
    assert response["Location"] == f"/territoire/{GRENOBLE}/?seuils=national"


@pytest.mark.parametrize(
    ("path", "target"),
    [
        (f"/territoire/{GRENOBLE}/?seuils=national", "lecture"),
        (f"/comparer/?a={GRENOBLE}&b={GRESIVAUDAN}", "lecture"),
        (f"/indicateur/{POVERTY}/?q=val&tri=valeur", "valeurs"),
        ("/recherche/?q=vienne", "suggestions"),
    ],
)
def test_fragment_is_the_same_part_of_the_whole_page(site, path, target):
    whole = site.get(path).content.decode()
    part = site.get(path, headers={"hx-request": "true", "hx-target": target}).content.decode()
    assert "<html" not in part
    assert part.strip() in whole or part.split("</ul>")[0] in whole


def test_search_forgives_accents_and_sends_an_exact_code_to_its_reading(site):
    assert GRENOBLE in site.get("/recherche/?q=grenoble alpes metropole").content.decode()
    assert site.get(f"/recherche/?q={GRENOBLE}")["Location"] == f"/territoire/{GRENOBLE}/"
    assert "Rien ne répond" in text_of(site.get("/recherche/?q=qqqqzzzz"))


def test_reading_pages_ask_nothing_of_the_database(site, django_assert_num_queries):
    for path in ("/", f"/territoire/{GRENOBLE}/", f"/indicateur/{POVERTY}/", "/sources/"):
        with django_assert_num_queries(0):
            site.get(path)


@pytest.mark.parametrize("kind", ["pdf", "xlsx", "csv", "json", "svg"])
def test_reading_and_pair_leave_as_files(site, kind):
    starts = {"pdf": b"%PDF-", "xlsx": b"PK", "csv": b"\xef\xbb\xbf", "json": b"{", "svg": b"<"}
    for path in (
        f"/territoire/{GRENOBLE}/lecture.{kind}",
        f"/comparer/lecture.{kind}?a={GRENOBLE}&b={GRESIVAUDAN}",
    ):
        response = site.get(path)
        assert response.status_code == 200
        assert response.content.startswith(starts[kind])
        assert f'.{kind}"' in response["Content-Disposition"]


def test_indicator_table_filters_by_the_address_and_leaves_as_csv(site):
    response = site.get(f"/indicateur/{POVERTY}/?autour={GRENOBLE}")
    codes = {row.code for row in response.context["page"].object_list}
    assert GRENOBLE in codes and GRESIVAUDAN in codes and len(codes) < 20
    by_name = site.get(f"/indicateur/{POVERTY}/?q=gresivaudan").context["page"].object_list
    assert [row.code for row in by_name] == [GRESIVAUDAN]
    csv = site.get(f"/indicateur/{POVERTY}/valeurs.csv?autour={GRENOBLE}").content.decode("utf-8-sig")
    assert csv.count("\r\n") > len(codes)
    assert all(code in csv for code in codes)
    assert site.get(f"/indicateur/{POVERTY}/?page=9999&quart=7&tri=zz").status_code == 200


def test_values_sorted_by_figure_leave_the_missing_last(site):
    rows = site.get(f"/indicateur/{POVERTY}/?tri=-valeur").context["page"].object_list
    known = [row.number for row in rows if row.number is not None]
    assert known == sorted(known, reverse=True)
    flags = [row.number is None for row in rows]
    assert flags == sorted(flags)


def test_gaps_name_who_holds_the_data(site):
    text = text_of(site.get("/sources/"))
    holders = [c.holder.fr for c in indicators.cards().values() if c.holder]
    assert any(holder in text for holder in holders)


def test_health_says_what_answers(site):
    body = site.get("/sante").json()
    assert body["status"] == "ok" and body["warehouse"] == "ok" and body["database"] == "ok"


def test_map_comes_after_the_page_compressed_and_cached(site):
    address = re.search(r'hx-get="(/carte/[^"]+)"', site.get("/").content.decode())[1]
    plain = site.get(address)
    packed = site.get(address, headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip" and len(packed.content) < 250_000
    import gzip

    assert gzip.decompress(packed.content) == plain.content
    assert plain.content.strip() in site.get(f"/carte/{POVERTY}/").content
    assert f"/territoire/{GRENOBLE}/".encode() in plain.content
    assert "max-age" in plain["Cache-Control"] and not plain.cookies


def test_no_template_holds_a_query():
    from pathlib import Path

    import rebonds.rooms.observe as room

    for path in (Path(room.__file__).parent / "templates").rglob("*.html"):
        assert not re.search(r"\bSELECT\b|\.objects\b|\.filter\b", path.read_text(encoding="utf-8")), path


def test_an_ambiguous_territory_in_an_address_lists_what_it_may_be(site):
    response = site.get("/territoire/Saint-Denis/")
    html = response.content.decode()
    assert response.status_code == 404
    assert "désigne 4 territoires." in html
    for code in ("93066", "97411", "11339", "30247"):
        assert html.count(f'href="/territoire/{code}/"') == 1


def test_the_start_of_an_address_leads_where_one_chooses(site):
    assert site.get("/carte/").url == "/indicateur/"
    assert site.get("/territoire/?q=gren").url == "/recherche/?q=gren"


def test_candidates_are_written_once_and_on_every_form_that_asks_for_a_territory(site):
    for page in (
        "/comparer/?a=Saint-Denis",
        "/negocier/table-ronde/?a=Saint-Denis",
        "/modeles/?territoire=Saint-Denis",
    ):
        html = site.get(page).content.decode()
        assert "désigne 4 territoires" in html, page
        assert 'class="results"' in html and "93066" in html, page

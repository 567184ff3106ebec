"""Pages of flows: interdependencies, shocks, negotiation; what is asked wrongly is refused kindly."""

from __future__ import annotations

import pytest

from rebonds.flows.scenario import load
from rebonds.rooms.observe import scenarios
from rebonds.rooms.observe.models import LineChoice

GRENOBLE, GRESIVAUDAN = "200040715", "200018166"
PAIR = f"a={GRENOBLE}&b={GRESIVAUDAN}"
BUILT = f"kind=extraction&where={GRENOBLE}&branches=CI&percent=50"


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(
    "address",
    [
        f"/territoire/{GRENOBLE}/interdependances/",
        "/territoire/38185/interdependances/",
        "/chocs/",
        "/chocs/?scenario=fermeture&b_scenario=tourisme",
        f"/chocs/?{BUILT}",
        "/negocier/",
        f"/negocier/?{PAIR}",
        f"/comparer/?{PAIR}",
        "/negocier/table-ronde/",
        f"/negocier/table-ronde/?{PAIR}&c=243800984",
    ],
)
def test_page_answers(site, address, lang) -> None:
    response = site.get(address + ("&" if "?" in address else "?") + f"lang={lang}")
    assert response.status_code == 200
    assert f'lang="{lang}"' in response.content.decode()


def test_interdependencies_show_who_how_much_and_what_is_missing(site) -> None:
    page = site.get(f"/territoire/{GRENOBLE}/interdependances/").content.decode()
    assert "CC Le Grésivaudan" in page and "≈" in page and "Donnée manquante" in page
    assert page.count("<svg") >= 5


def test_a_shock_is_never_called_a_forecast(site) -> None:
    page = site.get("/chocs/?scenario=fermeture").content.decode()
    assert "pas une prévision" in page and "Exposés en second" in page


def test_a_long_shock_is_shown_step_by_step(site, monkeypatch) -> None:
    """On a large economy: what is being done, then the central figures, then their band; without JavaScript too."""
    from rebonds.rooms.observe import reports, store

    monkeypatch.setattr(reports, "_QUICK_ZONES", 10)
    store.forget()
    address = "/chocs/?scenario=fermeture"
    waiting = site.get(address).content.decode()
    assert "etape=1" in waiting and "Exposés en second" not in waiting
    assert "<noscript>" in waiting and "etape=2" in waiting
    headers = {"HX-Request": "true", "HX-Target": "resultat"}
    centre = site.get(address + "&etape=1", headers=headers).content.decode()
    assert "Exposés en second" in centre and "etape=2" in centre and "Télécharger" not in centre
    whole = site.get(address + "&etape=2", headers=headers).content.decode()
    assert "Exposés en second" in whole and "etape=" not in whole
    assert "etape=" not in site.get(address).content.decode(), "what was computed is shown at once"


@pytest.mark.parametrize(
    "query",
    [
        "scenario=nimporte",
        "kind=supply&percent=150&days=10",
        "kind=demand&percent=abc",
        "kind=extraction&where=Xyzzy&percent=10",
        "kind=foo",
    ],
)
def test_a_wrong_scenario_is_said_on_the_page(site, query) -> None:
    response = site.get(f"/chocs/?{query}")
    assert response.status_code == 400
    assert 'role="alert"' in response.content.decode()
    assert site.get(f"/chocs/resultat.pdf?{query}").status_code == 404


@pytest.mark.parametrize(
    ("address", "start"),
    [
        (f"/territoire/{GRENOBLE}/interdependances.pdf", b"%PDF"),
        (f"/territoire/{GRENOBLE}/interdependances.xlsx", b"PK"),
        (f"/comparer/flux.csv?{PAIR}", "\ufefftableau".encode()),
        (f"/chocs/resultat.toml?{BUILT}", b"id = "),
        ("/chocs/resultat.json?scenario=fermeture", b"{"),
        (f"/negocier/table.html?{PAIR}", b"<!doctype html>"),
    ],
)
def test_exports(site, address, start) -> None:
    response = site.get(address)
    assert response.status_code == 200 and response.content.startswith(start)
    assert "attachment" in response["Content-Disposition"]


def test_a_form_makes_the_scenario_it_says() -> None:
    made = scenarios.built(
        {"kind": "supply", "where": GRENOBLE, "branches": "AZ", "percent": "12,5", "days": "30"}
    )
    assert (made.kind, made.hits[0].where, made.hits[0].percent, made.hits[0].days) == (
        "supply",
        (GRENOBLE,),
        12.5,
        30,
    )
    assert scenarios.asked({"scenario": "fermeture"}).hits == load("fermeture").hits
    assert scenarios.asked({}) is None


def line_of(site) -> str:
    page = site.get(f"/negocier/?{PAIR}").content.decode()
    return page.partition('name="line" value="')[2].partition('"')[0]


def test_lines_are_kept_dropped_commented_and_undone(site) -> None:
    line = line_of(site)
    where = {"a": GRENOBLE, "b": GRESIVAUDAN, "line": line}
    response = site.post("/negocier/ligne/", where | {"decision": "kept", "comment": "à voir <b>vite</b>"})
    assert response.status_code == 302 and response["Location"].endswith(f"#ligne-{line}")
    page = site.get(f"/negocier/?{PAIR}").content.decode()
    assert "1 gardés" in page or "1 gardé" in page
    assert "à voir &lt;b&gt;vite&lt;/b&gt;" in page
    assert "à voir" in site.get(f"/negocier/table.html?{PAIR}").content.decode()
    site.post("/negocier/ligne/", where | {"decision": "dropped", "comment": ""})
    assert LineChoice.objects.get().decision == "dropped"
    site.post("/negocier/ligne/", where | {"decision": "", "comment": ""})
    assert not LineChoice.objects.exists()


def test_choices_are_those_of_their_visitor_alone(site) -> None:
    from django.test import Client

    line = line_of(site)
    site.post("/negocier/ligne/", {"a": GRENOBLE, "b": GRESIVAUDAN, "line": line, "decision": "kept"})
    other = Client()
    assert "0 gardés" in other.get(f"/negocier/?{PAIR}").content.decode()


def test_a_line_that_does_not_exist_or_no_csrf_token_is_refused(site) -> None:
    from django.test import Client

    where = {"a": GRENOBLE, "b": GRESIVAUDAN}
    assert site.post("/negocier/ligne/", where | {"line": "nope", "decision": "kept"}).status_code == 404
    assert site.post("/negocier/ligne/", where | {"line": line_of(site), "decision": "x"}).status_code == 404
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/negocier/ligne/", where | {"line": "x"}).status_code == 403
    assert site.get("/negocier/ligne/").status_code == 405


def test_a_round_table_says_each_pair_and_shares_ceilings_between_all(site) -> None:
    page = site.get(f"/negocier/table-ronde/?{PAIR}&c=243800984").content.decode()
    assert "Plafonds à partager entre tous" in page and "Paire par paire" in page
    assert 'name="d"' in page, "one more can always join"
    wrong = site.get(f"/negocier/table-ronde/?{PAIR}&c=38185").content.decode()
    assert 'role="alert"' in wrong
    assert site.get(f"/negocier/table-ronde.pdf?{PAIR}&c=243800984").content.startswith(b"%PDF")
    assert site.get(f"/negocier/table-ronde.pdf?{PAIR}").status_code == 404


def test_branches_are_named_in_the_language_of_the_page(site) -> None:
    page = site.get("/chocs/?scenario=fermeture&lang=en").content.decode()
    shown = page[page.index('id="resultat"') :]
    assert "Computers, electronics and optics" in shown
    assert "Informatique, électronique et optique" not in shown

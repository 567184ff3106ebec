"""What only a browser can tell: accessibility, width, keyboard, themes, no JavaScript, no refused resource."""

from __future__ import annotations

import re

import pytest
from tests.e2e.people import assert_clean, violations

pytestmark = pytest.mark.e2e

GRENOBLE, GRESIVAUDAN = "200040715", "200018166"
PAGES = (
    "/",
    "/recherche/?q=grenoble",
    f"/territoire/{GRENOBLE}/",
    f"/territoire/{GRENOBLE}/income_work/",
    "/indicateur/",
    "/indicateur/poverty_rate_pct/",
    "/comparer/",
    f"/comparer/?a={GRENOBLE}&b={GRESIVAUDAN}",
    f"/territoire/{GRENOBLE}/interdependances/",
    f"/territoire/{GRENOBLE}/lunettes/ordinary/",
    f"/territoire/{GRENOBLE}/lunettes/land/",
    f"/comparer/lunettes/?lens=wealth&a={GRENOBLE}&b={GRESIVAUDAN}",
    f"/territoire/{GRENOBLE}/lunettes/inclusive/",
    f"/territoire/{GRENOBLE}/lunettes/functional/",
    f"/modeles/?m=cwb&m=doughnut&t=local_procurement&politique=welcome&territoire={GRENOBLE}",
    "/parcelles/",
    "/lm3/",
    "/chocs/?scenario=fermeture",
    f"/negocier/?a={GRENOBLE}&b={GRESIVAUDAN}",
    "/groupements/?q=vif&m=38545",
    "/sources/",
    "/methode/",
)


@pytest.mark.parametrize("path", PAGES)
def test_page_is_accessible_and_fits_its_width(visit, path):
    assert_clean(visit(path, color_scheme="light"))


def test_error_page_is_accessible(browser, address):
    context = browser.new_context(base_url=address)
    page = context.new_page()
    assert page.goto("/page-absente/").status == 404
    assert violations(page) == []
    context.close()


def focus(page, selector: str, most: int = 80) -> None:
    """Press Tab until the focus is on what ``selector`` names: the keyboard, and nothing else."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("s => !!document.activeElement && document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"{selector} is out of the keyboard's reach")


def test_keyboard_alone_goes_from_home_to_the_source_of_a_wedge(visit):
    page = visit("/")
    focus(page, ".skip")
    page.keyboard.press("Enter")
    focus(page, "#q")
    page.keyboard.type("grenoble alpes")
    page.wait_for_selector(".suggestions a")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/territoire/{GRENOBLE}/")
    focus(page, 'figure.ring a[href="#dim-income_work"]')
    outline = page.evaluate("() => getComputedStyle(document.activeElement.querySelector('.rb-hit')).stroke")
    assert outline != "none", "a focused wedge shows it"
    page.keyboard.press("Enter")
    page.wait_for_function("location.hash === '#dim-income_work'")
    focus(page, "#dim-income_work a[href^='#source-']")
    page.keyboard.press("Enter")
    page.wait_for_function("location.hash.startsWith('#source-')")
    focus(page, "li:target a")
    assert page.evaluate("document.activeElement.href").startswith("http")


def test_language_switches_stays_and_comes_back(visit):
    page = visit(f"/territoire/{GRENOBLE}/")
    page.click("a.language")
    page.wait_for_selector("html[lang=en]", state="attached")
    assert page.get_by_role("heading", name="Social floors").is_visible()
    page.goto("/sources/")
    assert page.evaluate("document.documentElement.lang") == "en"
    page.click("a.language")
    page.wait_for_selector("html[lang=fr]", state="attached")


def test_appearance_follows_the_system_then_the_choice(visit):
    def ground(page) -> str:
        return page.evaluate("getComputedStyle(document.documentElement).backgroundColor")

    light = ground(visit("/", color_scheme="light"))
    dark_page = visit("/", color_scheme="dark")
    dark = ground(dark_page)
    assert light != dark
    dark_page.click("[data-appearance]")
    assert ground(dark_page) == light
    dark_page.reload()
    assert ground(dark_page) == light
    assert dark_page.evaluate("document.documentElement.dataset.theme") == "light"


def test_changing_thresholds_redraws_the_reading_and_its_address(visit):
    page = visit(f"/territoire/{GRENOBLE}/")
    other = page.eval_on_selector_all("#seuils option", "all => all.map(o => o.value)")[-1]
    page.select_option("#seuils", other)
    page.wait_for_url(f"**seuils={other}**")
    assert page.input_value("#seuils") == other
    part = page.inner_html("#lecture")
    page.reload()
    strip = re.compile(r"\s*(class=\"[^\"]*htmx[^\"]*\"|hidden=\"\")")
    assert strip.sub("", page.inner_html("#lecture")) == strip.sub("", part)


def test_a_shock_is_chosen_computed_and_kept_in_the_address(visit):
    page = visit("/chocs/")
    page.select_option("#scenario", "fermeture")
    page.locator("form:has(#scenario) button").click()
    page.wait_for_selector("#resultat figure svg")
    assert "scenario=fermeture" in page.url
    assert page.get_by_text("Ce n’est pas une prévision").first.is_visible()


def test_a_line_of_a_negotiation_is_kept_then_undone(visit):
    page = visit(f"/negocier/?a={GRENOBLE}&b={GRESIVAUDAN}")
    page.fill("#c-1", "à préparer pour jeudi")
    page.locator(".table-lines > li").first.get_by_role("button", name="Garder").click()
    page.wait_for_selector(".table-lines > li.kept")
    assert page.input_value("#c-1") == "à préparer pour jeudi"
    page.fill("#c-1", "")
    page.locator(".table-lines > li").first.get_by_role("button", name="Annuler le choix").click()
    page.wait_for_function("!document.querySelector('.table-lines > li.kept')")


def test_a_territory_is_picked_on_the_map(visit):
    page = visit("/")
    page.locator("#carte").scroll_into_view_if_needed()
    page.locator("figure.map").scroll_into_view_if_needed()
    link = page.locator(f'figure.map a[href="/territoire/{GRENOBLE}/"]').first
    link.dispatch_event("click")
    page.wait_for_url(f"**/territoire/{GRENOBLE}/")


def test_a_grouping_is_made_read_deleted_and_brought_back(visit):
    page = visit("/groupements/")
    for name in ("Vif", "Claix"):
        page.fill("#gq", name)
        page.keyboard.press("Enter")
        page.click(f".results a:has-text('{name}') >> nth=0")
    page.fill("#gnom", "Deux communes du Drac")
    page.click("text=Enregistrer et lire")
    assert page.inner_text("h1") == "Deux communes du Drac"
    page.goto("/groupements/")
    page.click("button:has-text('Supprimer')")
    page.click("button:has-text('Rétablir')")
    assert page.locator("a:has-text('Deux communes du Drac')").is_visible()


def test_everything_reads_without_javascript(visit):
    page = visit("/", java_script_enabled=False)
    page.fill("#q", "grenoble alpes")
    page.click("form.search button")
    page.click(f".results a[href='/territoire/{GRENOBLE}/']")
    page.click('figure.ring .rb-wide a[href="#dim-health"]', force=True)
    page.select_option("#seuils", index=1)
    page.click("text=Appliquer")
    assert "seuils=" in page.url
    page.goto("/indicateur/poverty_rate_pct/")
    page.fill("#fq", "gresivaudan")
    page.click("text=Filtrer")
    assert page.locator("tbody tr:has-text('Grésivaudan')").count() == 1


def test_print_shows_the_ring_the_table_and_no_control(visit):
    page = visit(f"/territoire/{GRENOBLE}/")
    page.emulate_media(media="print")
    assert page.locator("figure.ring svg:visible").count() == 1
    assert not page.locator("form.controls").is_visible()
    assert not page.locator("header.site").is_visible()
    assert page.locator("table").first.is_visible()

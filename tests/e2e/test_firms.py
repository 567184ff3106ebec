"""The web of firms in a browser: drawn, walked by keyboard, readable on a phone and without JavaScript."""

from __future__ import annotations

import re
from importlib import resources

import pytest
from tests.e2e.people import assert_clean, path_of, signed_in
from tests.e2e.test_maps import until

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def park(browser, address):
    """Someone signed in, with the firms of the invented park imported in a workspace of hers."""
    with signed_in(browser, address, "Parc d’essai") as (page, home):
        root = f"{home}entreprises/"
        page.goto(f"{root}importer/")
        folder = resources.files("rebonds.rooms.firms") / "content"
        for name in ("firms", "flows"):
            content = (folder / f"{name}.csv").read_bytes()
            page.set_input_files(
                f"[name={name}]", {"name": f"{name}.csv", "mimeType": "text/csv", "buffer": content}
            )
        page.click("main form.narrow-form button[type=submit]")
        page.wait_for_url(re.compile(r"/entreprises/$"))
        page.click("text=Présumer depuis les activités")
        page.wait_for_load_state("networkidle")
        page.goto(f"{root}synergies/")
        page.click("main td form button >> nth=0")
        page.wait_for_url(re.compile("/synergie/"))
        synergy = path_of(page)
        page.goto(root)
        firm = page.locator("table a", has_text="Chaufferie").get_attribute("href")
        state = page.context.storage_state()
        return {"root": root, "state": state, "firm": firm, "synergy": synergy}


def test_every_page_is_accessible_and_fits_its_width(visit, park):
    root = park["root"]
    assert_clean(
        visit(root, storage_state=park["state"]),
        root, f"{root}nouvelle/", f"{root}importer/", f"{root}flux/", f"{root}toile/", f"{root}synergies/",
        park["firm"], park["synergy"],
    )  # fmt: skip


def test_the_web_is_walked_by_keyboard_and_opens_a_firm(visit, park):
    page = visit(f"{park['root']}toile/", storage_state=park["state"])
    page.wait_for_selector("[data-web-canvas][data-ready]")
    rows = page.locator("#w-roles ~ div tbody tr").count()
    assert page.evaluate("window.rebondsWeb.nodes().length") == rows
    page.focus("[data-web-canvas]")
    page.keyboard.press("ArrowRight")
    until(page, "window.rebondsWeb.nodes(':selected').length === 1")
    first = page.text_content("[data-web-status]")
    assert "donne à" in first or "reçoit de" in first
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
        page.keyboard.press(key)
    page.keyboard.press("Escape")
    until(page, "window.rebondsWeb.elements('.faded').length === 0")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_selector("#f-flows")


def test_states_are_told_otherwise_than_by_colour(visit, park):
    page = visit(f"{park['root']}toile/", storage_state=park["state"])
    page.wait_for_selector("[data-web-canvas][data-ready]")
    styles = page.evaluate("window.rebondsWeb.edges().map((e) => e.style('line-style'))")
    assert "dotted" in styles
    assert page.locator("[data-web-legend] li").count() == 5


def test_the_tables_say_it_all_without_javascript(visit, park):
    page = visit(f"{park['root']}toile/", storage_state=park["state"], java_script_enabled=False)
    assert not page.locator("[data-web-canvas]").is_visible()
    assert page.locator("#w-ties ~ div tbody tr").count() > 3
    assert "la toile se coupe" in page.content()

"""The inquiry in a browser: sorted on a phone, entered from paper by the keyboard, grouped, run to the minute."""

from __future__ import annotations

import re
import time

import pytest
from tests.e2e.people import assert_clean, path_of, signed_in

pytestmark = pytest.mark.e2e

SAVED = "Tout est gardé."


@pytest.fixture(scope="module")
def space(browser, address):
    """Someone signed in, in a workspace with the whole deck, the shifts and twelve sheets."""
    with signed_in(browser, address, "Atelier des problèmes") as (page, root):
        page.goto(f"{root}problemes/cartes/")
        page.click("form.stacked button[type=submit]")
        page.wait_for_url(re.compile("/problemes/$"))
        page.goto(f"{root}changements/")
        page.click("text=Charger les huit changements")
        page.goto(f"{root}problemes/papier/")
        page.fill("[name=many]", "12")
        page.click("form.sheet button[type=submit]")
        page.goto(f"{root}programme/rencontres/nouvelle/?atelier=start_from_problems")
        page.click("form.narrow-form button[type=submit]")
        page.wait_for_url(re.compile(r"/rencontres/(?!nouvelle)"))
        meeting = path_of(page)
        state = page.context.storage_state()
        return {"root": root, "meeting": meeting, "state": state}


def test_pages_are_accessible_and_fit_their_width(visit, space):
    root = space["root"]
    assert_clean(
        visit(root, storage_state=space["state"]),
        f"{root}programme/", space["meeting"], f"{space['meeting']}deroule/", f"{root}programme/attentes/nouvelle/",
        f"{root}problemes/", f"{root}problemes/trier/", f"{root}problemes/resultat/", f"{root}problemes/papier/",
        f"{root}problemes/familles/regrouper/?propositions=1", f"{root}changements/", f"{root}changements/positions/",
    )  # fmt: skip


@pytest.mark.parametrize("scripts", [True, False])
def test_cards_are_sorted_on_a_phone_with_and_without_javascript(visit, space, scripts):
    page = visit(
        f"{space['root']}problemes/trier/",
        375,
        storage_state=space["state"],
        java_script_enabled=scripts,
        has_touch=True,
    )
    first = page.inner_text(".sort-card h2")
    box = page.locator(".sort-buttons button").last.bounding_box()
    assert box["height"] >= 44 and box["y"] + box["height"] < 700  # under the thumb, without scrolling
    page.click("[name=press]")
    page.wait_for_selector("[name=press][aria-pressed=true]")
    page.click("[value=wicked]")
    page.locator(".sort-card h2").filter(has_not_text=first).wait_for()
    if scripts:
        second = page.inner_text(".sort-card h2")
        page.keyboard.press("p")
        page.wait_for_selector("[name=press][aria-pressed=true]")
        page.keyboard.press("2")
        page.keyboard.press("ArrowRight")  # typed before the answer is in: it must not call it off
        page.locator(".sort-card h2").filter(has_not_text=second).wait_for()
        third = page.inner_text(".sort-card h2")
        assert page.text_content("[role=status]").startswith("2 sur")
        page.keyboard.press("ArrowRight")
        page.locator(".sort-card h2").filter(has_not_text=third).wait_for()
        assert page.inner_text(".sort-card h2") not in (first, second)


def test_fifty_problems_by_twelve_people_are_typed_within_minutes(visit, space):
    page = visit(f"{space['root']}problemes/papier/", storage_state=space["state"])
    page.locator(".grid input").first.focus()
    start = time.monotonic()
    for place in range(600):
        page.keyboard.press("123"[place % 3])
        if place % 50 == 0:
            page.keyboard.press("p")  # circles the cell just filled
    assert time.monotonic() - start < 60
    page.wait_for_selector(f"text={SAVED}")
    page.reload()
    values = page.locator(".grid input").evaluate_all("all => all.map(one => one.value)")
    assert len(values) == 600
    assert all(values)
    # Column by column: the first sheet holds the first fifty keys, its first cell circled.
    assert values[0] == "1p" and values[12] == "2" and values[1] == "123"[50 % 3] + "p"
    cell = page.locator(".grid input").first
    cell.focus()
    page.keyboard.press("3")
    page.keyboard.press("Control+z")
    assert cell.input_value() == "1p"
    page.evaluate(
        """() => { const data = new DataTransfer(); data.setData("text", "2\\t3p\\n1\\t"); const cell =
        document.querySelector(".grid input"); cell.focus();
        cell.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})); }"""
    )
    page.wait_for_selector(f"text={SAVED}")
    page.reload()
    values = page.locator(".grid input").evaluate_all("all => all.map(one => one.value)")
    assert [values[0], values[1], values[12], values[13]] == ["2", "3p", "1", ""]
    page.goto(f"{space['root']}problemes/resultat/")
    assert page.locator(".sorted li").count() == 30


def test_what_is_typed_waits_for_the_network(visit, space):
    page = visit(f"{space['root']}problemes/papier/?page=2", storage_state=space["state"])
    page.context.set_offline(True)
    page.locator(".grid input").first.focus()
    page.keyboard.press("3")
    page.wait_for_selector("text=l’envoi reprendra")
    page.context.set_offline(False)
    page.wait_for_selector(f"text={SAVED}")
    page.reload()
    assert page.locator(".grid input").first.input_value() == "3"


def test_cards_are_grouped_by_dragging_and_by_the_list(visit, space):
    page = visit(f"{space['root']}problemes/familles/regrouper/", storage_state=space["state"])
    cards = page.locator('section[data-target=""] li')
    names = [cards.nth(place).inner_text() for place in range(2)]
    cards.nth(0).locator("input").check()
    page.fill("#title", "Ensemble")
    page.click("text=Déplacer")
    group = page.locator("section[data-target]", has_text="Ensemble")
    assert names[0] in group.inner_text()
    with page.expect_response(re.compile("faire/")):
        page.locator(f'section[data-target=""] li:has-text("{names[1][:30]}")').drag_to(group)
    page.reload()
    assert names[1] in page.locator("section[data-target]", has_text="Ensemble").inner_text()


def test_the_timer_obeys_the_keyboard_and_survives_a_reload(visit, space):
    page = visit(f"{space['meeting']}deroule/", 375, storage_state=space["state"])
    page.wait_for_selector("[data-timer]:not([hidden])")
    clock = page.locator("[data-timer-clock]")
    assert clock.inner_text() == "10:00"
    page.keyboard.press("+")
    assert clock.inner_text() == "11:00"
    page.keyboard.press("ArrowRight")
    assert page.inner_text("[data-timer-rank]") == "2 / 6"
    page.keyboard.press("Space")
    page.wait_for_timeout(1500)
    assert clock.inner_text() in ("9:59", "9:58")
    page.reload()
    page.wait_for_selector("[data-timer]:not([hidden])")
    assert page.inner_text("[data-timer-rank]") == "2 / 6"
    assert page.inner_text('[data-do="play"]') == "Pause"
    assert page.locator(".run-steps [aria-current]").count() == 1

"""Paper ballots typed in by the keyboard: digits go on, arrows move, a table pastes, nothing is lost without network."""

from __future__ import annotations

import pytest
from tests.e2e.people import open_workspace, sign_up

pytestmark = pytest.mark.e2e
OPTIONS = ("Ouvrir une halle", "Prêter des outils", "Planter des haies")


@pytest.fixture
def grid(visit):
    """The grid of an open ballot of three options, by majority judgment."""
    page = visit("/")
    sign_up(page, "Farida Anime")
    root = open_workspace(page, "Atelier de la vallée", "Choisir ensemble.")
    page.goto(f"{root}votes/nouveau/")
    page.fill("input[name=question]", "Quelle action lancer en premier ?")
    page.fill("textarea[name=lines]", "\n".join(OPTIONS))
    page.click("text=Enregistrer")
    page.wait_for_url("**/modifier/")
    page.goto(page.url.replace("modifier/", ""))
    page.click("text=Ouvrir le vote")
    page.click("text=Saisir les feuilles")
    page.wait_for_selector(".grid input")
    return page


def cell(page, sheet: int, column: int):
    """The cell of a sheet."""
    return page.locator(f"input[name=c-{sheet}-{column}]")


def row(page, sheet: int) -> list[str]:
    """What a row holds."""
    return [cell(page, sheet, column).input_value() for column in range(len(OPTIONS))]


def here(page) -> str:
    """The name of the cell where one stands."""
    return page.evaluate("document.activeElement.name")


def press(page, *keys: str) -> None:
    """Type."""
    for key in keys:
        page.keyboard.press(key)


def kept(page, sheet: int) -> None:
    """Wait until a row is kept."""
    page.wait_for_selector(f"tr[data-row='{sheet}'].kept")


def test_digits_go_on_and_a_row_is_kept_when_one_leaves_it(grid):
    cell(grid, 1, 0).focus()
    press(grid, "7", "3", "1")
    assert here(grid) == "c-2-0"
    kept(grid, 1)
    assert grid.text_content("[data-sheets]") == "1"
    press(grid, "2", "5")
    assert here(grid) == "c-2-2"
    press(grid, "Enter")
    assert here(grid) == "c-3-0"
    kept(grid, 2)
    grid.reload()
    assert (row(grid, 1), row(grid, 2)) == (["7", "3", "1"], ["2", "5", ""])


def test_arrows_move_and_never_leave_the_table(grid):
    cell(grid, 2, 1).focus()
    for key, there in (
        ("ArrowRight", "c-2-2"),
        ("ArrowRight", "c-2-2"),
        ("ArrowUp", "c-1-2"),
        ("ArrowUp", "c-1-2"),
        ("ArrowLeft", "c-1-1"),
        ("ArrowDown", "c-2-1"),
    ):
        press(grid, key)
        assert here(grid) == there, key


def test_a_table_is_pasted_and_taken_back_at_once(grid):
    from playwright.sync_api import expect

    cell(grid, 1, 0).focus()
    press(grid, "4")
    grid.evaluate(
        """() => { const data = new DataTransfer(); data.setData("text/plain", "7\\t6\\r\\n5\\tbien\\r\\n");
        document.activeElement.dispatchEvent(
            new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})); }"""
    )
    assert (row(grid, 1), row(grid, 2)) == (["4", "7", "6"], ["", "5", "bien"])
    kept(grid, 2)
    press(grid, "Control+z")
    assert (row(grid, 1), row(grid, 2)) == (["4", "", ""], ["", "", ""])
    assert here(grid) == "c-1-1"
    press(grid, "Control+z")
    assert row(grid, 1) == ["", "", ""]
    press(grid, "Control+z")
    assert "Rien à annuler" in grid.text_content("[data-grid-said]")
    expect(grid.locator("tr.kept")).to_have_count(0, timeout=60_000)
    grid.reload()
    assert row(grid, 2) == ["", "", ""]


def test_what_cannot_be_read_says_so_on_its_row(grid):
    cell(grid, 1, 0).fill("9")
    cell(grid, 2, 0).focus()
    refused = grid.wait_for_selector("tr[data-row='1'].refused")
    assert "9" in refused.get_attribute("title")


def test_without_network_a_row_waits_and_is_sent_again(grid):
    grid.context.set_offline(True)
    cell(grid, 1, 0).focus()
    press(grid, "6", "6", "6")
    grid.wait_for_selector("[data-grid-said]:has-text('Pas de réseau')")
    assert row(grid, 1) == ["6", "6", "6"]
    assert not grid.locator("tr.kept").count()
    grid.context.set_offline(False)
    kept(grid, 1)
    grid.reload()
    assert row(grid, 1) == ["6", "6", "6"]

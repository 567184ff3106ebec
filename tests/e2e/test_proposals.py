"""A phone proposes a statement, the desk lets it through, another phone answers it without losing what it ticked."""

from __future__ import annotations

import pytest
from tests.e2e.people import assert_clean, open_workspace, sign_up

pytestmark = pytest.mark.e2e
PHONE = 375
TEXT = "Planter des haies <b>partout</b>"
WITHIN = 60_000


@pytest.fixture
def desk(visit):
    """The facilitator's browser, on the desk of a session whose ballot of statements takes proposals."""
    page = visit("/")
    sign_up(page, "Farida Anime")
    space = open_workspace(page, "Énoncés de la vallée", "Chercher ce qui réunit.")
    page.goto(f"{space}ateliers/nouveau/")
    page.fill("input[name=title]", "Ce qui nous réunit")
    page.click("text=Enregistrer")
    page.wait_for_url("**/animer/")
    page.click("text=Ajouter un vote")
    page.fill("input[name=question]", "D’accord ou pas ?")
    row = page.locator(".field:has(select[name=proposals])")
    assert not row.is_visible()
    page.select_option("select[name=method]", "statements")
    assert row.is_visible()
    page.fill("textarea[name=lines]", "Ouvrir une halle\nPrêter des outils\nRouvrir la gare")
    page.select_option("select[name=proposals]", "agreed")
    page.wait_for_selector("#brouillon:not(:empty)")  # a form that is being kept is dimmed
    assert_clean(page)
    page.click("text=Enregistrer")
    page.wait_for_url("**/animer/")
    page.click("text=Ouvrir le vote")
    return page


def come_in(visit, code: str, name: str):
    """Bring a phone to the ballot."""
    phone = visit(f"/a/{code}/", width=PHONE)
    phone.fill("input[name=name]", name)
    phone.click("main form button[type=submit]")
    phone.click("a.answer")
    phone.wait_for_selector("form.bulletin")
    return phone


def tick(phone, rank: int, value: str) -> None:
    """Answer the question that is shown; a tap goes on to the next."""
    box = phone.locator("fieldset.question").nth(rank)
    box.wait_for()
    box.locator(f"input[value={value}]").check()


def test_a_proposal_goes_from_one_phone_to_another(desk, visit):
    code = desk.text_content(".huge.code").strip().lower()
    first, second = come_in(visit, code, "Nadia"), come_in(visit, code, "Omar")
    assert "attendent l’accord" in first.text_content("#etat")
    # Omar has ticked two statements and sent nothing yet.
    tick(second, 0, "agree")
    tick(second, 1, "pass")
    tick(first, 0, "disagree")
    first.fill("#proposer textarea", "ouvrir une HALLE")
    first.click("#proposer button")
    first.wait_for_selector("#proposer [role=alert]:has-text('déjà proposée')")
    assert first.input_value("#proposer textarea") == "ouvrir une HALLE"
    assert_clean(first)
    first.fill("#proposer textarea", TEXT)
    first.click("#proposer button")
    first.wait_for_selector("#proposer [role=status]:has-text('attend l’accord')")
    first.wait_for_selector(".proposed:has-text('Planter des haies')")
    assert first.locator("input[value=disagree]:checked").count() == 1, "proposing keeps what is ticked"
    assert_clean(first)

    waiting = desk.locator(".to-decide li", has_text=TEXT)
    waiting.wait_for(timeout=WITHIN)
    assert_clean(desk)
    waiting.get_by_role("link", name="Modifier").click()
    desk.wait_for_url("**/propositions/#p-*")
    assert_clean(desk)
    desk.fill(".proposals textarea", "Planter des haies")
    desk.get_by_role("button", name="Accepter").click()
    desk.wait_for_selector(".proposals .badge:has-text('Ajoutée au vote')")
    assert_clean(desk)

    late = second.locator("fieldset.question", has_text="Planter des haies")
    late.wait_for(state="attached", timeout=WITHIN)
    assert second.locator("fieldset.question input:checked").count() == 2, "nothing that was ticked moved"
    assert second.text_content("[data-count]").strip() == "3 / 4"
    second.click("[data-step='1']")
    assert late.is_visible() and "par une personne de la salle" in late.text_content()
    tick(second, 3, "agree")
    assert_clean(second)
    second.click("text=Envoyer ma réponse")
    second.wait_for_selector(".receipt[data-status=counted]")
    second.reload()
    assert late.locator("input[value=agree]").is_checked()

    # Who has answered already is told of the next one, and her closed ballot opens for it.
    first.wait_for_selector(
        "fieldset.question:has-text('Planter des haies')", state="attached", timeout=WITHIN
    )
    for _ in range(2):
        first.click("[data-step='1']")
    first.click("text=Envoyer ma réponse")
    first.wait_for_selector(".receipt[data-status=counted]")
    second.fill("#proposer textarea", "Repeindre la mairie")
    second.click("#proposer button")
    second.wait_for_selector(".proposed:has-text('Repeindre')")
    desk.reload()
    desk.get_by_role("button", name="Accepter").click()
    first.wait_for_selector("#etat .notice:has-text('1 affirmation est arrivée')", timeout=WITHIN)
    first.locator("fieldset.question.current", has_text="Repeindre").wait_for()
    tick(first, 4, "disagree")
    first.click("text=Envoyer ma réponse")
    first.locator("#etat .notice").wait_for(state="detached", timeout=WITHIN)

    desk.click(".crumbs a")
    desk.click("text=Clore et signer")
    desk.click("text=Montrer le résultat")
    desk.wait_for_selector("a:has-text('Résultat')")
    desk.click(".desk-ballots a:has-text('Résultat')")
    desk.wait_for_selector("text=vue par 2 bulletins sur 2")
    assert "Repeindre la mairie » : vue par 1 bulletin sur 2, 1 réponse" in desk.text_content("main").replace(
        "\u202f", " "
    ).replace("\u00a0", " ")
    assert_clean(desk)

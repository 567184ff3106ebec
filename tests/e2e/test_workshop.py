"""A workshop of twelve people, played through browsers: phones that come and go, a wall, a desk, a result."""

from __future__ import annotations

import pytest
from tests.e2e.people import open_workspace, sign_up, violations

pytestmark = pytest.mark.e2e
PEOPLE = 12
PHONE = {"width": 375, "height": 740}


def no_violation(page) -> None:
    """Nothing is out of reach."""
    assert violations(page) == [], page.url


def fits(page) -> None:
    """Nothing is wider than the screen."""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), (
        page.url
    )


@pytest.fixture
def desk(visit):
    """The facilitator's browser, on the desk of a session with a ballot in preparation."""
    page = visit("/")
    sign_up(page, "Farida Anime")
    open_workspace(page, "Atelier de la vallée", "Choisir ensemble.")
    page.click("text=Ateliers >> nth=0")
    page.click("text=Préparer un atelier")
    page.fill("input[name=title]", "Que faire d’abord ?")
    page.fill("textarea[name=lines]", "10 Accueil : se présenter\n20 Voter\n5 Clore")
    page.click("text=Enregistrer")
    page.wait_for_url("**/animer/")
    page.click("text=Ajouter un vote")
    page.fill("input[name=question]", "Quelle action lancer en premier ?")
    page.fill("textarea[name=lines]", "Ouvrir une halle\nPrêter des outils\nPlanter des haies")
    page.click("text=Enregistrer")
    page.wait_for_url("**/animer/")
    return page


def test_twelve_people_vote_one_loses_the_network(desk, visit, browser, address, tmp_path):
    no_violation(desk)
    code = desk.text_content(".huge.code").strip()
    wall = desk.context.new_page()
    wall.goto(desk.url.replace("/animer/", "/mur/"))
    assert wall.locator(".qr-box svg").count() == 1
    assert code in wall.text_content(".wall-code")
    no_violation(wall)
    phones = []
    for rank in range(PEOPLE):
        phone = visit(f"/a/{code.lower()}/", width=PHONE["width"])
        if rank == 0:
            no_violation(phone)
            fits(phone)
        phone.fill("input[name=name]", f"Personne {rank}")
        if rank % 2:
            phone.check("input[name=named]")
        phone.click("main form button[type=submit]")
        phone.wait_for_url("**/ateliers/*/")
        phones.append(phone)
    assert "Rien à répondre" in phones[0].text_content("main")
    desk.click("text=Ouvrir le vote")
    for rank, phone in enumerate(phones):
        phone.wait_for_selector("a.answer:has-text('Répondre')")
        phone.click("a.answer")
        phone.wait_for_selector("form.bulletin")
        if rank == 0:
            no_violation(phone)
            fits(phone)
        for option, grade in enumerate((6 if rank < 8 else 1, rank % 7, 3)):
            phone.locator("fieldset.question").nth(option).locator(f"input[value='{grade}']").check()
        if rank == 5:
            phone.context.set_offline(True)
        phone.click("text=Envoyer ma réponse")
        if rank == 5:
            phone.wait_for_selector(".receipt[data-status=kept]")
            assert "Gardée sur ce téléphone" in phone.text_content(".receipt")
        else:
            phone.wait_for_selector(".receipt[data-status=counted]")
    wall.wait_for_selector(".wall-count strong:text-is('11')")
    assert "passable" not in wall.text_content("main")
    phones[5].context.set_offline(False)
    phones[5].wait_for_selector(".receipt[data-status=counted]")
    wall.wait_for_selector(".wall-count strong:text-is('12')")
    phones[5].reload()
    assert "Votre réponse est comptée" in phones[5].text_content(".receipt")
    phones[5].click("summary:has-text('Revoir')")
    phones[5].click("text=Remplacer ma réponse")
    phones[5].wait_for_selector(".receipt[data-status=counted]")
    desk.reload()
    assert desk.text_content(".voted .count").strip() == "12"
    desk.click("text=Clore et signer")
    phones[0].wait_for_selector("text=Ce vote est clos")
    desk.click("text=Montrer le résultat")
    wall.wait_for_selector(".wall-result")
    assert "Ouvrir une halle" in wall.text_content(".wall-result")
    no_violation(wall)
    phones[3].goto(phones[3].url)
    phones[3].click("text=Voir le résultat")
    phones[3].wait_for_selector("text=Refaire ce décompte")
    fits(phones[3])
    no_violation(phones[3])


def test_a_phone_opens_its_workshop_again_without_network(desk, visit):
    code = desk.text_content(".huge.code").strip()
    desk.click("text=Ouvrir le vote")
    phone = visit(f"/a/{code.lower()}/", width=PHONE["width"])
    phone.fill("input[name=name]", "Sans Réseau")
    phone.click("main form button[type=submit]")
    phone.wait_for_url("**/ateliers/*/")
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    kept = "caches.open('rebonds-atelier-pages').then(c => c.match(location.pathname)).then(Boolean)"
    phone.wait_for_function(kept)
    phone.click("a.answer")
    phone.wait_for_selector("form.bulletin")
    phone.wait_for_function(kept)

    phone.context.set_offline(True)
    phone.reload()
    assert "page gardée par ce téléphone" in phone.locator("[data-kept-page]").inner_text()
    no_violation(phone)
    fits(phone)
    for option in range(3):
        phone.locator("fieldset.question").nth(option).locator("input[value='4']").check()
    phone.click("text=Envoyer ma réponse")
    phone.wait_for_selector(".receipt[data-status=kept]")
    phone.reload()
    assert phone.locator("fieldset.question input[value='4']:checked").count() == 3
    phone.click("p.crumbs a")
    phone.wait_for_selector("a.answer")
    workshop = phone.url
    phone.goto(workshop.replace("/ateliers/", "/votes/"))
    assert "n’a pas encore été ouverte" in phone.text_content("main")
    no_violation(phone)

    phone.context.set_offline(False)
    phone.goto(workshop)
    phone.click("a.answer")
    phone.wait_for_selector(".receipt[data-status=counted]")
    desk.reload()
    assert desk.text_content(".voted .count").strip() == "1"

    # An answered ballot is no longer on the phone once its page has been seen again.
    phone.reload()
    phone.wait_for_function(f"{kept}.then(found => !found)")


def test_an_answer_with_a_stale_token_is_sent_again_with_that_of_the_day(desk, browser, address):
    code = desk.text_content(".huge.code").strip()
    desk.click("text=Ouvrir le vote")
    context = browser.new_context(base_url=address)  # its console will tell the 403, as it should
    try:
        phone = context.new_page()
        phone.goto(f"/a/{code.lower()}/")
        phone.fill("input[name=name]", "Page Ancienne")
        phone.click("main form button[type=submit]")
        phone.click("a.answer")
        phone.wait_for_selector("form.bulletin")
        phone.locator("form.bulletin [name=csrfmiddlewaretoken]").evaluate(
            "one => { one.value = 'a'.repeat(64); }"
        )
        phone.locator("fieldset.question").nth(0).locator("input[value='2']").check()
        phone.click("text=Envoyer ma réponse")
        phone.wait_for_selector(".receipt[data-status=counted]")
    finally:
        context.close()
    desk.reload()
    assert desk.text_content(".voted .count").strip() == "1"

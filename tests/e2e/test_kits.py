"""Kits in a browser: on a phone and on a desk, by axe, and the self-assessment alone without JavaScript."""

from __future__ import annotations

import re

import pytest
from tests.e2e.people import assert_fits, open_workspace, sign_up

from rebonds.deliberation.sortition.examples import EXAMPLE

pytestmark = pytest.mark.e2e
QUESTIONS = 9


def send(page, **texts) -> None:
    """Fill a form and send it."""
    for name, text in texts.items():
        page.fill(f"[name='{name.replace('__', '-')}']", text)
    page.locator("main form:has([name]) button[type=submit]").last.click()


@pytest.mark.parametrize("width", [375, 1280])
def test_alone_in_two_minutes_without_an_account_nor_javascript(visit, width):
    page = visit("/ou-en-est-notre-equipe/", width)
    assert_fits(page)
    plain = visit("/ou-en-est-notre-equipe/", width, java_script_enabled=False)
    for rank in range(QUESTIONS):
        plain.locator("fieldset").nth(rank).locator("input").nth(rank % 3).check()
    plain.click("text=Voir mon résultat")
    assert "9 réponses sur 9" in plain.text_content("main")
    page.goto(plain.url)
    assert "9 réponses sur 9" in page.text_content("main")  # the address is the result
    assert_fits(page)


def test_main_pages_on_a_phone(visit):
    page = visit("/", 375)
    sign_up(page)
    root = f"{open_workspace(page)}kits/"
    paths = ("", "portraits/", "pistes/", "ateliers/", "delegations/", "influence/", "fictions/comparer/")
    for path in (*paths, "fiches/fiction/", "fiches/opinion/nouvelle/", "fiches/project/"):
        page.goto(f"{root}{path}")
        assert_fits(page)
    page.goto(f"{root}fiches/convention/nouvelle/")
    send(page, title="Convention d’essai", day="2027-02-06", f__mandate="Quoi ?", f__commitment="Répondre.")
    page.wait_for_url("**/fiche/*/")
    assert_fits(page)
    page.click("text=Préparer un tirage")
    for name in ("pool", "quotas"):
        file = {"name": f"{name}.csv", "mimeType": "text/csv", "buffer": EXAMPLE[f"{name}.csv"].encode()}
        page.set_input_files(f"[name={name}]", file)
    send(page, title="Panel", size="12", same_address="adresse")
    page.wait_for_url("**/tirage/*/")
    assert_fits(page)
    page.fill("[name=numbers]", "4 8 15 16")
    page.click("text=Tirer le panel")
    page.wait_for_selector("text=Le panel est tiré")
    page.click("main button:has-text('Vérifier')")
    page.wait_for_selector("text=graine et panel concordent")
    assert_fits(page)
    page.goto(f"{root}influence/nouvelle/")
    send(page, title="Louer plutôt que vendre")
    page.wait_for_url(re.compile(r"/influence/[a-z0-9]{10}/$"))
    page.click("text=Ajouter une personne")
    assert_fits(page)
    send(page, name="Prudence (inventée)")
    page.wait_for_selector("text=Ordre des conversations")
    assert_fits(page)


@pytest.mark.parametrize("width", [375, 1280])
def test_a_deck_of_ones_own_from_the_download_to_the_vote(visit, width):
    """Downloaded, changed, refused with its lines, corrected, shown, taken, retired, brought back, put to the vote."""
    page = visit("/", width)
    sign_up(page)
    root = f"{open_workspace(page)}kits/"
    page.goto(f"{root}jeux/")
    assert_fits(page)
    shipped = page.request.get(page.url + "rebonds/mirror.csv").text()
    ours = shipped.replace("Un emploi de plus", "Un moulin de plus")

    def give(text: str) -> None:
        page.goto(f"{root}jeux/apporter/?pour=mirror")
        file = {"name": "moulins.csv", "mimeType": "text/csv", "buffer": text.encode()}
        page.set_input_files("[name=file]", file)
        page.click("text=Voir ce qui sera pris")

    give(ours.replace("énoncé;jobs_any", "enonce;jobs_any"))
    page.wait_for_selector("text=1 erreur dans moulins.csv")
    assert "Ligne 12" in page.text_content("main")
    assert_fits(page)
    give(ours)
    page.wait_for_selector("text=Rien n’est encore écrit")
    assert_fits(page)
    page.click("text=Prendre ce jeu")
    page.wait_for_url("**/kits/jeu/*/")
    assert_fits(page)
    assert page.request.get(page.url + "jeu.csv").text() == ours
    page.click("main button:has-text('Retirer')")
    page.wait_for_selector("text=n’est plus proposé")
    page.click("button:has-text('Annuler')")
    page.wait_for_selector("text=de nouveau proposé")
    page.click("text=En faire un vote")
    page.wait_for_url("**/modifier/")
    assert "Un moulin de plus" in page.input_value("[name=lines]")

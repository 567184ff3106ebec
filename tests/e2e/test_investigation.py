"""One whole story in a browser: problem, sort, map, shift, investigation, witness, quote, finding, report, withdrawal."""

from __future__ import annotations

import re

import pytest
from tests.e2e.people import assert_fits, open_workspace, sign_up

pytestmark = pytest.mark.e2e
SAID = "Le carnet est plein, et personne ne m’a rien demandé."


def save(page) -> None:
    """Save the form of the page."""
    page.get_by_role("button", name="Enregistrer").click()


def second_person(visit, page, space: str) -> None:
    """A colleague comes by a link, with an account of her own: a team needs two."""
    page.goto(f"{space}personnes/inviter/")
    page.locator("form:has([name=do][value=link]) [name=role]").select_option("investigator")
    page.get_by_role("button", name="Faire le lien").click()
    link = page.get_by_label("Lien d’invitation").input_value()
    other = visit("/")
    sign_up(other)
    other.goto(link)
    other.locator("[name=name]").fill("Zoé Inventée")
    other.locator("main form button[type=submit]").click()
    other.wait_for_url(f"**{space}")


def test_from_a_problem_to_a_report(visit):
    page = visit("/")
    sign_up(page)
    space = open_workspace(page)
    second_person(visit, page, space)

    # a problem, sorted
    page.goto(f"{space}problemes/nouveau/")
    page.locator("[name=title_fr]").fill("Les ateliers ferment")
    page.locator("[name=text_fr]").fill("Faute de repreneur.")
    save(page)
    problem = page.url
    page.goto(f"{space}problemes/trier/")
    page.locator("button[name=klass][value=wicked]").click()
    page.get_by_text("C’est fait : tout est trié.").wait_for()

    # a map that names it
    page.goto(f"{space}cartes/nouvelle/")
    page.get_by_label("Titre").first.fill("Pourquoi ils ferment")
    save(page)
    assert "Pourquoi ils ferment" in page.locator("h1").inner_text()

    # the shifts
    page.goto(f"{space}changements/")
    page.get_by_role("button", name="Charger les huit changements").first.click()
    page.goto(f"{space}changements/")
    assert page.locator("main a[href*='/changements/']").count() >= 8

    # an investigation, begun from the problem
    page.goto(problem)
    page.get_by_role("link", name="Ouvrir une enquête").click()
    page.locator("[name=title]").fill("Qui reprend les ateliers ?")
    page.locator("[name=question]").fill("Pourquoi ferment-ils, et qui reprendrait ?")
    assert page.locator("[name=problem] option:checked").inner_text() == "Les ateliers ferment"
    page.locator("[name=shift]").select_option(index=1)
    page.get_by_label("Zoé Inventée").check()
    save(page)
    page.get_by_role("heading", name="Qui reprend les ateliers ?").wait_for()
    dossier = page.url
    assert page.get_by_role("link", name="Les ateliers ferment").count() >= 1
    assert_fits(page)

    # a witness who consents, a hearing, a quote selected in its transcript
    page.get_by_role("link", name="Ajouter un témoin").click()
    page.locator("[name=name]").fill("Ada Inventée")
    page.locator("[name=role]").fill("menuisière")
    page.locator("[name=consent]").select_option("written")
    page.locator("[name=scope]").select_option("named")
    page.locator("[name=consent_date]").fill("2026-03-01")
    save(page)
    assert_fits(page)
    witness = page.url
    page.goto(dossier)
    page.get_by_role("link", name="Noter une audition").click()
    page.locator("[name=witness]").select_option(label="Ada Inventée")
    page.locator("[name=guide]").select_option("practitioner")
    page.locator("[name=transcript]").fill(f"Avant.\n\n{SAID}\n\nAprès.")
    save(page)
    page.locator("[data-transcript] p").nth(1).evaluate(
        "p => { const r = document.createRange(); r.selectNodeContents(p);"
        " const s = getSelection(); s.removeAllRanges(); s.addRange(r); }"
    )
    page.get_by_role("button", name="Citer ce passage").click()
    assert page.locator("#citer [name=text]").input_value() == SAID
    assert_fits(page)
    page.get_by_role("button", name="Relever").click()
    page.locator("#citations").wait_for()
    assert SAID in page.locator("blockquote.quote").inner_text()

    # a finding: refused on nothing, kept as typed, written on the quote
    page.goto(dossier)
    page.get_by_role("link", name="Écrire un enseignement").click()
    page.locator("[name=statement]").fill("On ne demande pas assez tôt.")
    save(page)
    page.get_by_text("Un enseignement s’appuie sur une citation").wait_for()
    assert page.locator("[name=statement]").input_value() == "On ne demande pas assez tôt."
    page.locator("[name=quotes]").first.check()
    save(page)
    page.get_by_role("heading", name="On ne demande pas assez tôt.").wait_for()
    assert_fits(page)
    page.get_by_role("link", name="Pourquoi ?").click()
    assert "Les ateliers ferment" in page.locator("main").inner_text()

    # search forgives
    page.goto(f"{space}recherche/?q=CARNETS")
    assert page.locator("mark", has_text="carnet").count() >= 1
    assert_fits(page)

    # the report, its files, the register
    page.goto(f"{space}retours/nouveau/")
    page.locator("[name=title]").fill("Ce qui se transmet")
    page.locator("[name=introduction]").fill("Trois mois d’enquête.")
    save(page)
    page.get_by_label("Qui reprend les ateliers ?").check()
    page.locator("#parties ~ form button[type=submit]").click()
    report = page.locator("article.report")
    report.get_by_text("On ne demande pas assez tôt.").wait_for()
    assert SAID in report.inner_text() and "Ada Inventée, menuisière" in report.inner_text()
    assert_fits(page)
    for name in ("PDF", "ODT", "HTML"):
        with page.expect_download() as download:
            page.get_by_role("button", name=name, exact=True).click()
        assert download.value.suggested_filename == f"ce-qui-se-transmet.{name.lower()}"
    where = page.url

    # she takes her consent back
    page.goto(witness)
    page.get_by_role("button", name="L’accord est repris").click()
    page.get_by_text("prévenez ceux qui l’ont reçu").first.wait_for()
    assert page.locator("section:has(#sorties) .sheet").count() == 3
    page.goto(re.sub(r"#.*", "", where))
    assert (
        SAID not in page.content()
        and "On ne demande pas assez tôt." not in page.locator("article.report").inner_text()
    )
    page.goto(f"{space}recherche/?q=carnet")
    assert page.get_by_text("Rien ne contient tous ces mots").count() == 1


def test_the_investigation_fits_a_phone_and_is_written_without_javascript(visit):
    page = visit("/", 375, java_script_enabled=False)
    sign_up(page)
    space = open_workspace(page)
    for path in ("enquetes/", "bibliotheque/", "bibliotheque/lectures/", "retours/", "recherche/"):
        page.goto(f"{space}{path}")
        assert page.locator("h1").count() == 1
    page.goto(f"{space}bibliotheque/lectures/nouvelle/")
    page.locator("[name=title]").fill("Transmettre (référence inventée)")
    page.locator("[name=notes]").fill("Le moment compte.")
    save(page)
    page.goto(f"{space}recherche/?q=moments")
    assert page.locator("mark").inner_text() == "moment"

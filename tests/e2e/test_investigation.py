"""One whole story in a browser: problem, sort, map, shift, investigation, witness, quote, finding, report, withdrawal."""

from __future__ import annotations

import re

import pytest
from tests.e2e.people import assert_fits, open_workspace, path_of, sign_up

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


def composed(visit) -> tuple:
    """A report of three investigations, at hand."""
    page = visit("/")
    sign_up(page)
    space = open_workspace(page)
    second_person(visit, page, space)
    for title in ("Alpha", "Bravo", "Charlie"):
        page.goto(f"{space}enquetes/nouveau/")
        page.locator("[name=title]").fill(title)
        page.locator("[name=question]").fill(f"Et {title} ?")
        page.get_by_label("Zoé Inventée").check()
        save(page)
        page.get_by_role("heading", name=title).first.wait_for()
    page.goto(f"{space}retours/nouveau/")
    page.locator("[name=title]").fill("Trois enquêtes")
    save(page)
    for box in page.locator("#parties ~ form input[type=checkbox]").all():
        box.check()
    page.locator("#parties ~ form button[type=submit]").click()
    page.locator(".parts li.draggable").nth(2).wait_for()
    return page, page.context.storage_state()


def told(page) -> tuple[list[str], list[str]]:
    """The order of the parts, in the list and in the preview below."""
    names = page.locator(".parts [data-name]").all_inner_texts()
    heads = page.locator("article.report > h2, article.report > section > h2").all_inner_texts()
    return names, [head for head in heads if head in names]


def test_the_parts_of_a_report_are_dragged_moved_by_keys_and_put_back(visit):
    page, state = composed(visit)
    assert told(page)[0] == ["Alpha", "Bravo", "Charlie"]
    assert_fits(page)
    item = page.locator(".parts li")

    # the mouse: the third on the first; the preview follows, without the page being loaded again
    page.evaluate("window.same = true")
    with page.expect_response(re.compile(r"/ordre/$")):
        item.nth(2).locator("[data-handle]").drag_to(item.nth(0).locator("[data-handle]"))
    page.get_by_role("status").filter(has_text="L’ordre des parties est changé").wait_for()
    assert told(page) == (["Charlie", "Alpha", "Bravo"],) * 2
    assert page.evaluate("window.same")

    # undone by the button of the notice
    page.get_by_role("button", name="Annuler").click()
    page.wait_for_load_state()
    assert told(page) == (["Alpha", "Bravo", "Charlie"],) * 2

    # the keyboard: each step is said, the order is posted once, and the part keeps the focus
    posted = []
    page.on("request", lambda r: r.method == "POST" and posted.append(r.url))
    item.nth(0).focus()
    page.keyboard.press("Alt+ArrowDown")
    assert page.locator("[data-order-said]").inner_text() == "Alpha : place 2 sur 3."
    page.keyboard.press("Alt+ArrowDown")
    assert page.locator("[data-order-said]").inner_text() == "Alpha : place 3 sur 3."
    page.locator("article.report > h2:first-of-type, article.report > section:first-of-type > h2").filter(
        has_text="Bravo"
    ).first.wait_for()
    assert told(page) == (["Bravo", "Charlie", "Alpha"],) * 2
    assert len(posted) == 1
    assert page.evaluate("document.activeElement.querySelector('[data-name]').textContent") == "Alpha"
    assert_fits(page)

    # a refused order comes back, and it is said
    page.route("**/ordre/", lambda route: route.fulfill(status=204))
    page.keyboard.press("Alt+ArrowUp")
    page.get_by_text("n’a pas pu être enregistré").wait_for()
    assert told(page)[0] == ["Bravo", "Charlie", "Alpha"]

    # a finger, by the handle
    phone = visit(path_of(page), 375, storage_state=state, has_touch=True)
    assert told(phone)[0] == ["Bravo", "Charlie", "Alpha"]
    handles = phone.locator(".parts [data-handle]")
    handles.nth(0).scroll_into_view_if_needed()
    a, b = (handles.nth(place).bounding_box() for place in (0, 1))
    x = a["x"] + a["width"] / 2
    touch = phone.context.new_cdp_session(phone)
    with phone.expect_response(re.compile(r"/ordre/$")):
        points = [a["y"] + 10, a["y"] + 30, (a["y"] + b["y"]) / 2 + 20, b["y"] + 25]
        for kind, y in zip(("touchStart", *["touchMove"] * 3), points, strict=True):
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    phone.locator("main > .notice").wait_for()
    assert told(phone) == (["Charlie", "Bravo", "Alpha"],) * 2
    assert_fits(phone)

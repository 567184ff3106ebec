"""The compass of a workspace in a browser: accessible, readable on a phone, changed by its form."""

from __future__ import annotations

import re

import pytest
from tests.e2e.test_browser import violations

pytestmark = pytest.mark.e2e

PASSWORD = "un mot de passe assez long"


@pytest.fixture(scope="module")
def space(browser, address):
    """Someone signed in, whose workspace has a compass of its own and a strategy."""
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.goto("/inscription/")
    page.fill("[name=name]", "Fanny Facilite")
    page.fill("[name=email]", "fanny-boussole@exemple.fr")
    page.fill("[name=password1]", PASSWORD)
    page.press("[name=password1]", "Enter")
    page.wait_for_url(re.compile("/espaces/"))
    page.fill("[name=name]", "Espace de la boussole")
    page.fill("[name=purpose]", "Essayer la boussole.")
    page.click("form:has([name=purpose]) button[type=submit]")
    page.wait_for_url(re.compile(r"/espaces/[^/]+/$"))
    root = f"{page.url.replace(address, '')}boussole/"
    page.goto(root)
    page.click("text=En faire la nôtre")
    page.wait_for_selector("text=version 1")
    page.goto(f"{root}modele/foundational/")
    page.select_option("[name=degree_ecology]", "1")
    page.click("form.narrow-form button[type=submit]")
    page.wait_for_selector("text=version 2")
    page.goto(f"{root}strategies/nouvelle/")
    page.fill("[name=name]", "Plan d’achats")
    page.check("[name=tools][value=local_procurement]")
    page.click("form.narrow-form button[type=submit]")
    page.wait_for_selector("text=Emprunte l’outil sans la finalité")
    found = {"root": root, "strategy": page.url.replace(address, ""), "state": context.storage_state()}
    context.close()
    return found


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (375, "dark")])
def test_every_page_is_accessible_and_fits_its_width(visit, space, width, scheme):
    root = space["root"]
    page = visit(root, width, storage_state=space["state"], color_scheme=scheme)
    for path in (
        root, f"{root}?m=cwb&m=circular&politique=land", f"{root}modele/cwb/", f"{root}versions/", f"{root}importer/",
        f"{root}strategies/", f"{root}strategies/nouvelle/", space["strategy"],
    ):  # fmt: skip
        page.goto(path)
        page.wait_for_load_state("networkidle")
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path

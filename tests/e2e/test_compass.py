"""The compass of a workspace in a browser: accessible, readable on a phone, changed by its form."""

from __future__ import annotations

import pytest
from tests.e2e.people import assert_clean, path_of, signed_in

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def space(browser, address):
    """Someone signed in, whose workspace has a compass of its own and a strategy."""
    with signed_in(browser, address, "Espace de la boussole") as (page, home):
        root = f"{home}boussole/"
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
        return {"root": root, "strategy": path_of(page), "state": page.context.storage_state()}


def test_every_page_is_accessible_and_fits_its_width(visit, space):
    root = space["root"]
    assert_clean(
        visit(root, storage_state=space["state"]),
        root, f"{root}?m=cwb&m=circular&politique=land", f"{root}modele/cwb/", f"{root}versions/", f"{root}importer/",
        f"{root}strategies/", f"{root}strategies/nouvelle/", space["strategy"],
    )  # fmt: skip

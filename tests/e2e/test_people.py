"""Working together, in a browser: an account, a workspace, an invitation, a guest on a phone; every page by axe."""

from __future__ import annotations

import pytest
from tests.e2e.people import assert_clean, open_workspace, sign_up, violations

pytestmark = pytest.mark.e2e


def test_pages_are_accessible_and_fit_their_width(visit):
    page = visit("/connexion/")
    assert_clean(page)
    sign_up(page)
    space = open_workspace(page)
    assert_clean(
        page,
        "/espaces/",
        "/compte/",
        "/rejoindre/",
        space,
        f"{space}personnes/",
        f"{space}personnes/inviter/",
        f"{space}personnes/organisations/",
        f"{space}reglages/",
        f"{space}reglages/fermeture/",
        f"{space}journal/",
        f"{space}fil/",
    )


def test_a_guest_comes_from_her_phone_with_the_code_on_the_wall(visit):
    page = visit("/")
    sign_up(page)
    space = open_workspace(page)
    page.goto(f"{space}personnes/inviter/")
    page.get_by_role("button", name="Faire un code").click()
    code = page.locator("p.code").inner_text()
    phone = visit("/rejoindre/", 375)
    phone.get_by_label("Code affiché dans la salle").fill(code.lower())
    phone.get_by_role("button", name="Entrer").click()
    assert "Enquêter ensemble." in phone.locator("main").inner_text()
    phone.get_by_label("Votre nom ou prénom").fill("Zoé")
    phone.get_by_role("button", name="Entrer").click()
    phone.wait_for_url(f"**{space}")
    assert violations(phone) == []
    page.goto(f"{space}personnes/?role=guest")
    assert page.locator(".listing-table tbody tr").count() == 1
    assert "Zoé" in page.locator(".listing-table").inner_text()


def test_a_list_filters_in_place_and_keeps_its_address(visit):
    page = visit("/")
    sign_up(page)
    space = open_workspace(page)
    page.goto(f"{space}personnes/")
    page.get_by_label("Rôle").select_option("observer")
    page.get_by_text("Rien ne répond à ces filtres.").wait_for()
    assert "role=observer" in page.url
    page.go_back()
    page.locator(".listing-table tbody tr").wait_for()


def test_lists_and_menus_work_without_javascript(visit):
    page = visit("/", java_script_enabled=False)
    sign_up(page)
    space = open_workspace(page)
    page.goto(f"{space}personnes/")
    page.get_by_label("Rôle").select_option("observer")
    page.get_by_role("button", name="Filtrer").click()
    assert "role=observer" in page.url
    assert "Rien ne répond à ces filtres." in page.locator("#liste").inner_text()
    page.get_by_text("Ressources").click()
    page.get_by_role("link", name="Indicateurs").first.click()
    page.wait_for_url("**/indicateur/")

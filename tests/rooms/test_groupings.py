"""Groupings: made from a search, read, deleted by their owner only, brought back."""

from __future__ import annotations

import pytest
from django.test import Client

from rebonds.rooms.observe.models import Grouping

VIF, CLAIX = "38545", "38111"


@pytest.fixture
def made(site) -> Grouping:
    site.post("/groupements/", {"nom": "Deux communes", "m": [VIF, CLAIX]})
    return Grouping.objects.get()


def test_it_is_saved_then_read_as_a_territory(site):
    response = site.post("/groupements/", {"nom": "  Deux   communes ", "m": [VIF, CLAIX, VIF]}, follow=True)
    grouping = Grouping.objects.get()
    assert grouping.members == [VIF, CLAIX]
    assert response.redirect_chain[-1][0] == f"/territoire/{grouping.code}/"
    assert "Deux communes" in response.content.decode()
    assert set(response.context["place"].communes) == {VIF, CLAIX}


@pytest.mark.parametrize(
    "data", [{"nom": "", "m": [VIF]}, {"nom": "Vide"}, {"nom": "Faux", "m": ["00000", "'"]}]
)
def test_without_a_name_or_a_member_nothing_is_saved_and_it_says_why(site, data):
    response = site.post("/groupements/", data)
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert not Grouping.objects.exists()


def test_its_owner_deletes_it_then_brings_it_back(site, made):
    path = f"/groupements/{made.slug}"
    assert site.post(f"{path}/supprimer/", follow=True).status_code == 200
    assert site.get(f"/territoire/{made.code}/").status_code == 404
    assert "Rétablir" in site.get("/groupements/").content.decode()
    assert site.post(f"{path}/retablir/", follow=True).status_code == 200
    assert site.get(f"/territoire/{made.code}/").status_code == 200


def test_another_visitor_reads_it_but_cannot_delete_it(site, made):
    other = Client()
    assert other.get(f"/territoire/{made.code}/").status_code == 200
    assert other.post(f"/groupements/{made.slug}/supprimer/").status_code == 404
    assert other.post(f"/groupements/{made.slug}/retablir/").status_code == 404
    assert Grouping.kept.filter(pk=made.pk).exists()


def test_a_form_without_its_token_is_refused_kindly(installed, db):
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/groupements/", {"nom": "x", "m": [VIF]})
    assert response.status_code == 403
    assert "Demande non autorisée" in response.content.decode()


def test_deleting_asks_for_a_form(site, made):
    assert site.get(f"/groupements/{made.slug}/supprimer/").status_code == 405


def test_name_is_escaped(site):
    response = site.post("/groupements/", {"nom": "<b>Pays</b>", "m": [VIF]}, follow=True)
    assert "<b>Pays" not in response.content.decode()


def test_the_page_asks_little_of_the_database(site, made, django_assert_max_num_queries):
    site.get("/groupements/")
    with django_assert_max_num_queries(3):
        site.get("/groupements/")
    with django_assert_max_num_queries(2):
        site.get(f"/territoire/{made.code}/")


def test_model_and_migrations_agree(db):
    from django.core.management import call_command

    call_command("makemigrations", "--check", "--dry-run", verbosity=0)

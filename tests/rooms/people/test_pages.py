"""Every page of the room renders for those who may, in French and in English."""

from __future__ import annotations

import os

import pytest

from rebonds.rooms.people.models import Role

PAGES = (
    "",
    "reglages/",
    "reglages/fermeture/",
    "journal/",
    "personnes/",
    "personnes/inviter/",
    "personnes/organisations/",
    "fil/",
)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_page_of_a_workspace(page, lang, visitor, space):
    response = visitor().get(f"/espaces/{space.slug}/{page}?lang={lang}")
    assert response.status_code == 200
    assert f'<html lang="{lang}"' in response.content.decode()


@pytest.mark.parametrize("page", ["/espaces/", "/compte/", "/compte/mot-de-passe/", "/deconnexion/"])
def test_page_of_a_person(page, visitor):
    assert visitor().get(page).status_code == 200


@pytest.mark.parametrize("page", ["/connexion/", "/inscription/", "/connexion/oubli/", "/rejoindre/"])
def test_page_of_anyone(page, client, db):
    assert client.get(page).status_code == 200


def test_own_page_of_every_role(people, visitor, space):
    for role in Role.values:
        assert visitor(role).get(f"/espaces/{space.slug}/personnes/{people[role].pk}/").status_code == 200, (
            role
        )


def test_the_database_is_the_one_that_was_asked_for(db):
    from django.db import connection

    assert connection.vendor == ("postgresql" if os.environ.get("REBONDS_TEST_DATABASE_URL") else "sqlite")

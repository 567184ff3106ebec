"""Signing in and out, resetting a password, limits, sessions."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client

from rebonds.rooms.people.models import Account

pytestmark = pytest.mark.usefixtures("no_tries")
PASSWORD = "un mot de passe assez long"


@pytest.fixture
def account(db) -> Account:
    return Account.objects.create_user("ana@exemple.fr", PASSWORD, "Ana")


def sign_in(browser, password=PASSWORD, email="ana@exemple.fr", **more):
    return browser.post("/connexion/", {"login": email, "password": password} | more)


def test_signing_in_by_any_case_of_the_address_draws_a_new_session(account):
    browser = Client()
    browser.get("/connexion/")
    session = browser.session
    session["x"] = 1
    session.save()
    before = browser.cookies["sessionid"].value if "sessionid" in browser.cookies else session.session_key
    response = sign_in(browser, email="ANA@exemple.FR")
    assert response["Location"] == "/espaces/"
    assert browser.cookies["sessionid"].value != before


def test_signing_in_leads_back_where_one_came_from_and_never_elsewhere(account):
    assert sign_in(Client(), next="/compte/")["Location"] == "/compte/"
    assert sign_in(Client(), next="https://ailleurs.example/")["Location"] == "/espaces/"


def test_a_wrong_password_says_no_more_for_an_address_that_exists(account):
    known = sign_in(Client(), "faux").content.decode()
    unknown = sign_in(Client(), "faux", "personne@exemple.fr").content.decode()

    def said(text):
        return re.findall(r'role="alert"[^>]*>([^<]+)<', text)

    assert said(known) == said(unknown) != []


def test_tries_to_sign_in_are_limited(account):
    for _ in range(5):
        sign_in(Client(), "faux")
    text = sign_in(Client(REMOTE_ADDR="192.0.2.9")).content.decode()
    assert 'role="alert"' in text  # even the right one, from anywhere, for five minutes
    assert "_auth_user_id" not in Client().session


@pytest.mark.parametrize(
    "password", ["court", "123456789012", "motdepasse", "ana@exemple.fr", "passwordpassword"[:8]]
)
def test_weak_passwords_are_refused(db, password):
    response = Client().post(
        "/inscription/", {"name": "Ana", "email": "ana@exemple.fr", "password1": password}
    )
    assert response.status_code == 200
    assert 'role="alert"' in response.content.decode()
    assert not Account.objects.exists()


def test_passwords_are_not_kept_as_they_are(db, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    made = Account.objects.create_user("b@exemple.fr", PASSWORD, "B")
    assert made.password.startswith("pbkdf2_sha256$") and PASSWORD not in made.password


def test_an_address_that_has_an_account_is_not_told_to_whoever_signs_up(account):
    taken = Client().post("/inscription/", {"name": "X", "email": "ana@exemple.fr", "password1": PASSWORD})
    assert Account.objects.count() == 1
    assert taken.status_code in (200, 302)


def test_the_first_visitor_is_told_how_the_first_account_is_made(db):
    assert "rebonds people add" in Client().get("/inscription/").content.decode()
    Account.objects.create_user("a@exemple.fr", PASSWORD, "A")
    assert "rebonds people add" not in Client().get("/inscription/").content.decode()


def test_sign_up_by_invitation_only(db, settings):
    settings.PEOPLE_SIGNUP_OPEN = False
    browser = Client()
    assert "sur invitation" in browser.get("/inscription/").content.decode()
    browser.post("/inscription/", {"name": "X", "email": "x@exemple.fr", "password1": PASSWORD})
    assert not Account.objects.exists()


def test_a_forgotten_password_is_chosen_again_once(account):
    Client().post("/connexion/oubli/", {"email": "ana@exemple.fr"})
    (letter,) = mail.outbox
    link = re.search(r"http://testserver(\S+)", letter.body)[1]
    assert "Rebonds" in letter.subject and "Il sert une fois" in letter.body
    browser = Client()
    form = browser.get(link, follow=True)
    address = form.redirect_chain[-1][0]
    fresh = "encore un mot de passe long"
    done = browser.post(address, {"password1": fresh, "password2": fresh}, follow=True)
    assert done.status_code == 200
    assert sign_in(Client(), fresh)["Location"] == "/espaces/"
    assert "a déjà servi" in Client().get(link, follow=True).content.decode()


def test_the_link_of_the_command_line_works_the_same(account, capsys, monkeypatch):
    from rebonds.commands import people

    monkeypatch.setattr(people, "_ready", lambda: None)
    people.link("ANA@exemple.fr", "http://testserver")
    link = capsys.readouterr().out.strip().removeprefix("http://testserver")
    browser = Client()
    address = browser.get(link, follow=True).redirect_chain[-1][0]
    fresh = "encore un mot de passe long"
    browser.post(address, {"password1": fresh, "password2": fresh})
    assert sign_in(Client(), fresh)["Location"] == "/espaces/"


def test_closing_other_sessions(account):
    here, there = Client(), Client()
    sign_in(here)
    sign_in(there)
    here.post("/compte/sessions/")
    assert here.get("/compte/").status_code == 200
    assert there.get("/compte/").status_code == 302


def test_signing_out_asks_for_a_form(account):
    browser = Client()
    sign_in(browser)
    browser.get("/deconnexion/")
    assert browser.get("/compte/").status_code == 200
    browser.post("/deconnexion/")
    assert browser.get("/compte/").status_code == 302


def test_changing_password_asks_for_the_old_one(account):
    browser = Client()
    sign_in(browser)
    fresh = "encore un mot de passe long"
    browser.post("/compte/mot-de-passe/", {"oldpassword": "faux", "password1": fresh, "password2": fresh})
    assert Account.objects.get().check_password(PASSWORD)
    browser.post("/compte/mot-de-passe/", {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh})
    assert Account.objects.get().check_password(fresh)


def test_without_a_provider_there_is_no_button(db):
    text = Client().get("/connexion/").content.decode()
    assert "Se connecter avec" not in text
    assert Client().get("/connexion/oidc/aller/").status_code == 404


def test_forms_without_their_token_are_refused(account):
    strict = Client(enforce_csrf_checks=True)
    assert sign_in(strict).status_code == 403
    assert strict.post("/rejoindre/", {"code": "ABCDEF"}).status_code == 403


def test_the_language_of_the_account_is_that_of_the_pages(account):
    Account.objects.update(language="en")
    browser = Client()
    sign_in(browser)
    assert '<html lang="en"' in browser.get("/compte/").content.decode()

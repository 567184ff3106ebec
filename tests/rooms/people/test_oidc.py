"""Signing in by a provider (as ProConnect does), against a fake one on the loopback."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from tests.rooms.people.fake_provider import CLIENT, SECRET, Provider

from rebonds.errors import UsageError
from rebonds.rooms.people.models import Account
from rebonds.web import environment

pytestmark = pytest.mark.usefixtures("no_tries")
PASSWORD = "un mot de passe assez long"


@pytest.fixture
def provider(settings, db):
    made = Provider()
    env = {
        "REBONDS_OIDC_URL": made.issuer,
        "REBONDS_OIDC_CLIENT": CLIENT,
        "REBONDS_OIDC_SECRET": SECRET,
        "REBONDS_OIDC_ACR": "eidas1",
        "REBONDS_OIDC_PKCE": "1",
    }
    settings.SOCIALACCOUNT_PROVIDERS = environment.oidc(env)
    yield made
    made.stop()


def through(browser: Client, provider: Provider, process: str = ""):
    """Press the button, agree at the provider's, come back."""
    start = browser.post(f"/connexion/oidc/aller/{'?process=' + process if process else ''}")
    assert start.status_code == 302
    asked = urlsplit(start["Location"])
    query = {k: v[0] for k, v in parse_qs(asked.query).items()}
    back = urlsplit(provider.authorize(query))
    return browser.get(f"{back.path}?{back.query}"), query


def test_the_button_is_there_and_the_form_may_lead_to_the_provider(provider):
    text = Client().get("/connexion/").content.decode()
    assert "Se connecter avec ProConnect" in text
    env = {
        "REBONDS_OIDC_URL": "https://oidc.exemple.fr/api/v2",
        "REBONDS_OIDC_CLIENT": "a",
        "REBONDS_OIDC_SECRET": "b",
    }
    assert environment.oidc_origins(env) == ["https://oidc.exemple.fr"]
    assert environment.oidc_origins({}) == []


@pytest.mark.parametrize("signed", [True, False])
def test_a_person_arrives_with_her_name_then_comes_back(provider, signed):
    provider.signed = signed
    browser = Client()
    response, query = through(browser, provider)
    assert response["Location"] == "/espaces/"
    assert query["acr_values"] == "eidas1" and query["response_type"] == "code" and query["state"]
    assert set(query["scope"].split()) == {"openid", "given_name", "usual_name", "email"}
    assert query["code_challenge_method"] == "S256"
    account = Account.objects.get()
    assert (account.email, account.name) == ("agathe@exemple.fr", "Agathe Martin-Test")
    assert not account.has_usable_password()
    assert browser.get("/compte/").status_code == 200
    again = Client()
    through(again, provider)
    assert again.get("/compte/").status_code == 200
    assert Account.objects.count() == 1


@pytest.mark.parametrize("wrong", ["forge", "audience", "refuse"])
def test_what_the_provider_does_not_sign_for_us_opens_nothing(provider, wrong):
    if wrong == "audience":
        provider.audience = "autre-client"
    else:
        setattr(provider, wrong, True)
    browser = Client()
    response, _ = through(browser, provider)
    assert response.status_code in (200, 302, 401)
    assert browser.get("/compte/").status_code == 302
    assert not Account.objects.exists()


def test_an_answer_that_nobody_asked_for_opens_nothing(provider):
    query = {"redirect_uri": "http://testserver/connexion/oidc/retour/", "state": "inventé"}
    back = urlsplit(provider.authorize(query))
    browser = Client()
    browser.get(f"{back.path}?{back.query}")
    assert browser.get("/compte/").status_code == 302
    assert not Account.objects.exists()


def test_an_account_that_exists_is_not_taken_by_its_address(provider):
    """Whoever made it may not be the agent, nor the agent whoever made it: its owner ties both, signed in."""
    mine = Account.objects.create_user("agathe@exemple.fr", PASSWORD, "Agathe")
    browser = Client()
    response, _ = through(browser, provider)
    assert response["Location"] == "/inscription/suite/"
    assert "a déjà un compte" in browser.get(response["Location"]).content.decode()
    assert browser.get("/compte/").status_code == 302
    browser.post("/connexion/", {"login": "agathe@exemple.fr", "password": PASSWORD})
    assert "Relier mon compte ProConnect" in browser.get("/compte/").content.decode()
    response, _ = through(browser, provider, "connect")
    assert response["Location"] == "/compte/"
    again = Client()
    through(again, provider)
    assert again.get("/compte/").context["user"] == mine


def test_erasing_takes_what_the_provider_said_too(provider):
    from allauth.socialaccount.models import SocialAccount

    browser = Client()
    through(browser, provider)
    assert SocialAccount.objects.exists()
    browser.post("/compte/effacer/", {"word": "EFFACER"})
    assert not SocialAccount.objects.exists() and not Account.objects.exists()


def test_a_provider_that_does_not_answer_is_said_kindly(provider):
    provider.stop()
    response = Client().post("/connexion/oidc/aller/")
    assert response.status_code == 503
    assert "n’a pas confirmé" in response.content.decode()


@pytest.mark.parametrize(
    "env",
    [
        {"REBONDS_OIDC_URL": "https://oidc.exemple.fr"},
        {
            "REBONDS_OIDC_URL": "http://oidc.exemple.fr",
            "REBONDS_OIDC_CLIENT": "a",
            "REBONDS_OIDC_SECRET": "b",
        },
        {"REBONDS_OIDC_URL": "oidc", "REBONDS_OIDC_CLIENT": "a", "REBONDS_OIDC_SECRET": "b"},
    ],
)
def test_a_half_configured_provider_is_refused_at_start(env):
    with pytest.raises(UsageError, match="REBONDS_OIDC_URL"):
        environment.oidc(env)

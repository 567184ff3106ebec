"""Behind HTTPS under a name of its own, and when something breaks."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

PROBE = """
import django, json
django.setup()
from django.conf import settings
from django.core.management import call_command
call_command("check", deploy=True, fail_level="WARNING", verbosity=0)
names = ["SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "DEBUG"]
print(json.dumps({name: getattr(settings, name) for name in names}))
"""


def settings_under(tmp_path, **env) -> dict[str, bool]:
    import json

    clean = {k: v for k, v in os.environ.items() if not k.startswith("REBONDS_") and k != "SECRET_KEY"}
    full = clean | {"REBONDS_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "rebonds.web.settings"} | env
    found = subprocess.run(
        [sys.executable, "-c", PROBE], env=full, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stderr
    return json.loads(found.stdout.splitlines()[-1])


def test_under_a_public_name_django_finds_nothing_to_say_against_the_settings(tmp_path):
    found = settings_under(tmp_path, REBONDS_HOSTS="rebonds.example.fr")
    assert found.pop("DEBUG") is False
    assert all(found.values())


@pytest.fixture
def broken(client, monkeypatch):
    from rebonds.rooms.observe.views import sources

    client.raise_request_exception = False
    monkeypatch.setattr(sources.store, "all_sources", lambda: 1 / 0)
    return client


def test_a_failure_is_said_kindly_in_both_languages_and_shows_nothing_of_the_inside(broken):
    response = broken.get("/sources/")
    text = response.content.decode()
    assert response.status_code == 500
    assert "Quelque chose s’est cassé" in text and "Something broke" in text
    assert "ZeroDivisionError" not in text and "Traceback" not in text


def test_a_host_that_was_not_named_is_refused(client):
    assert client.get("/", headers={"host": "ailleurs.example"}).status_code == 400


@pytest.mark.django_db
def test_health_says_when_the_warehouse_does_not_answer(client, monkeypatch):
    from rebonds.errors import MissingDataError
    from rebonds.rooms.observe import store
    from rebonds.text import Text

    def closed():
        raise MissingDataError(Text("vide", "empty"))

    monkeypatch.setattr(store, "warehouse", closed)
    response = client.get("/sante")
    assert response.status_code == 503
    assert response.json()["warehouse"] == "MissingDataError"

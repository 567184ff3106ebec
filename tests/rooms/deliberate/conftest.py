"""A workspace with its people, a session with its door open, and ballots of every method."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.rooms.people.conftest import founder, no_tries, people, quick_passwords, space, visitor

from rebonds.rooms.deliberate import attending, closing, live
from rebonds.rooms.deliberate.models import Ballot, Session
from rebonds.rooms.people import changes

__all__ = ["founder", "no_tries", "people", "quick_passwords", "space", "visitor"]

GRADES = [
    {"fr": "à rejeter", "en": "reject"},
    {"fr": "passable", "en": "acceptable"},
    {"fr": "bien", "en": "good"},
]
SETTINGS = {
    "majority-judgment": {"grades": GRADES},
    "sorting": {"grades": GRADES},
    "cumulative": {"budget": 6},
    "quadratic": {"budget": 9},
    "score": {"low": "0", "high": "10"},
    "slider": {"low": "0", "high": "10"},
    "equal-shares": {"budget": 100, "costs": {"a": "60", "b": "40", "c": "50"}},
}
NAMES = {
    "a": ("Ouvrir une halle", "Open a hall"),
    "b": ("Prêter des outils", "Lend tools"),
    "c": ("Planter", "Plant"),
}
YES_NO = [{"fr": "Oui", "en": "Yes"}, {"fr": "Non", "en": "No"}, {"fr": "Un peu", "en": "A little"}]


def options(method: str) -> list[dict]:
    out = [{"id": ident, "fr": fr, "en": en} for ident, (fr, en) in NAMES.items()]
    if method == "questionnaire":
        for one in out:
            one["choices"] = YES_NO
    return out


@pytest.fixture
def session(people, founder) -> Session:
    """A session whose code is on the wall."""
    made = Session(
        title="Atelier d’essai", steps=[{"title": "Accueil", "minutes": 10, "instruction": "", "kit": ""}]
    )
    changes.save(made, founder)
    attending.open_doors(made, founder)
    live.go_to(made, 0)
    return made


@pytest.fixture
def make_ballot(session, founder):
    """Return a function that makes a ballot, opened unless said otherwise."""

    def make(method: str = "majority-judgment", *, opened: bool = True, **more) -> Ballot:
        made = Ballot(
            session=session,
            question=more.pop("question", "Que faire d’abord ?"),
            method=method,
            options=more.pop("options", options(method)),
            settings=more.pop("settings", SETTINGS.get(method, {})),
            **more,
        )
        changes.save(made, founder)
        return closing.open_ballot(made, founder) if opened else made

    return make


@pytest.fixture
def phone(session):
    """Return a function that gives the browser of a participant who came in by the code."""

    def come(name: str = "Nadia", **headers) -> Client:
        client = Client(**headers)
        address = f"/a/{session.invitation.code}/"
        assert client.get(address).status_code == 200
        assert client.post(address, {"name": name}).status_code == 302
        return client

    return come


@pytest.fixture
def at(space):
    """Return a function that gives the address of a page of a ballot."""

    def address(ballot: Ballot, page: str = "") -> str:
        return f"/espaces/{space.slug}/votes/{ballot.uid}/{page}"

    return address

"""Which pages a phone may keep without network, and when it must forget them."""

from __future__ import annotations

import pytest

from rebonds.rooms.deliberate import closing
from rebonds.rooms.deliberate.offline import MARK

FORGET = "Clear-Site-Data"


@pytest.fixture
def here(session, space):
    return f"/espaces/{space.slug}/ateliers/{session.uid}/"


def test_a_blank_ballot_and_the_workshop_may_be_kept(make_ballot, phone, at, here):
    ballot = make_ballot("approval")
    browser = phone()
    assert browser.get(at(ballot)).headers[MARK] == browser.get(here).headers[MARK] == "keep"


def test_an_answered_ballot_is_never_kept_by_a_phone(make_ballot, phone, at):
    ballot = make_ballot("approval")
    browser = phone()
    assert browser.post(at(ballot, "voter/"), {"turn": "1", "o-a": "1"}).status_code == 302
    assert MARK not in browser.get(at(ballot)).headers


def test_a_closed_ballot_is_forgotten(make_ballot, phone, at, founder):
    ballot = make_ballot("approval")
    browser = phone()
    closing.close(ballot, founder)
    assert MARK not in browser.get(at(ballot)).headers


def test_the_desk_keeps_no_page_of_who_runs_the_workshop(make_ballot, visitor, here):
    make_ballot("approval")
    answer = visitor().get(here)
    assert answer.status_code == 200
    assert MARK not in answer.headers


def test_a_part_of_a_page_is_kept_as_no_page(make_ballot, phone, at):
    browser = phone()
    part = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "etat"}
    assert MARK not in browser.get(at(make_ballot("approval")), **part).headers


@pytest.mark.parametrize(
    ("path", "kind"), [("/hors-ligne.js", "text/javascript"), ("/hors-ligne/", "text/html")]
)
def test_what_the_phone_needs_comes_from_the_root(client, db, path, kind):
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith(kind)
    assert answer.content
    assert client.post(path).status_code == 405


def test_signing_out_empties_the_browser(visitor):
    browser = visitor()
    assert FORGET not in browser.get("/deconnexion/").headers
    assert browser.post("/deconnexion/").headers[FORGET] == '"storage"'


def test_leaving_empties_the_browser(phone, space):
    assert phone().post(f"/espaces/{space.slug}/quitter/").headers[FORGET] == '"storage"'

"""Answers of every method, from the form to the result, and from the export to the same result."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from rebonds.cli import run
from rebonds.deliberation import ballot_file, methods, signed
from rebonds.errors import DataError
from rebonds.rooms.deliberate import closing, counting, voting
from rebonds.rooms.deliberate.models import Ballot, Ticket, Vote
from rebonds.rooms.deliberate.parameters import ways

JSON = {"HTTP_ACCEPT": "application/json"}
ANSWERS = {
    "majority-judgment": [
        {"o-a": "2", "o-b": "1"},
        {"o-a": "1", "o-b": "2", "o-c": "0"},
        {"o-a": "2", "o-c": "1"},
    ],
    "sorting": [{"o-a": "2", "o-b": "1"}, {"o-a": "1", "o-b": "2", "o-c": "0"}, {"o-a": "2", "o-c": "1"}],
    "approval": [{"o-a": "1"}, {"o-a": "1", "o-b": "1"}, {"none": "1"}],
    "cumulative": [{"o-a": "6"}, {"o-a": "2", "o-b": "4"}, {"o-c": "1"}],
    "quadratic": [{"o-a": "3"}, {"o-a": "2", "o-b": "-2"}, {"o-c": "1"}],
    "pairwise": [{"d-a-b": "a", "d-a-c": "c"}, {"d-a-b": "a", "d-b-c": "b"}, {"d-a-b": "b"}],
    "score": [{"o-a": "7.5"}, {"o-a": "2", "o-b": "4"}, {"o-c": "10"}],
    "slider": [{"o-a": "7,5"}, {"o-a": "2", "o-b": "4"}, {"o-c": "0"}],
    "consent": [
        {"o-a": "consent", "o-b": "objection", "r-b": "Trop loin: 12 km"},
        {"o-a": "consent", "o-b": "consent"},
        {"o-c": "consent"},
    ],
    "statements": [{"o-a": "agree", "o-b": "disagree"}, {"o-a": "pass"}, {"o-a": "agree", "o-c": "agree"}],
    "equal-shares": [{"o-a": "1"}, {"o-a": "1", "o-b": "1"}, {"o-b": "1"}],
    "questionnaire": [{"o-a": "0", "o-b": "1"}, {"o-a": "2"}, {"o-c": "0"}],
}


def test_every_method_is_asked_here():
    assert set(ANSWERS) == set(ways()) == set(methods.METHODS) | {"questionnaire"}


@pytest.mark.parametrize("method", sorted(ANSWERS))
def test_from_phones_to_a_result_that_anyone_counts_again(
    method, make_ballot, phone, at, founder, visitor, tmp_path
):
    ballot = make_ballot(method)
    for rank, given in enumerate(ANSWERS[method]):
        browser = phone(f"P{rank}")
        assert browser.get(at(ballot)).status_code == 200
        answer = browser.post(at(ballot, "voter/"), {"turn": "1", **given})
        assert answer.status_code == 302, answer.content.decode()
        page = browser.get(at(ballot)).content.decode()
        assert "Votre réponse est comptée" in page
    assert Ticket.objects.filter(ballot=ballot).count() == Vote.objects.filter(ballot=ballot).count() == 3
    desk = visitor()
    assert desk.get(at(ballot, "resultat/")).status_code == 403
    ballot = closing.close(ballot, founder)
    assert desk.get(at(ballot, "resultat/")).status_code == 403
    ballot = closing.reveal(ballot, founder)
    for lang in ("fr", "en"):
        page = desk.get(at(ballot, f"resultat/?lang={lang}"))
        assert page.status_code == 200
    exported = desk.get(at(ballot, "bulletins.csv")).content
    given = ballot_file.read_bytes(exported, "bulletins.csv")
    assert given.sha256 == ballot.frozen.sha256
    if method == "questionnaire":
        return
    shown = counting.result_of(ballot)
    (tmp_path / "b.csv").write_bytes(exported)
    (tmp_path / "b.json").write_bytes(desk.get(at(ballot, "bulletins.json")).content)
    command = ["tally", str(tmp_path / "b.csv"), "--signed", str(tmp_path / "b.json"), "--format", "json"]
    assert run([*command, "--key", ballot.frozen.public_key, "--out", str(tmp_path / "r.json")], "fr") == 0
    again = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert [(p["option"], p["rank"]) for p in again["ranking"]] == [(p.option, p.rank) for p in shown.ranking]


def test_an_answer_is_changed_and_its_earlier_copies_are_ignored(make_ballot, phone, at):
    ballot = make_ballot()
    browser = phone()
    browser.get(at(ballot))

    def send(turn, grade):
        return browser.post(at(ballot, "voter/"), {"turn": turn, "o-a": grade}, **JSON).json()

    first = send(1, "0")
    assert first["counted"] and not first["again"]
    assert send(1, "0")["again"]
    assert send(2, "2")["turn"] == 2
    late = send(1, "0")
    assert late["counted"] and late["again"] and late["turn"] == 2
    assert late["receipt"] == first["receipt"]
    assert Vote.objects.get(ballot=ballot).answers == {"a": 2}


def test_without_javascript_the_same_turn_with_another_answer_is_a_change(make_ballot, phone, at):
    ballot = make_ballot()
    browser = phone()
    browser.get(at(ballot))
    browser.post(at(ballot, "voter/"), {"turn": "1", "o-a": "0"})
    browser.post(at(ballot, "voter/"), {"turn": "1", "o-a": "2"})
    assert Vote.objects.get(ballot=ballot).answers == {"a": 2}


def test_secret_ballots_hold_no_name_and_named_ones_do(make_ballot, phone, at):
    secret, named = make_ballot(), make_ballot(secret=False)
    browser = phone("Nadia")
    for ballot in (secret, named):
        assert browser.get(at(ballot)).status_code == 200
        browser.post(at(ballot, "voter/"), {"turn": "1", "o-a": "2"})
    assert Vote.objects.get(ballot=secret).member is None
    assert Vote.objects.get(ballot=named).member.name == "Nadia"


def test_the_signature_holds_and_breaks_with_any_change(make_ballot, phone, at, founder, visitor, tmp_path):
    ballot = make_ballot()
    browser = phone()
    browser.post(at(ballot, "voter/"), {"turn": "1", "o-a": "2"})
    ballot = closing.reveal(closing.close(ballot, founder), founder)
    text = visitor().get(at(ballot, "bulletins.csv")).content
    file = tmp_path / "signature.json"
    file.write_bytes(visitor().get(at(ballot, "bulletins.json")).content)
    found = signed.read(file)
    signed.check(text, found, found.public_key.upper())
    forged = found.statement.replace('"ballots":1', '"ballots":2')
    assert forged != found.statement
    for content, one, key in (
        (text.replace(b"bien", b"passable"), found, ""),
        (text, replace(found, statement=forged), ""),
        (text, replace(found, signature=found.signature[:-2] + "00"), ""),
        (text, replace(found, signature="pas de l'hexadécimal"), ""),
        (text, found, "00" * 32),
    ):
        with pytest.raises(DataError):
            signed.check(content, one, key)
    for broken in ("{", "[]", '{"statement": "[]", "signature": "", "public_key": ""}'):
        file.write_text(broken, encoding="utf-8")
        with pytest.raises(DataError, match="signature"):
            signed.read(file)


def test_a_ballot_only_goes_forward(make_ballot, founder):
    ballot = make_ballot(opened=False)
    with pytest.raises(voting.VoteError):
        closing.close(ballot, founder)
    ballot = closing.open_ballot(ballot, founder)
    with pytest.raises(voting.VoteError):
        closing.open_ballot(ballot, founder)
    with pytest.raises(voting.VoteError):
        closing.reveal(ballot, founder)
    ballot = closing.close(ballot, founder)
    with pytest.raises(voting.VoteError):
        closing.close(ballot, founder)
    assert closing.copy(ballot, founder).state == Ballot.State.DRAFT

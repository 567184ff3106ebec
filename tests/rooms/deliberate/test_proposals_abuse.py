"""Abuse of proposals: each is refused kindly, keeps nothing, and what was typed comes back."""

from __future__ import annotations

import io

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from tests.rooms.deliberate.test_proposals import PART, TEXT, again, ballot, decide, propose
from tests.rooms.deliberate.test_voting import JSON

from rebonds.rooms.deliberate import closing, counting, voting
from rebonds.rooms.deliberate.models import Ballot, Proposal
from rebonds.rooms.deliberate.parameters import parameter
from rebonds.rooms.people.models import Invitation, Member

__all__ = ["ballot", "decide", "propose"]
pytestmark = pytest.mark.usefixtures("no_tries")
LONGEST = parameter("ballot", "longest_option")
EACH = parameter("proposals", "per_device")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "vide"),
        (" \n\t\u200b\u202e\x00 ", "vide"),
        ("x" * (LONGEST + 1), f"dépasse {LONGEST} caractères"),
        ("x" * 200_000, "dépasse"),
        ("OUVRIR   une halle", "déjà proposée"),
        ("ouvrir\nune hâlle.", "déjà proposée"),
        ("open a hall", "déjà proposée"),
        ("Ouv\u200brir une halle", "déjà proposée"),
    ],
)
def test_what_says_nothing_new_or_too_much_is_refused(text, said, ballot, phone, propose):
    for more in ({}, {**PART, "HTTP_HX_TARGET": "proposer"}):
        answer = propose(phone(), ballot, text, **more)
        assert answer.status_code == 422
        page = answer.content.decode()
        assert said in page and 'role="alert"' in page
        assert text[:30].strip(" \n\t\u200b\u202e\x00") in page, "what was typed comes back"
    assert not Proposal.objects.exists()


def test_the_longest_is_kept_whole(ballot, phone, propose, decide):
    propose(phone(), ballot, "é" * LONGEST)
    decide(ballot, "accept", Proposal.objects.get())
    assert again(ballot).added[-1]["fr"] == "é" * LONGEST


def test_the_same_statement_waits_once_and_sent_twice_is_one(ballot, phone, propose):
    first = phone("A")
    for _ in range(3):
        assert propose(first, ballot).status_code == 302
    other = propose(phone("B"), ballot, "planter des HAIES !")
    assert other.status_code == 422 and "déjà proposée" in other.content.decode()
    assert Proposal.objects.count() == 1


def test_a_device_proposes_a_few(ballot, phone, propose, at):
    browser = phone()
    for rank in range(EACH):
        assert propose(browser, ballot, f"Idée numéro {rank}").status_code == 302
    more = propose(browser, ballot, "Une de trop")
    assert more.status_code == 409 and f"déjà proposé {EACH}" in more.content.decode()
    page = browser.get(at(ballot)).content.decode()
    assert "Merci." in page and 'name="text"' not in page
    assert propose(phone("B"), ballot, "Une autre personne").status_code == 302
    assert Proposal.objects.count() == EACH + 1


def test_a_named_ballot_counts_people_not_devices(make_ballot, phone, propose):
    ballot, browser = make_ballot("statements", proposals="agreed", secret=False), phone()
    for rank in range(EACH + 1):
        browser.cookies.pop(voting.DEVICE, None)
        propose(browser, ballot, f"Idée numéro {rank}")
    assert Proposal.objects.count() == EACH


def test_a_script_is_stopped_whatever_keys_it_makes_up(ballot, phone, at):
    browser, seen = phone(), []
    browser.get(at(ballot))
    for rank in range(70):
        browser.cookies[voting.DEVICE] = f"{rank:064d}"
        seen.append(browser.post(at(ballot, "proposer/"), {"text": f"Idée numéro {rank}"}).status_code)
    assert seen[-1] == 429 and seen.count(302) <= 60
    kept = Proposal.objects.count()
    page = browser.post(at(ballot, "proposer/"), {"text": "Encore"}).content.decode()
    assert "Réessayez dans une minute" in page and "Encore" in page
    assert Proposal.objects.count() == kept


def test_one_device_in_a_hurry_is_slowed_without_its_room(ballot, phone, at, propose):
    hurried = phone("A")
    hurried.get(at(ballot))
    said = [hurried.post(at(ballot, "proposer/"), {"text": ""}).status_code for _ in range(10)]
    assert said[:6] == [422] * 6 and set(said[6:]) == {429}
    assert propose(phone("B"), ballot).status_code == 302


def test_what_waits_has_an_end(ballot, phone, propose):
    most = parameter("proposals", "most_waiting")
    Proposal.objects.bulk_create(
        Proposal(ballot=ballot, mark=f"{n:064d}", text=f"Idée numéro {n}") for n in range(most)
    )
    answer = propose(phone(), ballot)
    assert answer.status_code == 409 and "attendent déjà" in answer.content.decode()
    assert Proposal.objects.count() == most


def test_a_ballot_has_as_many_statements_as_any_other(make_ballot, phone, propose):
    most = parameter("ballot", "most_options")
    full = [{"id": f"o{n}", "fr": f"Idée {n}", "en": f"Idea {n}"} for n in range(most)]
    ballot = make_ballot("statements", proposals="at-once", options=full)
    answer = propose(phone(), ballot)
    assert answer.status_code == 409 and "affirmations qu’il peut en montrer" in answer.content.decode()
    assert len(again(ballot).options) == most and not Proposal.objects.exists()


def test_words_that_mean_something_else_to_the_count_are_refused(make_ballot, phone, propose):
    one = [{"id": "a", "fr": "winner", "en": "winner"}]
    ballot = make_ballot("statements", proposals="at-once", options=one)
    assert propose(phone(), ballot, "Loser").status_code == 409
    assert len(again(ballot).options) == 1 and not Proposal.objects.exists()


def test_closed_or_paper_only_takes_nothing(ballot, phone, at, propose, founder):
    browser = phone()
    closing.phones(ballot, founder, accepted=False)
    assert 'name="text"' not in browser.get(at(ballot)).content.decode()
    assert propose(browser, ballot).status_code == 409
    closing.phones(again(ballot), founder, accepted=True)
    closing.close(again(ballot), founder)
    answer = propose(browser, ballot)
    assert answer.status_code == 409 and "ne prend plus de propositions" in answer.content.decode()
    assert not Proposal.objects.exists()


def test_an_expired_code_lets_nobody_propose(ballot, session, at):
    Invitation.objects.update(expires_at=timezone.now())
    client = Client()
    assert client.post(f"/a/{session.invitation.code}/", {"name": "Tard"}).status_code == 404
    assert client.post(at(ballot, "proposer/"), {"text": TEXT}).status_code == 302
    assert not Proposal.objects.exists() and not Member.objects.filter(name="Tard").exists()


def test_an_archived_workspace_takes_no_proposal(ballot, phone, at, space, propose):
    browser = phone()
    browser.get(at(ballot))
    space.archived_at = timezone.now()
    space.save()
    assert browser.post(at(ballot, "proposer/"), {"text": TEXT}).status_code == 403
    assert not Proposal.objects.exists()


def test_a_browser_without_a_key_is_told_to_reload(ballot, phone, at):
    browser = phone()
    browser.cookies.pop(voting.DEVICE, None)
    answer = browser.post(at(ballot, "proposer/"), {"text": TEXT})
    assert answer.status_code == 409 and "Rechargez la page" in answer.content.decode()
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("key", ["", "0", "-1", "x", "²", "9" * 19, "9" * 18, "9" * 400, "1 OR 1=1"])
def test_forged_numbers_lead_nowhere(key, ballot, phone, at, propose, visitor):
    propose(phone(), ballot)
    for do in ("accept", "refuse", "undo", "delete", ""):
        given = {"do": do, "proposal": key, "text": "Autre chose"}
        assert visitor().post(at(ballot, "propositions/"), given).status_code == 302
    assert Proposal.objects.get().waits and not again(ballot).added


def test_a_proposal_is_decided_with_its_own_ballot_only(ballot, make_ballot, phone, propose, decide):
    other = make_ballot("statements", proposals="agreed", question="Autre")
    propose(phone(), ballot)
    one = Proposal.objects.get()
    for do in ("accept", "refuse"):
        decide(other, do, one)
    assert again(one).waits and not again(other).added and not again(ballot).added


def test_a_forged_list_of_what_was_seen_changes_no_other_ballot(ballot, phone, at, propose, decide, founder):
    propose(phone("A"), ballot)
    decide(ballot, "accept", Proposal.objects.get())
    browser = phone("B")
    given = {"turn": "1", "o-a": "agree", "seen": ["-", "a", "zzz", "x" * 5000]}
    assert browser.post(at(ballot, "voter/"), given, **JSON).status_code == 200
    assert ballot.votes.get().seen == []
    forged = {"turn": "2", "o-zzz": "agree", "o-a": "agree"}
    browser.post(at(ballot, "voter/"), forged, **JSON)
    assert ballot.votes.get().answers == {"a": "agree"}
    closing.close(again(ballot), founder)
    assert Proposal.objects.get().seen == 0


@pytest.mark.parametrize("how", ["agreed", "at-once"])
def test_markup_and_formulas_are_text_everywhere(
    how, make_ballot, phone, at, propose, decide, visitor, founder, session
):
    bad, formula = "<script>alert(1)</script> & <b>gras</b>", '=HYPERLINK("http://mal";"x")'
    ballot, browser = make_ballot("statements", proposals=how), phone("A")
    desk, here = visitor(), f"/espaces/{session.workspace.slug}/ateliers/{session.uid}/"

    def escaped(*paths):
        for client in (browser, desk):
            for path in paths:
                answer = client.get(path)
                if client is browser and answer.status_code == 403:
                    continue
                text = answer.content.decode()
                assert answer.status_code == 200, path
                assert "<script>alert" not in text and "<b>gras" not in text, path

    for text in (bad, formula):
        assert propose(browser, ballot, text).status_code == 302
    pages = (at(ballot), at(ballot, "propositions/"), here, f"{here}animer/", f"{here}mur/")
    escaped(*pages)
    assert bad not in desk.get(f"{here}animer/").content.decode()
    for one in Proposal.objects.filter(state="waiting"):
        decide(ballot, "accept", one)
    escaped(*pages, at(ballot, "saisie/"))
    option = again(ballot).added[0]["id"]
    for name, stance in (("B", "agree"), ("C", "disagree")):
        given = {"turn": "1", f"o-{option}": stance, "o-a": stance, "seen": option}
        phone(name).post(at(ballot, "voter/"), given)
    ballot = closing.reveal(closing.close(again(ballot), founder), founder)
    desk.post(at(ballot, "avancer/"), {"do": "show"})
    escaped(*pages, at(ballot, "resultat/"), f"{here}compte-rendu/")
    head = desk.get(at(ballot, "bulletins.csv")).content.decode().splitlines()[0]
    assert "'=HYPERLINK" in head and ",=HYPERLINK" not in head and ',"=HYPERLINK' not in head
    assert formula in counting.frozen_ballots(ballot).options
    for kind in ("pdf", "csv", "xlsx"):
        assert desk.get(at(ballot, f"resultat/?format={kind}")).status_code == 200, kind
    for kind in ("pdf", "odt"):
        assert desk.get(f"{here}compte-rendu/?format={kind}").status_code == 200, kind
    assert desk.get(at(ballot, "papier.pdf?forme=cards")).status_code == 200
    book = load_workbook(io.BytesIO(desk.get(at(ballot, "resultat/?format=xlsx")).content))
    cells = [cell for tab in book for row in tab for cell in row]
    assert any(isinstance(cell.value, str) and "HYPERLINK" in cell.value for cell in cells)
    assert not any(cell.data_type == "f" for cell in cells)
    rows = desk.get(at(ballot, "resultat/?format=csv")).content.decode("utf-8-sig").splitlines()
    assert not any(part.startswith(("=", '"=')) for row in rows for part in row.replace(";", ",").split(","))


def test_people_who_propose_together_are_each_kept(ballot, phone, propose):
    for rank in range(12):
        cache.clear()
        assert propose(phone(f"P{rank}"), ballot, f"Idée numéro {rank}").status_code == 302
    assert Proposal.objects.count() == 12
    assert Ballot.objects.get(pk=ballot.pk).added == []

"""Statements proposed from phones: let through by the facilitator or shown at once, late for some, told as such."""

from __future__ import annotations

import json

import pytest
from django.core.cache import cache
from tests.rooms.deliberate.test_voting import JSON

from rebonds.cli import run
from rebonds.rooms.deliberate import closing, counting, minutes
from rebonds.rooms.deliberate.models import Ballot, Proposal, Vote
from rebonds.rooms.people import personal
from rebonds.rooms.people.models import Member, Role

pytestmark = pytest.mark.usefixtures("no_tries")
TEXT = "Planter des haies"
State = Proposal.State
PART = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def ballot(make_ballot) -> Ballot:
    """A ballot of statements where each proposal waits for the facilitator."""
    return make_ballot("statements", proposals="agreed")


@pytest.fixture
def propose(at):
    """Return a function that proposes a statement from a phone."""

    def send(browser, ballot, text=TEXT, **more):
        browser.get(at(ballot))
        return browser.post(at(ballot, "proposer/"), {"text": text}, **more)

    return send


@pytest.fixture
def decide(at, visitor):
    """Return a function that decides of a proposal as the facilitator."""
    desk = visitor()

    def send(ballot, do, one, **more):
        return desk.post(at(ballot, "propositions/"), {"do": do, "proposal": one.pk, **more})

    return send


def again(one):
    return type(one).objects.get(pk=one.pk)


def test_it_is_off_unless_it_was_announced(make_ballot, phone, at, propose):
    for silent in (make_ballot("statements"), make_ballot()):
        browser = phone()
        assert 'id="proposer"' not in browser.get(at(silent)).content.decode()
        assert propose(browser, silent).status_code == 409
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(("method", "kept"), [("statements", "agreed"), ("approval", "none")])
def test_it_is_set_in_preparation_for_statements_only_and_stays(method, kept, visitor, space, founder, at):
    data = {"question": "?", "method": method, "lines": "A\nB", "secret": "1", "proposals": "agreed"}
    page = f"/espaces/{space.slug}/votes/nouveau/"
    assert "Les participant·es peuvent proposer des affirmations" in visitor().get(page).content.decode()
    assert visitor().post(page, data).status_code == 302
    made = Ballot.objects.get()
    assert made.proposals == kept
    made = closing.open_ballot(made, founder)
    visitor().post(at(made, "modifier/"), data | {"proposals": "at-once", "version": made.version})
    assert again(made).proposals == kept


def test_it_is_announced_before_voting(make_ballot, phone, at, visitor, session, space):
    browser = phone()
    for how, said in (("agreed", "attendent l’accord"), ("at-once", "montrées aussitôt")):
        made = make_ballot("statements", proposals=how)
        assert said in browser.get(at(made)).content.decode()
        visitor().post(at(made, "avancer/"), {"do": "show"})
        wall = visitor().get(f"/espaces/{space.slug}/ateliers/{session.uid}/mur/").content.decode()
        assert "Vous pouvez proposer des affirmations" in wall


def test_a_proposal_waits_is_accepted_and_another_phone_answers_it(
    ballot, phone, at, propose, decide, visitor, session, space
):
    first, second = phone("A"), phone("B")
    second.post(at(ballot, "voter/"), {"turn": "1", "o-a": "agree"})
    assert propose(first, ballot).status_code == 302
    one = Proposal.objects.get()
    assert (one.text, one.state, one.member) == (TEXT, State.WAITING, None)
    assert TEXT not in second.get(at(ballot)).content.decode()
    mine = first.get(at(ballot)).content.decode()
    assert TEXT in mine and "attend l’accord" in mine
    desk = f"/espaces/{space.slug}/ateliers/{session.uid}/animer/"
    assert TEXT in visitor().get(desk).content.decode()
    answer = decide(ballot, "accept", one, **{"from": "pupitre"})
    assert answer["Location"] == desk
    one = again(one)
    page = second.get(at(ballot)).content.decode()
    assert f'name="o-{one.option}"' in page and 'name="o-a" value="agree" checked' in page
    assert "1 affirmation est arrivée depuis votre réponse" in page
    here = f"/espaces/{space.slug}/ateliers/{session.uid}/"
    assert "1 nouvelle affirmation" in second.get(here).content.decode()
    given = {"turn": "2", "o-a": "agree", f"o-{one.option}": "disagree", "seen": ["-", one.option]}
    assert second.post(at(ballot, "voter/"), given, **JSON).status_code == 200
    assert Vote.objects.get().answers == {"a": "agree", one.option: "disagree"}
    assert "nouvelle affirmation" not in second.get(here).content.decode()


def test_an_open_page_is_given_what_it_does_not_show_and_nothing_else(ballot, phone, at, propose, decide):
    browser = phone()
    propose(browser, ballot)
    decide(ballot, "accept", Proposal.objects.get())
    option = Proposal.objects.get().option
    asked = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "etat"}
    part = browser.get(at(ballot), {"seen": "-"}, **asked).content.decode()
    assert 'hx-swap-oob="beforebegin:#nouvelles"' in part and f'name="o-{option}"' in part
    assert 'name="o-a"' not in part
    for shown in ({"seen": ["-", option]}, {}):
        assert "hx-swap-oob" not in browser.get(at(ballot), shown, **asked).content.decode()


def test_shown_at_once_where_it_was_announced(make_ballot, phone, at, propose, decide, session, visitor):
    ballot = make_ballot("statements", proposals="at-once")
    browser, before = phone(), ballot.history.count()
    session.stage.refresh_from_db()
    tick = session.stage.tick
    assert "ajoutée au vote" in propose(browser, ballot, HTTP_HX_TARGET="proposer", **PART).content.decode()
    one = Proposal.objects.get()
    assert one.state == State.ACCEPTED and TEXT in phone("B").get(at(ballot)).content.decode()
    session.stage.refresh_from_db()
    assert session.stage.tick > tick
    assert again(ballot).history.count() == before, "the history would keep an hour"
    assert again(ballot).changed_at == ballot.changed_at
    desk = f"/espaces/{session.workspace.slug}/ateliers/{session.uid}/animer/"
    assert "Retirer" in visitor().get(desk).content.decode()
    decide(ballot, "undo", one)
    assert "Retirer" not in visitor().get(desk).content.decode()
    assert TEXT not in phone("C").get(at(ballot)).content.decode()


def test_a_facilitator_words_it_otherwise_refuses_and_takes_back(ballot, phone, at, propose, decide, founder):
    for name, text in (("A", TEXT), ("B", "Vendre la gare")):
        propose(phone(name), ballot, text)
    one, other = Proposal.objects.get(text=TEXT), Proposal.objects.exclude(text=TEXT).get()
    assert decide(ballot, "accept", one, text=" ").status_code == 422
    wrong = decide(ballot, "accept", one, text="OUVRIR une halle !")
    assert wrong.status_code == 422 and "déjà proposée" in wrong.content.decode()
    assert again(one).waits
    decide(ballot, "accept", one, text="Planter des haies au bord des routes")
    first = again(one)
    assert again(ballot).added[-1]["fr"] == first.wording == "Planter des haies au bord des routes"
    assert again(ballot).history.first().changed_by == founder
    decide(ballot, "refuse", other)
    assert again(other).state == State.REFUSED
    decide(ballot, "undo", other)
    assert again(other).waits
    browser = phone("C")
    browser.post(at(ballot, "voter/"), {"turn": "1", f"o-{first.option}": "agree", "seen": first.option})
    decide(ballot, "undo", one)
    assert not again(ballot).added
    decide(ballot, "accept", one)
    assert again(one).option == first.option, "the same words: answers come back"
    assert Vote.objects.get().answers == {first.option: "agree"}
    decide(ballot, "undo", one)
    decide(ballot, "accept", one, text="Arracher des haies")
    assert again(one).option != first.option, "other words: nobody has answered them"
    ballot = closing.close(again(ballot), founder)
    assert Vote.objects.get().answers == {}
    assert "agree" not in ballot.frozen.text


def test_a_notice_undoes_the_last_decision(ballot, phone, propose, visitor, at, session, space):
    propose(phone(), ballot)
    one, desk = Proposal.objects.get(), visitor()
    given = {"do": "refuse", "proposal": one.pk, "from": "pupitre"}
    page = desk.post(at(ballot, "propositions/"), given, follow=True).content.decode()
    undo = f"{at(ballot, 'propositions/')}?do=undo&amp;proposal={one.pk}&amp;from=pupitre"
    assert f'action="{undo}"' in page
    desk.post(undo.replace("&amp;", "&"))
    assert again(one).waits
    assert desk.get(undo.replace("&amp;", "&")).status_code == 200 and again(one).waits


def test_late_statements_leave_an_empty_cell_and_are_told(
    ballot, phone, at, propose, decide, founder, visitor, session, tmp_path
):
    early, late, stale = phone("A"), phone("B"), phone("C")
    early.post(at(ballot, "voter/"), {"turn": "1", "o-a": "agree", "o-b": "pass"})
    for text in (TEXT, "Fermer la gare", "Repeindre"):
        propose(early, ballot, text)
    decide(ballot, "accept", Proposal.objects.get(text=TEXT))
    decide(ballot, "refuse", Proposal.objects.get(text="Repeindre"))
    option = Proposal.objects.get(text=TEXT).option
    shown = {"seen": ["-", option]}
    late.post(at(ballot, "voter/"), {"turn": "1", "o-a": "agree", f"o-{option}": "agree", **shown})
    stale.post(at(ballot, "voter/"), {"turn": "1", "o-a": "disagree", **shown})
    ballot = closing.reveal(closing.close(again(ballot), founder), founder)
    given = counting.frozen_ballots(ballot)
    assert given.options[-1] == TEXT and sorted(given.column(3)) == ["", "", "agree"]
    assert all(vote.seen == [] for vote in Vote.objects.all()), "who saw what is forgotten"
    assert json.loads(ballot.frozen.statement)["added"] == {TEXT: 2}
    page = visitor().get(at(ballot, "resultat/")).content.decode()
    assert "vue par 2 bulletins sur 3, 1 réponse." in page
    text = str(minutes.minutes(session).lists)
    assert "proposées 3, ajoutées 1, non retenues 2" in text and TEXT in text
    assert "Fermer la gare" not in text and "Repeindre" not in text
    for kind in ("pdf", "xlsx", "csv"):
        assert visitor().get(at(ballot, f"resultat/?format={kind}")).status_code == 200, kind
    (tmp_path / "b.csv").write_bytes(visitor().get(at(ballot, "bulletins.csv")).content)
    (tmp_path / "b.json").write_bytes(visitor().get(at(ballot, "bulletins.json")).content)
    command = ["tally", str(tmp_path / "b.csv"), "--signed", str(tmp_path / "b.json"), "--format", "json"]
    assert run([*command, "--out", str(tmp_path / "r.json")], "fr") == 0
    counted = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["ranking"]
    assert {p["option"]: p["answers"] for p in counted}[TEXT] == 1
    assert decide(ballot, "accept", Proposal.objects.get(text="Fermer la gare")).status_code == 302
    assert Proposal.objects.get(text="Fermer la gare").waits, "a closed ballot stays as it was signed"
    round_two = closing.copy(ballot, founder)
    assert not round_two.added and round_two.options[-1]["fr"] == TEXT
    assert closing.open_ballot(round_two, founder).is_open


def test_a_page_that_does_not_show_a_statement_says_nothing_of_it(ballot, phone, at, propose, decide):
    """A tab left open since before keeps the answer that another tab gave to what came after."""
    browser = phone()
    propose(browser, ballot)
    decide(ballot, "accept", Proposal.objects.get())
    option = Proposal.objects.get().option
    both = {"o-a": "agree", f"o-{option}": "agree"}
    browser.post(at(ballot, "voter/"), {"turn": "1", **both, "seen": option})
    browser.post(at(ballot, "voter/"), {"turn": "2", "o-a": "pass"})
    assert Vote.objects.get().answers == {"a": "pass", option: "agree"}
    browser.post(at(ballot, "voter/"), {"turn": "3", "o-a": "pass", "seen": option})
    assert Vote.objects.get().answers == {"a": "pass"}, "shown and left: taken back"


def test_paper_typed_in_an_older_grid_goes_to_the_right_statement(
    ballot, phone, at, propose, decide, visitor
):
    for name, text in (("A", TEXT), ("B", "Repeindre")):
        propose(phone(name), ballot, text)
    first, second = Proposal.objects.get(text=TEXT), Proposal.objects.get(text="Repeindre")
    decide(ballot, "accept", first)
    decide(ballot, "accept", second)
    first, second, desk = again(first), again(second), visitor()
    columns = f"o-a o-b o-c o-{first.option} o-{second.option}"
    assert columns in desk.get(at(ballot, "saisie/")).content.decode()
    decide(ballot, "undo", first)
    desk.post(at(ballot, "saisie/"), {"columns": columns, "c-1-0": "1", "c-1-3": "2", "c-1-4": "3"})
    assert Vote.objects.get().answers == {"a": "agree", second.option: "disagree"}


def test_nothing_ties_a_proposal_of_a_secret_ballot_to_a_person(ballot, phone, at, propose):
    browser = phone("Odile")
    browser.post(at(ballot, "voter/"), {"turn": "1", "o-a": "agree"})
    for text in (TEXT, "Repeindre"):
        propose(browser, ballot, text)
    rows = list(Proposal.objects.values())
    names = {"id", "ballot_id", "mark", "text", "wording", "state", "option", "seen", "answered", "member_id"}
    assert all(set(row) == names and row["member_id"] is None for row in rows)
    assert len({row["mark"] for row in rows}) == 2, "not even that both come from one hand"
    held = personal.export(Member.objects.get(name="Odile"))
    assert TEXT not in json.dumps(held, ensure_ascii=False)


def test_a_named_ballot_gives_and_forgets_what_a_person_proposed(
    make_ballot, phone, at, propose, decide, founder
):
    ballot = make_ballot("statements", proposals="agreed", secret=False)
    browser = phone("Odile")
    for text in (TEXT, "Repeindre la gare", "Mon voisin a tort"):
        propose(browser, ballot, text)
    member = Member.objects.get(name="Odile")
    assert Proposal.objects.filter(member=member).count() == 3
    assert TEXT in json.dumps(personal.export(member), ensure_ascii=False)
    page = phone("B").get(at(ballot)).content.decode()
    assert "Odile" not in page
    decide(ballot, "accept", Proposal.objects.get(text=TEXT))
    decide(ballot, "accept", Proposal.objects.get(text="Repeindre la gare"), text="Repeindre")
    personal.erase(member)
    assert not Proposal.objects.exclude(member=None).exists()
    assert sorted(Proposal.objects.values_list("text", flat=True)) == ["", TEXT, "Repeindre"]
    ballot = closing.reveal(closing.close(again(ballot), founder), founder)
    assert [one["fr"] for one in ballot.added] == [TEXT, "Repeindre"], "what the room answered stays"
    assert ballot.proposed.exclude(state=State.ACCEPTED).get().text == ""


def test_who_may_propose_and_who_may_decide(ballot, at, visitor, propose):
    for role in Role.values:
        cache.clear()
        client = visitor(role)
        status = propose(client, ballot, f"Une idée de {role}").status_code
        assert status == (403 if role == Role.OBSERVER else 302), role
        if role != Role.FACILITATOR:
            one = Proposal.objects.first()
            given = {"do": "refuse", "proposal": one.pk}
            assert client.post(at(ballot, "propositions/"), given).status_code == 403, role
            assert client.get(at(ballot, "propositions/")).status_code == 403, role
    assert Proposal.objects.filter(state=State.WAITING).count() == len(Role.values) - 1


def test_the_pages_in_both_languages(ballot, phone, at, propose, visitor):
    browser = phone()
    propose(browser, ballot)
    for lang, word in (("fr", "Affirmations proposées"), ("en", "Proposed statements")):
        assert word in visitor().get(at(ballot, f"propositions/?lang={lang}")).content.decode()
    assert "Propose a statement" in browser.get(at(ballot, "?lang=en")).content.decode()

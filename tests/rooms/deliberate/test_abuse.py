"""Abuse: each is refused kindly, and counts nothing."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.utils import timezone
from tests.rooms.deliberate.test_voting import JSON

from rebonds.rooms.deliberate import attending, closing, voting
from rebonds.rooms.deliberate.models import Ballot, Ticket, Vote
from rebonds.rooms.people import changes, joining
from rebonds.rooms.people.models import Account, Invitation, Member, Role

pytestmark = pytest.mark.usefixtures("no_tries")


def test_reloads_and_tabs_count_once(make_ballot, phone, at):
    ballot, browser = make_ballot(), phone()
    for _ in range(3):
        assert browser.get(at(ballot)).status_code == 200
        assert browser.post(at(ballot, "voter/"), {"turn": "1", "o-a": "2"}).status_code == 302
    assert (Vote.objects.count(), Ticket.objects.count()) == (1, 1)


def test_scripted_posts_of_one_person_change_her_one_vote(make_ballot, phone, at):
    ballot, browser = make_ballot(), phone()
    browser.get(at(ballot))
    for turn in range(1, 40):
        assert browser.post(at(ballot, "voter/"), {"turn": turn, "o-a": turn % 3}, **JSON).status_code == 200
    assert (Vote.objects.count(), Ticket.objects.count()) == (1, 1)


def test_a_person_without_her_device_key_votes_no_second_time(make_ballot, phone, at):
    ballot, browser = make_ballot(), phone()
    browser.post(at(ballot, "voter/"), {"turn": "1", "o-a": "2"})
    browser.cookies.pop(voting.DEVICE)
    again = browser.post(at(ballot, "voter/"), {"turn": "1", "o-a": "0"}, **JSON)
    assert again.status_code == 409
    assert "déjà voté" in again.json()["message"]
    page = browser.post(at(ballot, "voter/"), {"turn": "1", "o-a": "0"})
    assert page.status_code == 409 and "déjà voté" in page.content.decode()
    assert Vote.objects.get().answers == {"a": 2}


def test_one_device_votes_for_one_person(make_ballot, phone, at):
    ballot, first, second = make_ballot(), phone("A"), phone("B")
    first.get(at(ballot))
    first.post(at(ballot, "voter/"), {"turn": "1", "o-a": "2"})
    second.cookies[voting.DEVICE] = first.cookies[voting.DEVICE].value
    answer = second.post(at(ballot, "voter/"), {"turn": "2", "o-a": "0"}, **JSON)
    assert answer.status_code == 409
    assert Vote.objects.get().answers == {"a": 2}


def test_a_named_vote_is_one_whatever_the_devices(make_ballot, phone, at):
    ballot, browser = make_ballot(secret=False), phone()
    browser.post(at(ballot, "voter/"), {"turn": "1", "o-a": "2"})
    browser.cookies.pop(voting.DEVICE)
    assert browser.post(at(ballot, "voter/"), {"turn": "2", "o-a": "0"}, **JSON).status_code == 200
    assert Vote.objects.get().answers == {"a": 0}


@pytest.mark.parametrize(
    "given",
    [
        {"o-a": "99"},
        {"o-a": "-1"},
        {"o-a": "²"},
        {"o-a": "<script>"},
        {"o-zzz": "1"},
        {"o-a": "1e400"},
        {"o-a": "9" * 5000},
        {},
        {"turn": "x"},
    ],
)
def test_forged_answers_are_refused_and_nothing_is_counted(given, make_ballot, phone, at):
    ballot, browser = make_ballot(), phone()
    answer = browser.post(at(ballot, "voter/"), given, **JSON)
    assert answer.status_code == 422
    assert answer.json()["message"]
    assert not Ticket.objects.exists() and not Vote.objects.exists()


@pytest.mark.parametrize(
    ("method", "given"),
    [
        ("cumulative", {"o-a": "5", "o-b": "5"}),
        ("cumulative", {"o-a": "-1"}),
        ("cumulative", {"o-a": "1.5"}),
        ("quadratic", {"o-a": "4"}),
        ("slider", {"o-a": "11"}),
        ("slider", {"o-a": "nan"}),
        ("consent", {"o-a": "objection"}),
        ("consent", {"o-a": "objection", "r-a": "  "}),
        ("consent", {"o-a": "objection", "r-a": "x" * 501}),
        ("pairwise", {"d-a-b": "c"}),
        ("statements", {"o-a": "yes please"}),
        ("questionnaire", {"o-a": "3"}),
    ],
)
def test_what_a_method_does_not_allow_is_refused(method, given, make_ballot, phone, at):
    ballot, browser = make_ballot(method), phone()
    assert browser.post(at(ballot, "voter/"), given, **JSON).status_code == 422
    assert not Vote.objects.exists()


def test_an_enormous_post_is_refused(make_ballot, phone, at):
    ballot, browser = make_ballot("consent"), phone()
    answer = browser.post(at(ballot, "voter/"), {"o-a": "objection", "r-a": "x" * 3_000_000})
    assert answer.status_code == 400
    many = browser.post(at(ballot, "voter/"), {f"o-{n}": "1" for n in range(1200)})
    assert many.status_code == 400
    assert not Vote.objects.exists()


def test_forged_ids_lead_nowhere(make_ballot, phone, at, space):
    browser = phone()
    draft = make_ballot(opened=False)
    assert browser.get(at(draft)).status_code == 403
    assert browser.post(at(draft, "voter/"), {"o-a": "1"}).status_code == 403
    assert browser.get(f"/espaces/{space.slug}/votes/aaaaaaaaaa/").status_code == 404
    stranger = Account.objects.create_user("ailleurs@exemple.fr", None, "Ailleurs")
    other = joining.open_workspace(stranger, "Ailleurs", "workshop")
    theirs = changes.save(
        Ballot(question="?", method="approval", options=[{"id": "a", "fr": "A", "en": "A"}]), other
    )
    theirs = closing.open_ballot(theirs, other)
    for page in ("", "voter/", "resultat/", "saisie/", "avancer/"):
        assert browser.post(f"/espaces/{space.slug}/votes/{theirs.uid}/{page}").status_code in (404, 405)
    assert Client().get("/vivant/aaaaaaaaaa").status_code == 404


def test_an_expired_or_ended_code_opens_nothing(session, founder):
    code = session.invitation.code
    Invitation.objects.update(expires_at=timezone.now())
    gone = Client().get(f"/a/{code}/")
    assert gone.status_code == 404
    assert "n’ouvre aucun atelier" in gone.content.decode()
    assert Client().post(f"/a/{code}/", {"name": "Tard"}).status_code == 404
    assert not Member.objects.filter(name="Tard").exists()


def test_wrong_codes_are_limited_and_right_ones_are_not(session):
    browser = Client()
    for _ in range(70):
        assert Client().get(f"/a/{session.invitation.code}/").status_code == 200
    said = [browser.get(f"/a/ZZZZ{n:02d}/").status_code for n in range(62)]
    assert said[:60] == [404] * 60
    assert said[60:] == [429, 429]


def test_three_hundred_come_in_behind_one_address(session, settings):
    for rank in range(300):
        answer = Client().post(f"/a/{session.invitation.code}/", {"name": f"P{rank}"})
        assert answer.status_code == 302, rank
    assert session.attendances.count() == 300


def test_scripts_in_names_and_texts_are_shown_as_text(
    make_ballot, phone, at, visitor, founder, space, session
):
    bad = "<script>alert(1)</script>"
    ballot = make_ballot(
        "approval",
        question=f"{bad} ?",
        details=bad,
        secret=False,
        options=[{"id": "a", "fr": f"{bad} A", "en": f"{bad} A"}, {"id": "b", "fr": "=1+1", "en": "=1+1"}],
    )
    browser = phone(bad)
    browser.post(at(ballot, "voter/"), {"turn": "1", "o-a": "1"})
    ballot = closing.reveal(closing.close(ballot, founder), founder)
    here = f"/espaces/{space.slug}/ateliers/{session.uid}/"
    desk = visitor()
    desk.post(at(ballot, "avancer/"), {"do": "show"})
    for client, path in (
        (browser, at(ballot)),
        (browser, here),
        (desk, at(ballot, "resultat/")),
        (desk, f"{here}mur/"),
        (desk, f"{here}animer/"),
        (desk, f"{here}compte-rendu/"),
    ):
        page = client.get(path)
        assert page.status_code == 200, path
        assert "<script>alert" not in page.content.decode(), path
    text = desk.get(at(ballot, "bulletins.csv")).content.decode()
    assert "'=1+1" in text.splitlines()[0]


def test_results_stay_hidden_until_revealed(make_ballot, phone, at, visitor, founder, people, session, space):
    ballot, browser = make_ballot(), phone()
    browser.post(at(ballot, "voter/"), {"turn": "1", "o-a": "2"})
    wall = f"/espaces/{space.slug}/ateliers/{session.uid}/mur/"
    visitor().post(at(ballot, "avancer/"), {"do": "show"})

    def everyone_refused():
        for role in Role.values:
            for page in ("resultat/", "resultat/?format=csv", "bulletins.csv", "bulletins.json"):
                assert visitor(role).get(at(ballot, page)).status_code == 403, (role, page)
        assert "mentions" not in visitor().get(wall).content.decode()
        assert "wall-result" not in visitor().get(wall).content.decode()

    everyone_refused()
    closing.close(ballot, founder)
    everyone_refused()
    ballot = closing.reveal(Ballot.objects.get(pk=ballot.pk), founder)
    for role in Role.values:
        assert visitor(role).get(at(ballot, "resultat/")).status_code == 200, role
    assert "wall-result" in visitor().get(wall).content.decode()


def test_who_may_vote_and_who_may_not(make_ballot, at, visitor, people):
    ballot = make_ballot()
    for role in Role.values:
        client = visitor(role)
        client.get(at(ballot))
        status = client.post(at(ballot, "voter/"), {"turn": "1", "o-a": "1"}, **JSON).status_code
        assert status == (403 if role == Role.OBSERVER else 200), role
    assert Vote.objects.count() == len(Role.values) - 1


def test_only_who_runs_it_moves_prints_and_types(make_ballot, at, visitor, session, space):
    ballot = make_ballot()
    here = f"/espaces/{space.slug}/ateliers/{session.uid}/"
    for role in set(Role.values) - {Role.FACILITATOR}:
        client = visitor(role)
        for path in (at(ballot, "avancer/"), f"{here}animer/"):
            assert client.post(path, {"do": "close"}).status_code == 403, (role, path)
        assert client.get(at(ballot, "saisie/")).status_code == 403, role
        assert client.get(f"{here}mur/").status_code == 403, role
        assert client.get(at(ballot, "papier.pdf")).status_code == (200 if role == "investigator" else 403), (
            role
        )
    assert Ballot.objects.get(pk=ballot.pk).state == Ballot.State.OPEN


def test_an_archived_workspace_takes_no_more_votes(make_ballot, phone, at, space):
    ballot, browser = make_ballot(), phone()
    browser.get(at(ballot))
    space.archived_at = timezone.now()
    space.save()
    assert browser.post(at(ballot, "voter/"), {"turn": "1", "o-a": "1"}, **JSON).status_code == 403
    assert not Vote.objects.exists()


def test_a_ballot_that_is_open_stays_as_it_was_announced(make_ballot, at, visitor):
    ballot = make_ballot()
    data = {"question": "Autre", "method": "approval", "lines": "X\nY", "secret": "0"}
    assert visitor().post(at(ballot, "modifier/"), data).status_code == 302
    again = Ballot.objects.get(pk=ballot.pk)
    assert (again.question, again.method, again.secret) == (ballot.question, ballot.method, ballot.secret)


def test_nothing_ties_a_ticket_to_a_secret_vote(make_ballot, phone, at, founder):
    """What the database holds: no shared value, no order of arrival, no hour."""
    ballot = make_ballot()
    arrival = []
    for rank in range(24):
        browser = phone(f"P{rank}")
        browser.post(at(ballot, "voter/"), {"turn": "1", "o-a": str(rank % 3), "o-b": str(rank % 2)})
        arrival.append(Member.objects.get(name=f"P{rank}").pk)
    tickets = list(Ticket.objects.order_by("pk").values())
    votes = list(Vote.objects.order_by("pk").values())
    assert {k for t in tickets for k in t} == {"id", "ballot_id", "member_id", "proof"}
    assert all(v["member_id"] is None for v in votes)
    left = {str(x) for t in tickets for k, x in t.items() if k != "ballot_id"}
    right = {str(x) for v in votes for k, x in v.items() if k in ("id", "mark")}
    assert not left & right
    assert [t["member_id"] for t in tickets] != arrival
    before = {v["mark"]: v["id"] for v in votes}
    closing.close(ballot, founder)
    after = {v.mark: v.pk for v in Vote.objects.all()}
    assert set(after) == set(before)
    assert not set(after.values()) & set(before.values())


def test_erasing_a_person_keeps_the_count_and_forgets_her(make_ballot, phone, at, founder, session):
    from rebonds.rooms.people import personal

    ballot = make_ballot(secret=False)
    phone("Odile Partante").post(at(ballot, "voter/"), {"turn": "1", "o-a": "2"})
    member = Member.objects.get(name="Odile Partante")
    attending.attend(session, member, True)
    held = json.dumps(personal.export(member), ensure_ascii=False)
    assert "Votes nominatifs" in held and "Présence aux ateliers" in held
    ballot = closing.reveal(closing.close(ballot, founder), founder)
    personal.erase(member)
    assert Vote.objects.count() == Ticket.objects.count() == 1
    assert attending.named_people(session) == ([], 1)
    assert "Odile" not in ballot.frozen.text

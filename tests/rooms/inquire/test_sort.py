"""The sort: alone, live, on paper; counted as deliberation counts; small groups hidden."""

from __future__ import annotations

import io
import json
import random

import pytest

from rebonds.content import kits
from rebonds.content.inquiring import Classes
from rebonds.deliberation import ballot_file
from rebonds.deliberation.methods import Settings, tally
from rebonds.rooms.inquire import results, sorting
from rebonds.rooms.inquire.models import PaperVoter, Problem, Sorting, SortVote
from rebonds.rooms.inquire.models.problems import ProblemClass
from rebonds.rooms.inquire.views.paper import read_cell, write_cell
from rebonds.rooms.people import changes, personal
from rebonds.rooms.people.models import Authority, Member, Role


@pytest.fixture
def root(space):
    return f"/espaces/{space.slug}/problemes/"


@pytest.fixture
def crowd(space):
    """Thirteen people of two territories, and one of a third."""
    places = [Authority.objects.create(workspace=space, name=name) for name in ("Amont", "Aval", "Île")]
    sizes = (6, 6, 1)
    return [
        Member.objects.create(workspace=space, name=f"P{n}{i}", role=Role.PARTICIPANT, authority=place)
        for n, (place, size) in enumerate(zip(places, sizes, strict=True))
        for i in range(size)
    ]


def sorted_at_random(crowd, cards, seed=1):
    chance = random.Random(seed)  # noqa: S311 (a sample, not a secret)
    for member in crowd:
        for card in cards:
            if chance.random() < 0.85:
                sorting.keep(member, card, chance.choice(sorting.KEYS), chance.random() < 0.3)
    sorting.recount(card.pk for card in cards)


def test_the_classes_are_those_of_the_kit():
    held = kits.load(Classes).classes
    assert tuple(one.id for one in held) == sorting.KEYS
    assert [one.label.fr for one in held] == [str(label) for label in ProblemClass.labels]


def test_one_answer_a_person_which_changes_and_goes_away(people, cards):
    who = people[Role.PARTICIPANT]
    sorting.answer(who, cards[0], "simple")
    sorting.answer(who, cards[0], pressing=True)
    sorting.answer(who, cards[0], "wicked")
    vote = SortVote.objects.get()
    assert (vote.klass, vote.pressing) == ("wicked", True)
    count = Problem.objects.get(pk=cards[0].pk).count
    assert (count.simple, count.wicked, count.pressing, count.modal) == (0, 1, 1, "")
    assert sorting.answer(who, cards[0], "", False) is None
    assert not SortVote.objects.exists()
    assert Problem.objects.get(pk=cards[0].pk).count.answers == 0
    with pytest.raises(ValueError, match="no class"):
        sorting.answer(who, cards[0], "awful")


def test_a_phone_sorts_card_after_card_without_javascript(root, cards, people, visitor):
    client = visitor(Role.GUEST)
    seen = []
    for rank in range(len(cards)):
        html = client.get(f"{root}trier/", follow=True)
        card = html.context["card"]
        assert card.uid not in seen
        seen.append(card.uid)
        if rank == 0:
            client.post(f"{root}trier/", {"carte": card.uid, "press": "1"})
        response = client.post(f"{root}trier/", {"carte": card.uid, "klass": sorting.KEYS[rank % 3]})
        assert response.status_code == 302
    last = client.get(f"{root}trier/")
    assert last.context["card"] is None
    assert last.context["done"] == len(cards)
    assert last.context["circled"] == 1
    again = client.get(f"{root}trier/?carte={seen[0]}")
    assert again.context["vote"].klass == "simple"
    assert client.get(f"{root}trier/?carte=inconnue").status_code == 404
    assert visitor(Role.OBSERVER).get(f"{root}trier/").status_code == 403


def test_each_person_has_an_order_of_her_own_always_the_same(people, cards):
    orders = {tuple(p.uid for p in sorting.shuffled(m, cards)) for m in people.values()}
    assert len(orders) > 1
    mine = people[Role.ELECTED]
    assert sorting.shuffled(mine, cards) == sorting.shuffled(mine, list(reversed(cards)))


def test_the_page_says_what_deliberation_counts(space, crowd, cards):
    sorted_at_random(crowd, cards)
    problems = list(sorting.in_play(space).select_related("count"))
    names = sorting.names_of(problems)
    ballots = sorting.ballots(space, "fr", problems=problems)
    told = {
        place.option: place
        for place in tally(ballots, "sorting", Settings(grades=sorting.scale("fr"))).ranking
    }
    lines = results.lines(results.counts_of(space))
    assert len(lines) == len(cards)
    words = dict(zip(sorting.KEYS, sorting.class_names("fr"), strict=True))
    for line in lines:
        place = told[names[line.problem]]
        assert (line.rank, line.answers) == (place.rank, place.answers)
        assert " = ".join(words[key] for key in line.modal) == place.detail["class"]
        assert line.entropy == pytest.approx(place.disagreement)
    approvals = {
        p.option: p.detail["approvals"]
        for p in tally(sorting.ballots(space, "fr", "pressing"), "approval").ranking
    }
    assert {names[line.problem]: line.pressing for line in lines} == approvals


def test_exported_ballots_read_back_and_name_nobody(root, crowd, cards, visitor, space):
    sorted_at_random(crowd, cards)
    PaperVoter.objects.create(workspace=space, number=7)
    sorting.answer(PaperVoter.objects.get(number=7), cards[0], "simple")
    content = visitor().get(f"{root}resultat/bulletins/class/?lang=fr").content
    read = ballot_file.read_bytes(content, "tri.csv")
    assert tally(read, "sorting", Settings(grades=sorting.scale("fr"))).ballots == len(crowd) + 1
    assert "papier 7" in read.voters
    assert read.sha256 == sorting.ballots(space, "fr").sha256
    assert not any(member.name in content.decode() for member in crowd)
    assert visitor(Role.PARTICIPANT).get(f"{root}resultat/bulletins/class/").status_code == 403


def test_two_cards_of_one_title_are_two_options(founder, cards):
    cards[1].title_fr = cards[0].title_fr
    changes.save(cards[1], founder)
    names = sorting.names_of(cards)
    assert len(set(names.values())) == len(cards)


def test_territories_that_differ_come_first_and_small_ones_are_hidden(space, crowd, cards):
    for member in crowd:
        sorting.keep(member, cards[0], "simple" if member.authority.name == "Amont" else "wicked", None)
        sorting.keep(member, cards[1], "complex", None)
    sorting.recount([cards[0].pk, cards[1].pk])
    # The island has one answer: hidden, and the smallest of the others with it, so nothing can be compared.
    assert results.gaps(results.counts_of(space), sorting.BY_TERRITORY) == []
    SortVote.objects.filter(member__authority__name="Île").delete()
    sorting.recount([cards[0].pk, cards[1].pk])
    gaps = results.gaps(results.counts_of(space), sorting.BY_TERRITORY)
    told = results.names(space, set(gaps[0].classes), sorting.BY_TERRITORY)
    assert [name for _key, name in told] == ["Amont", "Aval"]
    assert [(one.problem, one.distance) for one in gaps] == [(cards[0].pk, 1.0), (cards[1].pk, 0.0)]
    assert set(gaps[0].classes.values()) == {"simple", "wicked"}


def test_answers_follow_who_changes_role(space, crowd, cards):
    for member in crowd:
        sorting.keep(member, cards[0], "simple" if member.name.startswith("P0") else "wicked", None)
    sorting.recount([cards[0].pk])
    assert results.gaps(results.counts_of(space), sorting.BY_ROLE) == []
    for member in crowd:
        if member.name.startswith("P0"):
            member.role = Role.ELECTED
            member.save()
    found = results.gaps(results.counts_of(space), sorting.BY_ROLE)
    assert [(one.problem, one.distance) for one in found] == [(cards[0].pk, 1.0)]


def test_nothing_is_told_of_a_card_that_two_people_sorted(root, crowd, cards, visitor):
    for member in crowd[:2]:
        sorting.answer(member, cards[0], "wicked")
    client = visitor()
    assert "Trop peu de personnes" in client.get(f"{root}{cards[0].uid}/?lang=fr").content.decode()
    assert client.get(f"{root}resultat/").context["lines"] == []
    assert client.get(f"{root}?class=wicked&format=csv").content.decode().count("\r\n") == 1
    sorting.answer(crowd[2], cards[0], "wicked")
    assert len(client.get(f"{root}resultat/").context["lines"]) == 1
    assert client.get(f"{root}?class=wicked&format=csv").content.decode().count("\r\n") == 2


def test_a_live_sort_moves_on_takes_answers_and_closes(root, founder, cards, people, visitor):
    host, guest = visitor(), visitor(Role.GUEST)
    assert host.post(f"{root}tris/nouveau/", {"title": "Ce matin", "version": 1}).status_code == 302
    held = Sorting.kept.get()
    page = f"{root}tris/{held.uid}/"
    first = guest.get(page).context["card"]
    assert first is not None
    guest.post(f"{page}repondre/", {"carte": first.uid, "klass": "complex"})
    assert SortVote.objects.get().sorting == held
    assert host.get(page).context["told"] == 1
    mark = guest.get(page).context["mark"]
    htmx = {"HX-Request": "true"}
    assert guest.get(f"{page}?vu={mark}", headers=htmx).status_code == 204
    host.post(f"{page}avancer/", {"do": "next"})
    moved = guest.get(f"{page}?vu={mark}", headers=htmx)
    assert moved.status_code == 200
    assert moved.context["card"] != first
    assert guest.post(f"{page}avancer/", {"do": "next"}).status_code == 403
    host.post(f"{page}avancer/", {"do": "close"})
    assert guest.post(f"{page}repondre/", {"carte": first.uid, "klass": "simple"}).status_code == 403
    assert SortVote.objects.get().klass == "complex"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("1", ("simple", False)),
        ("3p", ("wicked", True)),
        (" 2 P ", ("complex", True)),
        ("p", ("", True)),
        ("", ("", False)),
    ],
)
def test_a_cell_of_paper(raw, said):
    assert read_cell(raw) == said
    assert read_cell(write_cell(*said)) == said


@pytest.mark.parametrize("raw", ["4", "12", "oui", "pp", "1=", "१"])
def test_a_cell_that_says_nothing_sensible(raw):
    assert read_cell(raw) is None


def test_fifty_by_twelve_are_entered_pasted_and_taken_back(root, cards, space, visitor):
    client = visitor()
    client.post(f"{root}papier/feuilles/", {"many": "12", "role": "elected"})
    assert PaperVoter.objects.filter(workspace=space, role="elected").count() == 12
    cells = [
        [p.uid, str(n), "123"[(i + n) % 3] + ("p" if n == 1 else "")]
        for i, p in enumerate(cards)
        for n in range(1, 13)
    ]

    def send(what):
        return client.post(f"{root}papier/garder/", json.dumps(what), content_type="application/json")

    assert send(cells).json() == {"kept": len(cells), "wrong": []}
    assert SortVote.objects.count() == len(cells)
    count = Problem.objects.get(pk=cards[0].pk).count
    assert (count.answers, count.pressing) == (12, 1)
    answer = send(
        [[cards[0].uid, "1", ""], [cards[0].uid, "2", "9"], [cards[0].uid, "99", "1"], ["x", "1", "1"]]
    )
    assert answer.json() == {"kept": 1, "wrong": [1, 2, 3]}
    assert Problem.objects.get(pk=cards[0].pk).count.answers == 11
    assert f'value="{cells[1][2]}"' in client.get(f"{root}papier/").content.decode()
    assert send("x").status_code == 400
    assert (
        visitor(Role.PARTICIPANT)
        .post(f"{root}papier/garder/", "[]", content_type="application/json")
        .status_code
        == 403
    )


def test_the_grid_is_a_form_without_javascript(root, cards, space, visitor):
    client = visitor()
    client.post(f"{root}papier/feuilles/", {"many": "1"})
    response = client.post(f"{root}papier/", {f"c-{cards[0].uid}-1": "2", f"c-{cards[1].uid}-1": "bleu"})
    assert response.status_code == 302
    assert SortVote.objects.get().klass == "complex"


def test_a_sheet_taken_away_no_longer_counts_and_comes_back(root, cards, space, visitor):
    client = visitor()
    client.post(f"{root}papier/feuilles/", {"many": "3"})
    for paper in PaperVoter.objects.all():
        sorting.answer(paper, cards[0], "wicked")
    client.post(f"{root}papier/feuilles/", {"number": "2", "do": "remove"})
    assert Problem.objects.get(pk=cards[0].pk).count.answers == 2
    assert "papier 2" not in sorting.ballots(space, "fr").voters
    client.post(f"{root}papier/feuilles/2/retablir/")
    assert Problem.objects.get(pk=cards[0].pk).count.answers == 3


def test_an_erased_person_leaves_her_answers_without_her(people, cards, founder):
    who = people[Role.PARTICIPANT]
    sorting.answer(who, cards[0], "wicked", True)
    held = personal.export(who)["held"]
    assert any("wicked" in str(rows) for rows in held.values())
    personal.erase(who, founder)
    assert SortVote.objects.get().member.name != "Personne participant"
    assert Problem.objects.get(pk=cards[0].pk).count.wicked == 1


def test_the_full_count_is_given_in_files(root, crowd, cards, visitor):
    sorted_at_random(crowd, cards)
    client = visitor()
    assert client.get(f"{root}resultat/compte/class/?format=pdf").content.startswith(b"%PDF")
    data = json.load(io.BytesIO(client.get(f"{root}resultat/compte/pressing/?format=json").content))
    assert "approval" in json.dumps(data)

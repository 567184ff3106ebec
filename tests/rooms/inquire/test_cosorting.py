"""Cards put together for what people say of them: sorted alike, circled together, linked in maps."""

from __future__ import annotations

import itertools
import random

import pytest

from rebonds.deliberation.measures import wilson
from rebonds.rooms.inquire import grouping, merging, sorting
from rebonds.rooms.inquire.cosorting import beyond_chance, least_voters, together
from rebonds.rooms.inquire.models import PaperVoter, Problem
from rebonds.rooms.maps.models import CausalMap, MapLink, MapNode
from rebonds.rooms.people import changes

S, C, W = sorting.KEYS


def rows(sheets):
    """Votes from one line per person: a class per card, in capitals where it is circled, `-` for no answer."""
    words = {"s": S, "c": C, "w": W, "o": ""}
    return [
        (who, card, words[letter.lower()], letter.isupper())
        for who, sheet in enumerate(sheets)
        for card, letter in enumerate(sheet)
        if letter != "-"
    ]


def test_alike_beyond_chance_by_hand():
    # 8 people, cards 0 and 1 alike by all, half simple and half wicked; each also sorts two others elsewhere
    sheets = ["sscw", "sswc", "sscw", "sswc", "wwsc", "wwcs", "wwsc", "wwcs"]
    alike, circled = together(rows(sheets), range(4))
    found = alike[0, 1]
    assert (found.alike, found.of) == (8, 8)
    low = wilson(1.0, 8)[0]
    assert low == pytest.approx(8 / (8 + 1.959963984540054**2))
    # the cards: 1/2 x 1/2 twice = 1/2; the people: one pair of six is in one class = 1/6
    assert found.proof == pytest.approx((low - 0.5) / 0.5)
    assert list(alike) == [(0, 1)]
    assert circled == {}


def test_under_the_least_number_of_voters_nothing_is_claimed():
    sheets = ["sscw", "sswc", "wwsc", "wwcs", "ccsw"]
    few = least_voters() - 1
    assert together(rows(sheets[:few]), range(4)) == ({}, {})
    assert (0, 1) in together(rows(sheets), range(4))[0]
    # enough people, but too few of them sorted both cards
    held = [*sheets[:few], "s-cw", "-swc", "w-sc"]
    assert (0, 1) not in together(rows(held), range(4))[0]


def test_what_everyone_finds_and_who_says_one_thing_of_everything_prove_nothing():
    everyone = ["wwsc", "wwcs", "wwsc", "wwcs", "wwsc", "wwcs", "wwsc", "wwcs"]
    assert (0, 1) not in together(rows(everyone), range(4))[0]
    stubborn = ["ssss"] * 6 + ["wwww"] * 6
    assert together(rows(stubborn), range(4))[0] == {}


def test_circled_together_by_those_who_circle_one_or_the_other():
    sheets = ["OOoooo"] * 7 + ["ooOooo", "oooOoo", "ooooOo", "oooooO", "oooooo", "oooooo", "Oooooo"]
    _alike, circled = together(rows(sheets), range(6))
    assert list(circled) == [(0, 1)]
    assert (circled[0, 1].alike, circled[0, 1].of) == (7, 8)
    p, q = 8 / 14, 7 / 14
    rates = [2 / 6] * 7 + [1 / 6] * 5 + [0, 0]
    people = sum(r * r for r in rates) / sum(2 * r - r * r for r in rates)
    cards = p * q / (p + q - p * q)
    assert circled[0, 1].proof == pytest.approx(beyond_chance(7, 8, max(cards, people)))
    # one who circles everything tells nothing of any pair
    assert together(rows(["OOOO"] * 9), range(4))[1] == {}


def test_few_people_prove_less_than_many_and_nobody_proves_nothing():
    proofs = [beyond_chance(n, n, 0.4) for n in (5, 8, 12, 40)]
    assert proofs == sorted(proofs) and 0 < proofs[0] < proofs[-1] < 1
    assert beyond_chance(0, 0, 0.0) == beyond_chance(9, 9, 1.0) == beyond_chance(4, 10, 0.4) == 0.0


def test_answers_at_random_make_hardly_any_pair():
    chance = random.Random(11)  # noqa: S311 (a sample, not a secret)
    sheets = ["".join(chance.choice("scw") for _ in range(60)) for _ in range(20)]
    alike, _circled = together(rows(sheets), range(60))
    pairs = 60 * 59 // 2
    weight = 0.5  # that of the parameters: what would be suggested for this alone
    assert sum(weight * one.proof >= 0.16 for one in alike.values()) <= pairs // 500


@pytest.fixture
def strangers(founder):
    """Four cards that share no word, no theme and no shift."""
    for title in ("Gare fermée", "Nappe polluée", "Boulangerie vendue", "Vélos cassés"):
        changes.save(Problem(title_fr=title), founder)
    return list(Problem.kept.within(founder.workspace).order_by("pk"))


def sort_alike(space, cards, first, sheets):
    for number, sheet in enumerate(sheets, start=1):
        voter = PaperVoter.objects.create(workspace=space, number=first + number)
        for card, letter in zip(cards, sheet, strict=True):
            sorting.answer(voter, card, {"s": S, "c": C, "w": W}[letter])


SHEETS = ["sscw", "sswc", "sscw", "sswc", "wwsc", "wwcs", "wwsc", "wwcs", "ccsw", "ccws"]


def test_cards_sorted_alike_are_suggested_with_their_reason_and_a_refusal_holds(space, strangers, visitor):
    client = visitor()
    board = f"/espaces/{space.slug}/problemes/familles/regrouper/"
    sort_alike(space, strangers, 0, SHEETS[:4])
    assert grouping.suggestions(space, "problem", strangers) == []  # four people: nothing is said
    sort_alike(space, strangers, 10, SHEETS[4:])
    html = client.get(f"{board}?propositions=1&lang=fr").content.decode()
    assert "triés de même par 10 personnes sur les 10 qui ont trié les deux" in html
    (one,) = grouping.suggestions(space, "problem", strangers)
    assert {one.a, one.b} == {strangers[0].uid, strangers[1].uid}
    assert (one.words, one.theme, one.shifts, one.circled, one.maps) == ((), False, (), None, ())
    client.post(f"{board}faire/", {"do": "refuse", "uid": [one.a, one.b]})
    assert grouping.suggestions(space, "problem", strangers) == []
    sort_alike(space, strangers, 30, SHEETS)  # more people say it: it stays refused
    assert grouping.suggestions(space, "problem", strangers) == []


def draw(founder, a, b, title="Ce qui ferme quoi"):
    held = changes.save(CausalMap(title=title), founder)
    ends = []
    for card in (a, b):
        node = MapNode(map=held, label=str(card), kind="problem", about_kind="problem", about_uid=card.uid)
        ends.append(changes.save(node, founder))
    return held, changes.save(MapLink(map=held, cause=ends[0], effect=ends[1]), founder)


def test_cards_linked_in_a_map_are_suggested_and_the_map_is_named(space, founder, strangers, visitor):
    held, link = draw(founder, strangers[0], strangers[2])
    (one,) = grouping.suggestions(space, "problem", strangers)
    assert one.maps == ((held.uid, held.title),)
    again, _link = draw(founder, strangers[2], strangers[0], "Une autre")
    (more,) = grouping.suggestions(space, "problem", strangers)
    assert len(more.maps) == 2 and one.score < more.score < 1
    page = f"/espaces/{space.slug}/problemes/familles/regrouper/?propositions=1&lang=fr"
    html = visitor().get(page).content.decode()
    assert "reliés dans la carte causale" in html and f"/cartes/{held.uid}/" in html
    again.delete_softly(founder)
    link.delete_softly(founder)
    assert grouping.suggestions(space, "problem", strangers) == []


def test_a_link_of_a_merged_card_counts_for_the_card_kept(space, founder, strangers):
    draw(founder, strangers[0], strangers[2])
    merging.merge(strangers[0], strangers[1], founder)
    (one,) = grouping.suggestions(space, "problem", list(sorting.in_play(space).order_by("pk")))
    assert {one.a, one.b} == {strangers[1].uid, strangers[2].uid}
    merging.merge(strangers[2], strangers[1], founder)  # both ends are now one card: no pair
    assert grouping.suggestions(space, "problem", list(sorting.in_play(space))) == []


def test_grounds_add_up_and_stay_within_one(space, founder, strangers):
    sort_alike(space, strangers, 0, SHEETS)
    (alone,) = grouping.suggestions(space, "problem", strangers)
    draw(founder, strangers[0], strangers[1])
    (both,) = grouping.suggestions(space, "problem", strangers)
    assert both.score == pytest.approx(1 - (1 - alone.score) * (1 - 0.3))
    for n in itertools.repeat(0, 30):
        draw(founder, strangers[0], strangers[1], f"Carte {n}")
    assert grouping.suggestions(space, "problem", strangers)[0].score <= 1

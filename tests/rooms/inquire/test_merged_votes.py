"""Votes of merged cards: they count for the card kept, nobody twice, and come back when the merge is undone."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from rebonds.rooms.inquire import merging, sorting
from rebonds.rooms.inquire.models import Count, Family, PaperVoter, SortVote
from rebonds.rooms.people.models import Authority, Member, Role


@pytest.fixture
def crowd(space):
    place = Authority.objects.create(workspace=space, name="Amont")
    return [
        Member.objects.create(workspace=space, name=f"P{n}", role=Role.PARTICIPANT, authority=place)
        for n in range(6)
    ]


def counted(*cards):
    keys = (*sorting.KEYS, "pressing", "modal", "groups")
    return [Count.objects.filter(problem=card).values_list(*keys).get() for card in cards]


def votes():
    return sorted(SortVote.objects.values_list())


def said(card):
    return {one.member or f"n{one.number}": (one.klass, one.pressing) for one in sorting.said([card.pk])}


def test_votes_count_for_the_card_kept_once_each_and_come_back(space, founder, crowd, cards):
    source, target, other = cards[:3]
    both, moved, circled, stays = crowd[:4]
    sheet = PaperVoter.objects.create(workspace=space, number=7)
    sorting.answer(both, source, "simple", True)
    sorting.answer(both, target, "wicked")
    sorting.answer(moved, source, "complex")
    sorting.answer(circled, target, pressing=True)  # circled, not given a class
    sorting.answer(circled, source, "simple")
    sorting.answer(stays, target, "complex")
    sorting.answer(sheet, source, "simple")
    sorting.answer(sheet, target, "wicked")
    sorting.answer(stays, other, "wicked")
    before, were = counted(source, target, other), votes()

    merging.merge(source, target, founder)
    assert said(target) == {
        both.pk: ("wicked", True),
        moved.pk: ("complex", False),
        circled.pk: ("simple", True),
        stays.pk: ("complex", False),
        "n7": ("wicked", False),
    }
    source_count, target_count, other_count = counted(source, target, other)
    assert target_count[:4] == (1, 2, 2, 2)
    assert target_count[5]["territoire"][str(both.authority_id)] == [1, 2, 1]
    assert (source_count, other_count) == (before[0], before[2])

    merging.undo(source, founder)
    assert counted(source, target, other) == before
    assert votes() == were


def test_an_answer_given_later_wins_and_taking_it_back_brings_the_merged_one(founder, crowd, cards):
    source, target = cards[:2]
    sorting.answer(crowd[0], source, "simple")
    merging.merge(source, target, founder)
    sorting.answer(crowd[0], target, "wicked")
    assert counted(target)[0][:3] == (0, 0, 1)
    sorting.answer(crowd[0], target, "", False)
    assert counted(target)[0][:3] == (1, 0, 0)


def test_a_chain_of_merges_counts_to_its_end_and_each_is_undone(founder, crowd, cards):
    first, second, third = cards[:3]
    sorting.answer(crowd[0], first, "simple")
    sorting.answer(crowd[0], second, "complex")
    sorting.answer(crowd[1], first, "wicked")
    before = counted(first, second)
    merging.merge(first, second, founder)
    merging.merge(second, third, founder)
    assert said(third) == {crowd[0].pk: ("complex", False), crowd[1].pk: ("wicked", False)}
    assert counted(third)[0][:3] == (0, 1, 1)
    merging.undo(first, founder)  # the inner one first: the outer card follows
    assert counted(third)[0][:3] == (0, 1, 0)
    merging.undo(second, founder)
    assert counted(third)[0][:3] == (0, 0, 0)
    assert counted(first, second) == before


def test_the_rank_of_families_and_the_ballots_count_them(space, founder, crowd, cards, visitor):
    source, target = cards[:2]
    target.family = Family.objects.create(workspace=space, title="Sols")
    target.save()
    for who in crowd:
        sorting.answer(who, source, "simple", True)
    merging.merge(source, target, founder)
    held = sorting.ballots(space, "fr", sorting.PRESSING, [target])
    assert held.cells == (("1",),) * 6
    page = visitor().get(f"/espaces/{space.slug}/problemes/familles/classement/")
    assert [(one.option, one.answers) for one in page.context["result"].ranking] == [("Sols", 6)]
    assert page.context["voters"] == 6


@pytest.mark.django_db(transaction=True)
def test_cards_merged_before_are_counted_again_once_the_database_is_brought_up(founder, crowd, cards):
    source, target, other = cards[:3]
    sorting.answer(crowd[0], source, "simple")
    for who in crowd[1:4]:
        sorting.answer(who, target, "wicked")
    sorting.answer(crowd[4], other, "complex")
    old = counted(source, target, other)
    merging.merge(source, target, founder)
    new = counted(source, target, other)
    assert new != old
    # as it was left by a version where a merge did not count answers again
    fields = (*sorting.KEYS, "pressing", "modal", "groups")
    Count.objects.filter(problem=target).update(**dict(zip(fields, old[1], strict=True)))
    Count.objects.filter(problem=other).update(simple=99)  # not merged: left alone
    assert counted(target) == [old[1]]

    call_command("migrate", "inquire", verbosity=0)  # nothing to apply: nothing is counted
    assert counted(target) == [old[1]]
    call_command("migrate", "inquire", "0001", verbosity=0)
    assert counted(target) == [old[1]]
    call_command("migrate", "inquire", verbosity=0)
    assert counted(source, target) == new[:2]
    assert counted(other)[0][0] == 99

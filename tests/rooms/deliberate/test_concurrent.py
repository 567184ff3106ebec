"""Votes that arrive at the same instant, on PostgreSQL (SQLite: see test_killed.py, through the server)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from rebonds.rooms.deliberate import closing, proposals, voting
from rebonds.rooms.deliberate.models import Ballot, Proposal, Ticket, Vote
from rebonds.rooms.people.models import Member

THREADS = 8


@pytest.fixture
def members(transactional_db, session):
    if connection.vendor != "postgresql":
        pytest.skip("one in-memory SQLite is not shared by threads")
    space = session.workspace
    return [
        Member.objects.create(workspace=space, name=f"P{n}", role="guest", guest_mark=f"{n:064d}")
        for n in range(24)
    ]


def at_once(calls):
    """Run calls in threads; return what each returned or raised."""

    def run(call):
        try:
            return call()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, calls))


def test_one_person_in_many_threads_counts_once(members, make_ballot):
    ballot, device = make_ballot(), voting.new_device()
    said = at_once([lambda: voting.cast(ballot, members[0], device, 1, {"a": 2})] * 16)
    assert all(isinstance(one, voting.Receipt) for one in said), said
    assert sum(not one.again for one in said) == 1
    assert (Vote.objects.count(), Ticket.objects.count()) == (1, 1)


def test_many_devices_of_one_person_count_once(members, make_ballot):
    ballot = make_ballot()
    said = at_once([lambda: voting.cast(ballot, members[0], voting.new_device(), 1, {"a": 1})] * 16)
    assert sum(isinstance(one, voting.Receipt) for one in said) == 1
    assert all(isinstance(one, (voting.Receipt, voting.VoteError)) for one in said), said
    assert (Vote.objects.count(), Ticket.objects.count()) == (1, 1)


def test_no_vote_slips_in_while_the_ballot_closes(members, make_ballot, founder):
    ballot = make_ballot()
    calls = [lambda m=m: voting.cast(ballot, m, voting.new_device(), 1, {"a": 1}) for m in members]
    calls.insert(9, lambda: closing.close(ballot, founder))
    said = at_once(calls)
    counted = sum(isinstance(one, voting.Receipt) for one in said)
    refused = sum(isinstance(one, voting.VoteError) for one in said)
    assert counted + refused == len(members), said
    closed = Ballot.objects.get(pk=ballot.pk)
    assert closed.frozen.text.count("\n") - 1 == counted == Vote.objects.count() == Ticket.objects.count()


def test_statements_proposed_at_the_same_instant_are_each_added_once(members, make_ballot):
    ballot = make_ballot("statements", proposals="at-once")
    texts = [f"Idée numéro {rank // 2}" for rank in range(len(members))]
    calls = [
        lambda m=m, text=text: proposals.propose(ballot, m, voting.new_device(), text)
        for m, text in zip(members, texts, strict=True)
    ]
    calls += [lambda m=m: voting.cast(ballot, m, voting.new_device(), 1, {"a": "agree"}) for m in members]
    said = at_once(calls)
    kept = [one.text for one in said if isinstance(one, Proposal)]
    assert sorted(kept) == sorted(set(texts)), said
    added = [one["fr"] for one in Ballot.objects.get(pk=ballot.pk).added]
    assert sorted(added) == sorted(kept), "none is lost under another"
    assert Vote.objects.count() == len(members)

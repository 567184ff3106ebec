"""The life of a ballot: opened, closed and frozen, revealed. It only goes forward."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from rebonds.deliberation import signed
from rebonds.rooms.deliberate import checks, keys, live, proposals
from rebonds.rooms.deliberate.counting import ballots_of, settings_of
from rebonds.rooms.deliberate.models import Ballot, Frozen, Vote, random_key
from rebonds.rooms.deliberate.voting import VoteError, locked
from rebonds.rooms.people import changes
from rebonds.rooms.people.models import Member

State = Ballot.State


def _moved(ballot: Ballot, member: Member, **values: Any) -> Ballot:
    for name, value in values.items():
        setattr(ballot, name, value)
    changes.save(ballot, member)
    if ballot.session is not None:
        live.changed(ballot.session)
    return ballot


def _wrong() -> VoteError:
    return VoteError(
        "Ce vote n'en est pas là : quelqu'un l'a fait avancer.", "This vote has moved on: someone was faster."
    )


@transaction.atomic
def open_ballot(ballot: Ballot, member: Member) -> Ballot:
    """Open a ballot; from now on its question, options, method and secrecy stay as they are.

    Raises
    ------
    BallotError
        It is not complete.
    VoteError
        It is not in preparation any more.
    """
    ballot = locked(ballot)
    if ballot.state != State.DRAFT:
        raise _wrong()
    checks.complete(ballot)
    return _moved(ballot, member, state=State.OPEN, opened_at=timezone.now())


@transaction.atomic
def phones(ballot: Ballot, member: Member, accepted: bool) -> Ballot:
    """Take answers from phones, or no longer: paper can still be typed in."""
    ballot = locked(ballot)
    if ballot.state != State.OPEN:
        raise _wrong()
    return _moved(ballot, member, phones=accepted)


@transaction.atomic
def close(ballot: Ballot, member: Member) -> Ballot:
    """Close a ballot: its ballots are written in canonical form, hashed and signed, and never change any more.

    Rows of votes are written anew in an order drawn at random, all in this transaction: what a database keeps of
    the moment when a row was written no longer goes with any ticket.
    """
    ballot = locked(ballot)
    if ballot.state != State.OPEN:
        raise _wrong()
    added = _shuffle(ballot)
    now = timezone.now()
    given = ballots_of(ballot)
    statement = signed.written(
        {
            **signed.claimed_settings(settings_of(ballot)),
            **({"added": added} if added else {}),
            "ballot": ballot.uid,
            "ballots": ballot.votes.count(),
            "closed_at": now.strftime("%Y-%m-%dT%H:%MZ"),
            "method": ballot.method,
            "on_paper": ballot.votes.exclude(paper=None).count(),
            "question": ballot.question,
            "secret": ballot.secret,
            "sha256": given.sha256,
        }
    )
    Frozen.objects.create(
        ballot=ballot,
        text=given.canonical(),
        sha256=given.sha256,
        statement=statement,
        signature=keys.sign(statement),
        public_key=keys.public_key(),
    )
    return _moved(ballot, member, state=State.CLOSED, closed_at=now)


def _shuffle(ballot: Ballot) -> dict[str, int]:
    """Write the votes anew; returns how many saw each statement that was added meanwhile."""
    votes = list(ballot.votes.all())
    added = proposals.settle(ballot, votes) if ballot.asks_proposals else {}
    for vote in votes:
        vote.pk = random_key()
    votes.sort(key=lambda vote: vote.pk)
    Vote.objects.filter(ballot=ballot).delete()
    Vote.objects.bulk_create(votes)
    return added


@transaction.atomic
def reveal(ballot: Ballot, member: Member) -> Ballot:
    """Show the result to everyone."""
    ballot = locked(ballot)
    if ballot.state != State.CLOSED:
        raise _wrong()
    return _moved(ballot, member, state=State.REVEALED, revealed_at=timezone.now())


def copy(ballot: Ballot, member: Member) -> Ballot:
    """Return a new ballot in preparation with the same question: a second round, a vote after discussion."""
    names = ("session", "question", "details", "method", "settings", "secret", "proposals", "kit", "kit_data")
    made = Ballot(workspace=ballot.workspace, **{name: getattr(ballot, name) for name in names})
    # What was added to the first round is on the second from its beginning.
    made.options = [{key: one[key] for key in one if key != "added"} for one in ballot.options]
    return changes.save(made, member)  # type: ignore[return-value]

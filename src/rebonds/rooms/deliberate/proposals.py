"""Statements that participants propose while they vote: checked, let through or not, added for every phone."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F

from rebonds.deliberation.ballots import tidy
from rebonds.rooms.deliberate import checks, live
from rebonds.rooms.deliberate.answers import refused
from rebonds.rooms.deliberate.models import Ballot, Proposal, Vote
from rebonds.rooms.deliberate.parameters import parameter
from rebonds.rooms.deliberate.voting import VoteError, locked, mark_for
from rebonds.rooms.people import changes
from rebonds.rooms.people.models import Member
from rebonds.rooms.search.folding import letters
from rebonds.text import Text

State = Proposal.State
_HINT = Text("Reformulez-la en une phrase.", "Say it in one sentence.")
#: Control characters, marks of direction, invisible ones: nothing that a wall should be given.
_UNWRITTEN = {"Cc", "Cf", "Cs", "Co", "Cn"}


def cleaned(text: str) -> str:
    """Return a statement on one line, without what cannot be read."""
    written = "".join(c for c in tidy(text) if unicodedata.category(c) not in _UNWRITTEN)
    return tidy(written)


def longest() -> int:
    """Return how long a statement may be: as long as those that the facilitator writes."""
    return int(parameter("ballot", "longest_option"))


def marks_of(ballot: Ballot, device: str, member: Member) -> list[str]:
    """Return the marks that the proposals of a device may bear, one a rank."""
    if not device and ballot.secret:
        return []
    ranks = range(1, parameter("proposals", "per_device") + 1)
    return [mark_for(ballot, device, member, f"proposal {rank}") for rank in ranks]


def mine(ballot: Ballot, device: str, member: Member) -> list[Proposal]:
    """Return what this device proposed, in its order."""
    marks = marks_of(ballot, device, member)
    found = Proposal.objects.filter(ballot=ballot, mark__in=marks)
    return sorted(found, key=lambda one: marks.index(one.mark))


def propose(ballot: Ballot, member: Member, device: str, text: str) -> Proposal:
    """Keep a statement that a participant proposes; where it was so announced, show it at once.

    The same statement sent again by the same device is the same proposal.

    Raises
    ------
    AnswerError
        It is empty, too long, or there already.
    VoteError
        The ballot takes no proposal, or no more of them.
    """
    said = cleaned(text)
    with transaction.atomic(durable=True):
        held = locked(ballot)
        if not held.takes_proposals:
            raise VoteError(
                "Ce vote ne prend plus de propositions : celle-ci n'est pas gardée.",
                "This vote takes no more proposals: this one was not kept.",
            )
        marks = marks_of(held, device, member)
        if not marks:
            raise VoteError(
                "Cet appareil n'est pas encore reconnu.",
                "This device is not known yet.",
                Text("Rechargez la page, puis recommencez.", "Reload the page, then try again."),
            )
        own = mine(held, device, member)
        again = next((one for one in own if _same(one.text, said)), None)
        if again is not None:
            return again
        _check(held, said)
        free = next((mark for mark in marks if mark not in {one.mark for one in own}), "")
        if not free:
            most = len(marks)
            raise VoteError(
                f"Vous avez déjà proposé {most} affirmations : laissez la place aux autres.",
                f"You have already proposed {most} statements: leave room for others.",
            )
        if held.proposed.filter(state=State.WAITING).count() >= parameter("proposals", "most_waiting"):
            raise VoteError(
                "Beaucoup de propositions attendent déjà.",
                "Many proposals are waiting already.",
                Text("Réessayez dans quelques minutes.", "Try again in a few minutes."),
            )
        made = Proposal(ballot=held, mark=free, text=said, member=None if held.secret else member)
        if held.proposals == Ballot.Proposals.AT_ONCE:
            _add(held, made, said)
            # Not `changes.save`: neither a name nor an hour may be kept beside what a participant proposes.
            Ballot.objects.filter(pk=held.pk).update(options=held.options, version=F("version") + 1)
        made.save(force_insert=True)
    if made.state == State.ACCEPTED and held.session is not None:
        live.changed(held.session)
    return made


def _same(one: str, other: str) -> bool:
    """Tell whether two statements are one: accents, case, spaces and punctuation aside."""
    return tidy(one) == tidy(other) or (letters(one) == letters(other) != "")


def _check(ballot: Ballot, said: str, but: int | None = None) -> None:
    """Refuse a statement that cannot stand beside the others."""
    if not said:
        raise refused("Cette affirmation est vide.", "This statement is empty.", _HINT)
    if len(said) > longest():
        raise refused(
            f"Cette affirmation dépasse {longest()} caractères : elle en a {len(said)}.",
            f"This statement is longer than {longest()} characters: it has {len(said)}.",
            Text("La raccourcir.", "Shorten it."),
        )
    waits = [one.said for one in ballot.proposed.filter(state=State.WAITING).exclude(pk=but)]
    options = [str(one.get(lang, "")) for one in ballot.options for lang in ("fr", "en")]
    if any(_same(said, one) for one in [*options, *waits]):
        raise refused(
            "Cette affirmation est déjà proposée.",
            "This statement is already there.",
            Text("Réagissez-y, ou dites autre chose.", "React to it, or say something else."),
        )
    if len(ballot.options) >= parameter("ballot", "most_options"):
        raise VoteError(
            "Ce vote a autant d'affirmations qu'il peut en montrer.",
            "This vote has as many statements as it can show.",
        )


def _add(ballot: Ballot, one: Proposal, said: str) -> None:
    """Put a statement after the others; its answers come back only where it says the same as before."""
    if not one.option or said != one.said:
        one.option = f"p{secrets.token_hex(5)}"
    one.wording = said if said != one.text else ""
    one.state = State.ACCEPTED
    ballot.options = [*ballot.options, {"id": one.option, "fr": said, "en": said, "added": True}]
    checks.complete(ballot)


def _held(ballot: Ballot, key: str) -> tuple[Ballot, Proposal]:
    """Return the ballot, locked and open, and one of its proposals."""
    held = locked(ballot)
    if not (held.is_open and held.asks_proposals):
        raise VoteError(
            "Ce vote est clos : ses propositions ne changent plus.",
            "This vote is closed: its proposals change no more.",
        )
    number = int(key) if key.isascii() and key.isdigit() and len(key) < 20 else 0
    found = held.proposed.filter(pk=number).first() if number < 2**63 else None
    if found is None:
        raise VoteError("Cette proposition n'existe plus.", "This proposal is no longer there.")
    return held, found


def _written(ballot: Ballot, one: Proposal, member: Member) -> Proposal:
    one.save(update_fields=["state", "wording", "option"])
    changes.save(ballot, member)
    return _told(ballot, one)


def _told(ballot: Ballot, one: Proposal) -> Proposal:
    if ballot.session is not None:
        live.changed(ballot.session)
    return one


@transaction.atomic
def accept(ballot: Ballot, member: Member, key: str, wording: str | None = None) -> Proposal:
    """Add a proposal to the vote, as it is or as the facilitator writes it.

    Raises
    ------
    AnswerError
        What she writes is empty, too long, or there already.
    VoteError
        The ballot is closed, or there is no such proposal.
    """
    held, one = _held(ballot, key)
    if one.state == State.ACCEPTED:
        return one
    said = one.said if wording is None else cleaned(wording)
    _check(held, said, one.pk)
    _add(held, one, said)
    return _written(held, one, member)


@transaction.atomic
def refuse(ballot: Ballot, member: Member, key: str) -> Proposal:
    """Leave a proposal out; only what still waits is refused."""
    held, one = _held(ballot, key)
    if one.waits:
        one.state = State.REFUSED
        one.save(update_fields=["state"])
        _told(held, one)
    return one


@transaction.atomic
def undo(ballot: Ballot, member: Member, key: str) -> Proposal:
    """Make a proposal wait again. Phones no longer see it; answers to it come back with it."""
    held, one = _held(ballot, key)
    if one.waits:
        return one
    before, one.state = one.state, State.WAITING
    if before == State.REFUSED:
        one.save(update_fields=["state"])
        return _told(held, one)
    held.options = [option for option in held.options if option["id"] != one.option]
    return _written(held, one, member)


def settle(ballot: Ballot, votes: Iterable[Vote]) -> dict[str, int]:
    """Count, at closing, who saw and answered what was added, then forget who saw it and answers to what is gone.

    Returns
    -------
    dict of str to int
        By statement added, how many ballots saw it.
    """
    listed, kept = list(votes), {one["id"] for one in ballot.options}
    seen: dict[str, int] = {}
    for one in ballot.proposed.filter(state=State.ACCEPTED):
        one.answered = sum(one.option in vote.answers for vote in listed)
        one.seen = sum(one.option in vote.answers or one.option in vote.seen for vote in listed)
        one.save(update_fields=["seen", "answered"])
        seen[one.said] = one.seen
    for vote in listed:
        vote.seen = []
        vote.answers = {option: value for option, value in vote.answers.items() if option in kept}
    return seen


def watched(ballots: Iterable[Ballot]) -> dict[int, list[Proposal]]:
    """Return what the desk watches, by open ballot, in one question: what waits, and what was shown without asking."""
    asked = {one.pk: one for one in ballots if one.asks_proposals and one.is_open}
    out: dict[int, list[Proposal]] = {pk: [] for pk in asked}
    for one in Proposal.objects.filter(ballot__in=asked).exclude(state=State.REFUSED) if asked else ():
        if one.waits or asked[one.ballot_id].proposals == Ballot.Proposals.AT_ONCE:
            out[one.ballot_id].append(one)
    return out

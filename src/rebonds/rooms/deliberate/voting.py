"""Casting a vote: counted once, whatever the network does, and tied to nobody where the ballot is secret."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.http import HttpResponse

from rebonds.errors import RebondsError
from rebonds.rooms.deliberate.answers import Answers
from rebonds.rooms.deliberate.models import Ballot, Ticket, Vote
from rebonds.rooms.people.models import Member
from rebonds.text import Text, typeset

SHORT = 10
DEVICE = "appareil"  # cookie
YEAR = 365 * 24 * 3600
LONGEST_DEVICE = 100


class VoteError(RebondsError):
    """A vote that cannot be counted. ``final``: sending it again will not help."""

    def __init__(self, fr: str, en: str, hint: Text | None = None) -> None:
        super().__init__(Text(typeset(fr), en), hint)


@dataclass(frozen=True)
class Receipt:
    """What the voter is told once her vote is on disk.

    Parameters
    ----------
    code : str
        Identifier of her line in the export.
    turn : int
        Which of her answers is counted.
    again : bool
        True where this very answer had been counted before.
    changed : bool
        True where it replaces an earlier one.
    """

    code: str
    turn: int
    again: bool = False
    changed: bool = False


def new_device() -> str:
    """Return the key of a device, drawn at random; only its cookie holds it."""
    return secrets.token_urlsafe(32)


def mark_for(ballot: Ballot, device: str, member: Member, what: str) -> str:
    """Return the hash of a device's key (of a member, on named ballots) for one use: no two uses share it."""
    who = device if ballot.secret else f"member {member.pk}"
    return hashlib.sha256(f"{what}|{ballot.uid}|{who}".encode()).hexdigest()


def proof_of(ballot: Ballot, device: str, member: Member) -> str:
    """Return the hash that a ticket keeps."""
    return mark_for(ballot, device, member, "ticket")


def mark_of(ballot: Ballot, device: str, member: Member) -> str:
    """Return the hash that a vote keeps: without the device's key, nobody can tell which ticket it goes with."""
    return mark_for(ballot, device, member, "vote")


def locked(ballot: Ballot) -> Ballot:
    """Return a ballot as it stands, locked until the transaction ends: no vote slips in while it closes."""
    return Ballot.objects.select_for_update().get(pk=ballot.pk)


def cast(
    ballot: Ballot, member: Member, device: str, turn: int, answers: Answers, seen: Iterable[str] = ()
) -> Receipt:
    """Count a vote. When this returns, it is on disk.

    Parameters
    ----------
    ballot : Ballot
    member : Member
    device : str
        Key of her device.
    turn : int
        Which of her answers this is, from 1: a late copy of an earlier one changes nothing.
    answers : dict
        As `answers.read` returns them.
    seen : iterable of str
        Statements added during the vote that the form showed.

    Raises
    ------
    VoteError
        The ballot is not open to phones, or she voted from another device.
    """
    with transaction.atomic(durable=True):
        return counted(ballot, member, device, turn, answers, seen)


def counted(
    ballot: Ballot, member: Member, device: str, turn: int, answers: Answers, seen: Iterable[str] = ()
) -> Receipt:
    """Count a vote within the transaction of whoever asks: as `cast`, but on disk only when that one ends."""
    live = locked(ballot)
    mark, proof = mark_of(live, device, member), proof_of(live, device, member)
    ticket = Ticket.objects.filter(ballot=live, member=member).first()
    vote = Vote.objects.filter(ballot=live, mark=mark).first()
    mine = ticket is not None and ticket.proof == proof and vote is not None
    shown = sorted({one["id"] for one in live.added} & set(seen))
    if mine and vote is not None and live.asks_proposals:
        answers = carried(live, vote, shown) | answers
        if live.takes_phones and not set(shown) <= set(vote.seen):
            vote.seen = sorted({*vote.seen, *shown})
            vote.save(update_fields=["seen"])
    if mine and vote is not None and (turn < vote.turn or vote.answers == answers):
        return Receipt(mark[:SHORT], vote.turn, again=True)
    if not live.takes_phones:
        raise VoteError(
            "Ce vote n'est plus ouvert : cette réponse n'est pas comptée.",
            "This vote is no longer open: this answer is not counted.",
        )
    if mine and vote is not None:
        vote.answers, vote.turn = answers, max(turn, vote.turn + 1)
        vote.save(update_fields=["answers", "turn"])
        return Receipt(mark[:SHORT], vote.turn, changed=True)
    if ticket is not None:
        raise VoteError(
            "Vous avez déjà voté, depuis un autre appareil.",
            "You have already voted, from another device.",
            Text("C’est sur cet appareil que l’on change d’avis.", "Change your mind on that device."),
        )
    if vote is not None:
        raise VoteError(
            "Cet appareil a déjà voté pour quelqu'un.",
            "This device has already voted for someone.",
            Text("Prendre un autre appareil, ou un bulletin de papier.", "Use another device, or paper."),
        )
    Ticket.objects.create(ballot=live, member=member, proof=proof)
    Vote.objects.create(
        ballot=live,
        mark=mark,
        turn=turn,
        answers=answers,
        seen=shown,
        member=None if live.secret else member,
    )
    return Receipt(mark[:SHORT], turn)


def carried(ballot: Ballot, vote: Vote, shown: Iterable[str]) -> Answers:
    """Return the earlier answers to added statements that a form did not show: it says nothing of them."""
    said = {one["id"] for one in ballot.options if not one.get("added")}.union(shown)
    return {option: value for option, value in vote.answers.items() if option not in said}


def mine(ballot: Ballot, member: Member, device: str) -> Vote | None:
    """Return the vote that this device may change."""
    if not device and ballot.secret:
        return None
    return Vote.objects.filter(ballot=ballot, mark=mark_of(ballot, device, member)).first()


def has_voted(ballot: Ballot, member: Member) -> bool:
    """Tell whether a member has voted."""
    return Ticket.objects.filter(ballot=ballot, member=member).exists()


def answered(ballots: Iterable[Ballot]) -> dict[int, tuple[int, int]]:
    """Return, by ballot, how many answers came by phone and how many on paper: two questions for all."""
    listed = list(ballots)
    phones = Ticket.objects.filter(ballot__in=listed).values_list("ballot").annotate(n=Count("pk")).order_by()
    sheets = Vote.objects.filter(ballot__in=listed, paper__isnull=False)
    paper = dict(sheets.values_list("ballot").annotate(n=Count("pk")).order_by())
    counted = dict(phones)
    return {one.pk: (counted.get(one.pk, 0), paper.get(one.pk, 0)) for one in listed}


def device_of(request: Any) -> str:
    """Return the key of the device that asks; empty where it has none yet."""
    given = request.COOKIES.get(DEVICE, "")
    return given if 32 <= len(given) <= LONGEST_DEVICE else ""


def give_device(request: Any, response: HttpResponse, device: str = "") -> None:
    """Give a device a key, unless it has one: a cookie that scripts cannot read."""
    if not device_of(request):
        response.set_cookie(
            DEVICE,
            device or new_device(),
            max_age=YEAR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )

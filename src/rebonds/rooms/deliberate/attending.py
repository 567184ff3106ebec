"""Coming to a session: by its code, with or without a name, named in the minutes or not."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.urls import reverse

from rebonds.rooms.deliberate.models import Attendance, Session
from rebonds.rooms.people import changes, joining
from rebonds.rooms.people.models import Invitation, Member


def attend(session: Session, member: Member, named: bool | None = None) -> Attendance:
    """Write that a member is there; ``named`` is her choice, her usual one where she says nothing."""
    found, _made = Attendance.objects.get_or_create(
        session=session, member=member, defaults={"named": bool(member.consents_to_be_named)}
    )
    if named is not None and named != found.named:
        found.named = named
        found.save(update_fields=["named"])
    return found


@transaction.atomic
def open_doors(session: Session, member: Member, hours: int | None = None) -> Invitation:
    """Make the code of a session, or return the one that still works."""
    if session.invitation is not None and session.invitation.usable:
        return session.invitation
    session.invitation = joining.make_code(member, hours)
    changes.save(session, member)
    return session.invitation


def session_of(invitation: Invitation) -> Session | None:
    """Return the session that a code opens."""
    return Session.kept.filter(invitation=invitation, ended_at=None).first()


def landing(member: Member, invitation: Invitation) -> str:
    """Return the session that a code opens, for who has just come in by it; she is among those present."""
    session = session_of(invitation)
    if session is None:
        return ""
    attend(session, member)
    return reverse("session", kwargs={"workspace": member.workspace.slug, "uid": session.uid})


def named_people(session: Session) -> tuple[list[str], int]:
    """Return who agrees to be named, and how many were there besides."""
    there: list[Any] = list(session.attendances.select_related("member"))
    names = sorted(one.member.name for one in there if one.named and one.member.erased_at is None)
    return names, len(there) - len(names)

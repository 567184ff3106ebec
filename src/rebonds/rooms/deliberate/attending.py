"""Coming to a session: by its code, with or without a name, named in the minutes or not."""

from __future__ import annotations

from typing import Any

from allauth.core.internal import ratelimit
from django.db import transaction
from django.http import HttpRequest

from rebonds.rooms.deliberate.models import Attendance, Session
from rebonds.rooms.deliberate.parameters import parameter
from rebonds.rooms.people import changes, joining
from rebonds.rooms.people.models import Invitation, Member


def too_many(request: HttpRequest, action: str, key: str | None = None, *, look: bool = False) -> bool:
    """Count a try and tell whether there were too many; with ``look``, tell without counting."""
    config = {action: parameter("limits", action)}
    return (
        ratelimit.consume(
            request, app="rebonds", action=action, config=config, key=key, limit_get=True, dry_run=look
        )
        is None
    )


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


def named_people(session: Session) -> tuple[list[str], int]:
    """Return who agrees to be named, and how many were there besides."""
    there: list[Any] = list(session.attendances.select_related("member"))
    names = sorted(one.member.name for one in there if one.named and one.member.erased_at is None)
    return names, len(there) - len(names)

"""Conditions that the table of this room names."""

from __future__ import annotations

from typing import Any

from rebonds.rooms.people import access
from rebonds.rooms.people.models import Member


def author(member: Member, obj: Any) -> bool:
    """Tell whether a member wrote an object herself."""
    return bool(obj is not None and member.pk is not None and obj.created_by_id == member.pk)


def readable(member: Member, sheet: Any) -> bool:
    """Tell whether a sheet may be read: a party's position, only by its author until it agrees."""
    return bool(sheet is not None and (sheet.kind != "position" or sheet.agreed or author(member, sheet)))


def unused(member: Member, deck: Any) -> bool:
    """Tell whether nothing was made with a deck: else its results could be read no more."""
    from rebonds.rooms.kits import own  # it stands on the models, and tables of access are read before them

    return bool(deck is not None and next(iter(own.used(deck)), None) is None)


access.condition("unused", unused)
access.condition("author", author)
access.condition("readable", readable)

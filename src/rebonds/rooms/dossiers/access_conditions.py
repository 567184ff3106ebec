"""Conditions of the room's table: what may still be heard, and what its speaker lets others read."""

from __future__ import annotations

from typing import Any

from rebonds.rooms.people import access
from rebonds.rooms.people.models import Member


def audible(member: Member, obj: Any) -> bool:
    """Tell whether the witness has not taken her consent back."""
    return bool(obj is not None and obj.audible)


def quotable(member: Member, obj: Any) -> bool:
    """Tell whether a quote may be read: by everyone once its witness lets it be published, before that by its team."""
    return audible(member, obj) and bool(obj.publishable or obj.owned_by(member))


access.condition("audible", audible)
access.condition("quotable", quotable)

"""What the room does when a member changes."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save

from rebonds.rooms.people.models import Member


def connect() -> None:
    """Listen to members."""
    post_save.connect(member_saved, sender=Member, dispatch_uid="inquire.member")


def member_saved(instance: Member, created: bool, **_more: Any) -> None:
    """Count again what she answered, under her role and territory as they now are."""
    from rebonds.rooms.inquire import sorting

    if not created:
        sorting.recount_of(instance)

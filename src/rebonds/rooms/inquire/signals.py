"""What the room does when a member changes, or once the database has its shape."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models.signals import post_migrate, post_save

from rebonds.rooms.people.models import Member

#: The migration after which merged cards are counted again.
RECOUNTED = ("inquire", "0002_recount_merged")


def connect() -> None:
    """Listen to members, and to migrations."""
    post_save.connect(member_saved, sender=Member, dispatch_uid="inquire.member")
    post_migrate.connect(migrated, sender=apps.get_app_config("inquire"), dispatch_uid="inquire.migrated")


def member_saved(instance: Member, created: bool, **_more: Any) -> None:
    """Count again what she answered, under her role and territory as they now are."""
    from rebonds.rooms.inquire import sorting

    if not created:
        sorting.recount_of(instance)


def migrated(plan: Any = (), **_more: Any) -> None:
    """Count again, once, the cards that others were merged into before their answers counted for them.

    Done after every migration, not within one: counting reads the tables as they are today.
    """
    from rebonds.rooms.inquire import sorting

    if any((one.app_label, one.name) == RECOUNTED and not backwards for one, backwards in plan):
        sorting.recount_merged()

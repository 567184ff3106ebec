"""What happens when somebody signs in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in

from rebonds.rooms.people import access, journal


def connect() -> None:
    """Listen to sign-ins."""
    user_logged_in.connect(note_sign_in, dispatch_uid="people.note_sign_in")


def note_sign_in(sender: Any, request: Any, user: Any, **_: Any) -> None:
    """Write the sign-in in the log of each workspace of the account."""
    for member in access.workspaces_of(user):
        journal.write(member.workspace, member, "signed-in")

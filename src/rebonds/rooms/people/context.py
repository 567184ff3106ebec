"""What every page knows of who visits and where."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from rebonds.rooms.people import registry


def here(request: HttpRequest) -> dict[str, Any]:
    """Return the workspace and member of the page, and the doors of the workspace."""
    member = getattr(request, "member", None)
    user = getattr(request, "user", None)
    return {
        "signed_in": bool(user is not None and user.is_authenticated),
        "member": member,
        "workspace": member.workspace if member is not None else None,
        "doors": registry.entries(member) if member is not None else [],
    }

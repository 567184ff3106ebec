"""What every page knows of who visits and where."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from rebonds.rooms.people import registry
from rebonds.rooms.people.models import Member


def here(request: HttpRequest) -> dict[str, Any]:
    """Return the workspace and member of the page, and the rooms of the workspace with their doors."""
    member = getattr(request, "member", None)
    user = getattr(request, "user", None)
    return {
        "signed_in": bool(user is not None and user.is_authenticated),
        "member": member,
        "workspace": member.workspace if member is not None else None,
        "rooms": rooms(member, request.path) if member is not None else [],
    }


def rooms(member: Member, path: str) -> list[dict[str, Any]]:
    """Return the rooms that a member may enter, and which door an address lies behind.

    The longest address that begins the path is the door: ``/retours/`` and ``/retours/sorties/`` may both be doors.
    """
    doors = registry.entries(member)
    addresses = {d.url_name: reverse(d.url_name, kwargs={"workspace": member.workspace.slug}) for d in doors}
    behind = max((a for a in addresses.values() if path.startswith(a)), key=len, default="")
    out = []
    for group, members in groupby(doors, key=lambda door: door.group):
        own = [
            {"door": door, "address": address, "here": address == behind, "exact": address == path}
            for door in members
            for address in [addresses[door.url_name]]
        ]
        out.append(
            {
                "name": group,
                "label": registry.GROUPS[group],
                "doors": own,
                "here": any(d["here"] for d in own),
            }
        )
    return out

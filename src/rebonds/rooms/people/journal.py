"""The access log of a workspace: personal data seen, exported or erased, roles changed, people come and gone."""

from __future__ import annotations

from rebonds.rooms.people.models import AccessEntry, Member, Workspace

#: What is written in the log; templates give the words.
ACTIONS = (
    "joined",
    "signed-in",
    "left",
    "removed",
    "role",
    "invited",
    "revoked",
    "saw",
    "exported",
    "erased",
    "purged",
    "settings",
    "archived",
    "reopened",
    "transferred",
)
LONGEST = 200


def write(workspace: Workspace, member: Member | None, action: str, what: str = "") -> None:
    """Write a line.

    Parameters
    ----------
    workspace : Workspace
    member : Member or None
        Who did it; ``None`` for the product itself.
    action : str
        One of `ACTIONS`.
    what : str
        What it was about: a kind and a uid rather than a name, so that the log outlives nobody's erasure.
    """
    if action not in ACTIONS:
        raise ValueError(f"{action} is not an action of the access log")
    AccessEntry.objects.create(workspace=workspace, member=member, action=action, what=what[:LONGEST])

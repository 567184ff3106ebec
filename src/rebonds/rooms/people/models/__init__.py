"""What the room keeps: accounts, workspaces, members, ways to join, and what shared objects need."""

from rebonds.rooms.people.models.account import Account
from rebonds.rooms.people.models.joining import Invitation
from rebonds.rooms.people.models.kept import AccessEntry, Draft, Upload
from rebonds.rooms.people.models.member import Member, Role
from rebonds.rooms.people.models.shared import Shared, SharedQuery, new_uid
from rebonds.rooms.people.models.thread import Link, Pin
from rebonds.rooms.people.models.workspace import Authority, Workspace

__all__ = [
    "AccessEntry",
    "Account",
    "Authority",
    "Draft",
    "Invitation",
    "Link",
    "Member",
    "Pin",
    "Role",
    "Shared",
    "SharedQuery",
    "Upload",
    "Workspace",
    "new_uid",
]

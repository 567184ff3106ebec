"""The demonstration: invented people and answers, loaded by one command, removed by one click.

Each room adds what it shows: ``demo.contributes(load, order=20)`` in its ``room.py``, where ``load(demo)`` makes
objects in ``demo.workspace`` in the name of ``demo.people[role]``, and may leave things for the next in
``demo.made``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

from django.db import transaction

from rebonds.rooms.people import joining
from rebonds.rooms.people.models import Account, Authority, Member, Role, Workspace
from rebonds.text import typeset


@dataclass
class Demo:
    """What loaders are given.

    Attributes
    ----------
    workspace : Workspace
    people : dict of str to Member
        First member of each role.
    members : list of Member
        Everyone.
    made : dict
        What a loader leaves for the next, by kind.
    """

    workspace: Workspace
    people: dict[str, Member]
    members: list[Member]
    made: dict[str, list[Any]] = field(default_factory=dict)


Loader = Callable[[Demo], None]
_loaders: dict[str, tuple[int, Loader]] = {}


def contributes(load: Loader, order: int = 100) -> None:
    """Add a room's part of the demonstration; lower orders come first."""
    _loaders[f"{load.__module__}.{load.__qualname__}"] = (order, load)


def read(package: str, path: str = "demo.toml") -> dict[str, Any]:
    """Return the invented content of a room, from a file of its package, its French typeset."""
    raw = tomllib.loads(resources.files(package).joinpath(path).read_text(encoding="utf-8"))
    return _typeset(raw)  # type: ignore[no-any-return]


def _typeset(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _typeset(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_typeset(one) for one in value]
    return typeset(value) if isinstance(value, str) else value


@transaction.atomic
def load(account: Account) -> Workspace:
    """Make a demonstration workspace that an account facilitates, with invented people and what rooms add."""
    content = read(__package__)
    founder = joining.open_workspace(
        account,
        content["workspace"]["name"],
        Workspace.Kind.PROGRAMME,
        purpose=content["workspace"]["purpose"],
        is_demo=True,
    )
    space = founder.workspace
    authorities = {
        one["id"]: Authority.objects.create(
            workspace=space, name=one["name"], kind=one["kind"], territory=one.get("territory", "")
        )
        for one in content["authority"]
    }
    members = [founder]
    for one in content["person"]:
        members.append(
            Member.objects.create(
                workspace=space,
                name=one["name"],
                role=one["role"],
                authority=authorities.get(one.get("authority", "")),
                consents_to_be_named=True,
            )
        )
    people = {role: next((m for m in members if m.role == role), founder) for role in Role.values}
    made = Demo(space, people, members)
    for _, loader in sorted(_loaders.values(), key=lambda pair: pair[0]):
        loader(made)
    return space


def remove(workspace: Workspace) -> None:
    """Remove a demonstration with all that it holds; never another workspace."""
    if workspace.is_demo:
        workspace.delete()

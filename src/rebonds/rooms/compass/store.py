"""From the rows of the room to the core's records, and back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from rebonds.content.compass_changes import diff
from rebonds.content.compass_dump import dump
from rebonds.content.compass_file import load
from rebonds.content.models import Compass, Strategy, compass
from rebonds.rooms.compass.models import LocalStrategy, OwnCompass
from rebonds.rooms.people import changes
from rebonds.rooms.people.models import Member, Workspace
from rebonds.text import Text

_LABEL = Text("Boussole de l’espace", "Compass of the workspace")


def own(workspace: Workspace) -> OwnCompass | None:
    """Return the compass that a workspace wrote, if it did."""
    return OwnCompass.kept.within(workspace).first()


def core(row: Any, at: Any = None) -> Compass:
    """Return the core's record of a compass, or of one of its versions: named, numbered and dated by its history."""
    day = timezone.localtime(at or row.changed_at).date().isoformat()
    return replace(
        load(row.content.encode(), "boussole.toml"), label=_LABEL, version=str(row.version), date=day
    )


def in_use(workspace: Workspace) -> tuple[OwnCompass | None, Compass]:
    """Return the workspace's own compass, if it wrote one, and the one in use: its own, else the shipped one."""
    row = own(workspace)
    return row, core(row) if row else compass()


def held(workspace: Workspace) -> Compass:
    """Return the compass in use."""
    return in_use(workspace)[1]


def begin(member: Member) -> OwnCompass:
    """Return the workspace's own compass, made of the shipped one where there is none."""
    row = own(member.workspace)
    if row is not None:
        return row
    try:
        with transaction.atomic():
            made: Any = changes.save(OwnCompass(content=dump(compass())), member)
            return made  # type: ignore[no-any-return]
    except IntegrityError:  # somebody has just done the same
        return OwnCompass.kept.within(member.workspace).get()


def write(row: OwnCompass, found: Compass, member: Member, expected_version: int | None = None) -> None:
    """Write a compass as the next version; nothing is written where it says the same."""
    if diff(core(row), found) or core(row).models != found.models:
        row.content = dump(found)
        changes.save(row, member, expected_version)


def strategies(workspace: Workspace, found: Compass) -> tuple[Strategy, ...]:
    """Return the strategies of a workspace; what they name and the compass does not hold is left out."""
    return tuple(strategy(one, found) for one in LocalStrategy.kept.within(workspace))


def strategy(row: LocalStrategy, found: Compass) -> Strategy:
    """Return the core's record of a strategy."""
    aims = tuple(one for one in row.aims if one in found.models)
    tools = tuple(one for one in row.tools if one in found.tools)
    return Strategy(row.name, row.date, aims, tools, row.source)


@dataclass(frozen=True)
class Change:
    """What changed between two versions, in words."""

    before: changes.Version
    after: changes.Version
    words: list[Text]


def compared(versions: list[changes.Version], a: int, b: int) -> Change | None:
    """Return what changed from a version to another; by default, the last change."""
    if len(versions) < 2:
        return None
    by_number = {one.number: one for one in versions}
    after = by_number.get(b, versions[0])
    rank = versions.index(after)
    before = by_number.get(a) or (versions[rank + 1] if rank + 1 < len(versions) else versions[-1])
    return Change(before, after, diff(core(before.record, before.at), core(after.record, after.at)))

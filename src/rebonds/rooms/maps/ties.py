"""What maps link: the objects of other rooms that their nodes refer to."""

from __future__ import annotations

from typing import NamedTuple

from rebonds.rooms.maps.models import MapLink
from rebonds.rooms.people.models import Workspace


class Tie(NamedTuple):
    """A link between two objects (their uids), in a map."""

    cause: str
    effect: str
    map: str
    title: str


def linked(workspace: Workspace, kind: str) -> list[Tie]:
    """Return the objects of a kind that a link of a map ties, map after map."""
    found = MapLink.kept.within(workspace).filter(
        cause__about_kind=kind,
        effect__about_kind=kind,
        cause__deleted_at=None,
        effect__deleted_at=None,
        map__deleted_at=None,
    )
    told = ("cause__about_uid", "effect__about_uid", "map__uid", "map__title")
    return [Tie(*row) for row in found.order_by("map", "pk").values_list(*told)]

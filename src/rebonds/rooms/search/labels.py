"""Names of the shifts that objects are tagged with: those of the workspace, else those of the kit."""

from __future__ import annotations

from typing import Any

from rebonds.content import kits
from rebonds.rooms.people import registry
from rebonds.rooms.people.models import Workspace


def shifts(workspace: Workspace, lang: str = "fr") -> dict[str, str]:
    """Return the name of each shift of a workspace by its key."""
    out = {one.id: one.to.to(lang) for one in kits.load(kits.kind_of("shifts")).shifts}
    kind = registry.kinds().get("shift")
    if kind is not None:
        held: Any = kind.model.kept.within(workspace)
        own = {str(getattr(one, "key", "") or one.uid): str(one) for one in held}
        out = own or out
    return out

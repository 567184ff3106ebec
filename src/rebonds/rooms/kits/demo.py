"""The demonstration: invented fictions, a contested project, an opinion."""

from __future__ import annotations

import tomllib
from datetime import date
from importlib import resources

from rebonds.rooms.kits.models import Sheet
from rebonds.rooms.people import changes, thread
from rebonds.rooms.people.demo import Demo


def load(demo: Demo) -> None:
    """Write invented sheets; their texts say that they are."""
    content = tomllib.loads((resources.files(__package__) / "demo.toml").read_text(encoding="utf-8"))
    made: dict[str, Sheet] = {}
    for rank, one in enumerate(content["sheet"]):
        parent = made.get(one.get("parent", ""))
        author = demo.people.get(one.get("role", ""), demo.members[rank % len(demo.members)])
        sheet = Sheet(
            workspace=demo.workspace,
            kind=one["kind"],
            parent=parent,
            title=one["title"],
            choice=one.get("choice", ""),
            said=one.get("said", {}),
            numbers=one.get("numbers", {}),
            day=date.fromisoformat(str(one["day"])) if "day" in one else None,
            agreed=one.get("agreed", False),
        )
        changes.save(sheet, author)
        if parent is not None:
            thread.link(sheet, parent, author)
        made[one["id"]] = sheet
    demo.made["sheet"] = list(made.values())

"""The room's part of the demonstration: a degree that the group rated, and two invented strategies."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rebonds.content.models import Degree
from rebonds.rooms.compass import store
from rebonds.rooms.compass.models import LocalStrategy
from rebonds.rooms.people import changes
from rebonds.rooms.people.demo import Demo
from rebonds.text import Text

STRATEGIES = (
    ("Plan d’achats responsables (inventé)", "2024-06", (), ("local_procurement", "social_clauses")),
    ("Feuille de route circulaire (inventée)", "2023-01", ("circular",), ("industrial_ecology", "reuse")),
)


def load(demo: Demo) -> None:
    """Rate what was left to be rated, and add both strategies."""
    member: Any = demo.people.get("facilitator") or demo.members[0]
    row = store.begin(member)
    held = store.core(row)
    model = held.models["foundational"]
    reason = Text(
        "Le groupe (inventé) y voit un souci de sobriété, sans plafond.",
        "The (invented) group sees a care for sobriety there, without a ceiling.",
    )
    rated = replace(model, degrees={**model.degrees, "ecology": Degree(1, "ours", reason)})
    store.write(row, replace(held, models={**held.models, model.id: rated}), member)
    for name, date, aims, tools in STRATEGIES:
        made = LocalStrategy(name=name, date=date, aims=list(aims), tools=list(tools))
        changes.save(made, member)
        demo.made.setdefault("strategy", []).append(made)

"""The room's part of the demonstration: two invented maps, of two invented groups."""

from __future__ import annotations

from dataclasses import replace
from importlib import resources
from typing import Any

from rebonds.causal.tables import read_tables
from rebonds.rooms.maps import store
from rebonds.rooms.people.demo import Demo

MAPS = (
    ("demo_a.csv", "Pourquoi les jeunes partent (exemple inventé)", "Groupe des élus (inventé)"),
    (
        "demo_b.csv",
        "Pourquoi les jeunes partent, vu des habitants (exemple inventé)",
        "Groupe des habitants (inventé)",
    ),
)
QUESTION = "Qu’est-ce qui fait partir les jeunes, et qu’est-ce qui les ferait rester ?"
#: Nodes that are problems of the example: label, card.
ABOUT = {"Loyers élevés": "housing_workers", "Résidences secondaires": "housing_second_homes"}


def load(demo: Demo) -> None:
    """Draw both maps in the name of a participant."""
    member: Any = demo.people.get("participant") or next(iter(demo.people.values()))
    folder = resources.files(__package__) / "content"
    cards = {one.card: one.uid for one in demo.made.get("problem", ())}
    for file, title, group in MAPS:
        held = read_tables((file, (folder / file).read_bytes()), title=title)
        nodes = (replace(one, about=_about(cards.get(ABOUT.get(one.label, ""), ""))) for one in held.nodes)
        held = replace(held, nodes=tuple(nodes))
        demo.made.setdefault("map", []).append(store.write(held, member, group=group, question=QUESTION))


def _about(uid: str) -> str:
    return f"problem:{uid}" if uid else ""

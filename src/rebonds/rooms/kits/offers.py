"""What the decks of a workspace give: their ballots, beside those of the kits that ship."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from rebonds.rooms.deliberate import kits
from rebonds.rooms.kits import archetypes, decks, mirror, officials, own, selfcheck
from rebonds.rooms.kits.models import Deck
from rebonds.text import Text

Maker = Callable[[own.Held], kits.Draft]
#: Kind of deck -> the kits of ballots that it makes, and how.
MAKERS: dict[str, dict[str, Maker]] = {
    selfcheck.KIND: {selfcheck.NAME: selfcheck.draft_of},
    archetypes.NAME: {archetypes.NAME: archetypes.draft_of},
    mirror.NAME: {mirror.NAME: mirror.draft_of},
    officials.NAME: {officials.NAME: officials.draft_of},
    decks.NAME: {decks.kit_name(method): partial(decks.draft_of, method=method) for method in decks.WAYS},
}


def of_deck(deck: Deck) -> list[kits.Kit]:
    """Return the kits of ballots that a deck makes."""
    out = []
    for name, make in MAKERS.get(deck.kind, {}).items():
        base = kits.named(name)
        if base is None:
            continue
        label = Text(f"{deck.title} – {base.label.fr}", f"{deck.title} – {base.label.en}")
        about = Text("Un jeu de cet espace.", "A deck of this workspace.")
        out.append(
            replace(base, key=f"{name}:{deck.uid}", label=label, about=about, make=_making(make, deck))
        )
    return out


def _making(make: Maker, deck: Deck) -> Callable[[str], kits.Draft | list[kits.Draft]]:
    return lambda lang: make(own.held(deck))


def of_workspace(workspace: Any) -> list[kits.Kit]:
    """Return the kits of ballots of the decks that are not retired."""
    return [kit for deck in own.offered(workspace) for kit in of_deck(deck)]


kits.brings(of_workspace)

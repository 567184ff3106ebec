"""What the room keeps."""

from __future__ import annotations

from rebonds.rooms.kits.models.deck import Deck
from rebonds.rooms.kits.models.draw import Draw
from rebonds.rooms.kits.models.influence import InfluenceMap, Peer
from rebonds.rooms.kits.models.sheet import Sheet

__all__ = ["Deck", "Draw", "InfluenceMap", "Peer", "Sheet"]

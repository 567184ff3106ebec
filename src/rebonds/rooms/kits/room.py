"""What the room brings to workspaces."""

from __future__ import annotations

from rebonds.rooms.kits import archetypes, decks, mirror, selfcheck

__all__ = ["archetypes", "decks", "mirror", "selfcheck"]

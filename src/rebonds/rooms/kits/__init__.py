"""Kits in hand: what a group writes around its votes (fictions, opinions, positions, draws, private maps)."""

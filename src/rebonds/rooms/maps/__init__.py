"""Causal maps that a workspace draws: who says that what acts on what."""

"""Causal maps: who says that what acts on what, the loops that it makes, and where a push would carry."""

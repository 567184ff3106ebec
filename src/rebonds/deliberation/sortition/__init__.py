"""Lots under quotas: every candidate's chance as equal as it can be, drawn in public, verifiable afterwards."""

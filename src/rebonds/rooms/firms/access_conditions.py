"""Conditions that the table of this room names."""

from __future__ import annotations

from rebonds.rooms.people import access

access.condition("consented", lambda member, flow: bool(flow is not None and flow.shown_to(member)))

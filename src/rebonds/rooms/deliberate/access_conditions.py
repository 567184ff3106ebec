"""Conditions that the table of this room names."""

from __future__ import annotations

from rebonds.rooms.people import access

access.condition("draft", lambda member, ballot: bool(ballot is not None and not ballot.shown))
access.condition("shown", lambda member, ballot: bool(ballot is not None and ballot.shown))
access.condition("revealed", lambda member, ballot: bool(ballot is not None and ballot.revealed))

"""A workspace and its members."""

from __future__ import annotations

from tests.rooms.people.conftest import founder, people, quick_passwords, space, visitor

__all__ = ["founder", "people", "quick_passwords", "space", "visitor"]

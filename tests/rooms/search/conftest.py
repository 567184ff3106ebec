"""The dossier of the other room's tests, to look into."""

from __future__ import annotations

from tests.rooms.dossiers.conftest import dossier, founder, people, quick_passwords, said, space, visitor

__all__ = ["dossier", "founder", "people", "quick_passwords", "said", "space", "visitor"]

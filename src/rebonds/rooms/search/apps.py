"""Full-text search."""

from __future__ import annotations

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Search across a workspace."""

    name = "rebonds.rooms.search"
    label = "search"
    verbose_name = "Chercher"

    def ready(self) -> None:
        """Listen to what is written."""
        from rebonds.rooms.search import signals

        signals.connect()

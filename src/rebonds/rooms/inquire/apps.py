"""The room of the inquiry: programme, problems, shifts."""

from __future__ import annotations

from django.apps import AppConfig


class InquireConfig(AppConfig):
    """Room « Enquêter »."""

    name = "rebonds.rooms.inquire"
    label = "inquire"
    verbose_name = "Programme, problèmes et changements"

    def ready(self) -> None:
        """Count answers again when the role or the territory of who gave them changes."""
        from rebonds.rooms.inquire import signals

        signals.connect()

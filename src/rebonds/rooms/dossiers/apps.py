"""The room of investigations."""

from __future__ import annotations

from django.apps import AppConfig


class DossiersConfig(AppConfig):
    """Room « Enquêter »."""

    name = "rebonds.rooms.dossiers"
    label = "dossiers"
    verbose_name = "Enquêter"

    def ready(self) -> None:
        """Let consent reach what search knows."""
        from rebonds.rooms.dossiers import consent

        consent.connect()

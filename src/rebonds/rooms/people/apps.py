"""The room of people and workspaces."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PeopleConfig(AppConfig):
    """Room « Travailler ensemble »."""

    name = "rebonds.rooms.people"
    label = "people"
    verbose_name = "Travailler ensemble"

    def ready(self) -> None:
        """Collect what each room brings: its table of access, then its module ``room``."""
        from rebonds.rooms.people import access, signals

        access.table()
        signals.connect()
        autodiscover_modules("room")

"""The room of the compass."""

from __future__ import annotations

from django.apps import AppConfig


class CompassConfig(AppConfig):
    """Room « Boussole »."""

    name = "rebonds.rooms.compass"
    label = "compass"
    verbose_name = "Boussole des modèles"

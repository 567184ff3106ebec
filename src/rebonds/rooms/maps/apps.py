"""The room of causal maps."""

from __future__ import annotations

from django.apps import AppConfig


class MapsConfig(AppConfig):
    """Room « Cartes »."""

    name = "rebonds.rooms.maps"
    label = "maps"
    verbose_name = "Cartes causales"

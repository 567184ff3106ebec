"""The room of deliberation."""

from __future__ import annotations

from django.apps import AppConfig


class DeliberateConfig(AppConfig):
    """Room « Délibérer »."""

    name = "rebonds.rooms.deliberate"
    label = "deliberate"
    verbose_name = "Délibérer"

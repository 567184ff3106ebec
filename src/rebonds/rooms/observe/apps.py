"""The room where a territory is read."""

from __future__ import annotations

from django.apps import AppConfig


class ObserveConfig(AppConfig):
    """Room « Observer »."""

    name = "rebonds.rooms.observe"
    label = "observe"
    verbose_name = "Observer"

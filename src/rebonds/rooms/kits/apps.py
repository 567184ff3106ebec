"""The room of kits."""

from __future__ import annotations

from django.apps import AppConfig


class KitsConfig(AppConfig):
    """Room « Kits »."""

    name = "rebonds.rooms.kits"
    label = "kits"
    verbose_name = "Kits"

"""The room of firms."""

from __future__ import annotations

from django.apps import AppConfig


class FirmsConfig(AppConfig):
    """Room « Entreprises »."""

    name = "rebonds.rooms.firms"
    label = "firms"
    verbose_name = "Entreprises"

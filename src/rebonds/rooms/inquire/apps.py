"""The room of the inquiry: programme, problems, shifts."""

from __future__ import annotations

from django.apps import AppConfig


class InquireConfig(AppConfig):
    """Room « Enquêter »."""

    name = "rebonds.rooms.inquire"
    label = "inquire"
    verbose_name = "Programme, problèmes et changements"

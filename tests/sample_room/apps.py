"""The app."""

from __future__ import annotations

from django.apps import AppConfig


class SampleConfig(AppConfig):
    """A room for tests."""

    name = "tests.sample_room"
    label = "sample"

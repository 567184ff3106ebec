"""Addresses of the room, in French like the interface."""

from __future__ import annotations

from django.urls import include, path

from rebonds.rooms.kits.views import alone

inside: list = []  # type: ignore[type-arg]

urlpatterns = [
    path("ou-en-est-notre-equipe/", alone.alone, name="self-assessment"),
    path("espaces/<slug:workspace>/kits/", include(inside)),
]

"""Addresses of the workbench: one include per room."""

from __future__ import annotations

from django.urls import include, path

from rebonds.web import errors

urlpatterns = [
    path("", include("rebonds.rooms.observe.urls")),
    path("", include("rebonds.rooms.people.urls")),
    path("", include("rebonds.rooms.deliberate.urls")),
    path("", include("rebonds.rooms.maps.urls")),
    path("", include("rebonds.rooms.inquire.urls")),
    path("", include("rebonds.rooms.search.urls")),
    path("", include("rebonds.rooms.dossiers.urls")),
    path("", include("rebonds.rooms.firms.urls")),
    path("", include("rebonds.rooms.compass.urls")),
    path("", include("rebonds.rooms.kits.urls")),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error

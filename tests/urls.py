"""Addresses of the workbench, and those of the room for tests."""

from __future__ import annotations

from django.urls import include, path

from rebonds.web import urls as workbench

urlpatterns = [
    *workbench.urlpatterns,
    path("espaces/<slug:workspace>/", include("tests.sample_room.views")),
]

handler400 = workbench.handler400
handler403 = workbench.handler403
handler404 = workbench.handler404
handler500 = workbench.handler500

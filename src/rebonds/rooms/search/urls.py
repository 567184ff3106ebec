"""Address of search."""

from __future__ import annotations

from django.urls import path

from rebonds.rooms.search import views

urlpatterns = [path("espaces/<slug:workspace>/recherche/", views.search, name="workspace-search")]

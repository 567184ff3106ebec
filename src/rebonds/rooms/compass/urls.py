"""Addresses of the room, under those of a workspace."""

from __future__ import annotations

from django.urls import include, path

from rebonds.rooms.compass.views import compass, strategies

inside = [
    path("", compass.show, name="own-compass"),
    path("la-notre/", compass.begin, name="own-compass-begin"),
    path("celle-de-rebonds/", compass.restore, name="own-compass-restore"),
    path("importer/", compass.bring_in, name="own-compass-import"),
    path("versions/", compass.versions, name="own-compass-versions"),
    path("versions/retablir/", compass.bring_back, name="own-compass-back"),
    path("modele/<slug:ident>/", compass.model, name="own-compass-model"),
    path("fichier/<str:kind>/", compass.export, name="own-compass-export"),
    path("strategies/", strategies.strategies, name="strategies"),
    path("strategies/nouvelle/", strategies.new, name="strategy-new"),
    path("strategies/<slug:uid>/", strategies.strategy, name="strategy"),
    path("strategies/<slug:uid>/modifier/", strategies.edit, name="strategy-edit"),
]

urlpatterns = [path("espaces/<slug:workspace>/boussole/", include(inside))]

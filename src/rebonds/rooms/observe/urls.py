"""Addresses of the room « Observer », in French like the interface."""

from __future__ import annotations

from django.urls import include, path

from rebonds.rooms.observe.views import (
    assets,
    comparing,
    exports,
    flows,
    grouping,
    home,
    indicator,
    lenses,
    models,
    negotiating,
    reading,
    shocks,
    sources,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("recherche/", home.search, name="search"),
    path("territoire/<str:code>/", reading.reading, name="reading"),
    path("territoire/<str:code>/lecture.<str:kind>", exports.reading, name="reading-export"),
    path("territoire/<str:code>/interdependances/", flows.flows, name="flows"),
    path("territoire/<str:code>/interdependances.<str:kind>", flows.flows_export, name="flows-export"),
    path("territoire/<str:code>/lunettes/<slug:lens>/", lenses.page, name="lens"),
    path("territoire/<str:code>/lunettes/<slug:lens>.<str:kind>", lenses.export, name="lens-export"),
    path("territoire/<str:code>/<slug:dimension>/", reading.dimension, name="dimension"),
    path("indicateur/", indicator.listing, name="indicators"),
    path("indicateur/<slug:ident>/", indicator.page, name="indicator"),
    path("indicateur/<slug:ident>/valeurs.csv", indicator.values_csv, name="indicator-csv"),
    path("carte/<slug:ident>/", indicator.map_page, name="map"),
    path("carte/<slug:ident>/<slug:version>/dessin", indicator.map_drawing, name="map-drawing"),
    path("comparer/", comparing.compare, name="compare"),
    path("comparer/lecture.<str:kind>", exports.pair, name="pair-export"),
    path("comparer/flux.<str:kind>", flows.pair_export, name="pair-flows-export"),
    path("comparer/lunettes/", lenses.compare, name="lens-compare"),
    path("comparer/lunettes/<slug:lens>.<str:kind>", lenses.compare_export, name="lens-pair-export"),
    path("chocs/", shocks.shocks, name="shocks"),
    path("chocs/resultat.<str:kind>", shocks.shock_export, name="shock-export"),
    path("negocier/", negotiating.negotiate, name="negotiate"),
    path("negocier/ligne/", negotiating.decide, name="negotiate-line"),
    path("negocier/table.<str:kind>", negotiating.negotiation_export, name="negotiation-export"),
    path("modeles/", models.models, name="models"),
    path("modeles/boussole.<str:kind>", models.models_export, name="models-export"),
    path("groupements/", grouping.groupings, name="groupings"),
    path("groupements/<slug:slug>/supprimer/", grouping.delete, name="grouping-delete"),
    path("groupements/<slug:slug>/retablir/", grouping.restore, name="grouping-restore"),
    path("sources/", sources.sources, name="sources"),
    path("methode/", sources.method, name="method"),
    path("sante", assets.health, name="health"),
    path("dessins-<slug:version>.css", assets.drawings_sheet, name="drawings"),
    path("api/v1/", include(("rebonds.rooms.observe.api.urls", "api"))),
]

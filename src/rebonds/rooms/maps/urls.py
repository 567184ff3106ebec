"""Addresses of the room, under those of a workspace."""

from __future__ import annotations

from django.urls import include, path

from rebonds.rooms.maps.views import comparing, drawing, maps, reading

inside = [
    path("", maps.maps, name="maps"),
    path("nouvelle/", maps.new, name="map-new"),
    path("importer/", maps.bring_in, name="map-import"),
    path("comparer/", comparing.compare, name="maps-compare"),
    path("fusionner/", comparing.merge, name="maps-merge"),
    path("noeud/<slug:uid>/", drawing.node, name="map-node"),
    path("lien/<slug:uid>/", drawing.link, name="map-link"),
    path("lien/<slug:uid>/soutenir/", drawing.add_support, name="map-support-add"),
    path("appui/<slug:uid>/retirer/", drawing.remove_support, name="map-support-remove"),
    path("<slug:uid>/", maps.show, name="map"),
    path("<slug:uid>/modifier/", maps.edit, name="map-edit"),
    path("<slug:uid>/lecture/", reading.reading, name="map-reading"),
    path("<slug:uid>/et-si/", reading.what_if, name="map-what-if"),
    path("<slug:uid>/noeuds/", drawing.add_node, name="map-node-add"),
    path("<slug:uid>/liens/", drawing.add_link, name="map-link-add"),
    path("<slug:uid>/places/", drawing.move, name="map-move"),
    path("<slug:uid>/fichier/<str:kind>/", reading.export, name="map-export"),
]

urlpatterns = [path("espaces/<slug:workspace>/cartes/", include(inside))]

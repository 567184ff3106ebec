"""Addresses of the room, under those of a workspace."""

from __future__ import annotations

from django.urls import include, path

from rebonds.rooms.firms.views import firms, flows, importing, synergies, web

inside = [
    path("", firms.firms, name="firms"),
    path("nouvelle/", firms.new, name="firm-new"),
    path("importer/", importing.bring_in, name="firms-import"),
    path("importer/exemple/<str:name>/", importing.example, name="firms-example"),
    path("presumer/", importing.presume_all, name="firms-presume"),
    path("flux/", flows.flows, name="firm-flows"),
    path("flux/<slug:uid>/", flows.flow, name="firm-flow"),
    path("flux/<slug:uid>/reponse/", flows.answer, name="firm-flow-answer"),
    path("toile/", web.web, name="firms-web"),
    path("synergies/", synergies.board, name="firms-synergies"),
    path("synergies/ouvrir/", synergies.open_one, name="synergy-open"),
    path("synergies/fichier/<str:kind>/", synergies.export, name="synergies-export"),
    path("synergie/<slug:uid>/", synergies.synergy, name="synergy"),
    path("synergie/<slug:uid>/note/", synergies.note, name="synergy-note"),
    path("synergie/<slug:uid>/etat/", synergies.move, name="synergy-move"),
    path("<slug:uid>/", firms.firm, name="firm"),
    path("<slug:uid>/modifier/", firms.edit, name="firm-edit"),
    path("<slug:uid>/flux/", flows.new, name="firm-flow-new"),
    path("<slug:uid>/presumer/", firms.presume, name="firm-presume"),
]

urlpatterns = [path("espaces/<slug:workspace>/entreprises/", include(inside))]

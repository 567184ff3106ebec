"""Addresses of the room, in French like the interface."""

from __future__ import annotations

from django.urls import include, path

from rebonds.rooms.kits.views import alone, controversy, draws, home, influence, own, programme, sheets

inside = [
    path("", home.home, name="kits"),
    path("portraits/", home.portraits, name="kit-portraits"),
    path("fictions/comparer/", home.compare, name="kit-compare"),
    path("delegations/", home.officials, name="kit-officials"),
    path("pistes/", home.deck, name="kit-deck"),
    path("jeux/", own.decks, name="decks"),
    path("jeux/apporter/", own.bring, name="deck-bring"),
    path("jeux/rebonds/<slug:kind>.csv", own.shipped_file, name="deck-shipped"),
    path("jeux/cartes/<slug:kind>.pdf", own.cards, name="deck-cards"),
    path("jeu/<slug:uid>/", own.deck, name="deck"),
    path("jeu/<slug:uid>/jeu.csv", own.deck_file, name="deck-file"),
    path("jeu/<slug:uid>/renommer/", own.rename, name="deck-rename"),
    path("jeu/<slug:uid>/retirer/", own.retire, name="deck-retire"),
    path("jeu/<slug:uid>/remettre/", own.retire, {"back": True}, name="deck-back"),
    path("jeu/<slug:uid>/seul/", alone.own_alone, name="deck-alone"),
    path("ateliers/", programme.workshops, name="kit-workshops"),
    path("avis/", sheets.opinions, name="kit-opinions"),
    path("fiches/<slug:kind>/", sheets.sheets, name="sheets"),
    path("fiches/<slug:kind>/nouvelle/", sheets.new, name="sheet-new"),
    path("fiche/<slug:uid>/", sheets.sheet, name="sheet"),
    path("fiche/<slug:uid>/modifier/", sheets.edit, name="sheet-edit"),
    path("fiche/<slug:uid>/vote/", sheets.vote, name="sheet-vote"),
    path("fiche/<slug:uid>/adopter/", sheets.adopt, name="sheet-adopt"),
    path("fiche/<slug:uid>/suite/", sheets.follow, name="sheet-follow"),
    path("fiche/<slug:uid>/cohabiter/", controversy.compatibilities, name="sheet-pairs"),
    path("fiche/<slug:uid>/programme/", programme.programme, name="convention-programme"),
    path("fiche/<slug:uid>/tirage/", draws.new, name="draw-new"),
    path("tirage/<slug:uid>/", draws.draw, name="draw"),
    path("tirage/<slug:uid>/tirer/", draws.reveal, name="draw-reveal"),
    path("tirage/<slug:uid>/verifier/", draws.verify, name="draw-verify"),
    path("tirage/<slug:uid>/repeter/", draws.rehearse, name="draw-rehearse"),
    path("influence/", influence.maps, name="influence-maps"),
    path("influence/nouvelle/", influence.new, name="influence-new"),
    path("influence/<slug:uid>/", influence.show, name="influence-map"),
    path("influence/<slug:uid>/modifier/", influence.edit, name="influence-edit"),
    path("influence/<slug:uid>/personne/", influence.peer, name="influence-peer-add"),
    path("influence/<slug:uid>/personne/<int:pk>/", influence.peer, name="influence-peer"),
    path("influence/<slug:uid>/effacer/", influence.erase, name="influence-erase"),
]

urlpatterns = [
    path("ou-en-est-notre-equipe/", alone.alone, name="self-assessment"),
    path("espaces/<slug:workspace>/kits/", include(inside)),
]

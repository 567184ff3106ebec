"""Addresses of the room, under those of a workspace."""

from __future__ import annotations

from django.urls import include, path

from rebonds.rooms.dossiers.views import dossiers, library, parts, pinning, publications, review, words

enquiries = [
    path("", dossiers.dossiers, name="dossiers"),
    path("nouveau/", dossiers.new, name="dossier-new"),
    path("temoins/", words.witnesses, name="witnesses"),
    path("citations/", words.quotes, name="quotes"),
    path("citation/<slug:uid>/", parts.show, {"kind": "quote"}, name="quote"),
    path("enseignement/<slug:uid>/", parts.show, {"kind": "finding"}, name="finding"),
    path("controverse/<slug:uid>/", parts.show, {"kind": "controversy"}, name="controversy"),
    path("idee/<slug:uid>/", parts.show, {"kind": "idea"}, name="idea"),
    path("temoin/<slug:uid>/", words.witness, name="witness"),
    path("temoin/<slug:uid>/retrait/", words.withdraw, name="witness-withdraw"),
    path("temoin/<slug:uid>/effacer/", words.erase, name="witness-erase"),
    path("audition/<slug:uid>/", words.hearing, name="hearing"),
    path("audition/<slug:uid>/citer/", words.quote, name="hearing-quote"),
    path("hypothese/<slug:uid>/", review.hypothesis, name="hypothesis"),
    path("hypothese/<slug:uid>/commenter/", review.comment, name="hypothesis-comment"),
    path("commentaire/<slug:uid>/", review.one, name="review"),
    path("commentaire/<slug:uid>/repondre/", review.answer, name="review-answer"),
    path("etape/<slug:uid>/", dossiers.tick, name="step-tick"),
    path("etape/<slug:uid>/retirer/", dossiers.drop_step, name="step-drop"),
    path("modifier/<slug:kind>/<slug:uid>/", parts.edit, name="part-edit"),
    path("<slug:uid>/", dossiers.dossier, name="dossier"),
    path("<slug:uid>/modifier/", dossiers.edit, name="dossier-edit"),
    path("<slug:uid>/etapes/", dossiers.add_step, name="step-add"),
    path("<slug:uid>/ajouter/<slug:what>/", parts.add, name="part-add"),
]
shelves = [
    path("", library.library, name="library"),
    path("inspirations/", library.inspirations, name="inspirations"),
    path("inspirations/nouvelle/", library.new_inspiration, name="inspiration-new"),
    path("inspiration/<slug:uid>/", parts.show, {"kind": "inspiration"}, name="inspiration"),
    path("lectures/", library.readings, name="readings"),
    path("lectures/nouvelle/", library.new_reading, name="reading-new"),
    path("lectures/importer/", library.bring_in, name="readings-import"),
    path("lectures/notes/", library.digest, name="readings-digest"),
    path("lecture/<slug:uid>/", parts.show, {"kind": "reading"}, name="reference"),
]
reports = [
    path("", publications.publications, name="publications"),
    path("nouveau/", publications.new, name="publication-new"),
    path("sorties/", publications.exports, name="exports"),
    path("partie/<slug:uid>/", publications.chapter, name="chapter-edit"),
    path("partie/<slug:uid>/deplacer/", publications.move, name="chapter-move"),
    path("partie/<slug:uid>/retirer/", publications.drop, name="chapter-drop"),
    path("partie/<slug:uid>/remettre/", publications.put_back, name="chapter-put-back"),
    path("<slug:uid>/", publications.publication, name="publication"),
    path("<slug:uid>/modifier/", publications.edit, name="publication-edit"),
    path("<slug:uid>/parties/", publications.add, name="chapter-add"),
    path("<slug:uid>/ordre/", publications.order, name="chapter-order"),
    path("<slug:uid>/fichier/<slug:format>/", publications.export, name="publication-export"),
]

urlpatterns = [
    path("epingler/", pinning.choose, name="pin-choose"),
    path("espaces/<slug:workspace>/enquetes/", include(enquiries)),
    path("espaces/<slug:workspace>/bibliotheque/", include(shelves)),
    path("espaces/<slug:workspace>/retours/", include(reports)),
]

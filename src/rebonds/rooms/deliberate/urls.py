"""Addresses of the room, in French like the interface."""

from __future__ import annotations

from django.urls import include, path

from rebonds.rooms.deliberate.views import (
    ballots,
    door,
    minutes,
    offline,
    paper,
    proposals,
    results,
    running,
    sessions,
    voting,
)

inside = [
    path("ateliers/", sessions.sessions, name="sessions"),
    path("ateliers/nouveau/", sessions.new, name="session-new"),
    path("ateliers/<slug:uid>/", sessions.session, name="session"),
    path("ateliers/<slug:uid>/modifier/", sessions.edit, name="session-edit"),
    path("ateliers/<slug:uid>/presence/", sessions.attend, name="session-attend"),
    path("ateliers/<slug:uid>/animer/", running.run, name="session-run"),
    path("ateliers/<slug:uid>/mur/", running.wall, name="session-wall"),
    path("ateliers/<slug:uid>/compte-rendu/", minutes.minutes, name="session-minutes"),
    path("votes/", ballots.ballots, name="ballots"),
    path("votes/nouveau/", ballots.new, name="ballot-new"),
    path("votes/<slug:uid>/", voting.ballot, name="ballot"),
    path("votes/<slug:uid>/voter/", voting.vote, name="ballot-vote"),
    path("votes/<slug:uid>/proposer/", proposals.propose, name="ballot-propose"),
    path("votes/<slug:uid>/propositions/", proposals.proposals, name="ballot-proposals"),
    path("votes/<slug:uid>/modifier/", ballots.edit, name="ballot-edit"),
    path("votes/<slug:uid>/avancer/", ballots.move, name="ballot-move"),
    path("votes/<slug:uid>/papier.pdf", paper.print_out, name="ballot-print"),
    path("votes/<slug:uid>/saisie/", paper.grid, name="ballot-paper"),
    path("votes/<slug:uid>/resultat/", results.result, name="ballot-result"),
    path("votes/<slug:uid>/bulletins.csv", results.export, name="ballot-export"),
    path("votes/<slug:uid>/bulletins.json", results.statement, name="ballot-statement"),
]

urlpatterns = [
    path("a/<str:code>/", door.come_in, name="door"),
    path("vivant/<slug:uid>", door.tick, name="session-tick"),
    path("hors-ligne.js", offline.worker, name="offline-worker"),
    path("hors-ligne/", offline.nowhere, name="offline"),
    path("espaces/<slug:workspace>/", include(inside)),
]

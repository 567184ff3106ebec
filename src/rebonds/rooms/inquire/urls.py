"""Addresses of the room, under those of a workspace."""

from __future__ import annotations

from django.urls import include, path

from rebonds.rooms.inquire.views import (
    decisions,
    expectations,
    grouping,
    live,
    paper,
    problems,
    programme,
    results,
    shifts,
    sort,
)

programme_pages = [
    path("", programme.programme, name="programme"),
    path("calendrier.ics", programme.ics, name="programme-ics"),
    path("phases/nouvelle/", programme.phase_new, name="phase-new"),
    path("phases/<slug:uid>/", programme.phase, name="phase"),
    path("phases/<slug:uid>/modifier/", programme.phase_edit, name="phase-edit"),
    path("rencontres/", programme.meetings, name="meetings"),
    path("rencontres/nouvelle/", programme.meeting_new, name="meeting-new"),
    path("rencontres/<slug:uid>/", programme.meeting, name="meeting"),
    path("rencontres/<slug:uid>/modifier/", programme.meeting_edit, name="meeting-edit"),
    path("rencontres/<slug:uid>/deroule/", programme.run, name="meeting-run"),
    path("rencontres/<slug:uid>/rencontre.ics", programme.meeting_ics, name="meeting-ics"),
    path("rencontres/<slug:uid>/rattacher/", programme.attach, name="meeting-attach"),
    path("rencontres/<slug:uid>/decider/", decisions.new, name="decision-new"),
    path("decisions/", decisions.decisions, name="decisions"),
    path("decisions/<slug:uid>/", decisions.decision, name="decision"),
    path("decisions/<slug:uid>/modifier/", decisions.edit, name="decision-edit"),
    path("attentes/", expectations.expectations, name="expectations"),
    path("attentes/nouvelle/", expectations.new, name="expectation-new"),
    path("attentes/avant-apres/", expectations.before_after, name="before-after"),
    path("attentes/regrouper/", grouping.groups_board, name="expectations-board"),
    path("attentes/regrouper/faire/", grouping.groups_move, name="expectations-move"),
    path("attentes/groupes/<slug:uid>/", grouping.group, name="expectation-group"),
    path("attentes/groupes/<slug:uid>/modifier/", grouping.group_edit, name="expectation-group-edit"),
    path("attentes/<slug:uid>/", expectations.expectation, name="expectation"),
    path("attentes/<slug:uid>/modifier/", expectations.edit, name="expectation-edit"),
    path("attentes/<slug:uid>/verdict/", expectations.judge, name="expectation-judge"),
]
problem_pages = [
    path("", problems.problems, name="problems"),
    path("nouveau/", problems.new, name="problem-new"),
    path("cartes/", problems.deck, name="problem-deck"),
    path("options.csv", grouping.options, name="problem-options"),
    path("trier/", sort.sort, name="sort"),
    path("resultat/", results.results, name="sort-results"),
    path("resultat/bulletins/<slug:what>/", results.ballots, name="sort-ballots"),
    path("resultat/compte/<slug:what>/", results.count, name="sort-count"),
    path("papier/", paper.grid, name="grid"),
    path("papier/garder/", paper.keep_cells, name="paper-keep"),
    path("papier/feuilles/", paper.sheets, name="papers"),
    path("papier/feuilles/<int:number>/retablir/", paper.restore, name="paper-restore"),
    path("imprimer/<slug:what>/", paper.printed, name="sort-print"),
    path("tris/", live.sortings, name="sortings"),
    path("tris/nouveau/", live.new, name="sorting-new"),
    path("tris/<slug:uid>/", live.sorting, name="sorting"),
    path("tris/<slug:uid>/repondre/", live.answer, name="sorting-answer"),
    path("tris/<slug:uid>/avancer/", live.move, name="sorting-move"),
    path("familles/", grouping.families, name="families"),
    path("familles/regrouper/", grouping.families_board, name="families-board"),
    path("familles/regrouper/faire/", grouping.families_move, name="families-move"),
    path("familles/classement/", grouping.ranking, name="families-ranking"),
    path("familles/<slug:uid>/", grouping.family, name="family"),
    path("familles/<slug:uid>/modifier/", grouping.family_edit, name="family-edit"),
    path("<slug:uid>/", problems.problem, name="problem"),
    path("<slug:uid>/modifier/", problems.edit, name="problem-edit"),
    path("<slug:uid>/fusionner/", problems.merge, name="problem-merge"),
    path("<slug:uid>/separer/", problems.unmerge, name="problem-unmerge"),
    path("<slug:uid>/retirer/", problems.retire, name="problem-retire"),
]
shift_pages = [
    path("", shifts.shifts, name="shifts"),
    path("charger/", shifts.load, name="shift-load"),
    path("nouveau/", shifts.new, name="shift-new"),
    path("positions/", shifts.place, name="shift-place"),
    path("<slug:uid>/", shifts.shift, name="shift"),
    path("<slug:uid>/modifier/", shifts.edit, name="shift-edit"),
    path("<slug:uid>/problemes/", shifts.tie, name="shift-tie"),
]

urlpatterns = [
    path("espaces/<slug:workspace>/programme/", include(programme_pages)),
    path("espaces/<slug:workspace>/problemes/", include(problem_pages)),
    path("espaces/<slug:workspace>/changements/", include(shift_pages)),
]

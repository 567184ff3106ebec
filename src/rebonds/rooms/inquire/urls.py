"""Addresses of the room, under those of a workspace."""

from __future__ import annotations

from django.urls import include, path

from rebonds.rooms.inquire.views import problems, shifts

problem_pages = [
    path("", problems.problems, name="problems"),
    path("nouveau/", problems.new, name="problem-new"),
    path("cartes/", problems.deck, name="problem-deck"),
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
]

urlpatterns = [
    path("espaces/<slug:workspace>/problemes/", include(problem_pages)),
    path("espaces/<slug:workspace>/changements/", include(shift_pages)),
]

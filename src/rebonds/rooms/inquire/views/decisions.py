"""Decisions: written on the page of the meeting that took them, listed, changed."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from rebonds.rooms.inquire.forms import DecisionForm
from rebonds.rooms.inquire.models import Decision, Meeting
from rebonds.rooms.inquire.views.programme import page_of, shown
from rebonds.rooms.people import editing, thread
from rebonds.rooms.people.access import needs
from rebonds.rooms.people.listing import Column, Listing


@needs("programme.edit", Meeting)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Any) -> HttpResponse:
    """Write a decision of a meeting."""
    held = request.object

    def tie(saved: Decision, _form: Any) -> None:
        thread.link(saved, held, request.member)

    return editing.edit(
        request,
        DecisionForm,
        "inquire/decision_edit.html",
        draft=f"decision-{held.uid}",
        context={"meeting": held},
        after=tie,
        done=lambda _saved: page_of(held, request),
    )


@needs("programme.see", Decision)
@require_safe
def decision(request: Any) -> HttpResponse:
    """Show a decision and the meeting that took it."""
    from_ = [shown(step, request) for step in thread.parents(request.object)]
    return render(request, "inquire/decision.html", {"obj": request.object, "from": from_})


@needs("programme.edit", Decision)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Any) -> HttpResponse:
    """Change a decision."""
    return editing.edit(
        request, DecisionForm, "inquire/decision_edit.html", obj=request.object, context={"meeting": None}
    )


DECISIONS = Listing(
    columns=(
        Column("title", gettext_lazy("Décision"), sort="title", link=True),
        Column("who", gettext_lazy("Qui s’en charge"), sort="who"),
        Column("due", gettext_lazy("Pour quand"), sort="due", kind="day"),
        Column("created_at", gettext_lazy("Écrite le"), sort="created_at", kind="day"),
    ),
    search=("title", "reason", "who"),
    sort="-created_at",
    empty=gettext_lazy("Aucune décision pour l’instant : elles s’écrivent sur la page d’une rencontre."),
    address=page_of,
    file="decisions",
)


@needs("programme.see")
@require_safe
def decisions(request: Any) -> HttpResponse:
    """List the decisions."""
    return DECISIONS.answer(request, Decision.kept.within(request.workspace), "inquire/decisions.html")

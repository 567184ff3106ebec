"""Sessions: the list, preparing one, and what a participant's phone shows."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rebonds.rooms.deliberate import attending, live, offline, voting
from rebonds.rooms.deliberate.forms import SessionForm
from rebonds.rooms.deliberate.models import Session, Ticket
from rebonds.rooms.deliberate.parameters import parameter
from rebonds.rooms.people import access, editing
from rebonds.rooms.people.access import needs
from rebonds.rooms.people.listing import Column, Filter, Listing
from rebonds.rooms.people.registry import kind_of


def _address(obj: Any, request: Any) -> str:
    return kind_of(obj).address(obj, request.workspace)


SESSIONS = Listing(
    columns=(
        Column("title", gettext_lazy("Atelier"), sort="title", link=True),
        Column("day", gettext_lazy("Jour"), sort="day", kind="day"),
        Column("people", gettext_lazy("Personnes"), value=lambda s: s.people, kind="number"),
        Column("votes", gettext_lazy("Votes"), value=lambda s: s.votes, kind="number"),
        Column(
            "state",
            gettext_lazy("État"),
            value=lambda s: _("Ouvert") if s.is_open else _("Terminé"),
            kind="badge",
        ),
    ),
    filters=(
        Filter(
            "etat",
            gettext_lazy("État"),
            choices=(("open", gettext_lazy("Ouvert")), ("ended", gettext_lazy("Terminé"))),
            apply=lambda found, value: found.filter(ended_at__isnull=value == "open"),
        ),
    ),
    search=("title", "purpose"),
    sort="-day",
    empty=gettext_lazy("Aucun atelier pour l’instant. Le premier se prépare en deux minutes."),
    address=_address,
    file="ateliers",
)


@needs("session.see")
@require_safe
def sessions(request: Any) -> HttpResponse:
    """List the sessions of a workspace."""
    from django.db.models import Count

    found = Session.kept.within(request.workspace).annotate(
        people=Count("attendances", distinct=True), votes=Count("ballots", distinct=True)
    )
    return SESSIONS.answer(request, found, "deliberate/sessions.html")


def _desk(session: Any) -> str:
    return reverse("session-run", kwargs={"workspace": session.workspace.slug, "uid": session.uid})


@needs("session.make")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Any) -> HttpResponse:
    """Prepare a session."""

    def ready(made: Any, form: Any) -> None:
        attending.open_doors(made, request.member)
        live.go_to(made, 0)

    return editing.edit(
        request, SessionForm, "deliberate/session_edit.html", draft="session", done=_desk, after=ready
    )


@needs("session.run", Session)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Any) -> HttpResponse:
    """Change a session and its run-sheet."""
    return editing.edit(
        request,
        SessionForm,
        "deliberate/session_edit.html",
        obj=request.object,
        done=_desk,
        after=lambda saved, form: live.changed(saved),
        said=_("L’atelier est enregistré."),
    )


@needs("session.see", Session)
@require_safe
def session(request: Any) -> HttpResponse:
    """Show what happens now, on a participant's phone; its part alone where only that is asked for."""
    session, member = request.object, request.member
    stage = live.stage_of(session)
    shown = [b for b in session.ballots.filter(deleted_at=None) if b.shown]
    voted = set(Ticket.objects.filter(member=member, ballot__in=shown).values_list("ballot_id", flat=True))
    may_vote = {b.pk for b in shown if access.allowed(member, "ballot.vote", b) and b.takes_phones}
    device = voting.device_of(request)
    context = {
        "session": session,
        "stage": stage,
        "step": session.steps[stage.step] if stage.step < len(session.steps) else None,
        "ballots": [
            {
                "ballot": b,
                "voted": b.pk in voted,
                "open": b.pk in may_vote,
                "fresh": fresh(b, member, device) if b.pk in voted & may_vote else 0,
            }
            for b in shown
        ],
        "every": parameter("live", "phone"),
        "attendance": session.attendances.filter(member=member).first(),
        "runs": access.allowed(member, "session.run", session),
    }
    part = bool(request.htmx) and request.htmx.target == "maintenant"
    response = render(request, "deliberate/_now.html" if part else "deliberate/session.html", context)
    response["Cache-Control"] = "no-store"
    voting.give_device(request, response)
    keeps = session.is_open and not context["runs"] and not part
    return offline.may_keep(response) if keeps else response


def fresh(ballot: Any, member: Any, device: str) -> int:
    """Return how many statements came since this device answered; no question where none was added."""
    vote = voting.mine(ballot, member, device) if ballot.added else None
    met = {*vote.seen, *vote.answers} if vote is not None else {one["id"] for one in ballot.added}
    return sum(one["id"] not in met for one in ballot.added)


@needs("session.attend", Session)
@require_POST
def attend(request: Any) -> HttpResponse:
    """Say that one is there, and whether one agrees to be named in the minutes."""
    attending.attend(request.object, request.member, bool(request.POST.get("named")))
    return redirect("session", workspace=request.workspace.slug, uid=request.object.uid)

"""Statements that participants propose: sent from a phone, let through or not by who runs the vote."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rebonds.errors import RebondsError
from rebonds.rooms.deliberate import proposals as proposing
from rebonds.rooms.deliberate import voting
from rebonds.rooms.deliberate.answers import AnswerError
from rebonds.rooms.deliberate.models import Ballot, Proposal
from rebonds.rooms.deliberate.views.voting import context_of
from rebonds.rooms.people import access
from rebonds.rooms.people.access import needs
from rebonds.rooms.people.tries import too_many

DESK = "pupitre"


@needs("ballot.see", Ballot)
@require_POST
def propose(request: Any) -> HttpResponse:
    """Keep a statement that a participant proposes; what she typed comes back with the reason of a refusal."""
    ballot, member, device = request.object, request.member, voting.device_of(request)
    given, status, error = request.POST.get("text", ""), 200, ""
    try:
        if not ballot.over:
            access.check(member, "ballot.propose", ballot)
        if too_many(request, "propose", key=f"{ballot.uid} {device or member.pk}"):
            status, error = 429, _("Beaucoup de propositions d’un coup. Réessayez dans une minute.")
        else:
            made = proposing.propose(ballot, member, device, given)
    except RebondsError as refusal:
        status = 422 if isinstance(refusal, AnswerError) else 409
        error = refusal.message(request.LANGUAGE_CODE)
    part = bool(request.htmx) and request.htmx.target == "proposer"
    if not error and not part:
        messages.success(request, said(made))
        return redirect(
            reverse("ballot", kwargs={"workspace": request.workspace.slug, "uid": ballot.uid}) + "#proposer"
        )
    ballot.refresh_from_db()
    context = context_of(request, device or voting.new_device())
    context |= {"proposal_error": error, "proposal_text": given[:2000] if error else ""}
    context["proposal_said"] = "" if error else said(made)
    template = "deliberate/_propose.html" if part else "deliberate/ballot.html"
    response = render(request, template, context, status=status)
    if not error:
        response["HX-Trigger"] = "rebonds-changed"
    response["Cache-Control"] = "no-store"
    return response


def said(made: Proposal) -> str:
    """Return what the phone says of a proposal that was kept."""
    if made.state == Proposal.State.ACCEPTED:
        return _("Votre affirmation est ajoutée au vote : tout le monde peut y réagir.")
    return _("Votre affirmation attend l’accord de la personne qui anime.")


@needs("ballot.run", Ballot)
@require_http_methods(["GET", "HEAD", "POST"])
def proposals(request: Any) -> HttpResponse:
    """Read what was proposed, and let it through as it is, otherwise worded, or not at all; every step is undone."""
    ballot = request.object
    if request.method == "POST":
        return _decide(request, ballot)
    return render(request, "deliberate/proposals.html", context_for(ballot))


def context_for(ballot: Ballot, **more: Any) -> dict[str, Any]:
    """Return what the page of proposals shows: nothing of who proposed, named ballot or not."""
    listed = [one for one in ballot.proposed.all() if one.text]
    return {
        "ballot": ballot,
        "waiting": [one for one in listed if one.waits],
        "decided": [one for one in listed if not one.waits],
        "longest": proposing.longest(),
        **more,
    }


def _decide(request: Any, ballot: Ballot) -> HttpResponse:
    """Do what is asked; the notice that follows has a button that undoes it."""
    asked = {**request.GET.dict(), **request.POST.dict()}
    do, key, desk = asked.get("do", ""), asked.get("proposal", ""), asked.get("from") == DESK
    where = {"workspace": request.workspace.slug, "uid": ballot.uid}
    page, member = reverse("ballot-proposals", kwargs=where), request.member
    acts = {
        "accept": (
            lambda: proposing.accept(ballot, member, key, asked.get("text")),
            _("« %s » est ajoutée au vote."),
        ),
        "refuse": (lambda: proposing.refuse(ballot, member, key), _("« %s » n’est pas retenue.")),
        "undo": (lambda: proposing.undo(ballot, member, key), _("« %s » attend de nouveau.")),
    }
    if do in acts:
        act, told = acts[do]
        try:
            made = act()
        except RebondsError as error:
            if not desk and isinstance(error, AnswerError):
                more = {
                    "wrong": int(key),
                    "typed": asked.get("text", ""),
                    "error": error.message(request.LANGUAGE_CODE),
                }
                return render(request, "deliberate/proposals.html", context_for(ballot, **more), status=422)
            messages.error(request, error.message(request.LANGUAGE_CODE))
        else:
            back = {"do": "undo", "proposal": made.pk} | ({"from": DESK} if desk else {})
            undo = f"{page}?{urlencode(back)}" if do != "undo" else ""
            messages.success(request, told % made, extra_tags=undo)
    session = ballot.session
    if desk and session is not None and access.allowed(member, "session.run", session):
        return redirect("session-run", workspace=where["workspace"], uid=session.uid)
    return redirect(page)

"""Voting: the ballot on a phone, and the answer counted once, with or without JavaScript."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rebonds.errors import RebondsError
from rebonds.rooms.deliberate import answers, kits, live, offline, proposals, voting
from rebonds.rooms.deliberate.forms import language
from rebonds.rooms.deliberate.models import Ballot, Vote
from rebonds.rooms.deliberate.parameters import parameter
from rebonds.rooms.deliberate.shown import Form, form_of
from rebonds.rooms.people import access
from rebonds.rooms.people.access import needs

MOST_TURNS = 1_000_000


def context_of(request: Any, device: str) -> dict[str, Any]:
    """Return what the page of a ballot shows."""
    ballot, member, lang = request.object, request.member, language()
    vote = voting.mine(ballot, member, device)
    may = access.allowed(member, "ballot.vote", ballot) and ballot.takes_phones
    kit = kits.named(ballot.kit)
    personal = None
    if vote is not None and kit is not None and kit.personal is not None:
        from rebonds.rooms.observe.reports import page

        personal = page(kit.personal(ballot, vote.answers, lang), lang)
    form = form_of(ballot, vote.answers if vote else None, lang, device or str(member.pk))
    return {
        "ballot": ballot,
        "form": form,
        **proposing_of(request, form, vote, device, may),
        "vote": vote,
        "receipt": vote.mark[: voting.SHORT] if vote else "",
        "turn": (vote.turn if vote else 0) + 1,
        "may_vote": may,
        "elsewhere": vote is None and voting.has_voted(ballot, member),
        "stage": live.stage_of(ballot.session) if ballot.session else None,
        "every": parameter("live", "phone"),
        "runs": access.allowed(member, "ballot.run", ballot),
        "personal": personal,
    }


def proposing_of(request: Any, form: Form, vote: Vote | None, device: str, may: bool) -> dict[str, Any]:
    """Return what the page says of statements that come from the room.

    ``news`` are those that an open page does not show yet (it tells those that it shows), ``fresh`` how many the
    visitor has not met since she answered.
    """
    ballot, member = request.object, request.member
    asks, added = ballot.asks_proposals, [one for one in form.fields if one.added]
    shown = request.GET.getlist("seen")
    met = {*vote.seen, *vote.answers} if vote is not None else set()
    return {
        "may_propose": asks and may and access.allowed(member, "ballot.propose", ballot),
        "own": proposals.mine(ballot, device, member) if asks else [],
        "proposal_text": "",
        "proposal_error": "",
        "longest": proposals.longest(),
        "most": parameter("proposals", "per_device"),
        "news": [one for one in added if one.added not in shown] if shown and may else [],
        "fresh": sum(one.added not in met for one in added) if vote is not None and may else 0,
    }


@needs("ballot.see", Ballot)
@require_safe
def ballot(request: Any) -> HttpResponse:
    """Show a ballot: to prepare, to answer, or to wait for."""
    device = voting.device_of(request) or voting.new_device()
    context = context_of(request, device)
    part = bool(request.htmx) and request.htmx.target == "etat"
    if request.object.state == Ballot.State.DRAFT:
        return redirect("ballot-edit", workspace=request.workspace.slug, uid=request.object.uid)
    response = render(request, "deliberate/_state.html" if part else "deliberate/ballot.html", context)
    response["Cache-Control"] = "no-store"
    voting.give_device(request, response, device)
    blank = not part and context["may_vote"] and not context["vote"] and not context["elsewhere"]
    return offline.may_keep(response) if blank else response


def _turn(request: Any) -> int:
    given = request.POST.get("turn", "1")
    return min(int(given), MOST_TURNS) if given.isascii() and given.isdigit() and len(given) < 8 else 1


@needs("ballot.see", Ballot)
@require_POST
def vote(request: Any) -> HttpResponse:
    """Count an answer; the receipt is only given once it is on disk.

    Asked for JSON (our script), answers 200 with the receipt, 409 or 422 with the reason: final, not to be retried.
    """
    ballot, member = request.object, request.member
    wants_json = "application/json" in request.headers.get("Accept", "")
    device = voting.device_of(request) or voting.new_device()
    try:
        if not access.allowed(member, "ballot.vote", ballot) and not ballot.over:
            access.check(member, "ballot.vote", ballot)
        given = answers.read(ballot, request.POST)
        receipt = voting.cast(ballot, member, device, _turn(request), given, request.POST.getlist("seen"))
    except RebondsError as error:
        status = 422 if isinstance(error, answers.AnswerError) else 409
        message = error.message(request.LANGUAGE_CODE)
        if wants_json:
            response: HttpResponse = JsonResponse({"counted": False, "message": message}, status=status)
        else:
            context = {**context_of(request, device), "error": message}
            response = render(request, "deliberate/ballot.html", context, status=status)
    else:
        if wants_json:
            said = _("Votre réponse est comptée.")
            response = JsonResponse(
                {
                    "counted": True,
                    "receipt": receipt.code,
                    "turn": receipt.turn,
                    "again": receipt.again,
                    "message": said,
                }
            )
        else:
            where = {"workspace": request.workspace.slug, "uid": ballot.uid}
            response = redirect(reverse("ballot", kwargs=where) + "#recu")
    response["Cache-Control"] = "no-store"
    voting.give_device(request, response, device)
    return response

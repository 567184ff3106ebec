"""The self-assessment for anyone: no account, nothing kept here; the result lives in its own address."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from rebonds.content.imagining import SelfAssessment
from rebonds.rooms.kits import own, selfcheck
from rebonds.rooms.kits.models import Deck
from rebonds.rooms.kits.showing import answer, language
from rebonds.rooms.people.access import needs


def answers_of(request: Any, held: SelfAssessment) -> dict[str, int]:
    """Return what the address answers; what it does not know is passed over."""
    out = {}
    for one in held.questions:
        given = request.GET.get(one.id, "")
        if given.isascii() and given.isdigit() and len(given) < 3 and int(given) < len(one.options):
            out[one.id] = int(given)
    return out


@require_safe
def alone(request: Any) -> HttpResponse:
    """Ask the nine questions, or show one's result: from the address alone, written nowhere."""
    return _answered(request, own.shipped(selfcheck.KIND))


@needs("kit.list", Deck)
@require_safe
def own_alone(request: Any) -> HttpResponse:
    """Ask the questions of a questionnaire of the workspace, in the same way."""
    if request.object.kind != selfcheck.KIND:
        raise Http404(request.object.kind)
    return _answered(request, own.held(request.object))


def _answered(request: Any, used: own.Held) -> HttpResponse:
    held, lang, answers = used.kit, language(), answers_of(request, used.kit)
    if answers and not request.GET.get("changer"):
        context = {"again": urlencode({**answers, "changer": 1}), "answers": answers}
        response = answer(
            request,
            selfcheck.own_report(answers, used),
            "kits/alone_result.html",
            context,
            more=urlencode(answers),
        )
    else:
        questions = [
            {
                "id": one.id,
                "label": one.label.to(lang),
                "text": one.text.to(lang),
                "options": [
                    (n, o.text.to(lang), answers.get(one.id) == n) for n, o in enumerate(one.options)
                ],
            }
            for one in held.questions
        ]
        context = {
            "title": held.title.to(lang),
            "about": held.about.to(lang),
            "instruction": held.instruction.to(lang),
            "questions": questions,
            "nothing": "repondu" in request.GET and not answers,
        }
        response = render(request, "kits/alone.html", context)
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response

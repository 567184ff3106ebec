"""The self-assessment for anyone: no account, nothing kept here; the result lives in its own address."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from rebonds.rooms.kits import selfcheck
from rebonds.rooms.kits.showing import answer, language


def answers_of(request: Any) -> dict[str, int]:
    """Return what the address answers; what it does not know is passed over."""
    out = {}
    for one in selfcheck.kit().questions:
        given = request.GET.get(one.id, "")
        if given.isascii() and given.isdigit() and len(given) < 3 and int(given) < len(one.options):
            out[one.id] = int(given)
    return out


@require_safe
def alone(request: Any) -> HttpResponse:
    """Ask the nine questions, or show one's result: from the address alone, written nowhere."""
    held, lang, answers = selfcheck.kit(), language(), answers_of(request)
    if answers and not request.GET.get("changer"):
        context = {"again": urlencode({**answers, "changer": 1}), "answers": answers}
        response = answer(
            request, selfcheck.own_report(answers), "kits/alone_result.html", context, more=urlencode(answers)
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

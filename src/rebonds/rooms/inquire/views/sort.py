"""Sorting alone: card after card, on a phone or by the keyboard, with or without JavaScript."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from rebonds.content import kits
from rebonds.content.inquiring import Classes
from rebonds.rooms.inquire import sorting
from rebonds.rooms.inquire.forms import themes_of
from rebonds.rooms.inquire.models import SortVote
from rebonds.rooms.people.access import needs

THEME, CARD = "theme", "carte"


def classes_of(lang: str) -> list[dict[str, Any]]:
    """Return the classes as pages show them, with the key that chooses each."""
    held = {one.id: one for one in kits.load(Classes).classes}
    return [
        {
            "id": key,
            "key": rank,
            "label": held[key].label.to(lang),
            "explanation": held[key].explanation.to(lang),
            "tell": [text.to(lang) for text in held[key].tell],
            "examples": [text.to(lang) for text in held[key].examples],
            "answer": held[key].answer.to(lang),
        }
        for rank, key in enumerate(sorting.KEYS, start=1)
    ]


def _address(request: Any, **parts: str) -> str:
    kept = {name: value for name, value in parts.items() if value}
    root = reverse("sort", kwargs={"workspace": request.workspace.slug})
    return f"{root}?{urlencode(kept)}" if kept else root


@needs("problem.sort")
@require_http_methods(["GET", "HEAD", "POST"])
def sort(request: Any) -> HttpResponse:
    """Show the next card, or keep an answer and go on."""
    given = request.POST if request.method == "POST" else request.GET
    themes = [(str(key), label) for key, label in themes_of(request.workspace)]
    theme = given.get(THEME, "") if given.get(THEME, "") in dict(themes) else ""
    found = sorting.in_play(request.workspace).select_related("theme")
    deck = sorting.shuffled(request.member, found.filter(theme=theme) if theme else found)
    places = {one.uid: place for place, one in enumerate(deck)}
    votes = {
        one.problem_id: one
        for one in SortVote.objects.filter(workspace=request.workspace, member=request.member)
    }

    def after(place: int) -> str:
        """Return the next card that has no class, from a place and round."""
        order = [*deck[place + 1 :], *deck[: place + 1]]
        return next((p.uid for p in order if not (p.pk in votes and votes[p.pk].klass)), "")

    if request.method == "POST":
        return _answer(request, deck, places, votes, theme, after)
    uid = request.GET.get(CARD, "") or after(-1)
    if uid and uid not in places:
        raise Http404
    context: dict[str, Any] = {
        "themes": themes,
        "theme": theme,
        "total": len(deck),
        "done": sum(1 for one in deck if one.pk in votes and votes[one.pk].klass),
        "circled": sum(1 for one in deck if one.pk in votes and votes[one.pk].pressing),
        "classes": classes_of(request.LANGUAGE_CODE),
        "instruction": kits.load(Classes).instruction,
        "pressing_text": kits.load(Classes).pressing,
        "card": None,
    }
    if uid:
        place = places[uid]
        card = deck[place]
        context |= {
            "card": card,
            "vote": votes.get(card.pk),
            "before": _address(request, carte=deck[place - 1].uid, theme=theme) if place else "",
            "skip": _address(request, carte=deck[(place + 1) % len(deck)].uid, theme=theme),
        }
    return render(request, "inquire/sort.html", context)


def _answer(request: Any, deck: Any, places: Any, votes: Any, theme: str, after: Any) -> HttpResponse:
    uid = request.POST.get(CARD, "")
    if uid not in places:
        raise Http404
    card = deck[places[uid]]
    klass = request.POST.get("klass")
    if klass in sorting.KEYS:
        vote = sorting.answer(request.member, card, klass)
        if vote is not None:
            votes[card.pk] = vote
        return redirect(_address(request, carte=after(places[uid]), theme=theme))
    if "press" in request.POST:
        sorting.answer(request.member, card, pressing=request.POST["press"] == "1")
    elif "clear" in request.POST:
        sorting.answer(request.member, card, "", False)
    return redirect(_address(request, carte=uid, theme=theme))

"""A live sort: one card at a time for everyone in the room, moved on by who facilitates."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count as Many
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rebonds.rooms.inquire import sorting as answers
from rebonds.rooms.inquire.forms import SortingForm
from rebonds.rooms.inquire.models import Problem, Sorting, SortVote
from rebonds.rooms.inquire.views.sort import classes_of
from rebonds.rooms.people import access, changes, editing
from rebonds.rooms.people.access import needs
from rebonds.rooms.people.listing import Column, Listing


def page_of(held: Any, request: HttpRequest) -> str:
    """Return the address of a live sort."""
    return reverse("sorting", kwargs={"workspace": request.workspace.slug, "uid": held.uid})  # type: ignore[attr-defined]


SORTINGS = Listing(
    columns=(
        Column("title", gettext_lazy("Tri en direct"), sort="title", link=True),
        Column("theme", gettext_lazy("Thème"), value=lambda s: s.theme, sort="theme__label_fr"),
        Column("answers", gettext_lazy("Réponses"), sort="answers", kind="number"),
        Column(
            "state",
            gettext_lazy("État"),
            value=lambda s: _("ouvert") if s.is_open else _("fermé"),
            kind="badge",
        ),
        Column("created_at", gettext_lazy("Ouvert le"), sort="created_at", kind="day"),
    ),
    search=("title",),
    sort="-created_at",
    empty=gettext_lazy("Aucun tri en direct pour l’instant."),
    address=page_of,
    file="tris",
)


@needs("problem.see")
@require_safe
def sortings(request: Any) -> HttpResponse:
    """List the live sorts."""
    found = Sorting.kept.within(request.workspace).select_related("theme").annotate(answers=Many("votes"))
    return SORTINGS.answer(request, found, "inquire/sortings.html")


@needs("sorting.run")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Any) -> HttpResponse:
    """Open a live sort, on its first card."""

    def begin(saved: Sorting, _form: Any) -> None:
        saved.current = deck_of(saved).first()
        changes.save(saved, request.member)

    return editing.edit(request, SortingForm, "inquire/sorting_edit.html", after=begin)


def deck_of(held: Sorting) -> Any:
    """Return the cards of a live sort, in order."""
    found = answers.in_play(held.workspace).order_by("theme__label_fr", "pk")
    return found.filter(theme=held.theme_id) if held.theme_id else found


def stage(request: Any, held: Sorting) -> dict[str, Any]:
    """Return what the page of a live sort shows: the card, the visitor's answer, how many answered."""
    card = held.current if held.current and held.current.deleted_at is None else None
    deck = list(deck_of(held).values_list("pk", flat=True))
    return {
        "obj": held,
        "card": card,
        "rank": deck.index(card.pk) + 1 if card and card.pk in deck else 0,
        "total": len(deck),
        "vote": SortVote.objects.filter(problem=card, member=request.member).first() if card else None,
        "told": SortVote.objects.filter(problem=card, sorting=held).exclude(klass="").count() if card else 0,
        "present": request.workspace.members.present().count(),
        "classes": classes_of(request.LANGUAGE_CODE),
        "may_run": access.allowed(request.member, "sorting.run", held),
        "may_answer": held.is_open and access.allowed(request.member, "sorting.answer", held),
    }


@needs("problem.see", Sorting)
@require_safe
def sorting(request: Any) -> HttpResponse:
    """Show a live sort; the part that moves is asked for again every few seconds."""
    template = "inquire/_stage.html" if request.htmx else "inquire/sorting.html"
    if request.htmx and request.GET.get("vu") == _mark(request.object):
        return HttpResponse(status=204)  # nothing moved: what is being read or chosen stays
    return render(request, template, {**stage(request, request.object), "mark": _mark(request.object)})


def _mark(held: Sorting) -> str:
    return f"{held.current_id or 0}-{int(held.is_open)}"


@needs("sorting.answer", Sorting)
@require_POST
def answer(request: Any) -> HttpResponse:
    """Keep an answer to the card on show; to another card than the one shown now, it is kept all the same."""
    held = request.object
    if not held.is_open:
        messages.info(request, _("Ce tri est fermé."))
        return redirect(page_of(held, request))
    card = Problem.kept.within(request.workspace).filter(uid=request.POST.get("carte", "")).first()
    if card is not None:
        klass = request.POST.get("klass")
        press = request.POST.get("press")
        answers.answer(
            request.member,
            card,
            klass if klass in answers.KEYS else None,
            None if press is None else press == "1",
            held,
        )
    if request.htmx:
        return render(request, "inquire/_stage.html", {**stage(request, held), "mark": _mark(held)})
    return redirect(page_of(held, request))


@needs("sorting.run", Sorting)
@require_POST
def move(request: Any) -> HttpResponse:
    """Show the next card or the one before; close, open again."""
    held = request.object
    what = request.POST.get("do", "")
    deck = list(deck_of(held))
    places = {one.pk: place for place, one in enumerate(deck)}
    here = places.get(held.current_id, -1)
    if what == "next" and here + 1 < len(deck):
        held.current = deck[here + 1]
    elif what == "back" and here > 0:
        held.current = deck[here - 1]
    elif what == "close":
        held.closed_at = timezone.now()
    elif what == "open":
        held.closed_at = None
        held.current = held.current or (deck[0] if deck else None)
    changes.save(held, request.member)
    return redirect(page_of(held, request))

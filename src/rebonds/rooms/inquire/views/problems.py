"""The list of problems, a problem, and what is done to cards."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rebonds.content import kits
from rebonds.content.inquiring import Deck
from rebonds.errors import RebondsError
from rebonds.rooms.inquire import decks, merging
from rebonds.rooms.inquire.forms import DeckForm, MergeForm, ProblemForm, themes_of
from rebonds.rooms.inquire.models import Problem, Shift, SortVote
from rebonds.rooms.inquire.models.problems import ProblemClass
from rebonds.rooms.people import access, changes, editing, thread
from rebonds.rooms.people.access import needs
from rebonds.rooms.people.listing import Column, Filter, Listing

State = Problem.State
LARGEST = 2_000_000


def page_of(problem: Any, request: HttpRequest) -> str:
    """Return the address of a problem."""
    return reverse("problem", kwargs={"workspace": request.workspace.slug, "uid": problem.uid})  # type: ignore[attr-defined]


def _class_name(problem: Any) -> str:
    count = getattr(problem, "count", None)
    names = dict(ProblemClass.choices)
    return " = ".join(str(names[key]) for key in count.modal.split("=")) if count and count.modal else ""


def _states(found: Any, value: str) -> Any:
    if value == "untranslated":
        return found.filter(Q(title_fr="") | Q(title_en=""))
    return found.filter(state=value)


PROBLEMS = Listing(
    columns=(
        Column("title", gettext_lazy("Problème"), sort="title_fr", link=True),
        Column("theme", gettext_lazy("Thème"), value=lambda p: p.theme, sort="theme__label_fr"),
        Column("klass", gettext_lazy("Classe"), value=_class_name, sort="count__modal"),
        Column(
            "pressing",
            gettext_lazy("Prégnant"),
            value=lambda p: p.count.pressing if hasattr(p, "count") else None,
            sort="count__pressing",
            kind="number",
        ),
        Column("family", gettext_lazy("Famille"), value=lambda p: p.family, sort="family__title"),
        Column("state", gettext_lazy("État"), value=lambda p: p.get_state_display(), kind="badge"),
    ),
    filters=(
        Filter("theme", gettext_lazy("Thème"), choices=lambda r: themes_of(r.workspace)),  # type: ignore[attr-defined]
        Filter(
            "shift",
            gettext_lazy("Changement"),
            choices=lambda r: [(s.key, s.to) for s in Shift.kept.within(r.workspace)],  # type: ignore[attr-defined]
            apply=lambda found, value: found.filter(shifts__contains=f"|{value}|"),
        ),
        Filter("class", gettext_lazy("Classe"), choices=ProblemClass.choices, field="count__modal__contains"),
        Filter(
            "state",
            gettext_lazy("État"),
            choices=[*State.choices, ("untranslated", gettext_lazy("À traduire"))],
            apply=_states,
        ),
    ),
    search=("title_fr", "text_fr", "title_en", "text_en"),
    sort="title_fr",
    empty=gettext_lazy("Aucun problème pour l’instant : chargez un jeu de cartes, ou écrivez le premier."),
    address=page_of,
    file="problemes",
)


@needs("problem.see")
@require_safe
def problems(request: Any) -> HttpResponse:
    """List the problems; those that are retired or merged only when asked for."""
    found = Problem.kept.within(request.workspace).select_related("theme", "family", "count")
    if request.GET.get("state", "") not in dict(State.choices):
        found = found.filter(state=State.ACTIVE)
    return PROBLEMS.answer(request, found, "inquire/problems.html", {"mine": mine(request)})


def mine(request: Any) -> int:
    """Return how many problems the visitor has sorted."""
    return (
        SortVote.objects.filter(
            workspace=request.workspace,
            member=request.member,
            problem__state=State.ACTIVE,
            problem__deleted_at=None,
        )
        .exclude(klass="")
        .count()
    )


@needs("problem.see", Problem)
@require_safe
def problem(request: Any) -> HttpResponse:
    """Show a problem: both languages, what it calls for, how it was sorted, what came of it."""
    held = request.object
    shifts = [s for s in Shift.kept.within(request.workspace) if s.key in held.shift_keys]
    kept = [one for one in held.merged.all() if one.deleted_at is None]
    came = [
        {"obj": step.obj, "label": step.kind.label, "address": step.kind.address(step.obj, request.workspace)}
        for step in thread.seen_by(request.member, thread.children(held))
    ]
    count = getattr(held, "count", None)
    classes = [(label, getattr(count, key)) for key, label in ProblemClass.choices] if count else []
    context = {
        "obj": held,
        "shifts": shifts,
        "merged": kept,
        "came": came,
        "count": count,
        "classes": classes,
        "may_manage": access.allowed(request.member, "problem.manage"),
    }
    return render(request, "inquire/problem.html", context)


@needs("problem.add")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Any) -> HttpResponse:
    """Write a problem."""
    return editing.edit(request, ProblemForm, "inquire/problem_edit.html")


@needs("problem.edit", Problem)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Any) -> HttpResponse:
    """Reword or translate a problem."""
    return editing.edit(request, ProblemForm, "inquire/problem_edit.html", obj=request.object)


@needs("problem.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def deck(request: Any) -> HttpResponse:
    """Load a deck: that of the product, whole or by themes, or a file."""
    shipped = kits.load(Deck)
    themes = [(one.id, one.label.to(request.LANGUAGE_CODE)) for one in shipped.themes]
    form = DeckForm(request.POST or None, request.FILES or None, themes=themes)
    if request.method == "POST" and form.is_valid():
        chosen: Any = set(form.cleaned_data["themes"])
        held = shipped
        try:
            given = form.cleaned_data["file"]
            if given:
                held, chosen = decks.read_deck(request.workspace, given.name, _text_of(given)), None
            added, there = decks.load_problems(request.member, held, themes=chosen)
        except (RebondsError, UnicodeDecodeError) as error:
            said = (
                error.message(request.LANGUAGE_CODE)
                if isinstance(error, RebondsError)
                else _("Ce fichier n’est pas en UTF-8.")
            )
            form.add_error("file", said)
        else:
            messages.success(
                request,
                _("%(added)s cartes ajoutées ; %(there)s étaient déjà là.")
                % {"added": added, "there": there},
            )
            return redirect("problems", workspace=request.workspace.slug)
    return render(
        request,
        "inquire/deck.html",
        {"form": form, "size": len(shipped.problems)},
        status=422 if form.errors else 200,
    )


def _text_of(given: Any) -> str:
    raw: bytes = given.read(LARGEST + 1)
    return raw.decode("utf-8-sig")


@needs("problem.manage", Problem)
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: Any) -> HttpResponse:
    """Make a problem a part of another one."""
    form = MergeForm(request.POST or None, source=request.object)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "inquire/merge.html", {"obj": request.object, "form": form}, status=status)
    target = form.cleaned_data["target"]
    try:
        merging.merge(request.object, target, request.member)
    except RebondsError as error:
        messages.error(request, error.message(request.LANGUAGE_CODE))
        return redirect(page_of(request.object, request))
    where = {"workspace": request.workspace.slug, "uid": request.object.uid}
    messages.success(
        request,
        _("« %(name)s » a rejoint ce problème.") % {"name": request.object},
        extra_tags=reverse("problem-unmerge", kwargs=where),
    )
    return redirect(page_of(target, request))


@needs("problem.manage", Problem)
@require_POST
def unmerge(request: Any) -> HttpResponse:
    """Take a merge back."""
    merging.undo(request.object, request.member)
    messages.success(request, _("« %(name)s » est de nouveau en jeu.") % {"name": request.object})
    return redirect(page_of(request.object, request))


@needs("problem.manage", Problem)
@require_POST
def retire(request: Any) -> HttpResponse:
    """Retire a card, or put it back in play; a merged one is unmerged instead."""
    held = request.object
    if held.state == State.MERGED:
        return unmerge.__wrapped__(request)  # type: ignore[attr-defined,no-any-return]
    held.state = State.ACTIVE if held.state == State.RETIRED else State.RETIRED
    changes.save(held, request.member)
    if held.state == State.RETIRED:
        where = {"workspace": request.workspace.slug, "uid": held.uid}
        messages.success(
            request,
            _("« %(name)s » est retiré du jeu ; ses réponses restent.") % {"name": held},
            extra_tags=reverse("problem-retire", kwargs=where),
        )
    else:
        messages.success(request, _("« %(name)s » est de nouveau en jeu.") % {"name": held})
    return redirect(page_of(held, request))

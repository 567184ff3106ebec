"""Families of problems and groups of expectations: a board, suggestions, and what each group holds."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rebonds.deliberation.ballots import Ballots
from rebonds.deliberation.methods import tally
from rebonds.formulas import harmless
from rebonds.rooms.inquire import grouping, sorting
from rebonds.rooms.inquire.forms import FamilyForm, GroupForm
from rebonds.rooms.inquire.models import (
    Expectation,
    ExpectationGroup,
    Family,
    Problem,
    Refusal,
    Shift,
    SortVote,
)
from rebonds.rooms.inquire.parameters import least_cell
from rebonds.rooms.people import changes, editing, registry
from rebonds.rooms.people.access import needs
from rebonds.rooms.people.listing import Column, Listing

NEW = "nouvelle"


def family_page(family: Any, request: HttpRequest) -> str:
    """Return the address of a family."""
    return reverse("family", kwargs={"workspace": request.workspace.slug, "uid": family.uid})  # type: ignore[attr-defined]


FAMILIES = Listing(
    columns=(
        Column("title", gettext_lazy("Famille"), sort="title", link=True),
        Column("size", gettext_lazy("Problèmes"), sort="size", kind="number"),
        Column("about", gettext_lazy("Ce qui les réunit")),
        Column("changed_at", gettext_lazy("Modifiée"), sort="changed_at", kind="day"),
    ),
    search=("title", "about"),
    sort="title",
    empty=gettext_lazy(
        "Aucune famille pour l’instant : regroupez deux problèmes, ou acceptez un rapprochement."
    ),
    address=family_page,
    file="familles",
)


def things_of(request: Any, kind: str) -> list[Any]:
    """Return what is put together in a workspace."""
    if kind == "problem":
        return list(sorting.in_play(request.workspace).select_related("theme", "family").order_by("pk"))
    return list(
        Expectation.kept.within(request.workspace).select_related("group", "authority").order_by("pk")
    )


def board(request: Any, kind: str, post: str) -> HttpResponse:
    """Show the columns of a board; what is suggested comes after, for it compares every text with every other."""
    things = things_of(request, kind)
    _model, into, field = grouping.KINDS[kind]
    address = reverse(post, kwargs={"workspace": request.workspace.slug})
    context: dict[str, Any] = {"kind": kind, "post": address, "total": len(things), "suggestions": None}
    if "propositions" in request.GET:
        context |= suggestions(request, kind, things)
        if request.htmx:
            return render(request, "inquire/_near.html", context)
    groups = list(into.kept.within(request.workspace))
    held: dict[Any, list[Any]] = {one.pk: [] for one in groups}
    alone: list[Any] = []
    for one in things:
        held.get(getattr(one, f"{field}_id"), alone).append(one)
    context |= {"columns": [{"group": one, "things": held[one.pk]} for one in groups], "alone": alone}
    return render(request, "inquire/board.html", context)


def suggestions(request: Any, kind: str, things: list[Any]) -> dict[str, Any]:
    """Return what is suggested, with why, and how many suggestions were refused."""
    by_uid = {one.uid: one for one in things}
    names = {one.key: one.to for one in Shift.kept.within(request.workspace)} if kind == "problem" else {}
    return {
        "suggestions": [
            {
                "near": one,
                "a": by_uid[one.a],
                "b": by_uid[one.b],
                "words": ", ".join(one.words),
                "shifts": ", ".join(names.get(key, key) for key in one.shifts),
            }
            for one in grouping.suggestions(request.workspace, kind, things)
        ],
        "refusals": Refusal.objects.filter(workspace=request.workspace, kind=kind).count(),
    }


@needs("problem.see")
@require_safe
def families(request: Any) -> HttpResponse:
    """List the families."""
    play = Q(problems__deleted_at=None, problems__state=Problem.State.ACTIVE)
    found = Family.kept.within(request.workspace).annotate(size=Count("problems", filter=play))
    return FAMILIES.answer(request, found, "inquire/families.html")


@needs("problem.see", Family)
@require_safe
def family(request: Any) -> HttpResponse:
    """Show a family: its problems, what presses in it."""
    held = request.object
    problems = sorting.in_play(request.workspace).filter(family=held).select_related("theme", "count")
    return render(request, "inquire/family.html", {"obj": held, "problems": list(problems)})


@needs("family.edit", Family)
@require_http_methods(["GET", "HEAD", "POST"])
def family_edit(request: Any) -> HttpResponse:
    """Name a family, say what brings its problems together."""
    return editing.edit(request, FamilyForm, "inquire/family_edit.html", obj=request.object)


@needs("family.edit")
@require_safe
def families_board(request: Any) -> HttpResponse:
    """Group problems."""
    return board(request, "problem", "families-move")


@needs("family.edit")
@require_POST
def families_move(request: Any) -> HttpResponse:
    """Move problems, accept or refuse a suggestion."""
    return moved(request, "problem", "families-board")


@needs("expectation.group")
@require_safe
def groups_board(request: Any) -> HttpResponse:
    """Group expectations."""
    return board(request, "expectation", "expectations-move")


@needs("expectation.group")
@require_POST
def groups_move(request: Any) -> HttpResponse:
    """Move expectations, accept or refuse a suggestion."""
    return moved(request, "expectation", "expectations-board")


@needs("expectation.see", ExpectationGroup)
@require_safe
def group(request: Any) -> HttpResponse:
    """Show a group of expectations."""
    held = list(request.object.expectations.filter(deleted_at=None).select_related("authority"))
    return render(request, "inquire/group.html", {"obj": request.object, "expectations": held})


@needs("expectation.group", ExpectationGroup)
@require_http_methods(["GET", "HEAD", "POST"])
def group_edit(request: Any) -> HttpResponse:
    """Name a group of expectations."""
    return editing.edit(request, GroupForm, "inquire/group_edit.html", obj=request.object)


def moved(request: Any, kind: str, back: str) -> HttpResponse:
    """Do what a board asks for: move the chosen things, accept or refuse a pair, forget refusals."""
    model, into, _field = grouping.KINDS[kind]
    do = request.POST.get("do", "move")
    if do == "forget":
        n = grouping.forget_refusals(request.workspace, kind)
        messages.success(request, _("%(n)s rapprochements refusés peuvent revenir.") % {"n": n})
        return redirect(back, workspace=request.workspace.slug)
    wanted = request.POST.getlist("uid")
    found = {one.uid: one for one in model.kept.within(request.workspace).filter(uid__in=wanted)}
    things = [found[uid] for uid in wanted if uid in found]
    if do in ("accept", "refuse"):
        if len(things) != 2:
            raise Http404
        if do == "refuse":
            grouping.refuse(request.workspace, kind, things[0].uid, things[1].uid, request.member)
        else:
            made = grouping.accept(kind, *things, request.member)
            messages.success(request, _("Réunis dans « %(name)s ».") % {"name": made})
    elif not things:
        messages.info(request, _("Choisissez d’abord des cartes."))
    else:
        group: Any = None
        target = request.POST.get("target", "")
        title = request.POST.get("title", "").strip()
        if target == NEW:
            group = changes.save(into(title=(title or str(things[0]))[:160]), request.member)
        elif target:
            group = into.kept.within(request.workspace).filter(uid=target).first()
            if group is None:
                raise Http404
        n = grouping.move(things, kind, group, request.member)
        if not request.htmx and request.headers.get("X-Requested-With") != "fetch":
            messages.success(request, _("%(n)s cartes déplacées.") % {"n": n})
    if request.headers.get("X-Requested-With") == "fetch":
        return HttpResponse(status=204)
    return redirect(back, workspace=request.workspace.slug)


@needs("problem.see")
@require_safe
def ranking(request: Any) -> HttpResponse:
    """Rank families by how many people circled one of their problems, and give the options of a vote."""
    families = list(Family.kept.within(request.workspace))
    names = sorting.names_of(families)
    votes = SortVote.objects.filter(workspace=request.workspace).filter(
        Q(paper=None) | Q(paper__deleted_at=None)
    )
    voters = set(votes.order_by().values_list("member", "paper__number").distinct())
    circled: dict[Any, set[int]] = {one: set() for one in voters}
    family_of = dict(
        sorting.in_play(request.workspace).filter(family__in=families).values_list("pk", "family")
    )
    for one in sorting.said(family_of, circled=True):
        circled[one.member, one.number].add(family_of[one.problem])
    rows: dict[str, dict[str, str | int]] = {}
    for (member_id, number), chosen in circled.items():
        rows[sorting.voter(member_id, number)] = {names[one.pk]: int(one.pk in chosen) for one in families}
    ballots = Ballots.of([names[one.pk] for one in families], rows, "familles")
    result = tally(ballots, "approval") if families and len(rows) >= least_cell() else None
    by_name = {names[one.pk]: one for one in families}
    context = {
        "ranking": [{"place": place, "family": by_name[place.option]} for place in result.ranking]
        if result
        else [],
        "result": result,
        "families": families,
        "voters": len(rows),
        "least": least_cell(),
        "votes": "ballot" in registry.kinds(),
    }
    if request.GET.get("format") == "csv":
        return _options([names[one.pk] for one in families], "familles-options")
    return render(request, "inquire/ranking.html", context)


@needs("problem.see")
@require_safe
def options(request: Any) -> HttpResponse:
    """Give the problems in play as the options of a vote."""
    names = sorting.names_of(list(sorting.in_play(request.workspace).order_by("pk")))
    return _options(list(names.values()), "problemes-options")


def _options(names: list[str], file: str) -> HttpResponse:
    """Return an empty file of ballots: its header is what is voted on, its rows are to be filled."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(
        ["voter", *(harmless(name, numbers=True) for name in names)]
    )
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file}.csv"'
    return response

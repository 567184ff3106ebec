"""Answers on paper: a grid, problems by people, entered by the keyboard and kept as one goes; sheets and cards to print."""

from __future__ import annotations

import json
import re
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Max
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rebonds.reporting.print_cards import cards_pdf, sheet_pdf
from rebonds.rooms.inquire import sorting
from rebonds.rooms.inquire.forms import themes_of
from rebonds.rooms.inquire.models import PaperVoter, SortVote
from rebonds.rooms.inquire.views.sort import classes_of
from rebonds.rooms.people.access import needs
from rebonds.rooms.people.models import Authority, Role

ROWS, SHEETS = 50, 12
MOST_ADDED, MOST_CELLS = 60, 5000
CELL = re.compile(r"^([123]?)([pP*]?)$")


def read_cell(raw: str) -> tuple[str, bool] | None:
    """Return the class and the circle that a cell says (``2``, ``3p``, ``p``, empty), else none."""
    found = CELL.match(raw.strip().replace(" ", ""))
    if found is None:
        return None
    return (sorting.KEYS[int(found[1]) - 1] if found[1] else "", bool(found[2]))


def write_cell(klass: str, pressing: bool) -> str:
    """Return a cell as it is typed."""
    return (str(sorting.KEYS.index(klass) + 1) if klass else "") + ("p" if pressing else "")


@needs("sorting.enter")
@require_http_methods(["GET", "HEAD", "POST"])
def grid(request: Any) -> HttpResponse:
    """Show the grid, fifty problems by twelve sheets at a time; without JavaScript, it is a form."""
    themes = [(str(key), label) for key, label in themes_of(request.workspace)]
    theme = request.GET.get("theme", "") if request.GET.get("theme", "") in dict(themes) else ""
    found = sorting.in_play(request.workspace).order_by("pk")
    rows = Paginator(found.filter(theme=theme) if theme else found, ROWS).get_page(request.GET.get("page"))
    papers = PaperVoter.objects.filter(workspace=request.workspace, deleted_at=None).select_related(
        "authority"
    )
    pages = Paginator(papers, SHEETS)
    sheets = pages.get_page(request.GET.get("feuilles") or pages.num_pages)
    if request.method == "POST":
        cells = [
            (problem.uid, str(paper.number), request.POST[f"c-{problem.uid}-{paper.number}"])
            for problem in rows
            for paper in sheets
            if f"c-{problem.uid}-{paper.number}" in request.POST
        ]
        kept, wrong = keep(request, cells)
        if wrong:
            messages.error(
                request,
                _("%(n)s cases n’ont pas été comprises : tapez 1, 2 ou 3, puis p pour entourer.")
                % {"n": len(wrong)},
            )
        messages.success(request, _("%(n)s réponses gardées.") % {"n": kept})
        return redirect(request.get_full_path())
    held = {
        (one.problem_id, one.paper_id): write_cell(one.klass, one.pressing)
        for one in SortVote.objects.filter(problem__in=list(rows), paper__in=list(sheets))
    }
    context = {
        "themes": themes,
        "theme": theme,
        "rows": [
            {"problem": p, "cells": [{"paper": s, "value": held.get((p.pk, s.pk), "")} for s in sheets]}
            for p in rows
        ],
        "page": rows,
        "sheets": sheets,
        "places": Authority.objects.filter(workspace=request.workspace),
        "roles": Role.choices,
        "classes": classes_of(request.LANGUAGE_CODE),
        "save": reverse("paper-keep", kwargs={"workspace": request.workspace.slug}),
    }
    return render(request, "inquire/grid.html", context)


@transaction.atomic
def keep(request: Any, cells: list[tuple[str, str, str]]) -> tuple[int, list[int]]:
    """Keep cells (problem, sheet, what is typed); return how many were, and the places of those that say nothing."""
    uids = {uid for uid, _number, _raw in cells}
    problems = {one.uid: one for one in sorting.in_play(request.workspace).filter(uid__in=uids)}
    papers = {
        str(one.number): one
        for one in PaperVoter.objects.filter(workspace=request.workspace, deleted_at=None)
    }
    held = {
        (one.problem_id, one.paper_id): one
        for one in SortVote.objects.filter(
            workspace=request.workspace, paper__isnull=False, problem__uid__in=uids
        )
    }
    wrong, changed, kept = [], set(), 0
    for place, (uid, number, raw) in enumerate(cells):
        said = read_cell(raw)
        if said is None or uid not in problems or number not in papers:
            wrong.append(place)
            continue
        kept += 1
        problem, paper = problems[uid], papers[number]
        before = held.get((problem.pk, paper.pk))
        if (before.klass, before.pressing) == said if before else said == ("", False):
            continue
        changed.add(problem.pk)
        if said == ("", False) and before is not None:
            before.delete()
            del held[problem.pk, paper.pk]
            continue
        vote = before or SortVote(workspace=request.workspace, problem=problem, paper=paper)
        vote.klass, vote.pressing = said
        vote.changed_at = timezone.now()
        vote.save()
        held[problem.pk, paper.pk] = vote
    sorting.recount(changed)
    return kept, wrong


@needs("sorting.enter")
@require_POST
def keep_cells(request: Any) -> HttpResponse:
    """Keep what was just typed or pasted: JSON list of [problem, sheet, cell]."""
    try:
        cells = [(str(a), str(b), str(c)) for a, b, c in json.loads(request.body)]
    except (ValueError, TypeError, RecursionError):
        return JsonResponse({"error": "cells"}, status=400)
    if len(cells) > MOST_CELLS:
        return JsonResponse({"error": "cells"}, status=400)
    kept, wrong = keep(request, cells)
    return JsonResponse({"kept": kept, "wrong": wrong})


@needs("sorting.enter")
@require_POST
def sheets(request: Any) -> HttpResponse:
    """Add sheets, all of one territory and role if that is known; or say so of one sheet, or take one away."""
    places = {str(one.pk): one for one in Authority.objects.filter(workspace=request.workspace)}
    place = places.get(request.POST.get("authority", ""))
    role = request.POST.get("role", "") if request.POST.get("role", "") in Role.values else ""
    number = request.POST.get("number", "")
    back = redirect("grid", workspace=request.workspace.slug)
    if number:
        if not (number.isascii() and number.isdigit() and len(number) < 7):
            raise Http404
        held = PaperVoter.objects.filter(workspace=request.workspace, number=int(number)).first()
        if held is None:
            raise Http404
        if request.POST.get("do") == "remove":
            put_aside(request, held)
        elif request.POST.get("do") == "restore":
            held.deleted_at = None
            held.save(update_fields=["deleted_at"])
            sorting.recount(held.votes.values_list("problem", flat=True))
        else:
            held.authority, held.role = place, role
            held.save(update_fields=["authority", "role"])
        return back
    raw = request.POST.get("many", "1")
    many = min(int(raw), MOST_ADDED) if raw.isascii() and raw.isdigit() and len(raw) < 4 else 1
    with transaction.atomic():
        last = PaperVoter.objects.filter(workspace=request.workspace).aggregate(n=Max("number"))["n"] or 0
        PaperVoter.objects.bulk_create(
            [
                PaperVoter(workspace=request.workspace, number=last + i, authority=place, role=role)
                for i in range(1, many + 1)
            ]
        )
    messages.success(request, _("%(n)s feuilles ajoutées.") % {"n": many})
    return back


def put_aside(request: Any, held: PaperVoter) -> None:
    """Put a sheet aside with its answers, and offer to bring it back."""
    held.deleted_at = timezone.now()
    held.save(update_fields=["deleted_at"])
    sorting.recount(held.votes.values_list("problem", flat=True))
    address = reverse("paper-restore", kwargs={"workspace": request.workspace.slug, "number": held.number})
    messages.info(request, _("La feuille %(n)s est supprimée.") % {"n": held.number}, extra_tags=address)


@needs("sorting.enter")
@require_POST
def restore(request: Any, number: int) -> HttpResponse:
    """Bring a sheet back with its answers."""
    held = PaperVoter.objects.filter(workspace=request.workspace, number=number).first()
    if held is None:
        raise Http404
    held.deleted_at = None
    held.save(update_fields=["deleted_at"])
    sorting.recount(held.votes.values_list("problem", flat=True))
    return redirect("grid", workspace=request.workspace.slug)


@needs("problem.see")
@require_safe
def printed(request: Any, what: str) -> HttpResponse:
    """Give the cards to cut out, or the sheet to fill, as a PDF."""
    lang = request.LANGUAGE_CODE
    problems = list(sorting.in_play(request.workspace).select_related("theme").order_by("pk"))
    if what not in ("cartes", "feuille") or not problems:
        raise Http404
    title = str(request.workspace)
    classes = [(one["label"], one["explanation"]) for one in classes_of(lang)]
    if what == "cartes":
        cards = [(str(p.theme or ""), p.title, p.text) for p in problems]
        content = cards_pdf(title, cards, lang)
    else:
        content = sheet_pdf(title, [p.title for p in problems], classes, lang)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{what}.pdf"'
    return response

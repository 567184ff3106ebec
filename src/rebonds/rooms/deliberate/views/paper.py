"""Paper: printing it, and typing it in at the keyboard."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from rebonds.errors import RebondsError
from rebonds.reporting.paper import KINDS, MOST_SHEETS, paper_pdf
from rebonds.rooms.deliberate import paper
from rebonds.rooms.deliberate.forms import language
from rebonds.rooms.deliberate.models import Ballot
from rebonds.rooms.deliberate.parameters import parameter
from rebonds.rooms.deliberate.views.results import name_of
from rebonds.rooms.deliberate.views.running import qr, short_address
from rebonds.rooms.people.access import needs

#: Cells of a page of the grid: what a form without JavaScript may post.
MOST_CELLS = 900
LEAST_ROWS = 12


def whole(given: str, default: int, least: int, most: int) -> int:
    """Return a whole number of an address, within bounds."""
    value = int(given) if given.isascii() and given.isdigit() and len(given) < 7 else default
    return max(least, min(most, value))


@needs("ballot.prepare", Ballot)
@require_safe
def print_out(request: Any) -> HttpResponse:
    """Give the PDF of ballots, cards or a poster: ``?forme=ballots&feuilles=20&de=1``."""
    ballot, kind = request.object, request.GET.get("forme", "ballots")
    if kind not in KINDS or not ballot.options:
        raise Http404(kind)
    address = short_address(request, ballot.session) if ballot.session else ""
    given = paper.printed(ballot, language(), address, qr(address) if address else "")
    first = whole(request.GET.get("de", ""), 1, 1, parameter("paper", "most_sheets"))
    sheets = whole(request.GET.get("feuilles", ""), 0, 0, MOST_SHEETS)
    response = HttpResponse(
        paper_pdf(given, kind, language(), first=first, sheets=sheets), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'inline; filename="{name_of(ballot)}-{kind}.pdf"'
    return response


@needs("ballot.enter", Ballot)
@require_http_methods(["GET", "HEAD", "POST"])
def grid(request: Any) -> HttpResponse:
    """Type paper ballots in: a row a sheet, saved row by row; blank rows are no ballots."""
    ballot, lang = request.object, language()
    given = paper.columns(ballot, lang)
    most = parameter("paper", "most_sheets")
    rows = max(1, min(60, MOST_CELLS // max(1, len(given))))
    first = whole(request.GET.get("de", ""), 1, 1, most)
    told: dict[int, dict[str, Any]] = {}
    typed: dict[int, list[str]] = {}
    if request.method == "POST":
        for sheet, cells in posted(request, [column.ident for column in given]).items():
            try:
                paper.keep(ballot, sheet, paper.answers_of(ballot, cells, lang))
                told[sheet] = {"saved": True, "message": ""}
            except RebondsError as error:
                told[sheet] = {"saved": False, "message": error.message(lang)}
                typed[sheet] = cells
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse({"rows": told}, status=200 if all(o["saved"] for o in told.values()) else 422)
        if not typed:
            where = {"workspace": request.workspace.slug, "uid": ballot.uid}
            return redirect(f"{reverse('ballot-paper', kwargs=where)}?de={first}")
    kept = {vote.paper: vote for vote in ballot.votes.exclude(paper=None)}
    last = max([*kept, first + LEAST_ROWS - 1 - 4]) + 4
    shown = range(first, min(last, first + rows - 1, most) + 1)
    context = {
        "ballot": ballot,
        "columns": given,
        "legend": paper.legend(ballot, lang),
        "single": bool(given and given[0].offers and len(given[0].offers) < 10)
        and ballot.method != "consent",
        "rows": [
            {
                "number": n,
                "cells": typed.get(n)
                or (paper.cells_of(ballot, kept[n], lang) if n in kept else [""] * len(given)),
                "message": told.get(n, {}).get("message", ""),
                "kept": n in kept,
            }
            for n in shown
        ],
        "first": first,
        "next": shown[-1] + 1 if shown[-1] < most else 0,
        "before": max(1, first - rows) if first > 1 else 0,
        "sheets": len(kept),
    }
    return render(request, "deliberate/grid.html", context, status=422 if typed else 200)


def posted(request: Any, idents: list[str]) -> dict[int, list[str]]:
    """Return the rows of a post: fields ``c-<sheet>-<column>``, column from 0.

    ``columns`` names the columns that the page shows: statements may have been added, or taken off, since.
    """
    shown = request.POST.get("columns", "").split() or idents
    places = {rank: idents.index(ident) for rank, ident in enumerate(shown) if ident in idents}
    out: dict[int, list[str]] = {}
    for name, value in request.POST.items():
        parts = name.split("-")
        if (
            len(parts) != 3
            or parts[0] != "c"
            or not all(p.isascii() and p.isdigit() and len(p) < 6 for p in parts[1:])
        ):
            continue
        sheet, column = int(parts[1]), int(parts[2])
        if column in places:
            out.setdefault(sheet, [""] * len(idents))[places[column]] = value[:600]
    return out

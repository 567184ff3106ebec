"""What the sort says, its ballots, and what is printed."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rebonds.deliberation.ballots import Ballots
from rebonds.deliberation.methods import Settings, tally
from rebonds.deliberation.results import Result
from rebonds.reporting.deliver import rendered
from rebonds.reporting.tally import tally_report
from rebonds.rooms.inquire import results as reading
from rebonds.rooms.inquire import sorting
from rebonds.rooms.inquire.models import Problem
from rebonds.rooms.inquire.models.problems import ProblemClass
from rebonds.rooms.inquire.parameters import least_cell
from rebonds.rooms.inquire.views.sort import classes_of
from rebonds.rooms.observe.reports import page as report_page
from rebonds.rooms.people import access
from rebonds.rooms.people.access import needs

METHODS = {sorting.CLASS: "sorting", sorting.PRESSING: "approval"}
NAMES = dict(ProblemClass.choices)
FORMATS = {"pdf": "application/pdf", "csv": "text/csv; charset=utf-8", "json": "application/json"}
MOST_GAPS = 20
FIRST = 30


def said(modal: Any) -> str:
    """Write the largest class, or the tied ones."""
    return " = ".join(str(NAMES[key]) for key in modal if key)


@needs("problem.see")
@require_safe
def results(request: Any) -> HttpResponse:
    """Show the result: disagreement first, what presses, differences between groups."""
    by = request.GET.get("par", "")
    compared = by in (sorting.BY_TERRITORY, sorting.BY_ROLE)
    counts = reading.counts_of(request.workspace, groups=compared)
    found = reading.lines(counts)
    shown = found if "tout" in request.GET else found[:FIRST]
    pressing = sorted(
        (line for line in found if line.pressing), key=lambda one: (-one.pressing, one.problem)
    )[:10]
    gaps: Any = []
    if compared:
        gaps = [one for one in reading.gaps(counts, by) if one.distance > 0][:MOST_GAPS]
    groups = (
        reading.names(request.workspace, {key for one in gaps for key in one.classes}, by) if gaps else []
    )
    wanted = {one.problem for one in (*shown, *pressing, *gaps)}
    problems = Problem.kept.within(request.workspace).in_bulk(wanted)
    context = {
        "lines": [
            {
                "line": one,
                "problem": problems[one.problem],
                "class": said(one.modal),
                "percent": round(100 * (one.entropy or 0)),
                "said": ", ".join(f"{NAMES[key]} {n}" for key, n in one.shares),
            }
            for one in shown
        ],
        "others": len(found) - len(shown),
        "pressing": [{"line": one, "problem": problems[one.problem]} for one in pressing],
        "most_pressing": pressing[0].pressing if pressing else 0,
        "few": sum(1 for one in counts if 0 < one.answers < least_cell()),
        "silent": sorting.in_play(request.workspace).count() - sum(1 for one in counts if one.answers),
        "least": least_cell(),
        "classes": classes_of(request.LANGUAGE_CODE),
        "by": by,
        "groups": groups,
        "differing": [
            {
                "problem": problems[one.problem],
                "percent": round(100 * one.distance),
                "cells": [said(one.classes.get(key, "").split("=")) for key, _name in groups],
            }
            for one in gaps
        ],
        "may_export": access.allowed(request.member, "problem.ballots"),
    }
    return render(request, "inquire/results.html", context)


@needs("problem.ballots")
@require_safe
def ballots(request: Any, what: str) -> HttpResponse:
    """Give the ballots, in the form that ``rebonds tally`` reads; nobody's name is in them."""
    if what not in METHODS:
        raise Http404
    found = sorting.ballots(request.workspace, request.LANGUAGE_CODE, what)
    response = HttpResponse("\ufeff" + found.canonical(), content_type="text/csv; charset=utf-8")
    name = "tri-classes" if what == sorting.CLASS else "tri-pregnants"
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


@lru_cache(maxsize=8)
def counted(ballots: Ballots, what: str, lang: str) -> Result:
    """Count ballots, once for the same ones: what would change the order takes seconds where there are many."""
    settings = Settings(grades=sorting.scale(lang)) if what == sorting.CLASS else Settings()
    return tally(ballots, METHODS[what], settings)


@needs("problem.ballots")
@require_safe
def count(request: Any, what: str) -> HttpResponse:
    """Count every ballot by the method of deliberation: ties, what would change the order, hash of the ballots."""
    if what not in METHODS:
        raise Http404
    lang = request.LANGUAGE_CODE
    found = sorting.ballots(request.workspace, lang, what)
    if len(found.voters) < least_cell() or not found.options:
        return render(request, "inquire/count.html", {"report": None, "what": what, "least": least_cell()})
    report = tally_report(counted(found, what, lang))
    wanted = request.GET.get("format", "")
    if wanted in FORMATS:
        response = HttpResponse(rendered(report, wanted, lang), content_type=FORMATS[wanted])
        response["Content-Disposition"] = f'attachment; filename="{report.name}.{wanted}"'
        return response
    context = {
        "report": report_page(report, lang),
        "what": what,
        "least": least_cell(),
        "formats": list(FORMATS),
    }
    return render(request, "inquire/count.html", context)

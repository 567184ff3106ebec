"""What the sort says, its ballots, and what is printed."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rebonds.deliberation.methods import Settings, tally
from rebonds.reporting.deliver import rendered
from rebonds.reporting.tally import tally_report
from rebonds.rooms.inquire import results as reading
from rebonds.rooms.inquire import sorting
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


def said(modal: Any) -> str:
    """Write the largest class, or the tied ones."""
    return " = ".join(str(NAMES[key]) for key in modal if key)


@needs("problem.see")
@require_safe
def results(request: Any) -> HttpResponse:
    """Show the result: disagreement first, what presses, differences between groups."""
    problems = list(sorting.in_play(request.workspace).select_related("count", "theme"))
    found = reading.lines(problems)
    by = request.GET.get("par", "")
    groups: Any = []
    differing: Any = []
    if by in (reading.BY_TERRITORY, reading.BY_ROLE):
        groups, gaps = reading.gaps(request.workspace, problems, by)
        differing = [
            {
                "problem": one.problem,
                "percent": round(100 * one.distance),
                "cells": [
                    said(one.classes[key].split("=")) if key in one.classes else "" for key, _name in groups
                ],
            }
            for one in gaps[:MOST_GAPS]
            if one.distance > 0
        ]
    pressing = sorted(
        (line for line in found if line.pressing), key=lambda one: (-one.pressing, one.problem.pk)
    )
    context = {
        "lines": [
            {
                "line": one,
                "class": said(one.modal),
                "percent": round(100 * (one.entropy or 0)),
                "said": ", ".join(f"{NAMES[key]} {n}" for key, n in one.shares),
            }
            for one in found
        ],
        "pressing": pressing[:10],
        "most_pressing": pressing[0].pressing if pressing else 0,
        "few": sum(1 for p in problems if hasattr(p, "count") and 0 < p.count.answers < least_cell()),
        "silent": sum(1 for p in problems if not hasattr(p, "count") or not p.count.answers),
        "least": least_cell(),
        "classes": classes_of(request.LANGUAGE_CODE),
        "by": by,
        "groups": groups,
        "differing": differing,
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
    settings = Settings(grades=sorting.scale(lang)) if what == sorting.CLASS else Settings()
    report = tally_report(tally(found, METHODS[what], settings))
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

"""Negotiation table: two territories, the lines they keep, drop or comment."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rebonds.errors import RebondsError
from rebonds.reporting.flows.negotiation import DIFFICULTIES, side
from rebonds.rooms.observe import reports, store
from rebonds.rooms.observe.models import LineChoice
from rebonds.rooms.observe.views.common import lang
from rebonds.rooms.observe.views.comparing import links
from rebonds.rooms.observe.views.comparing import side as one_side
from rebonds.rooms.observe.views.flows import as_file, exports
from rebonds.rooms.observe.views.grouping import owner
from rebonds.territory.model import Territory

LONGEST = 2000
FORMATS = ("pdf", "xlsx", "csv", "json", "html")


def choices_of(request: HttpRequest, a: Territory, b: Territory) -> dict[str, LineChoice]:
    """Return what the visitor decided of each line."""
    mark = owner(request)
    if not mark:
        return {}
    kept = LineChoice.objects.filter(owner=mark, a=store.address_code(a), b=store.address_code(b))
    return {one.line: one for one in kept}


@require_safe
def negotiate(request: HttpRequest) -> HttpResponse:
    """Choose two territories, then work on the table."""
    sides = [one_side(request, "a"), one_side(request, "b")]
    links(request, sides)
    a, b = sides[0]["place"], sides[1]["place"]
    context: dict[str, Any] = {"sides": sides, "programme": store.programme(), "report": None}
    if a and b:
        try:
            context.update(_table(request, a, b))
        except RebondsError as error:
            context["same"] = error.message(lang())
    return render(request, "observe/negotiate.html", context)


def _table(request: HttpRequest, a: Territory, b: Territory) -> dict[str, Any]:
    found = reports.negotiated(a, b)
    language = lang()
    decided = choices_of(request, a, b)
    lines = [
        {
            "rank": rank,
            "id": line.id,
            "subject": line.subject.to(language),
            "at_stake": line.at_stake.to(language),
            "gives": side(line.gives, a.name, b.name).to(language),
            "receives": side(line.receives, a.name, b.name).to(language),
            "at_risk": side(line.at_risk, a.name, b.name).to(language),
            "difficulty": line.difficulty,
            "difficulty_label": DIFFICULTIES[line.difficulty].to(language),
            "reason": line.reason.to(language),
            "clause": line.clause.to(language),
            "state": line.flow.state,
            "decision": decided[line.id].decision if line.id in decided else "",
            "comment": decided[line.id].comment if line.id in decided else "",
        }
        for rank, line in enumerate(found.lines, 1)
    ]
    query = urlencode({"a": store.address_code(a), "b": store.address_code(b)})
    report = reports.page(reports.of_negotiation(a, b, decided), language)
    report["tables"] = [table for table in report["tables"] if table["id"] != "lines"]
    return {
        "a": a,
        "b": b,
        "code_a": store.address_code(a),
        "code_b": store.address_code(b),
        "lines": lines,
        "counts": {
            "kept": sum(1 for line in lines if line["decision"] == LineChoice.KEPT),
            "dropped": sum(1 for line in lines if line["decision"] == LineChoice.DROPPED),
            "all": len(lines),
        },
        "report": report,
        "exports": exports("negotiation-export", query, FORMATS),
    }


@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Keep, drop or comment a line; what was written before is replaced, an empty choice removes it."""
    a, b = (store.find_or_404(request.POST.get(name, "")) for name in ("a", "b"))
    line = request.POST.get("line", "")
    if line not in {one.id for one in reports.negotiated(a, b).lines}:
        raise Http404(line)
    decision = request.POST.get("decision", "")
    if decision not in ("", LineChoice.KEPT, LineChoice.DROPPED):
        raise Http404(decision)
    comment = request.POST.get("comment", "").strip()[:LONGEST]
    where = {
        "owner": owner(request, create=True),
        "a": store.address_code(a),
        "b": store.address_code(b),
        "line": line,
    }
    if decision or comment:
        LineChoice.objects.update_or_create(**where, defaults={"decision": decision, "comment": comment})
    else:
        LineChoice.objects.filter(**where).delete()
    messages.success(request, _("Noté. Vous pouvez changer d’avis à tout moment."))
    query = urlencode({"a": where["a"], "b": where["b"]})
    return redirect(f"{reverse('negotiate')}?{query}#ligne-{line}")


@require_safe
def negotiation_export(request: HttpRequest, kind: str) -> HttpResponse:
    """Return the table as a file, with what the visitor decided."""
    a, b = (store.find_or_404(request.GET.get(name, "")) for name in ("a", "b"))
    try:
        report = reports.of_negotiation(a, b, choices_of(request, a, b))
    except RebondsError as error:
        raise Http404(str(error)) from error
    return as_file(report, kind, full=request.GET.get("complet") == "1")

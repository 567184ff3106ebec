"""Results: read on a page, taken away, counted again by anyone."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from rebonds.lenses.serialise_flows import RECORDS
from rebonds.reporting.deliver import TYPES, rendered
from rebonds.reporting.report import Report
from rebonds.rooms.deliberate import counting
from rebonds.rooms.deliberate.forms import language
from rebonds.rooms.deliberate.models import Ballot
from rebonds.rooms.observe.reports import page
from rebonds.rooms.people.access import needs

FORMATS = ("pdf", "xlsx", "csv")


def formats_of(found: Report) -> tuple[str, ...]:
    """Return the formats of a report: JSON where its record has a schema."""
    made = type(found.record)
    return (*FORMATS, "json") if f"{made.__module__}.{made.__qualname__}" in RECORDS else FORMATS


def page_of(ballot: Ballot) -> dict[str, Any] | None:
    """Return the result of a ballot as its page shows it; nothing where nobody answered."""
    return None if counting.empty(ballot) else page(counting.report_of(ballot), language())


@needs("ballot.result", Ballot)
@require_safe
def result(request: Any) -> HttpResponse:
    """Show the result of a ballot, or give it as a file."""
    ballot = request.object
    kind = request.GET.get("format", "")
    if kind:
        if counting.empty(ballot):
            raise Http404(kind)
        found = counting.report_of(ballot)
        if kind not in formats_of(found):
            raise Http404(kind)
        content = rendered(found, kind, language(), full=True)
        response = HttpResponse(content, content_type=TYPES[kind])
        response["Content-Disposition"] = f'attachment; filename="{name_of(ballot)}.{kind}"'
        return response
    found = None if counting.empty(ballot) else counting.report_of(ballot)
    context = {
        "ballot": ballot,
        "report": page(found, language()) if found is not None else None,
        "exports": [(kind, f"?format={kind}") for kind in formats_of(found)] if found is not None else [],
        "frozen": ballot.frozen,
        "file_name": name_of(ballot),
        "names": named(ballot),
    }
    return render(request, "deliberate/result.html", context)


def name_of(ballot: Ballot) -> str:
    """Return the name of the files of a ballot."""
    return f"vote-{slugify(ballot.question)[:40].strip('-') or 'resultat'}-{ballot.uid}"


def named(ballot: Ballot) -> list[tuple[str, str]]:
    """Return who is who in the export of a named ballot."""
    if ballot.secret:
        return []
    votes = ballot.votes.exclude(member=None).select_related("member")
    return sorted((counting.voter_of(vote), vote.member.name) for vote in votes)


@needs("ballot.result", Ballot)
@require_safe
def export(request: Any) -> HttpResponse:
    """Give the ballots as they were frozen: the very bytes that were hashed."""
    ballot = request.object
    response = HttpResponse(ballot.frozen.text.encode(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name_of(ballot)}.csv"'
    return response


@needs("ballot.result", Ballot)
@require_safe
def statement(request: Any) -> HttpResponse:
    """Give what this workbench signs of a closed ballot: statement, signature, public key."""
    frozen = request.object.frozen
    response = JsonResponse(
        {
            "statement": frozen.statement,
            "signature": frozen.signature,
            "public_key": frozen.public_key,
            "says": json.loads(frozen.statement),
        },
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )
    response["Content-Disposition"] = f'attachment; filename="{name_of(request.object)}.signature.json"'
    return response

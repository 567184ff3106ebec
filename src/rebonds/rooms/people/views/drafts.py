"""Drafts, kept every few seconds by the pages of long forms."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from rebonds.errors import RebondsError
from rebonds.rooms.people import drafts
from rebonds.rooms.people.access import needs


@needs("draft.save")
@require_POST
def keep(request: Any) -> HttpResponse:
    """Keep what is typed, and say so."""
    try:
        made = drafts.keep(request.member, request.POST.get(drafts.KEY, "") or "?", request.POST)
    except RebondsError as error:
        return render(
            request, "people/_draft.html", {"error": error.message(request.LANGUAGE_CODE)}, status=413
        )
    return render(request, "people/_draft.html", {"draft": made, "error": ""})

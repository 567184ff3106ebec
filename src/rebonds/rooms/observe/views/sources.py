"""Sources, gaps and method."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rebonds.rooms.observe import gaps, present, store
from rebonds.rooms.observe.views.common import lang


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Show what the readings rest on, what is missing and who holds it."""
    language = lang()
    context = {
        "sources": store.all_sources(),
        "gaps": store.remember(("gaps", language), lambda: gaps.gaps(language)),
        "checks": store.check_results(),
    }
    return render(request, "observe/sources.html", context)


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """Explain how a reading is made, with every threshold in force."""
    language = lang()
    context = {
        "dimensions": store.remember(("method", language), lambda: gaps.thresholds(language)),
        "sets": store.threshold_sets(),
        "kinds": [present.kind_label(kind) for kind in ("scientific", "legal", "policy", "convention")],
    }
    return render(request, "observe/method.html", context)

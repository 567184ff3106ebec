"""Home: search a territory, pick it on the map, or start from those of the programme."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from rebonds.rooms.observe import drawings, store
from rebonds.rooms.observe.views.common import lang, wants_fragment

SHORTEST = 2


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the home page."""
    context = {
        "programme": store.programme(),
        "map_ident": drawings.HOME_MAP,
        "map_address": drawings.map_address(drawings.HOME_MAP, lang()),
        "sample": drawings.home_ring(lang()),
        "numbers": store.numbers(),
    }
    return render(request, "observe/home.html", context)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what answers to a name, a code or a postcode; a lone exact code goes straight to its reading."""
    query = request.GET.get("q", "").strip()
    matches = store.search(query, limit=12) if len(query) >= SHORTEST else []
    if wants_fragment(request, "suggestions"):
        context = {"matches": matches[:8], "query": query, "short": len(query) < SHORTEST}
        return render(request, "observe/_results.html", context)
    if len(matches) == 1 and matches[0].code == query.upper():
        return redirect("reading", code=matches[0].code)
    context = {"matches": matches, "query": query, "short": len(query) < SHORTEST}
    return render(request, "observe/search.html", context)


@require_safe
def choices(request: HttpRequest) -> HttpResponse:
    """Give the territories that answer to what is typed in a field, whatever its name, as the options of its list."""
    typed = next(iter(request.GET.values()), "").strip()
    matches = store.search(typed, limit=8) if len(typed) >= SHORTEST else []
    return render(request, "observe/_choices.html", {"matches": matches})

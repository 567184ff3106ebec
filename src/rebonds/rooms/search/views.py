"""The page of search."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rebonds.rooms.people import registry
from rebonds.rooms.people.access import needs
from rebonds.rooms.people.listing import LONGEST_QUERY
from rebonds.rooms.search import finding, labels

PER_PAGE = 20


@needs("search.see")
@require_safe
def search(request: Any) -> HttpResponse:
    """Look for words in the whole workspace."""
    query = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:LONGEST_QUERY]
    chosen = {name: request.GET.get(name, "")[:200] for name in ("type", "changement", "territoire")}
    found = finding.search(
        request.member,
        query,
        kind=chosen["type"],
        shift=chosen["changement"],
        territory=chosen["territoire"],
    )
    lang, kinds = request.LANGUAGE_CODE, registry.kinds()
    shifts = labels.shifts(request.workspace, lang) if found.shifts or chosen["changement"] else {}
    page = Paginator(found.rows, PER_PAGE).get_page(request.GET.get("page"))
    kept = {name: value for name, value in {"q": query, **chosen}.items() if value}
    context = {
        "query": query,
        "found": found,
        "page": page,
        "hits": found.shown(page.object_list),
        "base": urlencode(kept),
        "narrowed": any(chosen.values()),
        "all_link": f"?{urlencode({'q': query})}",
        "choices": [
            ("type", [(k, kinds[k].plural.to(lang), n) for k, n in found.kinds], chosen["type"]),
            ("changement", [(k, shifts.get(k, k), n) for k, n in found.shifts], chosen["changement"]),
            ("territoire", [(k, k, n) for k, n in found.territories], chosen["territoire"]),
        ],
    }
    part = bool(getattr(request, "htmx", False)) and request.htmx.target == "trouve"
    return render(request, "search/_found.html" if part else "search/search.html", context)

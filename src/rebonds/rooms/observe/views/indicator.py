"""An indicator: what it is, where it is known, how it spreads, and every value with its source."""

from __future__ import annotations

import gzip
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from rebonds import indicators
from rebonds.indicators.card import IndicatorCard
from rebonds.rooms.observe import drawings, present, spread, store
from rebonds.rooms.observe.views.common import lang, wants_fragment

PER_PAGE = 40
DAY = 24 * 3600


def card_or_404(ident: str) -> IndicatorCard:
    """Return the card of an indicator; an unknown one is a page that does not exist."""
    card = indicators.cards().get(ident)
    if card is None:
        raise Http404(ident)
    return card


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List the indicators by dimension, with how many EPCI each one covers."""
    language = lang()
    groups = store.remember(("indicator-groups", language), lambda: spread.groups(language))
    return render(request, "observe/indicators.html", {"groups": groups})


@require_safe
def page(request: HttpRequest, ident: str) -> HttpResponse:
    """Show an indicator, its map, its spread and a table that the address filters."""
    card = card_or_404(ident)
    language = lang()
    asked = spread.Filter.of(request.GET)
    rows = spread.rows(ident, language)
    kept = spread.apply(rows, asked)
    paginator = Paginator(kept, PER_PAGE)
    context: dict[str, Any] = {
        "card": card,
        "filter": asked,
        "page": paginator.get_page(request.GET.get("page")),
        "total": len(rows),
        "kept": len(kept),
        "departments": spread.departments(rows),
        "quarters": spread.quarter_labels(card),
        "csv": f"{reverse('indicator-csv', kwargs={'ident': ident})}?{asked.query}",
        "page_query": asked.query,
    }
    if wants_fragment(request, "valeurs"):
        return render(request, "observe/_values.html", context)
    context |= {
        "summary": spread.summary(rows, card, language),
        "map_ident": ident,
        "map_address": drawings.map_address(ident, language),
        "histogram": drawings.distribution(ident, asked.highlight, language),
        "bounds": [present.bound(t, card, language) for t in card.thresholds],
        "sources": spread.sources(ident),
        "dimension": store.dimension_label(card.dimension),
    }
    return render(request, "observe/indicator.html", context)


@require_safe
def map_page(request: HttpRequest, ident: str) -> HttpResponse:
    """Show the map of an indicator alone: where it leads without JavaScript."""
    card = card_or_404(ident)
    return render(request, "observe/map.html", {"card": card, "map": drawings.indicator_map(ident, lang())})


@require_safe
def map_drawing(request: HttpRequest, ident: str, version: str) -> HttpResponse:
    """Return the map that a page asks for once it is shown; heavy, so kept compressed and cached."""
    card_or_404(ident)
    language = "en" if version.endswith("-en") else "fr"
    packed = store.remember(("packed-map", ident, language), lambda: packed_map(ident, language))
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(packed)
        response["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(gzip.decompress(packed))
    response["Vary"] = "Accept-Encoding"
    response["Cache-Control"] = f"private, max-age={DAY}"
    return response


def packed_map(ident: str, language: str) -> bytes:
    """Return the map of an indicator with its caption, compressed."""
    with translation.override(language):
        context = {"map": drawings.indicator_map(ident, language)}
        return gzip.compress(render_to_string("observe/_map.html", context).encode(), 6)


@require_safe
def values_csv(request: HttpRequest, ident: str) -> HttpResponse:
    """Return the filtered table as a CSV that Excel opens in French."""
    card = card_or_404(ident)
    language = lang()
    kept = spread.apply(spread.rows(ident, language), spread.Filter.of(request.GET))
    response = HttpResponse(spread.csv_text(kept, card, language), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{ident}.csv"'
    return response

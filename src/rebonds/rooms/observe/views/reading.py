"""A territory's reading, and the whole detail of one of its dimensions."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from rebonds.lenses.reading import Reading
from rebonds.rooms.observe import drawings, present, store
from rebonds.rooms.observe.views.common import Options, choices, lang, options_or_404, tabs, wants_fragment
from rebonds.territory.model import Territory

FORMATS = ("pdf", "xlsx", "csv", "json", "svg")


def address(name: str, options: Options, **kwargs: str) -> str:
    """Return the address of a view with the options of the reading."""
    path = reverse(name, kwargs=kwargs)
    return f"{path}?{options.query}" if options.query else path


def words(found: Reading, place: Territory, options: Options) -> tuple[present.Card, ...]:
    """Return the cards of a reading in the language of the page, kept in memory."""
    language = lang()
    key = ("cards", store.identity(place), options, language)
    return store.remember(
        key,
        lambda: present.cards(
            found,
            {name: label.to(language) for name, label in store.threshold_sets().items()},
            store.questions(language),
            language,
        ),
    )


def page_of(place: Territory, options: Options) -> dict[str, Any]:
    """Return everything the page of a reading shows."""
    found = store.reading(place, options.threshold_set, options.theme)
    cards = words(found, place, options)
    social = [card for card in cards if card.side == "social"]
    ecological = [card for card in cards if card.side == "ecological"]
    language = lang()
    brief = address("reading-export", options, code=store.address_code(place), kind="pdf")
    return {
        "place": place,
        "code": store.address_code(place),
        "facts": store.facts(place),
        "reading": found,
        "sides": [
            {"id": "social", "cards": social, "tally": present.tally(social)},
            {"id": "ecological", "cards": ecological, "tally": present.tally(ecological)},
        ],
        "known": any(card.headline and card.headline.value for card in cards),
        "crossed": [card for card in cards if card.verdict == "crossed"],
        "missing": [card for card in cards if card.verdict in ("missing", "secret")],
        "nowhere": [card for card in cards if card.verdict == "not_localisable"],
        "flipping": [card for card in cards if card.headline and card.headline.flips],
        "context": present.context_figures(found, language),
        "ring": drawings.ring(found, place, options, language),
        "description": drawings.description(found, place, options, language),
        "producers": drawings.producers(found, language),
        "sets": choices(store.threshold_sets(), options.threshold_set),
        "themes": choices(store.themes(), options.theme),
        "options": options,
        "exports": [
            (kind, address("reading-export", options, code=store.address_code(place), kind=kind))
            for kind in FORMATS
        ],
        "brief": brief,
        "dossier": f"{brief}{'&' if options.query else '?'}complet=1",
        "api": reverse("api:reading", kwargs={"code": store.address_code(place)}),
    }


@require_safe
def reading(request: HttpRequest, code: str) -> HttpResponse:
    """Show the doughnut of a territory, its cards, table, gaps, peers and sources."""
    place = store.find_or_404(code)
    options = options_or_404(request)
    if store.address_code(place) != code:
        return redirect(address("reading", options, code=store.address_code(place)))
    context = page_of(place, options) | {"tabs": tabs(store.address_code(place), "doughnut")}
    name = "observe/_reading.html" if wants_fragment(request, "lecture") else "observe/reading.html"
    return render(request, name, context)


@require_safe
def dimension(request: HttpRequest, code: str, dimension: str) -> HttpResponse:
    """Show one dimension whole: every indicator, rivals, position, change, trace, sources."""
    place = store.find_or_404(code)
    options = options_or_404(request)
    found = store.reading(place, options.threshold_set, options.theme)
    cards = words(found, place, options)
    card = next((c for c in cards if c.id == dimension), None)
    if card is None:
        raise Http404(dimension)
    raw = next(d for d in found.dimensions if d.id == dimension)
    at = cards.index(card)
    language = lang()
    indicators = [card.headline, *card.others] if card.headline else list(card.others)
    readings = ([raw.headline] if raw.headline else []) + list(raw.others)
    return render(
        request,
        "observe/dimension.html",
        {
            "place": place,
            "code": store.address_code(place),
            "card": card,
            "figures": [
                {
                    "words": words_,
                    "strip": drawings.strip(read, place, found, language),
                    "timeline": drawings.timeline(read, place, language),
                }
                for words_, read in zip(indicators, readings, strict=True)
            ],
            "options": options,
            "back": address("reading", options, code=store.address_code(place)) + f"#dim-{card.id}",
            "before": cards[at - 1],
            "after": cards[(at + 1) % len(cards)],
        },
    )

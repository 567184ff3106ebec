"""The public API: territories, readings, pairs, indicators, sources; read only, no key needed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from rebonds import indicators, lenses
from rebonds.errors import UsageError
from rebonds.indicators.card import IndicatorCard, Threshold
from rebonds.indicators.values import Value
from rebonds.lenses.plain import LICENCE
from rebonds.lenses.reading import SourceLine
from rebonds.lenses.registry import DOUGHNUT
from rebonds.rooms.observe import reports, store
from rebonds.rooms.observe.api import openapi
from rebonds.rooms.observe.api.http import NotFoundError, endpoint, language
from rebonds.rooms.observe.views.common import options
from rebonds.territory.model import LEVELS, Territory
from rebonds.text import Text

MOST = 50


@endpoint
def index(request: HttpRequest) -> dict[str, Any]:
    """What can be asked."""
    return {
        "name": "Rebonds",
        "documentation": reverse("api:openapi"),
        "warehouse": store.warehouse().id,
        "territories": reverse("api:territories"),
        "indicators": reverse("api:indicators"),
        "sources": reverse("api:sources"),
        "compare": reverse("api:compare"),
        "licence": LICENCE,
    }


@endpoint
def openapi_document(request: HttpRequest) -> dict[str, Any]:
    """The description of the API."""
    return openapi.document()


def whole_number(request: HttpRequest, name: str, default: int, most: int) -> int:
    """Return a positive whole number of the address.

    Raises
    ------
    UsageError
        If it is not one.
    """
    raw = request.GET.get(name, str(default))
    if not raw.isascii() or not raw.isdigit() or not 1 <= int(raw) <= most:
        raise UsageError(
            Text(
                f"« {name} » doit être un entier de 1 à {most}.",
                f"“{name}” must be a whole number from 1 to {most}.",
            )
        )
    return int(raw)


def required(request: HttpRequest, name: str) -> str:
    """Return a parameter that must be there.

    Raises
    ------
    UsageError
        If it is not.
    """
    value = request.GET.get(name, "").strip()
    if not value:
        raise UsageError(Text(f"Il manque le paramètre « {name} ».", f"The parameter “{name}” is missing."))
    return value


@endpoint
def territories(request: HttpRequest) -> dict[str, Any]:
    """Search territories by name, code or postcode."""
    query = required(request, "q")
    limit = whole_number(request, "limit", 10, MOST)
    level = request.GET.get("level", "")
    if level and level not in LEVELS:
        raise UsageError(
            Text(f"Niveau inconnu : « {level} ».", f"Unknown level: “{level}”."),
            Text(f"Niveaux : {', '.join(LEVELS)}.", f"Levels: {', '.join(LEVELS)}."),
        )
    found = store.search(query, limit=limit, levels=(level,) if level else None)
    return {
        "query": query,
        "count": len(found),
        "results": [
            {
                "code": match.code,
                "name": match.name,
                "level": match.level,
                "detail": str(match.detail or ""),
                "reading": reverse("api:reading", kwargs={"code": match.code}),
            }
            for match in found
        ],
    }


def place_json(place: Territory) -> dict[str, Any]:
    """Return a territory as plain data."""
    return {
        "code": place.code,
        "name": place.name,
        "level": place.level,
        "kind": place.kind,
        "cog": place.cog,
        "population": place.population,
        "communes": list(place.communes),
        "reading": reverse("api:reading", kwargs={"code": store.address_code(place)}),
        "page": reverse("reading", kwargs={"code": store.address_code(place)}),
    }


@endpoint
def territory_detail(request: HttpRequest, code: str) -> dict[str, Any]:
    """One territory and its communes."""
    return place_json(store.find(code))


@endpoint
def reading(request: HttpRequest, code: str) -> dict[str, Any]:
    """The reading of a territory: its doughnut, or through another lens."""
    lens = request.GET.get("lens", DOUGHNUT)
    if lens != DOUGHNUT:
        return lenses.to_json(reports.lens_reading(store.find(code), lens), lang=language(request))
    asked = options(request)
    found = store.reading(store.find(code), asked.threshold_set, asked.theme)
    return lenses.to_json(found, lang=language(request))


@endpoint
def compare(request: HttpRequest) -> dict[str, Any]:
    """Two territories side by side and as one."""
    a, b = store.find(required(request, "a")), store.find(required(request, "b"))
    if store.identity(a) == store.identity(b):
        raise UsageError(
            Text(
                "Les deux territoires sont le même : choisissez-en deux.",
                "Both territories are the same: choose two.",
            )
        )
    asked = options(request)
    found = store.pair(a, b, asked.threshold_set, asked.theme)
    return lenses.to_json(found, lang=language(request))


def threshold_json(threshold: Threshold, lang: str) -> dict[str, Any]:
    """Return a threshold as plain data."""
    return {
        "set": threshold.set,
        "value": threshold.value,
        "kind": threshold.kind,
        "source": threshold.source,
        "date": threshold.date.isoformat(),
        "low": threshold.low,
        "high": threshold.high,
        "note": threshold.note.to(lang) if threshold.note else None,
    }


def card_json(card: IndicatorCard, lang: str) -> dict[str, Any]:
    """Return the card of an indicator as plain data."""
    return {
        "id": card.id,
        "label": card.label.to(lang),
        "definition": card.definition.to(lang),
        "unit": (card.unit_en or card.unit) if lang == "en" else card.unit,
        "direction": card.direction,
        "side": card.side,
        "dimension": card.dimension,
        "scope": card.scope,
        "themes": list(card.themes),
        "numerator": card.numerator,
        "denominator": card.denominator,
        "scale": card.scale,
        "additivity": card.additivity,
        "headcount": card.headcount,
        "proxy": card.proxy.to(lang) if card.proxy else None,
        "holder": card.holder.to(lang) if card.holder else None,
        "sources": list(card.sources),
        "thresholds": [threshold_json(t, lang) for t in card.thresholds],
        "values": reverse("api:values", kwargs={"ident": card.id}),
    }


def known_card(ident: str) -> IndicatorCard:
    """Return the card of an indicator, or say that there is none."""
    card = indicators.cards().get(ident)
    if card is None:
        raise NotFoundError(f"indicator {ident}")
    return card


@endpoint
def indicator_list(request: HttpRequest) -> dict[str, Any]:
    """Every indicator's card."""
    lang = language(request)
    found = [card_json(card, lang) for card in indicators.cards().values()]
    return {"count": len(found), "results": found}


@endpoint
def indicator_detail(request: HttpRequest, ident: str) -> dict[str, Any]:
    """One indicator's card."""
    return card_json(known_card(ident), language(request))


def value_json(value: Value) -> dict[str, Any]:
    """Return a value as plain data; numbers are null unless the state is a known one."""
    return {
        "code": value.territory,
        "state": value.state,
        "value": value.value if value.known else None,
        "numerator": value.numerator if value.known else None,
        "denominator": value.denominator if value.known else None,
        "vintage": value.vintage,
        "sources": list(value.sources),
    }


@endpoint
def indicator_values(request: HttpRequest, ident: str) -> dict[str, Any]:
    """The latest value of an indicator for every EPCI."""
    card = known_card(ident)
    found = [value_json(value) for _, value in sorted(store.epci_values(ident).items())]
    return {"indicator": card.id, "level": "epci", "count": len(found), "results": found}


def source_json(line: SourceLine, lang: str) -> dict[str, Any]:
    """Return a source as plain data."""
    return {
        "id": line.id,
        "title": line.title.to(lang),
        "producer": line.producer,
        "licence": line.licence,
        "vintage": line.vintage,
        "address": line.address,
    }


@endpoint
def sources(request: HttpRequest) -> dict[str, Any]:
    """Every source in the warehouse."""
    found = [source_json(line, language(request)) for line in store.source_lines()]
    return {"count": len(found), "results": found}


@endpoint
def nothing_here(request: HttpRequest) -> dict[str, Any]:
    """Any other address."""
    raise NotFoundError(f"{request.path}: see {reverse('api:openapi')}")

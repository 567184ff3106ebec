"""Pinned figures: a claim rests on a value; when the data change, it says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rebonds import indicators
from rebonds.errors import RebondsError, UsageError
from rebonds.rooms.observe import store
from rebonds.rooms.people import changes, registry
from rebonds.rooms.people.models import Member, Pin, Shared
from rebonds.text import Text, number, with_unit

#: Fields of a pin that are compared with the warehouse.
COMPARED = ("value", "vintage", "state", "unit", "source")


@dataclass(frozen=True)
class Change:
    """What is no longer as it was pinned."""

    name: str
    before: Any
    now: Any


def current(indicator: str, territory: str) -> dict[str, Any]:
    """Return what the warehouse says now of an indicator in a territory.

    Raises
    ------
    UsageError
        If there is no such indicator.
    RebondsError
        If there is no such territory.
    """
    if indicator not in indicators.cards():
        raise UsageError(
            Text(f"« {indicator} » n’est pas un indicateur.", f"“{indicator}” is no indicator."),
            Text("Le choisir sur la page Indicateurs.", "Pick it on the page Indicators."),
        )
    place = store.find(territory)
    found = store.remember(
        ("pin", indicator, store.identity(place)),
        lambda: indicators.values(store.warehouse(), place, ids=[indicator])[indicator],
    )
    lines = store.source_lines(found.sources) if found.sources else []
    return {
        "territory": store.address_code(place),
        "territory_name": place.name,
        "value": found.value,
        "vintage": str(found.vintage or ""),
        "state": found.state,
        "unit": indicators.get(indicator).unit,
        "source": ", ".join(line.id for line in lines)[:240],
    }


def pin(obj: Shared, indicator: str, territory: str, member: Member) -> Pin:
    """Pin the figure of today to an object.

    Raises
    ------
    RebondsError
        As `current`.
    """
    made = Pin(
        kind=registry.kind_of(obj).kind,
        object_uid=obj.uid,
        indicator=indicator,
        **current(indicator, territory),
    )
    changes.save(made, member)
    return made


def of(obj: Shared) -> Any:
    """Return the pins of an object."""
    return Pin.kept.filter(workspace_id=obj.workspace_id, object_uid=obj.uid)


def stale(one: Pin) -> list[Change]:
    """Return what has changed in the warehouse since a figure was pinned; empty: it still stands."""
    try:
        now = current(one.indicator, one.territory)
    except RebondsError as error:
        return [Change("gone", f"{one.indicator} {one.territory}", error.message("fr"))]
    out = []
    for name in COMPARED:
        before = getattr(one, name)
        if before != now[name]:
            out.append(Change(name, before, now[name]))
    return out


def shown(obj: Shared, lang: str) -> list[dict[str, Any]]:
    """Return the pins of an object as pages show them: label, figure, source, and what has changed since."""
    return told(of(obj), lang)


def told(pins: Iterable[Pin], lang: str) -> list[dict[str, Any]]:
    """Return pins as pages show them; see `shown`."""
    cards = indicators.cards()
    out = []
    for one in pins:
        card = cards.get(one.indicator)
        decimals = card.decimals if card is not None and hasattr(card, "decimals") else None
        out.append(
            {
                "pin": one,
                "label": card.label.to(lang) if card is not None else one.indicator,
                "figure": with_unit(one.value, one.unit, lang, decimals),
                "changes": [
                    {"before": _text(change.before, lang), "now": _text(change.now, lang)}
                    for change in stale(one)
                ],
            }
        )
    return out


def _text(value: Any, lang: str) -> str:
    return number(value, lang) if isinstance(value, float) or value is None else str(value)


def choices(lang: str) -> list[tuple[str, str]]:
    """Return the indicators that can be pinned, by name."""
    found = ((ident, card.label.to(lang)) for ident, card in indicators.cards().items())
    return sorted(found, key=lambda pair: pair[1])

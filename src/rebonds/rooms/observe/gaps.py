"""What is missing and who holds it; which thresholds are in force."""

from __future__ import annotations

from typing import Any

from rebonds import indicators
from rebonds.rooms.observe import store
from rebonds.rooms.observe.present import bound
from rebonds.text import number


def gaps(lang: str) -> list[dict[str, Any]]:
    """Return, per dimension, the indicators that are not known everywhere, with their holder.

    An indicator counts as missing here as soon as one EPCI has no figure.
    """
    coverage = store.epci_coverage()
    total = len(store.epcis())
    cards = list(indicators.cards().values())
    out = []
    for dimension in store.dimensions():
        mine = sorted((c for c in cards if c.dimension == dimension.id), key=lambda c: c.priority)
        lacking = [
            {
                "card": card,
                "known": number(coverage.get(card.id, 0), lang, 0),
                "total": number(total, lang, 0),
                "none": not coverage.get(card.id),
                "share": round(100 * coverage.get(card.id, 0) / total) if total else 0,
            }
            for card in mine
            if coverage.get(card.id, 0) < total
        ]
        if lacking or not mine:
            out.append({"dimension": dimension, "cards": lacking, "empty": not mine})
    return out


def thresholds(lang: str) -> list[dict[str, Any]]:
    """Return, per dimension, its indicators and all their thresholds."""
    cards = list(indicators.cards().values())
    out = []
    for dimension in store.dimensions():
        mine = sorted((c for c in cards if c.dimension == dimension.id), key=lambda c: c.priority)
        lines = [{"card": card, "bounds": [bound(t, card, lang) for t in card.thresholds]} for card in mine]
        out.append({"dimension": dimension, "lines": lines})
    return out

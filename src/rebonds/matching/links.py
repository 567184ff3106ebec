"""The links worth looking at, and what they cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rebonds.matching.compatible import Fit, Told, pairs
from rebonds.matching.declared import Firm, Flow


@dataclass(frozen=True)
class Rules:
    """What a link costs, and how far it may go.

    Attributes
    ----------
    per_km : float
        Cost of moving one unit over one kilometre, in the unit of values.
    fixed : float
        Cost of setting up a link.
    most_km : float
        Links longer than this are not looked at.
    gap : float
        Relative distance to the best value that may be left.
    seconds : float
        Most time for the whole search.
    """

    per_km: float = 0.1
    fixed: float = 100.0
    most_km: float = 50.0
    gap: float = 0.009
    seconds: float = 55.0


@dataclass(frozen=True)
class Link:
    offer: int
    need: int
    most: float
    gain: float  # per unit offered
    km: float | None
    fit: Fit


def links(
    firms: Mapping[str, Firm], flows: Sequence[Flow], rules: Rules, *, open_only: bool = False
) -> list[Link]:
    """Return the links worth looking at: compatible, another firm, near enough, a gain once moved."""
    found = []
    for one in pairs(firms, flows, rules.most_km):
        if open_only and not both_open(firms, flows[one.offer], flows[one.need]):
            continue
        offer, need, factor = flows[one.offer], flows[one.need], one.fit.factor
        gain = factor * need.value - rules.per_km * (one.km or 0.0)
        if gain > 0:
            most = min(offer.quantity, need.quantity / factor)
            found.append(Link(one.offer, one.need, most, gain, one.km, one.fit))
    return found


def both_open(firms: Mapping[str, Firm], offer: Told, need: Told) -> bool:
    return firms[offer.firm].consent and firms[need.firm].consent

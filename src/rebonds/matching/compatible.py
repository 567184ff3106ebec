"""What an offer can serve: the same resource, a family of waste, or what a declared substitute makes of it."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Protocol

from rebonds.matching.declared import Firm, family_of, resource_of
from rebonds.matching.distance import distance
from rebonds.text import Text, number, typeset


class Told(Protocol):
    """What a pair of an offer and a need is made of: quantities play no part in it."""

    @property
    def firm(self) -> str: ...
    @property
    def side(self) -> str: ...
    @property
    def resource(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def authorised(self) -> bool: ...


@dataclass(frozen=True)
class Mention:
    """An offer or a need without its quantity."""

    firm: str
    side: str
    resource: str
    unit: str
    authorised: bool = False


@dataclass(frozen=True)
class Fit:
    """How an offer serves a need: ``factor`` units needed for one offered, and why."""

    factor: float
    reason: Text


@dataclass(frozen=True)
class Substitute:
    """A line of the table of substitutes."""

    offer: str
    need: str
    offer_unit: str
    need_unit: str
    factor: float
    why: Text


@dataclass(frozen=True)
class Compatibility:
    """The table of substitutes: dated, with what it rests on."""

    version: str
    date: str
    basis: Text
    substitutes: Mapping[tuple[str, str], Substitute]

    def fit(self, offer: Told, need: Told) -> Fit | None:
        """Return how an offer serves a need, or ``None``: another resource, or units that do not go together."""
        if offer.unit == need.unit:
            if offer.resource == need.resource:
                return Fit(1.0, Text("Même ressource", "Same resource"))
            family = family_of(need.resource)
            if family and offer.resource.startswith(family) and not hazardous(offer):
                said = typeset(f"Déchet de la famille demandée ({offer.resource}, {need.resource})")
                return Fit(1.0, Text(said, f"Waste of the family needed ({offer.resource}, {need.resource})"))
        one = self.substitutes.get((offer.resource, need.resource))
        if one is None or (one.offer_unit, one.need_unit) != (offer.unit, need.unit):
            return None
        fr, en = number(one.factor, "fr"), number(one.factor, "en")
        return Fit(
            one.factor,
            Text(
                typeset(
                    f"{one.why.fr} 1 {offer.unit} vaut {fr} {need.unit} de {need.resource} ({self.basis.fr})"
                ),
                f"{one.why.en} 1 {offer.unit} is worth {en} {need.unit} of {need.resource} ({self.basis.en})",
            ),
        )

    def makers(self, resource: str) -> frozenset[str]:
        """Return the resources that can serve a need, itself included."""
        return frozenset({resource, *(offer for offer, need in self.substitutes if need == resource)})


@dataclass(frozen=True)
class Pair:
    """An offer that can serve a need: their ranks, how, and how far."""

    offer: int
    need: int
    fit: Fit
    km: float | None


def hazardous(told: Told) -> bool:
    """Tell whether a waste bears the asterisk of the European List."""
    return told.resource.endswith("*")


@lru_cache(maxsize=1)
def compatibility() -> Compatibility:
    """Return the shipped table."""
    given = tomllib.loads((resources.files(__package__) / "compatible.toml").read_text(encoding="utf-8"))
    lines = [
        Substitute(
            resource_of(one["offer"]),
            resource_of(one["need"]),
            one["offer_unit"],
            one["need_unit"],
            float(one["factor"]),
            Text.of(one["why"]),
        )
        for one in given["substitute"]
    ]
    held = {(one.offer, one.need): one for one in lines}
    return Compatibility(given["version"], given["date"].isoformat(), Text.of(given["basis"]), held)


def pairs(
    firms: Mapping[str, Firm],
    told: Sequence[Told],
    most_km: float,
    table: Compatibility | None = None,
    *,
    authorised_only: bool = True,
) -> Iterator[Pair]:
    """Yield the offers and needs of two firms that go together, near enough.

    A hazardous waste goes only to who declares that it is authorised to take it; ``authorised_only=False`` yields
    the others too.
    """
    table = table or compatibility()
    needs: dict[tuple[str, str], list[int]] = defaultdict(list)
    for rank, one in enumerate(told):
        if one.side == "need":
            needs[one.resource, one.unit].append(rank)
    fits: dict[tuple[str, str], list[tuple[Fit, list[int]]]] = {}
    for rank, offer in enumerate(told):
        if offer.side != "offer":
            continue
        key = (offer.resource, offer.unit)
        if key not in fits:
            met = ((table.fit(offer, told[ranks[0]]), ranks) for ranks in needs.values())
            fits[key] = [(fit, ranks) for fit, ranks in met if fit is not None]
        for fit, ranks in fits[key]:
            for other in ranks:
                need = told[other]
                if need.firm == offer.firm:
                    continue
                if authorised_only and hazardous(offer) and not need.authorised:
                    continue
                km = distance(firms[offer.firm], firms[need.firm])
                if km is None or km <= most_km:
                    yield Pair(rank, other, fit, km)

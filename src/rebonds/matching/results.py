"""Records of a search for synergies between firms."""

from __future__ import annotations

from dataclasses import dataclass

from rebonds.text import Text

#: A synergy is presumed until a firm says otherwise.
STATES = ("presumed", "discussed", "confirmed", "running")


@dataclass(frozen=True)
class Amount:
    """A quantity; withheld (``secret``) where a firm has not agreed to show it, ``partial`` where some are not known."""

    value: float | None
    state: str = "measured"


@dataclass(frozen=True)
class Match:
    """What one firm could hand to another: ``resource`` in its unit, for what the other needs (``needed``)."""

    giver: str
    giver_name: str
    receiver: str
    receiver_name: str
    resource: str
    needed: str
    quantity: Amount
    unit: str
    distance_km: float | None
    net_value: Amount
    state: str
    reason: Text


@dataclass(frozen=True)
class Left:
    """An offer or a need that nothing meets; ``worth`` is what one more unit across would bring."""

    firm: str
    name: str
    side: str  # "offer" or "need"
    resource: str
    quantity: Amount
    unit: str
    worth: float | None
    reason: Text


@dataclass(frozen=True)
class ResourceTotal:
    """What was offered, needed and matched of a resource, over all firms; withheld below three firms."""

    resource: str
    unit: str
    firms: int
    offered: Amount
    needed: Amount
    matched: Amount
    links: int


@dataclass(frozen=True)
class FirmRole:
    """The place of a firm in the web: partners, whether the web breaks without it, who is then exposed."""

    firm: str
    name: str
    partners: int
    betweenness: float
    cut: bool
    exposed: tuple[str, ...]


@dataclass(frozen=True)
class Lead:
    """Two firms that could talk: what one has, the other may need; quantities are not known, or not shown."""

    giver: str
    giver_name: str
    receiver: str
    receiver_name: str
    resource: str
    needed: str
    distance_km: float | None
    reason: Text


@dataclass(frozen=True)
class Missing:
    """A need that nobody of the territory offers to meet, and the activities that commonly could."""

    resource: str
    unit: str
    firms: int
    needed: Amount
    could: tuple[Text, ...]


@dataclass(frozen=True)
class SynergyReading:
    """Synergies of a set of firms.

    ``gap`` is the proven relative distance to the best possible value: 0 when the optimum is proven.
    """

    firms: int
    links: int
    value: Amount
    gap: float
    matches: tuple[Match, ...]
    left: tuple[Left, ...]
    totals: tuple[ResourceTotal, ...]
    roles: tuple[FirmRole, ...]
    assumptions: tuple[Text, ...]
    leads: tuple[Lead, ...] = ()
    missing: tuple[Missing, ...] = ()
    sources: tuple[str, ...] = ()

"""The web that links weave between firms: who is central, where it breaks, who is exposed, what nobody offers."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import networkx as nx

from rebonds.matching.compatible import Compatibility, Told, compatibility, pairs
from rebonds.matching.declared import Firm, Flow
from rebonds.matching.profiles import profiles
from rebonds.matching.results import Amount, FirmRole, Lead, Missing
from rebonds.matching.secrecy import total_shown

#: Beyond this many firms, betweenness is estimated on a sample of them (Brandes and Pich 2007).
_EXACT, _SAMPLE = 500, 200


@dataclass(frozen=True)
class Tie:
    """A link of the web: a firm hands a resource to another."""

    giver: str
    receiver: str
    resource: str
    state: str


@dataclass(frozen=True)
class Exposure:
    """A firm that another's stop reaches.

    Attributes
    ----------
    firm : str
    way : str
        ``supplier``: it loses a supplier; ``outlet``: it loses an outlet; ``chain``: one of its suppliers is reached.
    through : tuple of Tie
        The links by which it is reached, from the firm that stops.
    others : int
        Other firms that hand it the same resource (take the same from it, for an outlet).
    """

    firm: str
    way: str
    through: tuple[Tie, ...]
    others: int

    @property
    def depth(self) -> int:
        """Number of links from the firm that stops."""
        return len(self.through)


def roles(firms: Mapping[str, Firm], ties: Sequence[Tie]) -> tuple[FirmRole, ...]:
    """Return the place of each linked firm: betweenness (Freeman 1977), cut vertices, who is exposed when it stops."""
    graph = nx.Graph()
    graph.add_edges_from((tie.giver, tie.receiver) for tie in ties)
    cuts = set(nx.articulation_points(graph))
    sample = None if len(graph) <= _EXACT else _SAMPLE
    central = nx.betweenness_centrality(graph, k=sample, seed=1) if len(graph) else {}
    found = []
    for ident in graph:
        near = tuple(sorted(graph[ident]))
        found.append(
            FirmRole(ident, firms[ident].name, len(near), float(central[ident]), ident in cuts, near)
        )
    return tuple(sorted(found, key=lambda one: (-one.betweenness, -one.partners, one.firm)))


def exposed(ties: Sequence[Tie], firm: str) -> tuple[Exposure, ...]:
    """Return who is exposed if a firm stops, and by which links.

    Its partners first: those that it supplies and those that supply it. Then, downstream, those that they supply,
    by the shortest chain: a stop reaches them only if what they receive depends on it, which the web does not know.

    Parameters
    ----------
    ties : sequence of Tie
    firm : str
        The firm that stops.
    """
    out: dict[str, list[Tie]] = defaultdict(list)
    into: dict[str, list[Tie]] = defaultdict(list)
    for tie in ties:
        out[tie.giver].append(tie)
        into[tie.receiver].append(tie)

    def suppliers(tie: Tie) -> int:
        same = {one.giver for one in into[tie.receiver] if one.resource == tie.resource}
        return len(same - {tie.giver, firm})

    found = []
    for tie in out[firm]:
        found.append(Exposure(tie.receiver, "supplier", (tie,), suppliers(tie)))
    for tie in into[firm]:
        takers = {one.receiver for one in out[tie.giver] if one.resource == tie.resource}
        found.append(Exposure(tie.giver, "outlet", (tie,), len(takers - {firm})))
    seen = {firm, *(tie.receiver for tie in out[firm])}
    waiting: deque[tuple[str, tuple[Tie, ...]]] = deque((tie.receiver, (tie,)) for tie in out[firm])
    while waiting:
        at, through = waiting.popleft()
        for tie in out[at]:
            if tie.receiver not in seen:
                seen.add(tie.receiver)
                path = (*through, tie)
                found.append(Exposure(tie.receiver, "chain", path, suppliers(tie)))
                waiting.append((tie.receiver, path))
    return tuple(sorted(found, key=lambda one: (one.depth, one.others, one.way, one.firm)))


def missing(
    firms: Mapping[str, Firm],
    flows: Sequence[Flow],
    told: Sequence[Told] = (),
    table: Compatibility | None = None,
) -> tuple[Missing, ...]:
    """Return the needs that no other firm offers to meet, however far, with the activities that commonly could.

    Parameters
    ----------
    firms : mapping of str to Firm
    flows : sequence of Flow
    told : sequence of Told
        Offers and needs whose quantity is not known: they count as firms, and meet needs, but add to no total.
    table : Compatibility, optional
    """
    table = table or compatibility()
    everything: list[Told] = [*flows, *told]
    met = {everything[one.need].resource for one in pairs(firms, everything, float("inf"), table)}
    needs: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in everything:
        if one.side == "need" and one.resource not in met:
            needs[one.resource, one.unit].add(one.firm)
    found = []
    for (resource, unit), who in sorted(needs.items()):
        held = [f for f in flows if (f.side, f.resource, f.unit) == ("need", resource, unit)]
        could = tuple(one.label for one in profiles().offering(table.makers(resource)))
        found.append(Missing(resource, unit, len(who), _needed(firms, held, len(who)), could))
    return tuple(found)


def _needed(firms: Mapping[str, Firm], held: Sequence[Flow], firms_in_need: int) -> Amount:
    who = {flow.firm for flow in held}
    if not who:
        return Amount(None, "missing")
    total = total_shown(
        sum(flow.quantity for flow in held), len(who), sum(not firms[one].consent for one in who)
    )
    return Amount(total.value, "partial") if total.value is not None and len(who) < firms_in_need else total


def leads(
    firms: Mapping[str, Firm], told: Sequence[Told], most_km: float, known: frozenset[int] = frozenset()
) -> tuple[Lead, ...]:
    """Return the firms that could talk: compatible, near enough, whatever the quantities.

    Parameters
    ----------
    firms : mapping of str to Firm
    told : sequence of Told
        Offers and needs; their quantities play no part, so that nothing of them shows.
    most_km : float
    known : frozenset of int
        Ranks of those whose quantities are known: two such are for the search, not for a lead.
    """
    found = []
    for one in pairs(firms, told, most_km):
        if one.offer in known and one.need in known:
            continue
        giver, receiver = firms[told[one.offer].firm], firms[told[one.need].firm]
        found.append(
            Lead(
                giver.id,
                giver.name,
                receiver.id,
                receiver.name,
                told[one.offer].resource,
                told[one.need].resource,
                one.km,
                one.fit.reason,
            )
        )
    return tuple(sorted(found, key=lambda one: (one.resource, one.giver_name, one.receiver_name)))

"""What a search leaves without a partner and why, and the totals of each resource."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

from rebonds.matching.compatible import Told, pairs
from rebonds.matching.declared import Firm, Flow
from rebonds.matching.links import Link, both_open
from rebonds.matching.results import Amount, Left, ResourceTotal
from rebonds.matching.secrecy import shown, total_shown
from rebonds.text import Text

#: Below this part of what a link or a flow holds, nothing is left.
TINY = 1e-7


def left(
    firms: Mapping[str, Firm],
    flows: Sequence[Flow],
    used: Sequence[tuple[Link, float]],
    candidates: Sequence[Link],
    worth: Mapping[int, float],
    told: Sequence[Told],
) -> list[Left]:
    taken: dict[int, float] = defaultdict(float)
    veiled: set[int] = set()
    for link, quantity in used:
        taken[link.offer] += quantity
        taken[link.need] += quantity * link.fit.factor
        if not (firms[flows[link.offer].firm].consent and firms[flows[link.need].firm].consent):
            veiled |= {link.offer, link.need}
    linked = {rank for link in candidates for rank in (link.offer, link.need)}
    everything = [*flows, *told]
    possible = list(pairs(firms, everything, math.inf))
    met = {rank for pair in possible for rank in (pair.offer, pair.need)}
    unknown = {
        rank
        for pair in possible
        if max(pair.offer, pair.need) >= len(flows)
        or not both_open(firms, everything[pair.offer], everything[pair.need])
        for rank in (pair.offer, pair.need)
    }
    barred = {
        rank
        for pair in pairs(firms, everything, math.inf, authorised_only=False)
        for rank in (pair.offer, pair.need)
    } - met
    found = []
    for rank, flow in enumerate(flows):
        rest = flow.quantity - taken[rank]
        if rest <= TINY * flow.quantity and rank not in veiled:
            continue
        if rank in veiled:
            # What is left, or that nothing is, would give the quantity of the firm that withholds it.
            reason = _VEILED
        elif rank in barred:
            reason = _BARRED
        elif rank not in met:
            reason = _ALONE[flow.side]
        elif rank not in linked and rank in unknown:
            reason = _UNKNOWN
        elif rank not in linked:
            reason = Text(
                "aucun partenaire assez proche ni assez rentable", "no partner near or gainful enough"
            )
        else:
            reason = Text(
                "les partenaires possibles sont déjà servis", "possible partners are already served"
            )
        firm = firms[flow.firm]
        amount = shown(rest, firm.consent and rank not in veiled)
        found.append(
            Left(firm.id, firm.name, flow.side, flow.resource, amount, flow.unit, worth.get(rank), reason)
        )
    return sorted(found, key=lambda one: (one.resource, one.side, one.firm))


_VEILED = Text("un partenaire garde ses quantités pour lui", "a partner keeps its quantities to itself")
_UNKNOWN = Text(
    "des partenaires possibles, dont une quantité n'est pas connue ou pas communiquée",
    "possible partners, of whom a quantity is unknown or withheld",
)
_BARRED = Text(
    "déchet dangereux : personne ici ne déclare être autorisé à le reprendre",
    "hazardous waste: nobody here declares being authorised to take it",
)
_ALONE = {
    "offer": Text(
        "personne ici n'en demande : le maillon manquant", "nobody here asks for it: the missing link"
    ),
    "need": Text("personne ici n'en offre : le maillon manquant", "nobody here offers it: the missing link"),
}


def totals(
    firms: Mapping[str, Firm], flows: Sequence[Flow], used: Sequence[tuple[Link, float]]
) -> list[ResourceTotal]:
    found = []
    for resource in sorted({flow.resource for flow in flows}):
        own = [flow for flow in flows if flow.resource == resource]
        sums = {}
        for side in ("offer", "need"):
            held = [flow for flow in own if flow.side == side]
            who = {flow.firm for flow in held}
            sums[side] = total_shown(sum(flow.quantity for flow in held), len(who), _withheld(firms, who))
        links_ = [
            one for one in used if resource in (flows[one[0].offer].resource, flows[one[0].need].resource)
        ]
        count = len({flow.firm for flow in own})
        matched = _matched(resource, links_, firms, flows)
        found.append(
            ResourceTotal(resource, own[0].unit, count, sums["offer"], sums["need"], matched, len(links_))
        )
    return found


def _matched(
    resource: str, links_: Sequence[tuple[Link, float]], firms: Mapping[str, Firm], flows: Sequence[Flow]
) -> Amount:
    """Return what was matched of a resource, in its unit.

    A substitute counts in two resources: each pair of resources must be shown by itself, or the difference of two
    totals would give one that is not.
    """
    cells: dict[tuple[str, str], list[tuple[Link, float]]] = defaultdict(list)
    for link, quantity in links_:
        cells[flows[link.offer].resource, flows[link.need].resource].append((link, quantity))
    total = 0.0
    for (offered, _), held in cells.items():
        who = {flows[rank].firm for link, _ in held for rank in (link.offer, link.need)}
        value = sum(q * (1.0 if offered == resource else link.fit.factor) for link, q in held)
        one = total_shown(value, len(who), _withheld(firms, who))
        if one.value is None:
            return one
        total += value
    return Amount(total)


def _withheld(firms: Mapping[str, Firm], who: set[str]) -> int:
    return sum(not firms[ident].consent for ident in who)

"""Industrial symbiosis: which offers could meet which needs, and what is missing.

Maximise ``sum (f_ij v_j - t d_ij) x_ij - F y_ij`` under ``sum_j x_ij <= S_i``,
``x_ij <= min(S_i, D_j / f_ij) y_ij``, ``y`` binary, ``x = 0`` where incompatible or too far; ``f_ij`` units needed for one
offered (1 for the same resource, see `compatible`), so ``sum_i f_ij x_ij <= D_j``. Groups of offers and needs that
share no link are solved apart, exactly as well. Mixed-integer programs by HiGHS (Huangfu & Hall 2018) through scipy.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from rebonds.errors import ModelError
from rebonds.matching.compatible import Told
from rebonds.matching.declared import Firm, Flow
from rebonds.matching.links import Link, Rules, links
from rebonds.matching.remaining import TINY, left, totals
from rebonds.matching.results import STATES, Match, SynergyReading
from rebonds.matching.secrecy import shown, total_shown
from rebonds.matching.web import Tie, leads, missing, roles
from rebonds.text import Text, number


@dataclass(frozen=True)
class _Solved:
    quantity: np.ndarray
    value: float
    bound: float
    worth_offer: dict[int, float]
    worth_need: dict[int, float]


def synergies(
    firms: Mapping[str, Firm],
    flows: Sequence[Flow],
    rules: Rules | None = None,
    *,
    told: Sequence[Told] = (),
    open_only: bool = False,
) -> SynergyReading:
    """Return the synergies worth most.

    Parameters
    ----------
    firms : mapping of str to Firm
    flows : sequence of Flow
    rules : Rules, optional
    told : sequence of Told
        Offers and needs whose quantity nobody knows: they make leads.
    open_only : bool
        Leave the quantities of firms that withhold out of the search: they make leads, and totals only. Where whoever
        reads may also write, a search that used them would tell them, asked again and again with other quantities.

    Returns
    -------
    SynergyReading

    Raises
    ------
    ModelError
        The solver found no answer in the time allowed (said with what it proved).
    """
    rules = rules or Rules()
    candidates = links(firms, flows, rules, open_only=open_only)
    groups = _groups(candidates)
    quantity = np.zeros(len(candidates))
    value = bound = 0.0
    worth: dict[int, float] = {}
    for members in groups:
        own = [candidates[m] for m in members]
        solved = _solve(own, flows, rules, rules.seconds * len(members) / len(candidates))
        quantity[members] = solved.quantity
        value, bound = value + solved.value, bound + solved.bound
        worth |= solved.worth_offer | solved.worth_need
    used = [(link, float(q)) for link, q in zip(candidates, quantity, strict=True) if q > TINY * link.most]
    matches = tuple(_match(link, q, firms, flows, rules) for link, q in used)
    hidden = {ident for ident, firm in firms.items() if not firm.consent}
    withheld = {flow.firm for flow in flows} & hidden
    known = frozenset(rank for rank, flow in enumerate(flows) if not open_only or firms[flow.firm].consent)
    return SynergyReading(
        firms=len(firms),
        links=len(candidates),
        value=total_shown(value, len({flow.firm for flow in flows}), len(withheld)),
        gap=max(0.0, (bound - value) / value) if value > 0 else 0.0,
        matches=tuple(sorted(matches, key=lambda m: (m.resource, m.giver, m.receiver))),
        left=tuple(left(firms, flows, used, candidates, worth, told)),
        totals=tuple(totals(firms, flows, used)),
        roles=roles(firms, _ties(matches)),
        assumptions=_assumed(rules),
        leads=leads(firms, [*flows, *told], rules.most_km, known),
        missing=missing(firms, flows, told),
    )


def _groups(candidates: Sequence[Link]) -> list[list[int]]:
    """Return the links by connected group of offers and needs."""
    if not candidates:
        return []
    nodes = {
        rank: at
        for at, rank in enumerate(sorted({n for link in candidates for n in (link.offer, link.need)}))
    }
    rows = [nodes[link.offer] for link in candidates]
    columns = [nodes[link.need] for link in candidates]
    graph = sparse.coo_array((np.ones(len(rows)), (rows, columns)), shape=(len(nodes), len(nodes)))
    _, labels = sparse.csgraph.connected_components(graph, directed=False)
    found: dict[int, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        found[int(labels[row])].append(at)
    return list(found.values())


def _solve(own: Sequence[Link], flows: Sequence[Flow], rules: Rules, seconds: float) -> _Solved:
    count = len(own)
    offers = sorted({link.offer for link in own})
    needs = sorted({link.need for link in own})
    most = np.array([link.most for link in own], dtype=float)
    gain = np.array([link.gain for link in own])
    factors = np.array([link.fit.factor for link in own])
    places = np.arange(count)
    at_offer = {rank: at for at, rank in enumerate(offers)}
    at_need = {rank: len(offers) + at for at, rank in enumerate(needs)}
    rows = np.array([at_offer[link.offer] for link in own] + [at_need[link.need] for link in own])
    limits = np.array([flows[rank].quantity for rank in (*offers, *needs)])
    held = sparse.coo_array(
        (np.concatenate([np.ones(count), factors]), (rows, np.tile(places, 2))), shape=(len(limits), count)
    ).tocsr()
    # Quantities are scaled by what a link can carry: x in [0, 1], so that x <= y is as tight as it can be.
    scaled = held @ sparse.diags_array(most)
    worth = gain * most
    if rules.fixed > 0:
        eye, nothing = sparse.eye_array(count), sparse.csr_array((len(limits), count))
        found = milp(
            np.concatenate([-worth, np.full(count, rules.fixed)]),
            constraints=[
                LinearConstraint(sparse.hstack([scaled, nothing]).tocsr(), -np.inf, limits),
                LinearConstraint(sparse.hstack([eye, -eye]).tocsr(), -np.inf, 0.0),
            ],
            integrality=np.concatenate([np.zeros(count), np.ones(count)]),
            bounds=Bounds(0.0, 1.0),
            options={"mip_rel_gap": rules.gap, "time_limit": max(1.0, seconds)},
        )
        if found.x is None:
            raise ModelError(
                Text(
                    f"L'optimiseur n'a rien trouvé en {number(seconds, 'fr', 0)} s pour {count} liens.",
                    f"The optimiser found nothing in {number(seconds, 'en', 0)} s for {count} links.",
                ),
                Text(
                    "Réduisez la distance (--max-km) ou allongez le temps (--seconds).",
                    "Shorten the distance (--max-km) or allow more time (--seconds).",
                ),
            )
        value = -float(found.fun)
        bound = max(value, -float(found.mip_dual_bound))
        opened = found.x[count:] > 0.5
    else:
        opened, value, bound = np.ones(count, dtype=bool), 0.0, 0.0
    # Dual values with the chosen links: what one more unit offered or needed would bring.
    room = np.column_stack([np.zeros(count), opened.astype(float)])
    line = linprog(-worth, A_ub=scaled, b_ub=limits, bounds=room, method="highs")
    shares = np.clip(line.x, 0.0, 1.0) if line.x is not None else found.x[:count]
    if not rules.fixed > 0:
        value = bound = float(worth @ shares)
    duals = -line.ineqlin.marginals if line.x is not None else np.zeros(len(limits))
    return _Solved(
        shares * most,
        value,
        bound,
        {rank: float(duals[at]) for at, rank in enumerate(offers)},
        {rank: float(duals[len(offers) + at]) for at, rank in enumerate(needs)},
    )


def _match(
    link: Link, quantity: float, firms: Mapping[str, Firm], flows: Sequence[Flow], rules: Rules
) -> Match:
    offer, need = flows[link.offer], flows[link.need]
    giver, receiver = firms[offer.firm], firms[need.firm]
    open_ = giver.consent and receiver.consent
    far = "" if link.km is None else f", {number(link.km, 'fr', 0)} km"
    distant = "" if link.km is None else f", {number(link.km, 'en', 0)} km"
    care = _CARE if offer.hazardous else Text("", "")
    return Match(
        giver.id,
        giver.name,
        receiver.id,
        receiver.name,
        offer.resource,
        need.resource,
        shown(quantity, open_),
        offer.unit,
        link.km,
        shown(link.gain * quantity - rules.fixed, open_),
        min(offer.state, need.state, key=STATES.index),
        Text(
            f"{link.fit.reason.fr}{far}.{care.fr}",
            f"{link.fit.reason.en}{distant}.{care.en}",
        ),
    )


_CARE = Text(
    " Déchet dangereux : autorisations à vérifier.",
    " Hazardous waste: permits to be checked.",
)


def _ties(matches: Sequence[Match]) -> list[Tie]:
    return [Tie(one.giver, one.receiver, one.resource, one.state) for one in matches]


def _assumed(rules: Rules) -> tuple[Text, ...]:
    fr, en = (
        [number(x, lang, 1) for x in (rules.per_km, rules.fixed, rules.most_km)] for lang in ("fr", "en")
    )
    return (
        Text(
            f"Déplacer une unité d'un kilomètre coûte {fr[0]} ; monter un lien coûte {fr[1]} ; pas de lien au-delà de "
            f"{fr[2]} km.",
            f"Moving a unit over a kilometre costs {en[0]}; setting up a link costs {en[1]}; no link beyond {en[2]} km.",
        ),
        Text(
            "Une synergie est présumée tant que les deux entreprises n'en ont pas parlé.",
            "A synergy is presumed until both firms have talked of it.",
        ),
        Text(
            "Sans valeur déclarée, une unité vaut 1 : les quantités priment.",
            "Without a declared value, a unit is worth 1: quantities come first.",
        ),
    )

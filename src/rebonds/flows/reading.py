"""Reading flows out of the warehouse: a territory's interdependencies, and what passes between two of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rebonds import territory
from rebonds.errors import MissingDataError, UsageError
from rebonds.flows import contracts, people_pair, people_reading
from rebonds.flows.dependence import asymmetry, reciprocity, share
from rebonds.flows.kinds import CONTRACTS, FAMILIES, KINDS, PEOPLE, TRADE, kind_of
from rebonds.flows.results import MISSING, FlowReading, FlowSet, PairFlow, PairFlows
from rebonds.territory.model import Territory
from rebonds.text import Text

if TYPE_CHECKING:
    from rebonds.flows.trade_pair import TradePair
    from rebonds.warehouse import Warehouse


def read(wh: Warehouse, place: Territory | str, kinds: Iterable[str] | None = None) -> FlowReading:
    """Read what a territory exchanges with all others.

    Parameters
    ----------
    wh : Warehouse
    place : Territory or str
        A code or a name is resolved.
    kinds : iterable of str, optional
        Families (``people``, ``trade``, ``contracts``) or kinds (``commuting``, ``trade``…); all by default.

    Returns
    -------
    FlowReading
        One `FlowSet` per kind; a kind that the warehouse does not know is ``missing`` and says who holds it.

    Raises
    ------
    UsageError
        A kind that does not exist.
    """
    here = territory.resolve(place) if isinstance(place, str) else place
    chosen = _chosen(wh, kinds)
    sets = tuple(_set(wh, kind, here) for kind in chosen)
    return FlowReading(
        territory=here,
        sets=sets,
        functional_area=_area(wh, here) if "commuting" in chosen else (),
        sources=tuple(dict.fromkeys(source for one in sets for source in one.sources)),
        trace=tuple(dict.fromkeys(step for one in sets for step in one.method)),
        warehouse=wh.id,
    )


def _chosen(wh: Warehouse, kinds: Iterable[str] | None) -> tuple[str, ...]:
    known = (*people_reading.kinds_in(wh), TRADE, CONTRACTS)
    if kinds is None:
        return known
    found: list[str] = []
    for word in kinds:
        if word in FAMILIES:
            found += [kind for kind in known if kind_of(kind).family == word]
        elif word in known or word in KINDS:
            found.append(word)
        else:
            listed = ", ".join(dict.fromkeys((*FAMILIES, *known)))
            raise UsageError(
                Text(
                    f"Aucune sorte de flux ne s'appelle « {word} ».", f"No kind of flow is called “{word}”."
                ),
                Text(f"Choix possibles : {listed}.", f"Choose among: {listed}."),
            )
    return tuple(dict.fromkeys(found))


def _set(wh: Warehouse, kind: str, place: Territory) -> FlowSet:
    about = kind_of(kind)
    if about.family == PEOPLE:
        return people_reading.flow_set(wh, kind, place)
    if about.family == CONTRACTS:
        return contracts.flow_set(wh, place)
    from rebonds.flows import trade_reading

    try:
        return trade_reading.flow_set(wh, place)
    except (MissingDataError, UsageError) as absent:
        return FlowSet(kind, about.family, about.label, about.unit, "missing", gap=_told(absent))


def _told(absent: MissingDataError | UsageError) -> Text:
    return Text(absent.message("fr"), absent.message("en"))


def _area(wh: Warehouse, place: Territory) -> tuple[str, ...]:
    """Return the names of the EPCI of the functional area, by their residents in work."""
    from rebonds.flows.people_flows import flows_of

    found = flows_of(wh, "commuting", place)
    if found is None or not found.area:
        return ()
    about = people_reading.places(wh, "epci", list(found.area))
    return tuple(about[code][0] for code in found.area if code in about)


def read_pair(
    wh: Warehouse, a: Territory | str, b: Territory | str, kinds: Iterable[str] | None = None
) -> PairFlows:
    """Read what passes between two territories, and who depends on whom.

    Parameters
    ----------
    wh : Warehouse
    a, b : Territory or str
        Codes or names are resolved; they may not overlap.
    kinds : iterable of str, optional
        Families or kinds, as in `read`; all by default.

    Returns
    -------
    PairFlows
        ``totals`` holds the usual needs of people, those observed beside, trade and contracts; what is not known
        is ``missing``, with what each side must bring.

    Raises
    ------
    UsageError
        The two territories have communes in common.
    """
    one, two = (territory.resolve(side) if isinstance(side, str) else side for side in (a, b))
    common = set(one.communes) & set(two.communes)
    if common:
        raise UsageError(
            Text(
                f"{one.name} et {two.name} se recouvrent : leurs échanges n'ont pas de sens.",
                f"{one.name} and {two.name} overlap: what passes between them has no meaning.",
            ),
            Text("Choisissez deux territoires distincts.", "Choose two distinct territories."),
        )
    chosen = _chosen(wh, kinds)
    totals = [people_pair.pair_flow(wh, kind, one, two) for kind in chosen if kind_of(kind).family == PEOPLE]
    trade, gap = _trade(wh, one, two) if TRADE in chosen else (None, None)
    if TRADE in chosen:
        totals.append(trade.total if trade else _absent("trade", gap))
    if CONTRACTS in chosen:
        totals.append(_contracts(wh, one, two))
    known = [flow for flow in totals if flow.state != "missing"]
    return PairFlows(
        a=one,
        b=two,
        totals=tuple(totals),
        branches=trade.branches if trade else (),
        jobs_a_for_b=trade.jobs_a_for_b if trade else MISSING,
        jobs_b_for_a=trade.jobs_b_for_a if trade else MISSING,
        loss_a_without_b=trade.loss_a_without_b if trade else MISSING,
        loss_b_without_a=trade.loss_b_without_a if trade else MISSING,
        distance_km=territory.distance_km(one, two),
        sources=tuple(dict.fromkeys(source for flow in known for source in flow.sources)),
        trace=trade.trace if trade else (),
        warehouse=wh.id,
    )


def _absent(kind: str, gap: Text | None = None) -> PairFlow:
    about = kind_of(kind)
    return PairFlow(
        kind, about.family, kind, about.label, about.unit, MISSING, MISSING, MISSING, MISSING,
        state="missing", gap=gap or about.gap,
    )  # fmt: skip


def _trade(wh: Warehouse, a: Territory, b: Territory) -> tuple[TradePair | None, Text | None]:
    from rebonds.flows.trade_pair import trade_pair

    try:
        return trade_pair(wh, a, b), None
    except (MissingDataError, UsageError) as absent:
        return None, _told(absent)


def _contracts(wh: Warehouse, a: Territory, b: Territory) -> PairFlow:
    """Return the contracts of a pair: money that A's buyers pay to B's suppliers, and the reverse."""
    about = KINDS["contracts"]
    paid_ab, paid_ba, need_a, need_b = contracts.between(wh, a, b)
    if not paid_ab.known and not paid_ba.known:
        return _absent("contracts")
    d_ab, d_ba = share(paid_ab, need_a), share(paid_ba, need_b)
    return PairFlow(
        kind=about.id,
        family=about.family,
        code=about.id,
        label=about.label,
        unit=about.unit,
        flow_ab=paid_ab,
        flow_ba=paid_ba,
        d_ab=d_ab,
        d_ba=d_ba,
        asymmetry=asymmetry(d_ab.value, d_ba.value),
        reciprocity=reciprocity(paid_ab.value, paid_ba.value),
        reading="unknown",  # too few contracts are declared to name a dependence
        state="estimated",
        sources=contracts.sources(wh),
        vintage=contracts.last_year(wh),
        gap=about.gap,
    )

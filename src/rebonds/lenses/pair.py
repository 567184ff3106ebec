"""The doughnut of two neighbours: the same indicator and the same threshold on both sides.

For an indicator with numerator n and denominator d: joint ``R_J = (n_A + n_B) / (d_A + d_B)``, a ratio of
sums; gap ``R_A - R_B`` with its interval; compensation ``K = w_A s(R_A) + w_B s(R_B) - s(R_J) >= 0`` with s
convex and w the shares of the denominator: the shortfall that pooling hides. A missing side leaves no joint
value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rebonds import territory
from rebonds.indicators.card import IndicatorCard, Threshold
from rebonds.indicators.values import Value
from rebonds.lenses import content
from rebonds.lenses.doughnut import doughnut
from rebonds.lenses.reading import (
    Dependence,
    DimensionReading,
    IndicatorReading,
    PairDimension,
    PairReading,
)
from rebonds.lenses.scoring import held_against, score
from rebonds.territory.model import Territory
from rebonds.text import Text

if TYPE_CHECKING:
    from rebonds.flows.results import PairFlows
    from rebonds.warehouse import Warehouse

_NOT_ADDITIVE = Text(
    "Cette mesure ne s'additionne pas : il n'y a pas de valeur d'ensemble.",
    "This measure does not add up: there is no joint value.",
)
_ONE_MISSING = Text(
    "Un côté n'a pas de donnée : il n'y a pas de valeur d'ensemble.",
    "One side has no data: there is no joint value.",
)


def pair(
    wh: Warehouse,
    a: Territory | str,
    b: Territory | str,
    *,
    threshold_set: str = content.REFERENCE,
    theme: str | None = None,
) -> PairReading:
    """Read two territories together.

    Parameters
    ----------
    wh : Warehouse
    a, b : Territory or str
    threshold_set : str
        The same for both sides.
    theme : str, optional
        A thematic doughnut.

    Returns
    -------
    PairReading
    """
    one = doughnut(wh, a, threshold_set=threshold_set, theme=theme, peers=False)
    two = doughnut(wh, b, threshold_set=threshold_set, theme=theme, peers=False)
    dimensions = tuple(
        _dimension(x, y, threshold_set)
        for x, y in zip(one.dimensions, two.dimensions, strict=True)
        if x.headline is not None and y.headline is not None
    )
    flows = _flows(wh, one.territory, two.territory)
    beside: bool | None = None
    if one.territory.level == two.territory.level == "epci":
        beside = any(n.code == two.territory.code for n in territory.neighbours(one.territory.code))
    return PairReading(
        a=one,
        b=two,
        dimensions=dimensions,
        dependences=dependences(flows) if flows else (),
        flows=flows,
        distance_km=territory.distance_km(one.territory.code, two.territory.code),
        neighbours=beside,
        threshold_set=threshold_set,
        theme=theme,
        sources=tuple(dict.fromkeys((*one.sources, *two.sources))),
        trace=(*one.trace, *two.trace),
        warehouse=wh.id,
    )


def _flows(wh: Warehouse, a: Territory, b: Territory) -> PairFlows | None:
    """Return what passes between the two; nothing does between territories that overlap."""
    if set(a.communes) & set(b.communes):
        return None
    from rebonds.flows.reading import read_pair

    return read_pair(wh, a, b)


def dependences(flows: PairFlows) -> tuple[Dependence, ...]:
    """Return the dependence of two territories on one another for each need of people, missing ones included."""
    return tuple(
        Dependence(
            kind=flow.kind,
            label=flow.label,
            d_ab=flow.d_ab.value,
            d_ba=flow.d_ba.value,
            asymmetry=flow.asymmetry,
            reciprocity=flow.reciprocity,
            flow_ab=flow.flow_ab.value,
            flow_ba=flow.flow_ba.value,
            state=flow.state,
            vintage=flow.vintage,
            source=", ".join(flow.sources),
        )
        for flow in flows.totals
        if flow.family == "people"
    )


def _same_indicator(x: DimensionReading, y: DimensionReading) -> tuple[IndicatorReading, IndicatorReading]:
    """Return the first indicator known on both sides; else each side's view of the first card."""
    ours = {r.card.id: r for r in _all(x)}
    theirs = {r.card.id: r for r in _all(y)}
    order = sorted(ours.values(), key=lambda r: r.card.priority)
    both = [r for r in order if r.value.known and r.card.id in theirs and theirs[r.card.id].value.known]
    scored = [r for r in both if r.crossed is not None]
    first = (scored or both or order)[0]
    return first, theirs[first.card.id]


def _all(dimension: DimensionReading) -> tuple[IndicatorReading, ...]:
    return ((dimension.headline,) if dimension.headline else ()) + dimension.others


def _dimension(x: DimensionReading, y: DimensionReading, set_id: str) -> PairDimension:
    a, b = _same_indicator(x, y)
    card = a.card
    known = a.value.known and b.value.known
    value = joint_value(card, a.value, b.value) if known else None
    joint = held_against(card, value, set_id) if value is not None else None
    gap = gap_low = gap_high = None
    if known and a.value.value is not None and b.value.value is not None:
        gap = a.value.value - b.value.value
        gap_low = _or(a.value.low, a.value.value) - _or(b.value.high, b.value.value)
        gap_high = _or(a.value.high, a.value.value) - _or(b.value.low, b.value.value)
    return PairDimension(
        id=x.id,
        label=x.label,
        side=x.side,
        a=a,
        b=b,
        joint=joint,
        gap=gap,
        gap_low=gap_low,
        gap_high=gap_high,
        compensation=compensation(card, a.value, b.value, a.threshold) if joint is not None else None,
        kind=kind_of(x.side, a, b),
        note=None if joint is not None else (_NOT_ADDITIVE if known else _ONE_MISSING),
    )


def _or(x: float | None, otherwise: float) -> float:
    return otherwise if x is None else x


def joint_value(card: IndicatorCard, a: Value, b: Value) -> Value | None:
    """Return the joint value ``(n_A + n_B) / (d_A + d_B)``, scaled; ``None`` where it does not add.

    The scale is that of the values themselves (``value = scale * n / d`` on each side).
    """
    if card.additivity != "ratio_of_sums" or a.value is None or b.value is None or a.vintage != b.vintage:
        return None
    if None in (a.numerator, a.denominator, b.numerator, b.denominator):
        return None
    top = (a.numerator or 0.0) + (b.numerator or 0.0)
    bottom = (a.denominator or 0.0) + (b.denominator or 0.0)
    scale = _scale(a) or _scale(b)
    if not bottom or scale is None:
        return None
    joint = scale * top / bottom
    error = (card.error or 0.0) * abs(joint)
    return Value(
        indicator=card.id,
        territory=f"{a.territory}+{b.territory}",
        state="estimated" if "estimated" in (a.state, b.state) else "measured",
        value=joint,
        numerator=top,
        denominator=bottom,
        low=joint - error,
        high=joint + error,
        vintage=a.vintage,
        sources=tuple(dict.fromkeys((*a.sources, *b.sources))),
        method=("somme des numérateurs sur somme des dénominateurs",),
    )


def _scale(v: Value) -> float | None:
    if not v.numerator or not v.denominator or v.value is None:
        return None
    return v.value * v.denominator / v.numerator


def compensation(card: IndicatorCard, a: Value, b: Value, threshold: Threshold | None) -> float | None:
    """Return ``K = w_A s(R_A) + w_B s(R_B) - s(R_J)``: what pooling hides, never negative.

    The shortfall beyond the threshold is taken: ``max(0, s)`` on the social side (for a headcount, its part
    above the tolerance), ``max(0, r - 1)`` on the ecological one; both are convex in the value.
    """
    joint = joint_value(card, a, b)
    if joint is None or threshold is None or a.value is None or b.value is None or joint.value is None:
        return None
    total = (a.denominator or 0.0) + (b.denominator or 0.0)
    parts = [_excess(card, threshold, x) for x in (a.value, b.value, joint.value)]
    if None in parts:
        return None
    s_a, s_b, s_j = (p or 0.0 for p in parts)
    weight = (a.denominator or 0.0) / total
    return max(0.0, weight * s_a + (1 - weight) * s_b - s_j)


def _excess(card: IndicatorCard, threshold: Threshold, x: float) -> float | None:
    if card.side == "social" and card.headcount:
        return max(0.0, x - threshold.value) / 100
    found = score(card, threshold, x)
    if found is None:
        return None
    return found if card.side == "social" else max(0.0, found - 1)


def kind_of(side: str, a: IndicatorReading, b: IndicatorReading) -> str:
    """Name what two verdicts say together (methods: common cause, complementarity, joint effort)."""
    if a.crossed is None or b.crossed is None:
        return "unknown"
    if a.crossed and b.crossed:
        return "common_cause" if side == "social" else "joint_effort"
    return "complementarity" if a.crossed or b.crossed else "none"

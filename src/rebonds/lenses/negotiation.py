"""Two territories at the table: their flows, the dimensions of their doughnuts, the ceilings they share.

Composes what passes between them (`rebonds.flows.reading`), what both doughnuts say together
(`rebonds.lenses.pair`) and the sharing of ceilings (`rebonds.flows.bargain`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rebonds.flows import negotiate, rules
from rebonds.flows.bargain import Sides, Stakes, of_two, shared
from rebonds.flows.clauses import clause
from rebonds.flows.reading import read_pair
from rebonds.flows.results import MISSING, Bargain, Negotiation, NegotiationLine, PairFlow, SharedCeiling
from rebonds.flows.subjects import for_dimension
from rebonds.indicators.values import Value
from rebonds.lenses.pair import pair
from rebonds.lenses.reading import IndicatorReading, PairDimension, PairReading, Reading
from rebonds.territory.model import Territory
from rebonds.text import Text, typeset, with_unit

if TYPE_CHECKING:
    from rebonds.warehouse import Warehouse

Figure = Callable[[Reading], float | None]

#: What two verdicts say together that is worth a line.
_WORTH = ("common_cause", "complementarity", "joint_effort", "vulnerability")


def negotiation(wh: Warehouse, a: Territory | str, b: Territory | str) -> Negotiation:
    """Return the table of a pair: lines from easy to hard, shared ceilings, data each side must bring.

    Parameters
    ----------
    wh : Warehouse
    a, b : Territory or str
        They may not overlap.

    Raises
    ------
    UsageError
        The two territories have communes in common.
    """
    read = pair(wh, a, b)
    flows = read.flows or read_pair(wh, read.a.territory, read.b.territory)
    cited = _titles(wh)

    def titles(sources: Sequence[str]) -> Sequence[Text]:
        return [cited[source] for source in sources if source in cited]

    lines = [*negotiate.lines(flows, titles), *_dimensions(read, titles)]
    sources = dict.fromkeys((*flows.sources, *(source for one in lines for source in one.flow.sources)))
    return Negotiation(
        a=flows.a,
        b=flows.b,
        lines=negotiate.in_order(lines),
        bargains=bargains(read),
        to_bring=(*negotiate.to_bring(flows), *_silent(read)),
        sources=tuple(sources),
        trace=flows.trace,
        warehouse=wh.id,
        flows=flows,
    )


def _titles(wh: Warehouse) -> dict[str, Text]:
    return {str(i): Text(fr, en) for i, fr, en in wh.query("SELECT id, title_fr, title_en FROM source")}


def _dimensions(read: PairReading, titles: negotiate.Titles) -> list[NegotiationLine]:
    """Return a line for each dimension where both readings say something together."""
    found = []
    for dimension in read.dimensions:
        subject = for_dimension(dimension.id)
        if subject is None or dimension.kind not in _WORTH:
            continue
        flow = _as_flow(dimension)
        a, b = read.a.territory.name, read.b.territory.name
        gives, receives = _sides(dimension)
        figures = _figures(dimension, a, b)
        found.append(
            NegotiationLine(
                id=f"dimension-{dimension.id}",
                flow=flow,
                gives=gives,
                receives=receives,
                at_risk=receives,
                at_stake=Text(f"{figures.fr}.", f"{figures.en}."),
                subject=subject.label,
                difficulty=subject.difficulty,
                reason=Text(f"{subject.reason.fr}.", f"{subject.reason.en}."),
                clause=clause(subject, flow, a, b, titles(flow.sources), _noted(figures)),
            )
        )
    return found


def _as_flow(dimension: PairDimension) -> PairFlow:
    """Return a dimension as a line that has no flow: what both sides are, not what passes between them."""
    card, values = dimension.a.card, (dimension.a.value, dimension.b.value)
    states = {value.state for value in values}
    return PairFlow(
        kind="dimension",
        family="dimension",
        code=dimension.id,
        label=dimension.label,
        unit=Text(card.unit, card.unit_en or card.unit),
        flow_ab=MISSING,
        flow_ba=MISSING,
        d_ab=MISSING,
        d_ba=MISSING,
        reading=dimension.kind,
        state="estimated" if "estimated" in states else "measured",
        vintage=dimension.a.value.vintage,
        sources=tuple(dict.fromkeys(source for value in values for source in value.sources)),
    )


def _sides(dimension: PairDimension) -> tuple[str, str]:
    """Return who can give and who would receive: the side that is not short, and the one that is."""
    if dimension.a.crossed == dimension.b.crossed:
        return "both", "both"
    return ("b", "a") if dimension.a.crossed else ("a", "b")


def _figures(dimension: PairDimension, a: str, b: str) -> Text:
    def told(lang: str) -> str:
        parts = []
        for name, side in ((a, dimension.a), (b, dimension.b)):
            unit = side.card.unit if lang == "fr" else side.card.unit_en or side.card.unit
            parts.append(f"{name} {with_unit(side.value.value, unit, lang, side.card.decimals)}")
        colon, comma = (" : ", " ; ") if lang == "fr" else (": ", "; ")
        return f"{dimension.a.card.label.to(lang)}{colon}{comma.join(parts)}"

    return Text(typeset(told("fr")), told("en"))


def _noted(figures: Text) -> Text:
    """Return figures as what a clause notes."""
    return Text(f"les chiffres suivants ({figures.fr})", f"these figures ({figures.en})")


def bargains(read: PairReading) -> tuple[Bargain, ...]:
    """Return the ceilings that two territories share, cut under each rule whose figures are known."""
    return tuple(of_two(one) for one in ceilings((read.a, read.b)))


def ceilings(sides: Sequence[Reading]) -> tuple[SharedCeiling, ...]:
    """Return the ceilings that territories share, cut under each rule whose figures are known."""
    rule = rules.section("negotiate")
    people = _of_all(sides, _population)
    living = _of_all(sides, lambda side: _context(side, rule["capacity_indicator"]))
    deprived = _of_all(sides, lambda side: _deprived(side, rule["need_indicator"]))
    means = None
    if people is not None and living is not None:
        means = tuple(p * one for p, one in zip(people, living, strict=True))
    found = []
    for given in rule["shared"]:
        read = [_reading_of(side, given["indicator"]) for side in sides]
        stakes, one = _stakes(read), read[0]
        if stakes is None or one is None:
            continue
        made = shared(
            one.card.dimension,
            one.card.label,
            given["unit"]["fr"],
            Stakes(stakes[0], stakes[1], people, means, deprived),
            vintage=one.value.vintage,
            sources=one.value.sources,
        )
        if made is not None:
            found.append(made)
    return tuple(found)


def _stakes(read: Sequence[IndicatorReading | None]) -> tuple[float, Sides] | None:
    """Return the joint ceiling and the amounts used, when all sides are known for the same year."""
    known = [one for one in read if one is not None]
    if len(known) < len(read) or len({one.value.vintage for one in known}) > 1 or known[0].threshold is None:
        return None
    amounts = [amount for one in known if (amount := _amount(one.value)) is not None]
    if len(amounts) < len(known):
        return None
    ceiling = known[0].threshold.value / amounts[0][2] * sum(base for _, base, _ in amounts)
    return (ceiling, tuple(used for used, _, _ in amounts)) if ceiling > 0 else None


def _amount(value: Value) -> tuple[float, float, float] | None:
    """Return the amount, what it is held against, and the scale: ``value = scale * amount / base``."""
    if not value.known or not value.value or not value.numerator or not value.denominator:
        return None
    return value.numerator, value.denominator, value.value * value.denominator / value.numerator


def _all(side: Reading) -> dict[str, IndicatorReading]:
    found = {one.card.id: one for one in side.context}
    for dimension in side.dimensions:
        shown = ((dimension.headline,) if dimension.headline else ()) + dimension.others
        found |= {one.card.id: one for one in shown}
    return found


def _reading_of(side: Reading, indicator: str) -> IndicatorReading | None:
    return _all(side).get(indicator)


def _context(side: Reading, indicator: str) -> float | None:
    one = _reading_of(side, indicator)
    return None if one is None else one.value.value


def _population(side: Reading) -> float | None:
    people = side.territory.population
    return None if people is None else float(people)


def _deprived(side: Reading, indicator: str) -> float | None:
    """Return how many people are in need: a share of the population, in percent."""
    share, people = _context(side, indicator), _population(side)
    return None if share is None or people is None else share / 100 * people


def _of_all(sides: Sequence[Reading], figure: Figure) -> Sides | None:
    found = [one for side in sides if (one := figure(side)) is not None]
    return tuple(found) if len(found) == len(sides) else None


def _silent(read: PairReading) -> tuple[Text, ...]:
    """Say which figure each side must bring, and who holds it."""
    found = []
    for dimension in read.dimensions:
        for side, one in ((read.a, dimension.a), (read.b, dimension.b)):
            if one.value.known:
                continue
            label, holder = one.card.label, one.card.holder
            name = side.territory.name
            fr = f"{name} : {label.fr}" + (f" – {holder.fr}" if holder else "")
            found.append(Text(typeset(fr), f"{name}: {label.en}" + (f" – {holder.en}" if holder else "")))
    return tuple(found)

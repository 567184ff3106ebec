"""From a reading to what its page shows: every wedge as a card of ready-made words.

Verdicts are said with a word, a sign and a colour, in that order of importance.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rebonds.indicators.card import IndicatorCard, Threshold
from rebonds.indicators.values import Value
from rebonds.lenses.reading import (
    Change,
    DimensionReading,
    IndicatorReading,
    Position,
    Reading,
    SourceLine,
)
from rebonds.text import number, with_unit

#: Between these probabilities a verdict is said to hang on the margins of error (convention of display).
UNSURE = (0.05, 0.95)


@dataclass(frozen=True)
class Bound:
    """A threshold, in words."""

    text: str
    kind: str
    source: str
    date: dt.date
    note: str
    set: str


@dataclass(frozen=True)
class Figure:
    """One indicator of a territory, in words."""

    id: str
    label: str
    definition: str
    state: str
    state_label: str
    verdict: str
    verdict_label: str
    value: str
    band: str
    vintage: str
    proxy: str
    holder: str
    bound: Bound | None
    rivals: tuple[Bound, ...]
    score: str
    headcount: bool
    probability: str
    unsure: bool
    flips: tuple[str, ...]
    positions: tuple[str, ...]
    change: str
    sources: tuple[SourceLine, ...]
    trace: tuple[str, ...]
    coverage: str


@dataclass(frozen=True)
class Card:
    """A wedge, in words."""

    id: str
    label: str
    side: str
    state: str
    verdict: str
    verdict_label: str
    question: str
    note: str
    headline: Figure | None
    others: tuple[Figure, ...] = field(default=())


def state_label(state: str) -> str:
    """Return the name of a value's state."""
    return {
        "measured": _("mesuré"),
        "estimated": _("estimé"),
        "missing": _("manquant"),
        "secret": _("secret statistique"),
        "not_localisable": _("non localisable"),
    }[state]


def kind_label(kind: str) -> str:
    """Return the name of a threshold's kind."""
    return {
        "scientific": _("seuil scientifique"),
        "legal": _("seuil légal"),
        "policy": _("objectif public"),
        "convention": _("convention"),
    }[kind]


def verdict_of(reading: IndicatorReading | None, side: str, not_localisable: bool = False) -> tuple[str, str]:
    """Return the code and the name of a verdict."""
    if not_localisable:
        return "not_localisable", _("Non localisable")
    if reading is None or not reading.value.known:
        state = reading.value.state if reading else "missing"
        if state == "secret":
            return "secret", _("Secret statistique")
        if state == "not_localisable":
            return "not_localisable", _("Non localisable")
        return "missing", _("Donnée manquante")
    if reading.crossed is None:
        return "unjudged", _("Sans seuil")
    if side == "ecological":
        return ("crossed", _("Plafond franchi")) if reading.crossed else ("met", _("Sous le plafond"))
    return ("crossed", _("Plancher non atteint")) if reading.crossed else ("met", _("Plancher atteint"))


def unit_of(card: IndicatorCard, lang: str) -> str:
    """Return the unit of an indicator in a language."""
    return (card.unit_en or card.unit) if lang == "en" else card.unit


def amount(value: float | None, card: IndicatorCard, lang: str) -> str:
    """Write a value of an indicator with its unit."""
    return with_unit(value, unit_of(card, lang), lang, card.decimals)


def percent(share: float, lang: str, decimals: int = 0) -> str:
    """Write a share between 0 and 1 as a percentage."""
    return with_unit(100 * share, "%", lang, decimals)


def bound(threshold: Threshold, card: IndicatorCard, lang: str) -> Bound:
    """Put a threshold in words."""
    return Bound(
        text=amount(threshold.value, card, lang),
        kind=kind_label(threshold.kind),
        source=threshold.source,
        date=threshold.date,
        note=threshold.note.to(lang) if threshold.note else "",
        set=threshold.set,
    )


def score_text(reading: IndicatorReading, lang: str) -> str:
    """Say how far a value is from its threshold."""
    if reading.score is None:
        return ""
    if reading.card.side == "ecological":
        return _("%(ratio)s fois le plafond") % {"ratio": number(reading.score, lang, 2)}
    if reading.card.headcount:
        return _("%(share)s de personnes concernées") % {"share": percent(reading.score, lang, 1)}
    return _("%(share)s du chemin entre le plancher et la pire situation connue") % {
        "share": percent(reading.score, lang, 0)
    }


def position_text(position: Position, lang: str) -> str:
    """Say where a territory stands among others, without a rank."""
    counts = {
        "count": number(position.count, lang, 0),
        "better": number(position.better, lang, 0),
        "worse": number(position.worse, lang, 0),
        "equal": number(position.equal, lang, 0),
    }
    if position.among == "peers":
        return (
            _("Parmi %(count)s territoires semblables : %(better)s font mieux, %(worse)s moins bien.")
            % counts
        )
    return _("Parmi %(count)s EPCI connus : %(better)s font mieux, %(worse)s moins bien.") % counts


def change_text(change: Change | None, card: IndicatorCard, lang: str) -> str:
    """Say how a value moved between two vintages."""
    if change is None:
        return ""
    sign = "+" if change.difference > 0 else ""
    unit = unit_of(card, lang)
    if unit.startswith("%"):
        moved = f"{sign}{number(change.difference, lang, 1)} " + ngettext(
            "point", "points", 2 if abs(change.difference) >= 2 else 1
        )
    else:
        moved = sign + amount(change.difference, card, lang)
    words = {"from": change.before.vintage, "to": change.after.vintage, "moved": moved}
    if change.improved is None:
        return _("De %(from)s à %(to)s : %(moved)s.") % words
    if change.improved:
        return _("De %(from)s à %(to)s : %(moved)s, la situation s’améliore.") % words
    return _("De %(from)s à %(to)s : %(moved)s, la situation se dégrade.") % words


def band_text(value: Value, card: IndicatorCard, lang: str) -> str:
    """Write the band of the stated data error."""
    if value.low is None or value.high is None or value.low == value.high:
        return ""
    return _("entre %(low)s et %(high)s") % {
        "low": number(value.low, lang, card.decimals),
        "high": amount(value.high, card, lang),
    }


def figure(
    reading: IndicatorReading, sources: Mapping[str, SourceLine], sets: Mapping[str, str], lang: str
) -> Figure:
    """Put one indicator of a territory in words."""
    card, value = reading.card, reading.value
    code, label = verdict_of(reading, card.side)
    p = reading.p_crossed
    rivals = tuple(bound(t, card, lang) for t in card.thresholds if t is not reading.threshold)
    return Figure(
        id=card.id,
        label=card.label.to(lang),
        definition=card.definition.to(lang),
        state=value.state,
        state_label=state_label(value.state),
        verdict=code,
        verdict_label=label,
        value=amount(value.value, card, lang) if value.known else "",
        band=band_text(value, card, lang),
        vintage=str(value.vintage or ""),
        proxy=card.proxy.to(lang) if card.proxy else "",
        holder=card.holder.to(lang) if card.holder else "",
        bound=bound(reading.threshold, card, lang) if reading.threshold else None,
        rivals=rivals,
        score=score_text(reading, lang),
        headcount=card.headcount,
        probability=percent(p, lang) if p is not None else "",
        unsure=p is not None and UNSURE[0] < p < UNSURE[1],
        flips=tuple(sets.get(name, name) for name in reading.flips),
        positions=tuple(position_text(position, lang) for position in reading.positions),
        change=change_text(reading.change, card, lang),
        sources=tuple(sources[name] for name in value.sources if name in sources),
        trace=value.method,
        coverage=percent(value.coverage, lang)
        if value.coverage is not None and value.coverage < 0.995
        else "",
    )


def card_of(
    dimension: DimensionReading,
    sources: Mapping[str, SourceLine],
    sets: Mapping[str, str],
    questions: Mapping[str, str],
    lang: str,
) -> Card:
    """Put a wedge in words."""
    code, label = verdict_of(dimension.headline, dimension.side, dimension.not_localisable)
    return Card(
        id=dimension.id,
        label=dimension.label.to(lang),
        side=dimension.side,
        state=dimension.state,
        verdict=code,
        verdict_label=label,
        question=questions.get(dimension.id, ""),
        note=dimension.note.to(lang) if dimension.note else "",
        headline=figure(dimension.headline, sources, sets, lang) if dimension.headline else None,
        others=tuple(figure(other, sources, sets, lang) for other in dimension.others),
    )


def cards(
    reading: Reading, sets: Mapping[str, str], questions: Mapping[str, str], lang: str
) -> tuple[Card, ...]:
    """Put every wedge of a reading in words, in drawing order."""
    sources = {line.id: line for line in reading.sources}
    return tuple(card_of(d, sources, sets, questions, lang) for d in reading.dimensions)


@dataclass(frozen=True)
class Tally:
    """One side of the doughnut, counted."""

    crossed: int
    judged: int
    known: int
    total: int
    verdicts: tuple[str, ...]


def tally(side: Iterable[Card]) -> Tally:
    """Count the verdicts of one side."""
    found = tuple(side)
    judged = [card for card in found if card.verdict in ("crossed", "met")]
    return Tally(
        crossed=sum(card.verdict == "crossed" for card in judged),
        judged=len(judged),
        known=sum(card.verdict in ("crossed", "met", "unjudged") for card in found),
        total=len(found),
        verdicts=tuple(card.verdict for card in found),
    )


def context_figures(reading: Reading, lang: str) -> list[dict[str, str]]:
    """Return the figures that situate a territory without judging it; unknown ones are left out."""
    return [
        {
            "id": one.card.id,
            "label": one.card.label.to(lang),
            "value": amount(one.value.value, one.card, lang),
            "vintage": str(one.value.vintage or ""),
        }
        for one in reading.context
        if one.value.known
    ]

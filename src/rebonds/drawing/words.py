"""What the drawings, the tables and the descriptions say, in French and in English."""

from __future__ import annotations

import re

from rebonds.indicators.card import IndicatorCard, Threshold
from rebonds.lenses.reading import DimensionReading, IndicatorReading, SourceLine
from rebonds.text import NARROW_NBSP, NBSP, Text, number, with_unit

STATES = {
    "measured": Text("mesuré", "measured"),
    "estimated": Text("estimé", "estimated"),
    "missing": Text("donnée manquante", "missing data"),
    "secret": Text("secret statistique", "withheld (statistical secrecy)"),
    "not_localisable": Text("non localisable", "not localisable"),
}
SIDES = {
    "social": Text("social", "social"),
    "ecological": Text("écologique", "ecological"),
    "context": Text("contexte", "context"),
}
KINDS = {
    "scientific": Text("scientifique", "scientific"),
    "legal": Text("légal", "legal"),
    "policy": Text("objectif public", "policy target"),
    "convention": Text("convention", "convention"),
}
PAIR_KINDS = {
    "common_cause": Text("cause commune", "common cause"),
    "complementarity": Text("complémentarité", "complementarity"),
    "joint_effort": Text("effort commun", "joint effort"),
    "vulnerability": Text("vulnérabilité à négocier", "vulnerability to negotiate"),
    "none": Text("rien à signaler", "nothing to report"),
    "unknown": Text("lecture commune impossible", "no joint reading"),
}


def colon(lang: str) -> str:
    """Return the colon of the language, with the no-break space of French."""
    return ": " if lang == "en" else f"{NBSP}: "


def semicolon(lang: str) -> str:
    """Return the semicolon of the language."""
    return "; " if lang == "en" else f"{NARROW_NBSP}; "


def state(name: str, lang: str) -> str:
    """Return the name of a state of value."""
    return STATES[name].to(lang) if name in STATES else name


def unit_of(card: IndicatorCard, lang: str) -> str:
    """Return the unit of an indicator in the language."""
    return (card.unit_en or card.unit) if lang == "en" else card.unit


def figure(card: IndicatorCard, value: float | None, lang: str) -> str:
    """Write a value of an indicator with its unit; an en dash without a value."""
    return quantity(value, unit_of(card, lang), lang, card.decimals)


def quantity(value: float | None, unit: str, lang: str, decimals: int | None) -> str:
    """Write a value with its unit; an en dash without a value."""
    return with_unit(value, re.sub(r"(?<=\d) (?=\d{3})", NARROW_NBSP, unit), lang, decimals)


def ratio(value: float, lang: str) -> str:
    """Write an ecological ratio: ``× 1,8``; two decimals near the ceiling, so that the verdict shows."""
    decimals = 2 if abs(value - 1) < 0.1 else 1 if value < 100 else 0
    return f"×{NARROW_NBSP}{number(value, lang, decimals)}"


def percent(share: float, lang: str) -> str:
    """Write a share in [0, 1] as a percentage; one decimal under 10 %, none above."""
    scaled = 100 * share
    decimals = 1 if 0 < scaled < 10 else 0
    return with_unit(scaled, "%", lang, decimals)


def year(vintage: int | None) -> str:
    """Write a vintage, or an en dash."""
    return "–" if vintage is None else str(vintage)


def joined(items: list[str], lang: str) -> str:
    """Join names in a sentence."""
    if len(items) < 2:
        return "".join(items)
    return ", ".join(items[:-1]) + (" and " if lang == "en" else " et ") + items[-1]


def limit_name(card: IndicatorCard, side: str) -> Text:
    """Name a threshold as it reads: one does not fall short of a floor by being above it."""
    more_is_better = card.direction == "higher_is_better"
    if side == "ecological":
        return Text("minimum", "minimum") if more_is_better else Text("plafond", "ceiling")
    if side == "social":
        return Text("plancher", "floor") if more_is_better else Text("seuil", "threshold")
    return Text("repère", "reference")


def threshold_text(card: IndicatorCard, threshold: Threshold | None, side: str, lang: str) -> str:
    """Write a threshold with its role and kind: ``plafond 10 µg/m³ (légal)``."""
    if threshold is None:
        return "–"
    role = limit_name(card, side)
    kind = KINDS[threshold.kind].to(lang) if threshold.kind in KINDS else threshold.kind
    return f"{role.to(lang)} {figure(card, threshold.value, lang)} ({kind})"


def gap(reading: IndicatorReading, side: str, lang: str) -> str:
    """Say how far a value stands from its threshold, and on which side of it."""
    if not reading.value.known:
        return state(reading.value.state, lang)
    if reading.threshold is None or reading.score is None:
        return Text("sans seuil, donc sans verdict", "no threshold, hence no verdict").to(lang)
    if side == "ecological":
        if reading.card.direction == "higher_is_better":
            return _minimum_gap(reading.score, lang)
        return _ecological_gap(reading.score, lang)
    return _social_gap(reading, lang)


def _ecological_gap(r: float, lang: str) -> str:
    if r > 1:
        over = percent(r - 1, lang) if r < 2 else ""
        times = ratio(r, lang)
        if over:
            return Text(f"plafond dépassé de {over}", f"{over} over the ceiling").to(lang)
        return Text(f"plafond dépassé{NBSP}: {times}", f"ceiling crossed: {times}").to(lang)
    if r <= 0:
        return Text("sous le plafond", "under the ceiling").to(lang)
    share = percent(r, lang)
    return Text(f"sous le plafond, à {share} de celui-ci", f"under the ceiling, at {share} of it").to(lang)


def _minimum_gap(r: float, lang: str) -> str:
    if r <= 1:
        return Text("minimum respecté", "minimum met").to(lang)
    times = ratio(r, lang)
    return Text(f"sous le minimum{NBSP}: {times}", f"below the minimum: {times}").to(lang)


def _social_gap(reading: IndicatorReading, lang: str) -> str:
    card, threshold, value = reading.card, reading.threshold, reading.value.value
    if threshold is None or value is None or reading.score is None:
        return "–"
    limit = limit_name(card, "social")
    if not reading.crossed:
        return Text(f"{limit.fr} respecté", f"{limit.en} respected").to(lang)
    distance = abs(value - threshold.value)
    if card.unit.startswith("%"):
        plural = distance >= 2 or (lang == "en" and distance != 1)
        written = number(distance, lang, 0 if distance == int(distance) else 1)
        points = f"{written}{NBSP}point" + ("s" if plural else "")
    else:
        points = figure(card, distance, lang)
    where = Text("au-dessus", "above") if value > threshold.value else Text("au-dessous", "below")
    text = Text(f"{points} {where.fr} du {limit.fr}", f"{points} {where.en} the {limit.en}")
    if card.headcount:
        # The value already is the share of people deprived.
        return text.to(lang)
    lack = percent(reading.score, lang)
    return Text(f"{text.fr}, soit un manque de {lack}", f"{text.en}, a shortfall of {lack}").to(lang)


_VERDICTS = {
    ("ecological", True): Text("plafond dépassé", "ceiling crossed"),
    ("ecological", False): Text("sous le plafond", "under the ceiling"),
    ("minimum", True): Text("sous le minimum", "below the minimum"),
    ("minimum", False): Text("minimum respecté", "minimum met"),
    ("social", True): Text("plancher non atteint", "floor not met"),
    ("social", False): Text("plancher atteint", "floor met"),
}


def verdict(reading: IndicatorReading | None, side: str, lang: str) -> str:
    """Say the verdict in two or three words."""
    if reading is None or reading.crossed is None or not reading.value.known:
        return Text("sans verdict", "no verdict").to(lang)
    if side == "ecological" and reading.card.direction == "higher_is_better":
        side = "minimum"
    return _VERDICTS["social" if side == "context" else side, reading.crossed].to(lang)


def source_of(reading: IndicatorReading, sources: tuple[SourceLine, ...], lang: str) -> str:
    """Cite the sources of a value: producer and data set, from the lines of the reading."""
    known = {line.id: line for line in sources}
    cited = []
    for source_id in reading.value.sources or reading.card.sources:
        line = known.get(source_id)
        cited.append(f"{line.producer}, {line.title.to(lang)}" if line else source_id)
    return semicolon(lang).join(dict.fromkeys(cited)) or "–"


def sentence(dimension: DimensionReading, lang: str) -> str:
    """Say a wedge in one sentence, for those who hear the drawing."""
    name = dimension.label.to(lang)
    if not dimension.known or dimension.headline is None:
        return f"{name}{colon(lang)}{state(dimension.state, lang)}."
    head = dimension.headline
    parts = [
        f"{head.card.label.to(lang)}, {figure(head.card, head.value.value, lang)} "
        f"({year(head.value.vintage)}, {state(head.value.state, lang)})"
    ]
    if head.threshold is not None:
        parts.append(threshold_text(head.card, head.threshold, dimension.side, lang))
    parts.append(gap(head, dimension.side, lang))
    return f"{name}{colon(lang)}{semicolon(lang).join(parts)}."

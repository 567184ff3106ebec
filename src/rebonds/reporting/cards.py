"""An indicator in words: definition, figure, thresholds and rivals, position, change, origin."""

from __future__ import annotations

from dataclasses import dataclass

from rebonds.drawing import words
from rebonds.indicators.card import Threshold
from rebonds.lenses.reading import Change, IndicatorReading, Position, SourceLine
from rebonds.reporting.findings import position_text, set_name
from rebonds.text import Text, day, number


@dataclass(frozen=True)
class Fact:
    """A name and what is to be said under it."""

    name: str
    text: str


@dataclass(frozen=True)
class Card:
    """Everything that the reading knows of one indicator."""

    title: str
    definition: str
    facts: tuple[Fact, ...]


def capital(text: str) -> str:
    """Return a text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def ended(text: str) -> str:
    """Return a sentence with its full stop, unless an abbreviation already brings it."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


def between(item: IndicatorReading, low: float, high: float, lang: str) -> str:
    """Write an interval with its unit once; empty where both ends are written alike."""
    first, last = (number(x, lang, item.card.decimals) for x in (low, high))
    if first == last:
        return ""
    most = words.figure(item.card, high, lang)
    return Text(f"entre {first} et {most}", f"between {first} and {most}").to(lang)


def value_text(item: IndicatorReading, lang: str) -> str:
    """Write a figure with its state and its year; the state alone when there is no figure."""
    if not item.value.known:
        return words.state(item.value.state, lang)
    card, value = item.card, item.value
    text = f"{words.figure(card, value.value, lang)} ({words.year(value.vintage)}, {words.state(value.state, lang)})"
    if value.low is not None and value.high is not None:
        band = between(item, value.low, value.high, lang)
        text += f", {band}" if band else ""
    return text


def share_text(item: IndicatorReading, lang: str) -> str:
    """Write the sums that a ratio comes from; empty when the indicator is no ratio."""
    value = item.value
    if value.numerator is None or value.denominator is None:
        return ""
    top, bottom = number(value.numerator, lang, 0), number(value.denominator, lang, 0)
    return Text(f"{top} sur {bottom}", f"{top} out of {bottom}").to(lang)


def threshold_fact(threshold: Threshold, item: IndicatorReading, side: str, lang: str) -> str:
    """Write a threshold with its kind, its reference and the day of that reference."""
    text = f"{words.threshold_text(item.card, threshold, side, lang)}. {threshold.source}, {day(threshold.date, lang)}."
    return capital(f"{text} {threshold.note.to(lang)}" if threshold.note else text)


def rivals_text(item: IndicatorReading, lang: str) -> str:
    """List the thresholds of other sets, and those under which the verdict differs."""
    said = []
    for rival in item.card.thresholds:
        if item.threshold is not None and rival == item.threshold:
            continue
        figure = words.figure(item.card, rival.value, lang)
        text = f"{set_name(rival.set, lang)}{words.colon(lang)}{figure} ({rival.source})"
        if rival.set in item.flips:
            text += Text(", le verdict y est différent", ", which changes the verdict").to(lang)
        said.append(text)
    return ended(words.semicolon(lang).join(said)) if said else ""


def spread_text(item: IndicatorReading, position: Position, lang: str) -> str:
    """Say a position and how the compared values spread."""
    text = capital(position_text(position, lang))
    if len(position.quantiles) == 7:
        low, middle, high = position.quantiles[2:5]
        text += (
            words.semicolon(lang)
            + Text("médiane ", "median ").to(lang)
            + words.figure(item.card, middle, lang)
        )
        half = between(item, low, high, lang)
        if half:
            text += Text(", la moitié du groupe ", ", half of the group ").to(lang) + half
    return ended(text)


def change_text(item: IndicatorReading, change: Change, lang: str) -> str:
    """Say a change between two vintages, in the unit of the indicator."""
    before = words.figure(item.card, change.before.value, lang)
    after = words.figure(item.card, change.after.value, lang)
    verdict = {
        True: Text("en mieux", "for the better"),
        False: Text("en moins bien", "for the worse"),
        None: Text("sans changement de sens", "neither better nor worse"),
    }[change.improved]
    return Text(
        f"de {before} ({change.before.vintage}) à {after} ({change.after.vintage}), {verdict.fr}.",
        f"from {before} ({change.before.vintage}) to {after} ({change.after.vintage}), {verdict.en}.",
    ).to(lang)


def card(item: IndicatorReading, side: str, sources: tuple[SourceLine, ...], lang: str = "fr") -> Card:
    """Return the card of an indicator as it stands in the dossier; facts without content are left out."""
    own = item.card
    facts: list[tuple[Text, str]] = [(Text("Valeur", "Value"), value_text(item, lang))]
    facts.append((Text("Calcul", "Computation"), share_text(item, lang)))
    if item.threshold is not None:
        facts.append((Text("Seuil", "Threshold"), threshold_fact(item.threshold, item, side, lang)))
    if item.value.known:
        facts.append((Text("Verdict", "Verdict"), _verdict(item, side, lang)))
    facts.append((Text("Autres seuils", "Rival thresholds"), rivals_text(item, lang)))
    for position in item.positions:
        facts.append((Text("Position", "Position"), spread_text(item, position, lang)))
    if item.change is not None:
        facts.append((Text("Évolution", "Change"), capital(change_text(item, item.change, lang))))
    if item.value.known:
        facts.append((Text("Source", "Source"), words.source_of(item, sources, lang)))
    elif own.holder is not None:
        facts.append((Text("Qui détient la donnée", "Who holds the data"), own.holder.to(lang)))
    facts.append((Text("Trace", "Trace"), words.semicolon(lang).join(item.value.method)))
    facts.append((Text("Limite", "Limit"), own.proxy.to(lang) if own.proxy else ""))
    return Card(
        own.label.to(lang), own.definition.to(lang), tuple(Fact(n.to(lang), t) for n, t in facts if t)
    )


def _verdict(item: IndicatorReading, side: str, lang: str) -> str:
    verdict, gap = words.verdict(item, side, lang), words.gap(item, side, lang)
    text = capital(verdict) if gap.startswith(verdict) else f"{capital(verdict)}{words.colon(lang)}{gap}"
    if gap.startswith(verdict):
        text = capital(gap)
    if item.p_crossed is not None and 0 < item.p_crossed < 1:
        chance = words.percent(item.p_crossed, lang)
        text += Text(
            f" (probabilité de franchissement{words.colon('fr')}{chance})",
            f" (probability of crossing: {chance})",
        ).to(lang)
    return f"{text}."

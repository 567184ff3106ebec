"""What a reading of two territories says, in sentences."""

from __future__ import annotations

from rebonds.drawing import words
from rebonds.drawing.describe import dependence_text
from rebonds.lenses.reading import PairDimension, PairReading
from rebonds.reporting.findings import Sentence, measure
from rebonds.text import Text, number


def pair_sentences(pair: PairReading, lang: str = "fr") -> list[Sentence]:
    """Return the five sentences to keep: shared causes, complements, efforts, dependences, silences."""
    made = (
        (
            Text("Causes communes", "Common causes"),
            _listed(
                pair,
                ("common_cause",),
                Text("Aucun plancher n’est manqué des deux côtés.", "No floor is unmet on both sides."),
                lang,
            ),
        ),
        (
            Text("Complémentarités", "Complementarities"),
            _listed(
                pair,
                ("complementarity",),
                Text(
                    "Aucune dimension où l’un manque de ce que l’autre a.",
                    "No dimension where one lacks what the other has.",
                ),
                lang,
            ),
        ),
        (
            Text("Efforts communs", "Joint efforts"),
            _listed(
                pair,
                ("joint_effort",),
                Text("Aucun plafond n’est dépassé des deux côtés.", "No ceiling is crossed on both sides."),
                lang,
            ),
        ),
        (Text("Dépendances", "Dependences"), _dependences(pair, lang)),
        (Text("Ce qui ne se lit pas ensemble", "What cannot be read together"), _silent(pair, lang)),
    )
    return [Sentence(lead.to(lang), text) for lead, text in made]


def _both(d: PairDimension, lang: str) -> str:
    a, b = measure(d.a, d.side, lang), measure(d.b, d.side, lang)
    return f"{d.label.to(lang)} (A{words.colon(lang)}{a}{words.semicolon(lang)}B{words.colon(lang)}{b})"


def _listed(pair: PairReading, kinds: tuple[str, ...], none: Text, lang: str) -> str:
    found = [_both(d, lang) for d in pair.dimensions if d.kind in kinds]
    if not found:
        return none.to(lang)
    joined = words.joined(found, lang)
    return f"{joined[0].upper()}{joined[1:]}."


def _dependences(pair: PairReading, lang: str) -> str:
    a, b = pair.a.territory.name, pair.b.territory.name
    known = [d for d in pair.dependences if d.d_ab is not None or d.d_ba is not None]
    parts = [dependence_text(d, a, b, lang) for d in known]
    weak = [d.label.to(lang) for d in pair.dimensions if d.kind == "vulnerability"]
    if weak:
        lead = words.PAIR_KINDS["vulnerability"].to(lang)
        parts.append(f"{lead[0].upper()}{lead[1:]}{words.colon(lang)}{words.joined(weak, lang)}.")
    if not parts:
        none = Text(
            "Les flux entre les deux territoires ne sont pas connus ici.",
            "The flows between the two territories are not known here.",
        )
        return none.to(lang)
    return " ".join(parts)


def _silent(pair: PairReading, lang: str) -> str:
    silent = [d.label.to(lang) for d in pair.dimensions if d.joint is None]
    if not silent:
        none = Text("Chaque dimension a une valeur commune.", "Every dimension has a joint value.")
        return none.to(lang)
    why = Text(
        "une donnée manque d’un côté, ou la mesure ne s’additionne pas",
        "a figure is missing on one side, or the measure does not add up",
    )
    return f"{words.joined(silent, lang)} ({why.to(lang)})."


def pair_facts(pair: PairReading, lang: str = "fr") -> list[str]:
    """Return what situates the two territories: distance, border, threshold set."""
    facts = []
    if pair.distance_km is not None:
        apart = Text("entre leurs centres", "between their centres").to(lang)
        facts.append(f"{number(pair.distance_km, lang, 0)}\u00a0km {apart}")
    if pair.neighbours:
        facts.append(Text("territoires voisins", "neighbouring territories").to(lang))
    return facts

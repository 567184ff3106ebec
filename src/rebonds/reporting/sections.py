"""The data of the PDF documents: texts ready to set, as plain dictionaries for the templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rebonds import drawing
from rebonds.drawing import words
from rebonds.lenses.content import dimensions, theme
from rebonds.lenses.plain import ours
from rebonds.lenses.reading import (
    DimensionReading,
    IndicatorReading,
    PairReading,
    Reading,
    SourceLine,
)
from rebonds.reporting import cards
from rebonds.reporting.findings import (
    Sentence,
    coverage_text,
    gap_lines,
    key_sentences,
    set_name,
)
from rebonds.text import NBSP, Text, number

MARKS = {True: "✗", False: "✓", None: "·"}
SIDES = (
    ("social", Text("Plancher social", "Social floor")),
    ("ecological", Text("Plafond écologique", "Ecological ceiling")),
)
WORDS = {
    "figures": Text("Les chiffres", "The figures"),
    "gaps": Text("Ce qui manque, et qui le détient", "What is missing, and who holds it"),
    "sources": Text("Sources", "Sources"),
    "reading": Text("Comment lire", "How to read"),
    "contents": Text("Sommaire", "Contents"),
}
HOW = Text(
    "Entre le plancher social et le plafond écologique se tient l’espace sûr et juste. Un manque social creuse vers le "
    "centre, un dépassement écologique pousse vers l’extérieur, d’autant plus loin qu’il est grand. Chaque dimension se "
    "lit seule\u00a0: il n’y a ni note globale ni somme. Une donnée qui manque n’est ni un zéro ni une bonne nouvelle. "
    "Les seuils sont datés et référencés\u00a0; ceux dits de convention sont à débattre.",
    "Between the social floor and the ecological ceiling lies the safe and just space. A social shortfall digs towards "
    "the centre, an ecological overshoot pushes outwards, the farther the larger. Each dimension is read on its own: "
    "there is no overall mark and no sum. A missing figure is neither a zero nor good news. Thresholds are dated and "
    "referenced; those called conventions are open to debate.",
)
HOW_PAIR = Text(
    " Chaque part est coupée en deux, A d’abord, B ensuite\u00a0; le trait donne la valeur des deux ensemble, rapport des "
    "sommes et non moyenne.",
    " Each wedge is cut in two, A first, then B; the line gives the value of both together, a ratio of sums and not a "
    "mean.",
)


def facts_line(reading: Reading, lang: str) -> str:
    """Return what situates a territory, in one line."""
    place = reading.territory
    parts = [f"Code {place.code}"]
    if place.population is not None:
        people = Text("habitants", "inhabitants").to(lang)
        parts.append(f"{number(place.population, lang, 0)}{NBSP}{people}")
    if len(place.communes) > 1:
        parts.append(f"{number(len(place.communes), lang, 0)}{NBSP}communes")
    parts.append(f"COG {place.cog}")
    return " · ".join([*parts, *lens_facts(reading, lang)])


def lens_facts(reading: Reading | PairReading, lang: str) -> list[str]:
    """Return the threshold set and the theme."""
    out = [set_name(reading.threshold_set, lang)]
    if reading.theme:
        out.append(theme(reading.theme).title.to(lang))
    return out


def title(reading: Reading | PairReading, lang: str) -> str:
    """Return the title of a report."""
    if isinstance(reading, PairReading):
        return f"{reading.a.territory.name} {Text('et', 'and').to(lang)} {reading.b.territory.name}"
    return reading.territory.name


def sources_by_producer(sources: Sequence[SourceLine], lang: str) -> list[str]:
    """Return the sources grouped by producer, with their vintages."""
    grouped: dict[str, list[str]] = {}
    for source in sources:
        name = source.title.to(lang)
        dated = not source.vintage or source.vintage in name
        grouped.setdefault(ours(source.producer, lang), []).append(
            name if dated else f"{name} ({source.vintage})"
        )
    if not grouped:
        return [
            Text("Aucune source\u00a0: il n’y a aucun chiffre.", "No source: there is no figure.").to(lang)
        ]
    return [
        f"{producer}{words.colon(lang)}{words.semicolon(lang).join(dict.fromkeys(said))}"
        for producer, said in grouped.items()
    ]


def source_text(source: SourceLine, lang: str) -> str:
    """Return a source in full: producer, data set, vintage, licence, address."""
    name = source.title.to(lang)
    vintage = "" if source.vintage in name else source.vintage
    producer, licence = ours(source.producer, lang), ours(source.licence, lang)
    return ", ".join(x for x in (producer, name, vintage, licence, source.address) if x)


def plain_sentences(found: list[Sentence]) -> list[dict[str, str]]:
    """Return sentences as plain dictionaries."""
    return [asdict(s) for s in found]


def _verdict(item: IndicatorReading | None, side: str, lang: str) -> dict[str, Any]:
    known = item is not None and item.value.known
    crossed = item.crossed if item is not None and known else None
    return {"mark": MARKS[crossed], "text": words.verdict(item, side, lang), "crossed": crossed}


def gap_texts(reading: Reading, lang: str, who: bool = True) -> list[str]:
    """Return the gaps of a reading as lines of text."""
    out = []
    for gap in gap_lines(reading, lang):
        text = f"{gap.dimension}{words.colon(lang)}{gap.state}"
        out.append(cards.ended(f"{text}. {gap.holder}" if who and gap.holder else text))
    none = Text("Rien ne manque.", "Nothing is missing.").to(lang)
    return out or [none]


def reading_data(reading: Reading, lang: str, full: bool) -> dict[str, Any]:
    """Return what the note of one territory says, and the dossier with ``full``."""
    heads = (
        Text("Dimension", "Dimension"),
        Text("Indicateur", "Indicator"),
        Text("Valeur", "Value"),
        Text("Seuil", "Threshold"),
        Text("Verdict", "Verdict"),
        Text("Année", "Year"),
    )
    data: dict[str, Any] = {
        "facts": facts_line(reading, lang),
        "svg": drawing.doughnut_svg(reading, lang, mode="print"),
        "alt": drawing.description(reading, lang),
        "sentences": plain_sentences(key_sentences(reading, lang)),
        "heads": [h.to(lang) for h in heads],
        "widths": [3.2, 5.5, 3.2, 3.2, 3.8, 1.1],
        "groups": [
            {"name": name.to(lang), "rows": [{"cells": _cells(d, lang)} for d in reading.side(side)]}
            for side, name in SIDES
            if reading.side(side)
        ],
        "gaps": gap_texts(reading, lang),
        "how": HOW.to(lang),
    }
    if full:
        data["sections"] = [_section(d, reading, lang) for s, _ in SIDES for d in reading.side(s)]
        data["context"] = _context(reading, lang)
        near = [_peer(p.name, [r.to(lang) for r in p.reasons], lang) for p in reading.peers]
        lists = [
            (WORDS["gaps"], [coverage_text(reading, lang) + ".", *gap_texts(reading, lang)]),
            (Text("Territoires de structure proche", "Territories of like structure"), near),
        ]
        data["parts"] = closing(reading, lists, lang)
    return data


def _cells(dimension: DimensionReading, lang: str) -> list[Any]:
    item = dimension.headline
    verdict = _verdict(item, dimension.side, lang)
    label = dimension.label.to(lang)
    if item is None or dimension.not_localisable or not item.value.known:
        name = item.card.label.to(lang) if item is not None and not dimension.not_localisable else "–"
        return [label, name, words.state(dimension.state, lang), "–", verdict, "–"]
    value = words.figure(item.card, item.value.value, lang)
    if item.value.state == "estimated":
        value += f" ({words.state('estimated', lang)})"
    threshold = item.threshold
    held = "–"
    if threshold is not None:
        kind = words.KINDS[threshold.kind].to(lang)
        held = f"{words.figure(item.card, threshold.value, lang)} ({kind})"
    return [label, item.card.label.to(lang), value, held, verdict, words.year(item.value.vintage)]


def question(dimension_id: str, lang: str) -> str:
    """Return the question that a dimension asks; empty for the wedge of a theme."""
    known = dimensions().get(dimension_id)
    return known.question.to(lang) if known else ""


def _section(dimension: DimensionReading, reading: Reading, lang: str) -> dict[str, Any]:
    found = () if dimension.not_localisable else (dimension.headline, *dimension.others)
    notes = [dimension.note.to(lang)] if dimension.note else []
    if not any(found):
        notes.append(cards.capital(words.state(dimension.state, lang)) + ".")
    made = [asdict(cards.card(i, dimension.side, reading.sources, lang)) for i in found if i is not None]
    return {
        "title": dimension.label.to(lang),
        "question": question(dimension.id, lang),
        "notes": notes,
        "cards": [c for c in made if c["title"]],
    }


def _context(reading: Reading, lang: str) -> dict[str, Any]:
    heads = (
        Text("Indicateur", "Indicator"),
        Text("Valeur", "Value"),
        Text("Année", "Year"),
        Text("Médiane des autres", "Median of the others"),
        Text("Source", "Source"),
    )
    return {
        "title": Text("Contexte, hors du donut", "Context, outside the doughnut").to(lang),
        "heads": [h.to(lang) for h in heads],
        "rows": [_context_row(i, reading, lang) for i in reading.context if i.value.known],
    }


def _context_row(item: IndicatorReading, reading: Reading, lang: str) -> list[str]:
    median = next(
        (p.quantiles[3] for p in item.positions if p.among == "epci" and len(p.quantiles) == 7), None
    )
    return [
        item.card.label.to(lang),
        words.figure(item.card, item.value.value, lang),
        words.year(item.value.vintage),
        words.figure(item.card, median, lang),
        words.source_of(item, reading.sources, lang),
    ]


def closing(
    reading: Reading | PairReading, lists: list[tuple[Text, list[str]]], lang: str
) -> list[dict[str, Any]]:
    """Return the lists that close a dossier: its own, then the sources and the trace; empty ones left out."""
    build = Text(f"Entrepôt de données {reading.warehouse}.", f"Data warehouse {reading.warehouse}.").to(lang)
    every = [
        *lists,
        (WORDS["sources"], [source_text(s, lang) for s in reading.sources]),
        (Text("Trace", "Trace"), [*reading.trace, *([build] if reading.warehouse else [])]),
    ]
    return [{"title": name.to(lang), "items": items} for name, items in every if items]


def _peer(name: str, reasons: list[str], lang: str) -> str:
    return f"{name} ({words.semicolon(lang).join(reasons)})" if reasons else name

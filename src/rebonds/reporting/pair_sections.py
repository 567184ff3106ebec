"""The data of the PDF documents about two territories."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rebonds import drawing
from rebonds.drawing import words
from rebonds.drawing.describe import dependence_text
from rebonds.drawing.rows import PairRow
from rebonds.lenses.reading import IndicatorReading, PairDimension, PairReading
from rebonds.reporting import cards
from rebonds.reporting.pair_findings import pair_facts, pair_sentences
from rebonds.reporting.sections import (
    HOW,
    HOW_PAIR,
    MARKS,
    SIDES,
    WORDS,
    closing,
    gap_texts,
    lens_facts,
    plain_sentences,
    question,
)
from rebonds.text import Text


def pair_data(pair: PairReading, lang: str, full: bool) -> dict[str, Any]:
    """Return what the note of two territories says, and the dossier with ``full``."""
    heads = (
        Text("Dimension", "Dimension"),
        Text("Indicateur", "Indicator"),
        Text("A", "A"),
        Text("B", "B"),
        Text("Ensemble", "Together"),
        Text("Seuil", "Threshold"),
        Text("Lecture", "Reading"),
    )
    rows = drawing.pair_rows(pair, lang)
    sides = {row.dimension_id: row.side for row in rows}
    crossed = {d.id: d for d in pair.dimensions}
    data: dict[str, Any] = {
        "facts": " · ".join([*pair_facts(pair, lang), *lens_facts(pair, lang)]),
        "svg": drawing.pair_svg(pair, lang, mode="print"),
        "alt": drawing.pair_description(pair, lang),
        "sentences": plain_sentences(pair_sentences(pair, lang)),
        "heads": [h.to(lang) for h in heads],
        "widths": [2.8, 4.6, 2.4, 2.4, 2.2, 2.4, 3.0],
        "groups": [
            {
                "name": name.to(lang),
                "rows": [
                    {"cells": _pair_cells(crossed[row.dimension_id], row, lang)}
                    for row in rows
                    if sides[row.dimension_id] == side
                ],
            }
            for side, name in SIDES
            if side in sides.values()
        ],
        "gaps": pair_gaps(pair, lang),
        "how": HOW.to(lang) + HOW_PAIR.to(lang),
    }
    if full:
        data["sections"] = [
            _pair_section(d, pair, lang) for s, _ in SIDES for d in pair.dimensions if d.side == s
        ]
        a, b = pair.a.territory.name, pair.b.territory.name
        known = [dependence_text(d, a, b, lang) for d in pair.dependences]
        lists = [(Text("Dépendances", "Dependences"), known), (WORDS["gaps"], pair_gaps(pair, lang))]
        data["parts"] = closing(pair, lists, lang)
    return data


def _marked(item: IndicatorReading, lang: str) -> dict[str, Any]:
    if not item.value.known:
        return {"mark": "", "text": words.state(item.value.state, lang), "crossed": None}
    text = words.figure(item.card, item.value.value, lang)
    return {"mark": MARKS[item.crossed], "text": text, "crossed": item.crossed}


def _pair_cells(dimension: PairDimension, row: PairRow, lang: str) -> list[Any]:
    threshold = dimension.a.threshold
    held = "–" if threshold is None else words.figure(dimension.a.card, threshold.value, lang)
    return [
        row.dimension,
        row.indicator,
        _marked(dimension.a, lang),
        _marked(dimension.b, lang),
        row.joint,
        held,
        row.kind,
    ]


def pair_gaps(pair: PairReading, lang: str) -> list[str]:
    """Return what is missing on both sides, then on A's, then on B's."""
    a, b = gap_texts(pair.a, lang), gap_texts(pair.b, lang)
    both = [text for text in a if text in b]
    out = [f"{text}" for text in both]
    out += [f"A, {text}" for text in a if text not in both]
    return out + [f"B, {text}" for text in b if text not in both]


def _pair_section(dimension: PairDimension, pair: PairReading, lang: str) -> dict[str, Any]:
    row = next(r for r in drawing.pair_rows(pair, lang) if r.dimension_id == dimension.id)
    first = cards.card(dimension.a, dimension.side, pair.sources, lang)
    second = cards.card(dimension.b, dimension.side, pair.sources, lang)
    together = [
        (Text("Ensemble", "Together"), "" if dimension.joint is None else row.joint),
        (Text("Écart A − B", "Gap A − B"), "" if dimension.gap is None else row.difference),
        (
            Text("Manque que le total cache", "Shortfall that the total hides"),
            "" if dimension.compensation is None else row.compensation,
        ),
        (Text("Lecture", "Reading"), cards.capital(row.kind)),
    ]
    facts = [asdict(cards.Fact(n.to(lang), t)) for n, t in together if t]
    joint = {"title": first.title, "definition": first.definition, "facts": facts}
    sides = [
        {
            "title": f"{letter}{words.colon(lang)}{reading.territory.name}",
            "definition": "",
            "facts": asdict(card)["facts"],
        }
        for letter, reading, card in (("A", pair.a, first), ("B", pair.b, second))
    ]
    return {
        "title": dimension.label.to(lang),
        "question": question(dimension.id, lang),
        "notes": [dimension.note.to(lang)] if dimension.note else [],
        "cards": [joint, *sides],
    }

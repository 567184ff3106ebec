"""Indicators as records of plain numbers, for spreadsheets and statisticians."""

from __future__ import annotations

from collections.abc import Iterator

from rebonds.drawing import words
from rebonds.indicators.card import IndicatorCard
from rebonds.lenses.reading import DimensionReading, IndicatorReading, PairReading, Reading, SourceLine
from rebonds.text import Text

Cell = str | float | int | None

#: key -> (name, meaning), in the order of the columns; the data dictionary is made from it.
FIELDS: dict[str, tuple[Text, Text]] = {
    "territory": (
        Text("code", "code"),
        Text(
            "Code du territoire ; « A+B » pour les deux ensemble.",
            "Code of the territory; “A+B” for both together.",
        ),
    ),
    "name": (Text("territoire", "territory"), Text("Nom du territoire.", "Name of the territory.")),
    "dimension": (Text("dimension", "dimension"), Text("Part du donut.", "Wedge of the doughnut.")),
    "side": (
        Text("côté", "side"),
        Text(
            "social (plancher), ecological (plafond) ou context (hors du donut).",
            "social (floor), ecological (ceiling) or context (outside the doughnut).",
        ),
    ),
    "rank": (
        Text("rang", "rank"),
        Text(
            "1 pour l'indicateur que montre le donut, puis les autres de la dimension.",
            "1 for the indicator drawn, then the others of the dimension.",
        ),
    ),
    "indicator": (
        Text("indicateur", "indicator"),
        Text("Identifiant de l'indicateur.", "Identifier of the indicator."),
    ),
    "label": (Text("libellé", "label"), Text("Nom de l'indicateur.", "Name of the indicator.")),
    "state": (
        Text("état", "state"),
        Text(
            "measured, estimated, missing, secret ou not_localisable.",
            "measured, estimated, missing, secret or not_localisable.",
        ),
    ),
    "state_label": (
        Text("état en clair", "state in words"),
        Text("L'état, en clair.", "The state, in words."),
    ),
    "value": (
        Text("valeur", "value"),
        Text(
            "La valeur ; vide si elle manque, ce qui n'est pas zéro.",
            "The value; empty when missing, which is not zero.",
        ),
    ),
    "unit": (
        Text("unité", "unit"),
        Text(
            "Unité de la valeur, des bornes et du seuil.", "Unit of the value, its bounds and the threshold."
        ),
    ),
    "value_low": (
        Text("borne basse", "low"),
        Text("Valeur basse selon l'erreur déclarée.", "Low value given the stated error."),
    ),
    "value_high": (
        Text("borne haute", "high"),
        Text("Valeur haute selon l'erreur déclarée.", "High value given the stated error."),
    ),
    "numerator": (
        Text("numérateur", "numerator"),
        Text(
            "Somme au-dessus de la barre, si l'indicateur est un rapport.",
            "Sum above the line, when the indicator is a ratio.",
        ),
    ),
    "denominator": (
        Text("dénominateur", "denominator"),
        Text(
            "Somme sous la barre, si l'indicateur est un rapport.",
            "Sum below the line, when the indicator is a ratio.",
        ),
    ),
    "threshold": (Text("seuil", "threshold"), Text("Plancher ou plafond.", "Floor or ceiling.")),
    "threshold_kind": (
        Text("nature du seuil", "kind of threshold"),
        Text("scientific, legal, policy ou convention.", "scientific, legal, policy or convention."),
    ),
    "threshold_set": (
        Text("jeu de seuils", "threshold set"),
        Text("Jeu dont vient le seuil.", "Set that the threshold belongs to."),
    ),
    "threshold_date": (
        Text("date du seuil", "date of threshold"),
        Text("Date de la référence (AAAA-MM-JJ).", "Date of the reference (YYYY-MM-DD)."),
    ),
    "threshold_source": (
        Text("référence du seuil", "reference of threshold"),
        Text("Qui fixe le seuil.", "Who sets the threshold."),
    ),
    "score": (
        Text("score", "score"),
        Text(
            "Manque social, de 0 à 1, ou rapport au plafond (1 = plafond).",
            "Social shortfall, 0 to 1, or ratio to the ceiling (1 = ceiling).",
        ),
    ),
    "crossed": (
        Text("franchi", "crossed"),
        Text(
            "1 : seuil franchi ; 0 : respecté ; vide : sans verdict.",
            "1: threshold crossed; 0: respected; empty: no verdict.",
        ),
    ),
    "verdict": (Text("verdict", "verdict"), Text("Le verdict, en clair.", "The verdict, in words.")),
    "flips": (
        Text("verdict différent avec", "verdict differs under"),
        Text(
            "Jeux de seuils sous lesquels le verdict change.",
            "Threshold sets under which the verdict changes.",
        ),
    ),
    "p_crossed": (
        Text("probabilité", "probability"),
        Text(
            "Probabilité (0 à 1) que le seuil soit franchi, vu les erreurs.",
            "Probability (0 to 1) of crossing, given the errors.",
        ),
    ),
    "vintage": (
        Text("millésime", "vintage"),
        Text("Année que décrit le chiffre.", "Year that the figure describes."),
    ),
    "producers": (Text("producteurs", "producers"), Text("Qui publie la donnée.", "Who publishes the data.")),
    "source": (Text("sources", "sources"), Text("Identifiants des sources.", "Identifiers of the sources.")),
    "method": (
        Text("trace", "trace"),
        Text("Étapes de la source au chiffre.", "Steps from the source to the figure."),
    ),
}


def _record(
    place: tuple[str, str],
    dimension: str,
    side: str,
    rank: int | None,
    item: IndicatorReading,
    sources: tuple[SourceLine, ...],
    lang: str,
) -> dict[str, Cell]:
    card, value, threshold = item.card, item.value, item.threshold
    known = value.known
    producers = {line.id: line.producer for line in sources}
    return {
        "territory": place[0],
        "name": place[1],
        "dimension": dimension,
        "side": side,
        "rank": rank,
        "indicator": card.id,
        "label": card.label.to(lang),
        "state": value.state,
        "state_label": words.state(value.state, lang),
        "value": value.value if known else None,
        "unit": words.unit_of(card, lang),
        "value_low": value.low if known else None,
        "value_high": value.high if known else None,
        "numerator": value.numerator if known else None,
        "denominator": value.denominator if known else None,
        "threshold": threshold.value if threshold else None,
        "threshold_kind": threshold.kind if threshold else None,
        "threshold_set": threshold.set if threshold else None,
        "threshold_date": threshold.date.isoformat() if threshold else None,
        "threshold_source": threshold.source if threshold else None,
        "score": item.score,
        "crossed": None if item.crossed is None else int(item.crossed),
        "verdict": words.verdict(item, side, lang),
        "flips": ", ".join(item.flips) or None,
        "p_crossed": item.p_crossed,
        "vintage": value.vintage if known else None,
        "producers": ", ".join(dict.fromkeys(producers.get(s, s) for s in value.sources)) or None,
        "source": ", ".join(value.sources) or None,
        "method": words.semicolon(lang).join(value.method) or None,
    }


def _without(place: tuple[str, str], dimension: DimensionReading, lang: str) -> dict[str, Cell]:
    """Return the record of a dimension that no indicator describes: its line says so."""
    said: dict[str, Cell] = {
        "territory": place[0],
        "name": place[1],
        "dimension": dimension.label.to(lang),
        "side": dimension.side,
        "rank": 1,
        "state": dimension.state,
        "state_label": words.state(dimension.state, lang),
        "verdict": words.verdict(None, dimension.side, lang),
    }
    return {key: said.get(key) for key in FIELDS}


def records(reading: Reading | PairReading, lang: str) -> Iterator[dict[str, Cell]]:
    """Yield one record per indicator: the wedge's own first, then the others, then the context.

    For a pair: both sides of each dimension and, where there is one, the value of both together; then each
    side's other indicators.
    """
    if isinstance(reading, PairReading):
        yield from _pair_records(reading, lang)
        return
    place = (reading.territory.code, reading.territory.name)
    for dimension in reading.dimensions:
        heads = (dimension.headline,) if dimension.headline else ()
        if not heads:
            yield _without(place, dimension, lang)
        for rank, item in enumerate((*heads, *dimension.others), start=1):
            name = dimension.label.to(lang)
            yield _record(place, name, dimension.side, rank, item, reading.sources, lang)
    for item in reading.context:
        yield _record(place, "", "context", None, item, reading.sources, lang)


def _pair_records(pair: PairReading, lang: str) -> Iterator[dict[str, Cell]]:
    a, b = pair.a.territory, pair.b.territory
    both = (f"{a.code}+{b.code}", f"{a.name} + {b.name}")
    shown = set()
    for d in pair.dimensions:
        for place, item in (((a.code, a.name), d.a), ((b.code, b.name), d.b), (both, d.joint)):
            if item is not None:
                shown.add((place[0], item.card.id))
                yield _record(place, d.label.to(lang), d.side, 1, item, pair.sources, lang)
    for record in (*records(pair.a, lang), *records(pair.b, lang)):
        if (record["territory"], record["indicator"]) not in shown:
            rank = record["rank"]
            yield {**record, "rank": max(2, rank) if isinstance(rank, int) else rank}


def _cards(reading: Reading | PairReading) -> dict[str, IndicatorCard]:
    if isinstance(reading, PairReading):
        pairs = {d.a.card.id: d.a.card for d in reading.dimensions}
        return pairs | _cards(reading.a) | _cards(reading.b)
    found = [i for d in reading.dimensions for i in ((d.headline,) if d.headline else ()) + d.others]
    return {i.card.id: i.card for i in (*found, *reading.context)}


def definitions(reading: Reading | PairReading, lang: str) -> list[list[Cell]]:
    """Return the lines of the data dictionary about the indicators of a reading."""
    kind = Text("indicateur", "indicator").to(lang)
    return [
        [
            kind,
            card.id,
            card.label.to(lang),
            " ".join(t.to(lang) for t in (card.definition, card.proxy) if t),
            words.unit_of(card, lang),
            words.semicolon(lang).join(card.sources),
        ]
        for card in _cards(reading).values()
    ]

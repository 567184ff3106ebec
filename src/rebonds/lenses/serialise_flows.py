"""Answers of the flows engine as plain JSON, described by the JSON Schemas of ``lenses/schema``.

A record becomes an object with its own fields, in their order: what the schema says is what the record holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from rebonds.flows.results import SCHEMA_VERSION
from rebonds.lenses.plain import LICENCE, NOT_OPEN, rounded, source_json, territory_json
from rebonds.lenses.reading import SourceLine
from rebonds.territory.model import Territory
from rebonds.text import Text

#: Record, by module and class -> its name in JSON, which is also that of its schema. Named, not imported: telling of
#: a vote must not load the solver of a lottery.
RECORDS: dict[str, str] = {
    "rebonds.flows.results.FlowReading": "flows",
    "rebonds.flows.results.PairFlows": "pair_flows",
    "rebonds.flows.results.ShockReading": "shock",
    "rebonds.flows.results.Negotiation": "negotiation",
    "rebonds.flows.results.RoundTable": "roundtable",
    "rebonds.matching.results.SynergyReading": "synergies",
    "rebonds.lenses.compass_here.CompassRead": "models",
    "rebonds.lenses.compass_here.MixRead": "mix",
    "rebonds.deliberation.results.Result": "tally",
    "rebonds.deliberation.questionnaire_count.QuestionnaireCount": "questionnaire",
    "rebonds.lenses.parcels.ParcelReading": "parcels",
    "rebonds.lenses.survey_results.SurveyReading": "survey",
    "rebonds.deliberation.sortition.records.Sortition": "sortition",
    "rebonds.deliberation.sortition.rehearsal.Rehearsal": "rehearsal",
    "rebonds.lenses.lm3.Lm3Reading": "lm3",
    "rebonds.causal.results.CausalReading": "causal",
    "rebonds.causal.results.Comparison": "causal_comparison",
}
#: Made of open data; whatever else is what people declared, and is theirs.
_OPEN = {"flows", "pair_flows", "shock", "negotiation", "roundtable", "models", "mix"}
#: Fields that JSON leaves out: asked for on their own.
LEFT_OUT = {("Negotiation", "flows")}
#: Fields that are exact, and compared as such: no digit is dropped.
EXACT = {
    ("Sortition", "minimum"),
    ("Sortition", "maximum"),
    ("Member", "probability"),
    ("Chance", "probability"),
}


def record_of(made: type) -> str:
    """Return the name in JSON of a class of records.

    Raises
    ------
    KeyError
        If it is none of `RECORDS`.
    """
    return RECORDS[f"{made.__module__}.{made.__qualname__}"]


def to_json(found: object, lang: str = "fr", sources: Sequence[SourceLine] = ()) -> dict[str, Any]:
    """Return an answer of the flows engine as a dictionary ready for JSON.

    Parameters
    ----------
    found : object
        Of a class in `RECORDS`.
    lang : {"fr", "en"}
        Language of the texts.
    sources : sequence of SourceLine
        The sources in full, beside their identifiers.

    Returns
    -------
    dict
        Follows the schema of its record (`RECORDS`). An unknown figure is
        ``null``, with its ``state``.
    """
    record = record_of(type(found))
    content = plain(found, lang)
    ids = content.pop("sources", [one.id for one in sources])
    return {
        "schema": SCHEMA_VERSION,
        "record": record,
        **content,
        "source_ids": ids,
        "sources": [source_json(one, lang) for one in sources],
        "licence": LICENCE if record in _OPEN else NOT_OPEN,
    }


def plain(value: Any, lang: str) -> Any:
    """Return a value of a record as JSON: texts in the language, six significant digits."""
    if isinstance(value, Text):
        return value.to(lang)
    if isinstance(value, Territory):
        return territory_json(value)
    if is_dataclass(value):
        name = type(value).__name__
        return {
            one.name: getattr(value, one.name)
            if (name, one.name) in EXACT
            else plain(getattr(value, one.name), lang)
            for one in fields(value)
            if (name, one.name) not in LEFT_OUT
        }
    if isinstance(value, dict):
        return {key: plain(one, lang) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [plain(one, lang) for one in value]
    return rounded(value) if isinstance(value, float) else value

"""Answers of the flows engine as plain JSON, described by the JSON Schemas of ``lenses/schema``.

A record becomes an object with its own fields, in their order: what the schema says is what the record holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from rebonds.causal.results import CausalReading, Comparison
from rebonds.content.models import Compass, Mix
from rebonds.deliberation.results import Result
from rebonds.deliberation.sortition.records import Sortition
from rebonds.deliberation.sortition.rehearsal import Rehearsal
from rebonds.flows.results import (
    SCHEMA_VERSION,
    FlowReading,
    Negotiation,
    PairFlows,
    RoundTable,
    ShockReading,
)
from rebonds.lenses.lm3 import Lm3Reading
from rebonds.lenses.parcels import ParcelReading
from rebonds.lenses.plain import LICENCE, NOT_OPEN, rounded, source_json, territory_json
from rebonds.lenses.reading import SourceLine
from rebonds.lenses.survey_results import SurveyReading
from rebonds.matching.results import SynergyReading
from rebonds.territory.model import Territory
from rebonds.text import Text

#: Record -> its name in JSON, which is also that of its schema.
RECORDS: dict[type, str] = {
    FlowReading: "flows",
    PairFlows: "pair_flows",
    ShockReading: "shock",
    Negotiation: "negotiation",
    RoundTable: "roundtable",
    SynergyReading: "synergies",
    Compass: "models",
    Mix: "mix",
    Result: "tally",
    ParcelReading: "parcels",
    SurveyReading: "survey",
    Sortition: "sortition",
    Rehearsal: "rehearsal",
    Lm3Reading: "lm3",
    CausalReading: "causal",
    Comparison: "causal_comparison",
}
#: Made of open data; whatever else is what people declared, and is theirs.
_OPEN = (FlowReading, PairFlows, ShockReading, Negotiation, RoundTable, Compass, Mix)
#: Fields that JSON leaves out: asked for on their own.
LEFT_OUT = {("Negotiation", "flows")}
#: Fields that are exact, and compared as such: no digit is dropped.
EXACT = {
    ("Sortition", "minimum"),
    ("Sortition", "maximum"),
    ("Member", "probability"),
    ("Chance", "probability"),
}


def to_json(found: object, lang: str = "fr", sources: Sequence[SourceLine] = ()) -> dict[str, Any]:
    """Return an answer of the flows engine as a dictionary ready for JSON.

    Parameters
    ----------
    found : object
        One of the keys of `RECORDS`.
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
    content = plain(found, lang)
    ids = content.pop("sources", [])
    return {
        "schema": SCHEMA_VERSION,
        "record": RECORDS[type(found)],
        **content,
        "source_ids": ids,
        "sources": [source_json(one, lang) for one in sources],
        "licence": LICENCE if isinstance(found, _OPEN) else NOT_OPEN,
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

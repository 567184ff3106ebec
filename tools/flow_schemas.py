"""Maintainers: write the JSON Schemas of the flows engine from its records, so that neither can drift.

``python tools/flow_schemas.py`` writes them; a test holds the files against the records.
"""

from __future__ import annotations

import inspect
import json
import pydoc
import types
import typing
from dataclasses import fields
from pathlib import Path
from typing import Any

from rebonds.causal.results import BEHAVIOURS, QUADRANTS
from rebonds.causal.results import KINDS as CAUSAL_KINDS
from rebonds.deliberation.methods import METHODS
from rebonds.flows import results
from rebonds.flows.scenario import KINDS
from rebonds.lenses.serialise_flows import LEFT_OUT, RECORDS
from rebonds.matching.results import STATES
from rebonds.territory.model import Territory
from rebonds.text import Text

FOLDER = Path(__file__).parents[1] / "src/rebonds/lenses/schema"
TEXT, NUMBER = {"type": "string"}, {"type": "number"}
PLUS_MINUS = {"enum": [-1, 1]}
SIDE = {"enum": ["a", "b", "both"]}
#: Values that a field may take.
ENUMS: dict[tuple[str, str], Any] = {
    ("Estimate", "state"): {"enum": ["measured", "estimated", "secret", "missing"]},
    ("Measure", "state"): {"enum": ["measured", "estimated", "secret", "missing", "not_localisable"]},
    ("FlowSet", "state"): {"enum": ["measured", "estimated", "missing"]},
    ("FlowSet", "family"): {"enum": ["people", "trade", "contracts"]},
    ("PairFlow", "family"): {"enum": ["people", "trade", "contracts", "dimension"]},
    ("PairFlow", "reading"): {
        "enum": ["common_cause", "complementarity", "joint_effort", "vulnerability", "none", "unknown"]
    },
    ("Amount", "state"): {"enum": ["measured", "partial", "secret", "missing"]},
    ("Match", "state"): {"enum": list(STATES)},
    ("Result", "method"): {"enum": list(METHODS)},
    ("Opinion", "answer"): {"enum": ["groups", "gradation", "none", "unknown"]},
    ("Comparison", "kind"): {"enum": ["rule", "method"]},
    ("ParcelReading", "basis"): {"enum": ["card", "group", "chosen"]},
    ("Left", "side"): {"enum": ["offer", "need"]},
    ("Node", "kind"): {"enum": list(CAUSAL_KINDS)},
    ("Link", "sign"): PLUS_MINUS,
    ("Loop", "sign"): PLUS_MINUS,
    ("Effect", "sign"): {"enum": [-1, 0, 1]},
    ("Position", "quadrant"): {"enum": list(QUADRANTS)},
    ("Outcome", "behaviour"): {"enum": list(BEHAVIOURS)},
    ("ShockReading", "kind"): {"enum": list(KINDS)},
    ("NegotiationLine", "gives"): SIDE,
    ("NegotiationLine", "receives"): SIDE,
    ("NegotiationLine", "at_risk"): SIDE,
    ("NegotiationLine", "difficulty"): {"type": "integer", "minimum": 1, "maximum": 4},
}
TERRITORY = {
    "type": "object",
    "description": "A territory.",
    "required": ["code", "name", "cog", "level", "population"],
    "additionalProperties": False,
    "properties": {
        "code": TEXT,
        "name": TEXT,
        "cog": {"type": "integer", "description": "Vintage of the official geographic code."},
        "level": TEXT,
        "population": {"type": ["integer", "null"]},
    },
}
SOURCE = {
    "type": "object",
    "description": "A source in full.",
    "required": ["id", "title", "producer", "licence", "vintage", "address"],
    "additionalProperties": False,
    "properties": dict.fromkeys(["id", "title", "producer", "licence", "vintage", "address"], TEXT),
}


def schema_of(record: type, name: str) -> dict[str, Any]:
    """Return the schema of a record as JSON shows it."""
    defs: dict[str, Any] = {"Territory": TERRITORY, "Source": SOURCE}
    top = _object(record, defs)
    properties = {
        "schema": {"const": results.SCHEMA_VERSION},
        "record": {"const": name},
        **{key: value for key, value in top["properties"].items() if key != "sources"},
        "source_ids": {"type": "array", "items": TEXT},
        "sources": {"type": "array", "items": {"$ref": "#/$defs/Source"}},
        "licence": TEXT,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{name}.schema.json",
        "title": record.__name__,
        "description": top["description"],
        "type": "object",
        "required": list(properties),
        "additionalProperties": False,
        "properties": properties,
        "$defs": dict(sorted(defs.items())),
    }


def _object(record: type, defs: dict[str, Any]) -> dict[str, Any]:
    hints = typing.get_type_hints(record)
    kept = [one.name for one in fields(record) if (record.__name__, one.name) not in LEFT_OUT]
    return {
        "type": "object",
        "description": " ".join((inspect.getdoc(record) or "").split("\n\n")[0].split()),
        "required": kept,
        "additionalProperties": False,
        "properties": {key: ENUMS.get((record.__name__, key)) or _type(hints[key], defs) for key in kept},
    }


def _type(hint: Any, defs: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a type: what `serialise_flows.plain` makes of it."""
    simple = {str: TEXT, float: NUMBER, int: {"type": "integer"}, bool: {"type": "boolean"}, Text: TEXT}
    simple[Territory] = {"$ref": "#/$defs/Territory"}
    if hint in simple:
        return simple[hint]
    origin, inside = typing.get_origin(hint), typing.get_args(hint)
    if origin is types.UnionType:
        some = [one for one in inside if one is not type(None)]
        if len(some) > 1:  # plain values: a text or a figure
            return {"type": [_type(one, defs)["type"] for one in some] + ["null"] * (len(some) < len(inside))}
        known = _type(some[0], defs)
        if "type" in known and known["type"] != "object":
            return {**known, "type": [known["type"], "null"]}
        return {"anyOf": [known, {"type": "null"}]}
    if origin is dict:
        return {"type": "object", "additionalProperties": _type(inside[1], defs)}
    if origin is tuple and len(inside) > 1 and inside[-1] is not Ellipsis:
        return {"type": "array", "prefixItems": [_type(one, defs) for one in inside], "items": False}
    if origin is tuple:
        return {"type": "array", "items": _type(inside[0], defs)}
    name = hint.__name__
    if name not in defs:
        defs[name] = {}
        defs[name] = _object(hint, defs)
    return {"$ref": f"#/$defs/{name}"}


def texts() -> dict[str, str]:
    """Return the content of each file."""
    return {
        f"{name}.schema.json": json.dumps(schema_of(pydoc.locate(record), name), indent=2, ensure_ascii=False)
        + "\n"
        for record, name in RECORDS.items()
    }


if __name__ == "__main__":
    for file, content in texts().items():
        (FOLDER / file).write_text(content, encoding="utf-8")
        print(file)

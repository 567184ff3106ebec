"""The description of the API, OpenAPI 3.1; tests hold every answer against it."""

from __future__ import annotations

import copy
import functools
import json
from importlib import resources
from typing import Any

import rebonds
from rebonds.lenses.plain import LICENCE
from rebonds.lenses.registry import lenses
from rebonds.territory.model import LEVELS

Schema = dict[str, Any]


def obj(required: str, optional: str = "", **properties: Schema) -> Schema:
    """Return the schema of an object with nothing but these properties."""
    assert set(required.split()) | set(optional.split()) == set(properties)
    return {
        "type": "object",
        "required": required.split(),
        "additionalProperties": False,
        "properties": properties,
    }


def array(items: Schema) -> Schema:
    """Return the schema of a list."""
    return {"type": "array", "items": items}


def maybe(kind: str) -> Schema:
    """Return the schema of a value that may be null."""
    return {"type": [kind, "null"]}


def ref(name: str) -> Schema:
    """Return a reference to a schema of the document."""
    return {"$ref": f"#/components/schemas/{name}"}


TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
NUMBER: Schema = {"type": "number"}
FLAG: Schema = {"type": "boolean"}
STATE: Schema = {"enum": ["measured", "estimated", "missing", "secret", "not_localisable"]}


def listed(items: str, **more: Schema) -> Schema:
    """Return the schema of a counted list."""
    return obj("count results " + " ".join(more), count=WHOLE, results=array(ref(items)), **more)


def schemas() -> dict[str, Schema]:
    """Return the schemas of the answers; those of readings are the files shipped with the lenses."""
    threshold = obj(
        "set value kind source date low high note",
        set=TEXT,
        value=NUMBER,
        kind={"enum": ["scientific", "legal", "policy", "convention"]},
        source=TEXT,
        date={"type": "string", "format": "date"},
        low=maybe("number"),
        high=maybe("number"),
        note=maybe("string"),
    )
    indicator = obj(
        "id label definition unit direction side dimension scope themes numerator denominator scale "
        "additivity headcount proxy holder sources thresholds values",
        id=TEXT,
        label=TEXT,
        definition=TEXT,
        unit=TEXT,
        direction=TEXT,
        side={"enum": ["social", "ecological", "context"]},
        dimension=TEXT,
        scope=TEXT,
        themes=array(TEXT),
        numerator=TEXT,
        denominator=TEXT,
        scale=NUMBER,
        additivity=TEXT,
        headcount=FLAG,
        proxy=maybe("string"),
        holder=maybe("string"),
        sources=array(TEXT),
        thresholds=array(threshold),
        values=TEXT,
    )
    match = obj(
        "code name level detail reading",
        code=TEXT,
        name=TEXT,
        level={"enum": list(LEVELS)},
        detail=TEXT,
        reading=TEXT,
    )
    territory = obj(
        "code name level kind cog population communes reading page",
        code=TEXT,
        name=TEXT,
        level={"enum": list(LEVELS)},
        kind=TEXT,
        cog=WHOLE,
        population=maybe("integer"),
        communes=array(TEXT),
        reading=TEXT,
        page=TEXT,
    )
    value = obj(
        "code state value numerator denominator vintage sources",
        code=TEXT,
        state=STATE,
        value=maybe("number"),
        numerator=maybe("number"),
        denominator=maybe("number"),
        vintage=maybe("integer"),
        sources=array(TEXT),
    )
    source = obj(
        "id title producer licence vintage address",
        id=TEXT,
        title=TEXT,
        producer=TEXT,
        licence=TEXT,
        vintage=TEXT,
        address=TEXT,
    )
    problem = obj(
        "type title status detail instance",
        "hint candidates",
        type=TEXT,
        title=TEXT,
        status=WHOLE,
        detail=TEXT,
        instance=TEXT,
        hint=TEXT,
        candidates=array(TEXT),
    )
    return {
        "Match": match,
        "Matches": listed("Match", query=TEXT),
        "Territory": territory,
        "Indicator": indicator,
        "Indicators": listed("Indicator"),
        "Value": value,
        "Values": listed("Value", indicator=TEXT, level=TEXT),
        "Source": source,
        "Sources": listed("Source"),
        "Problem": problem,
        "Index": obj(
            "name documentation warehouse territories indicators sources compare licence",
            **dict.fromkeys(
                [
                    "name",
                    "documentation",
                    "warehouse",
                    "territories",
                    "indicators",
                    "sources",
                    "compare",
                    "licence",
                ],
                TEXT,
            ),
        ),
        "Scenario": obj(
            "name title kind summary result",
            **dict.fromkeys(["name", "title", "kind", "summary", "result"], TEXT),
        ),
        "Scenarios": listed("Scenario"),
        **{place: embedded(name) for name, place in EMBEDDED.items()},
    }


#: Schemas shipped with the lenses, and their names here.
EMBEDDED = {
    "reading": "Reading",
    "pair": "Pair",
    "flows": "Flows",
    "pair_flows": "PairFlows",
    "shock": "Shock",
    "negotiation": "Negotiation",
    "roundtable": "RoundTable",
}


def embedded(name: str) -> Schema:
    """Return a schema shipped with the lenses, its local references pointed at its place in the document."""
    path = resources.files("rebonds.lenses") / "schema" / f"{name}.schema.json"
    schema: Schema = json.loads(path.read_text(encoding="utf-8"))
    place = EMBEDDED[name]

    def moved(node: Any) -> Any:
        if isinstance(node, dict):
            return {
                key: _moved_ref(value, place) if key == "$ref" else moved(value)
                for key, value in node.items()
                if key not in ("$id", "$schema")
            }
        return [moved(item) for item in node] if isinstance(node, list) else node

    result: Schema = moved(schema)
    return result


def _moved_ref(target: str, place: str) -> str:
    if target.startswith("#"):
        return f"#/components/schemas/{place}{target[1:]}"
    file, _, inside = target.partition("#")
    return f"#/components/schemas/{EMBEDDED[file.removesuffix('.schema.json')]}{inside}"


def query(name: str, description: str, schema: Schema, required: bool = False) -> Schema:
    """Return a parameter of the query string."""
    return {"name": name, "in": "query", "required": required, "description": description, "schema": schema}


def in_path(name: str, description: str) -> Schema:
    """Return a parameter of the path."""
    return {"name": name, "in": "path", "required": True, "description": description, "schema": TEXT}


LANG = query("lang", "Language of the texts.", {"enum": ["fr", "en"], "default": "fr"})
SET = query("set", "Threshold set.", {"type": "string", "default": "reference"})
THEME = query("theme", "Thematic doughnut.", TEXT)
CODE = in_path(
    "code", "Code or name of a territory: commune, EPCI, département, region, FR, grouping (g:slug)."
)

PAIR = (
    query("a", "First territory, code or name.", TEXT, required=True),
    query("b", "Second territory, code or name.", TEXT, required=True),
)


def get(ident: str, summary: str, schema: str, *parameters: Schema, errors: str = "") -> Schema:
    """Return an operation."""
    answers: Schema = {
        "200": {"description": "Found.", "content": {"application/json": {"schema": ref(schema)}}},
        "304": {"description": "Unchanged since the ETag sent in If-None-Match."},
    }
    for status in errors.split():
        answers[status] = {"$ref": f"#/components/responses/Problem{status}"}
    return {
        "get": {
            "operationId": ident,
            "summary": summary,
            "parameters": list(parameters),
            "responses": answers,
        }
    }


def paths() -> Schema:
    """Return the operations, by address."""
    ident = in_path("id", "Identifier of an indicator.")
    return {
        "/": get("index", "What can be asked.", "Index"),
        "/territories": get(
            "searchTerritories",
            "Search territories by name, code or postcode.",
            "Matches",
            query("q", "What to look for; accents and typos are forgiven.", TEXT, required=True),
            query("limit", "Most results.", {"type": "integer", "minimum": 1, "maximum": 50, "default": 10}),
            query("level", "Only this level.", {"enum": list(LEVELS)}),
            LANG,
            errors="400",
        ),
        "/territories/{code}": get(
            "getTerritory", "A territory and its communes.", "Territory", CODE, LANG, errors="400 404 409"
        ),
        "/readings/{code}": get(
            "getReading",
            "The reading of a territory: its doughnut, or through another lens.",
            "Reading",
            CODE,
            query("lens", "Lens; the doughnut by default.", {"enum": list(lenses())}),
            SET,
            THEME,
            LANG,
            errors="400 404 409",
        ),
        "/compare": get(
            "compare",
            "Two territories side by side and as one.",
            "Pair",
            *PAIR,
            SET,
            THEME,
            LANG,
            errors="400 404 409",
        ),
        "/flows/{code}": get(
            "getFlows",
            "What a territory exchanges: people, trade, public contracts.",
            "Flows",
            CODE,
            LANG,
            errors="400 404 409",
        ),
        "/pair-flows": get(
            "getPairFlows",
            "What passes between two territories, and who depends on whom.",
            "PairFlows",
            *PAIR,
            LANG,
            errors="400 404 409",
        ),
        "/negotiation": get(
            "getNegotiation",
            "The negotiation table of two territories.",
            "Negotiation",
            *PAIR,
            LANG,
            errors="400 404 409",
        ),
        "/round-table": get(
            "getRoundTable",
            "The table of three territories or more: each pair, and the ceilings that all share.",
            "RoundTable",
            *PAIR,
            query("c", "Third territory, code or name.", TEXT, required=True),
            *(query(name, "Another territory, code or name.", TEXT) for name in "defgh"),
            LANG,
            errors="400 404 409",
        ),
        "/shocks": get("listShocks", "The shipped scenarios.", "Scenarios", LANG),
        "/shocks/{name}": get(
            "getShock",
            "What a shipped scenario does; never a forecast.",
            "Shock",
            in_path("name", "Name of a shipped scenario."),
            LANG,
            errors="400 404",
        ),
        "/indicators": get("listIndicators", "Every indicator's card.", "Indicators", LANG),
        "/indicators/{id}": get(
            "getIndicator", "One indicator's card.", "Indicator", ident, LANG, errors="404"
        ),
        "/indicators/{id}/values": get(
            "getIndicatorValues", "Latest value for every EPCI.", "Values", ident, LANG, errors="404"
        ),
        "/sources": get("listSources", "Every source in the warehouse.", "Sources", LANG),
    }


@functools.cache
def _document() -> Schema:
    problems = {
        f"Problem{status}": {
            "description": description,
            "content": {"application/problem+json": {"schema": ref("Problem")}},
        }
        for status, description in (
            ("400", "A parameter makes no sense."),
            ("404", "Nothing answers to this code or address."),
            ("409", "Several territories answer to this name: see candidates."),
        )
    }
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "Rebonds",
            "version": rebonds.__version__,
            "summary": "Readings of French territories from open data.",
            "description": "Read only, open to all, no key. A missing value is null with its state, never zero.",
            "license": {
                "name": LICENCE,
                "url": "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
            },
        },
        "servers": [{"url": "/api/v1"}],
        "paths": paths(),
        "components": {"schemas": schemas(), "responses": problems},
    }


def document() -> Schema:
    """Return the description of the API."""
    return copy.deepcopy(_document())

"""The contract of a source as others read it: Table Schema, and a description in plain words."""

from __future__ import annotations

from typing import Any

from rebonds.sources.card import SourceCard, VariableMap
from rebonds.text import LANGUAGES, Text, day

TABLE_SCHEMA_PROFILE = "https://specs.frictionlessdata.io/schemas/table-schema.json"

CODE_PATTERNS = {
    "commune": r"^(\d{2}|2[AB])\d{3}$",
    "iris": r"^(\d{2}|2[AB])\d{7}$",
    "epci": r"^\d{9}$",
    "ept": r"^\d{9}$",
    "departement": r"^(\d{2}|2[AB]|9[78]\d)$",
    "region": r"^\d{2}$",
    "france": r"^.*$",
}

_LEVELS = {
    "commune": Text("commune", "commune"),
    "iris": Text("IRIS (sommés par commune)", "IRIS (summed by commune)"),
    "epci": Text("EPCI", "EPCI"),
    "ept": Text("EPT", "EPT"),
    "departement": Text("département", "département"),
    "region": Text("région", "région"),
    "france": Text("France", "France"),
}
_KINDS = {
    "count": Text("s'additionne", "adds up"),
    "ratio": Text("rapport de sommes", "ratio of sums"),
    "level": Text("ne s'additionne pas", "never adds up"),
}


def columns_of(card: SourceCard, variable: VariableMap) -> tuple[str, ...]:
    """Return the columns that a variable is made from, in reading order, each once."""
    named = (variable.value, *variable.plus, variable.numerator, denominator_column(card, variable))
    return tuple(dict.fromkeys(column for column in named if column))


def denominator_column(card: SourceCard, variable: VariableMap) -> str:
    """Return the column of the denominator, which may be given as another variable of the card."""
    other = card.variable(variable.denominator) if variable.denominator else None
    return other.value if other is not None and other.name != variable.name else variable.denominator


def table_schema(card: SourceCard) -> dict[str, Any]:
    """Return the Table Schema of the file that ``card`` describes (frictionless, version 1).

    The fields are the columns that Rebonds reads; the file may hold others.
    """
    fields: dict[str, dict[str, Any]] = {}
    keys = card.keys
    if keys.code:
        fields[keys.code] = {
            "name": keys.code,
            "type": "string",
            "title": _LEVELS[keys.level].fr,
            "constraints": {"required": True, "pattern": CODE_PATTERNS[keys.level]},
        }
    if keys.vintage:
        fields[keys.vintage] = {"name": keys.vintage, "type": "year", "title": "Millésime"}
    filters = [*keys.where, *(pair for variable in card.variables for pair in variable.where)]
    for column, values in filters:
        field = fields.setdefault(column, {"name": column, "type": "string", "constraints": {"enum": []}})
        known = field.setdefault("constraints", {}).setdefault("enum", [])
        known.extend(value for value in values if value not in known)
    for variable in card.variables:
        if variable.by:
            fields.setdefault(
                variable.by, {"name": variable.by, "type": "string", "title": variable.label.fr}
            )
        for column in columns_of(card, variable):
            field = {"name": column, "type": "number"}
            if column in (variable.value, variable.numerator):
                field["title"] = variable.label.fr
            if variable.unit:
                field["description"] = variable.unit
            if card.format.decimal != ".":
                field["decimalChar"] = card.format.decimal
            fields.setdefault(column, field)
    schema: dict[str, Any] = {
        "$schema": TABLE_SCHEMA_PROFILE,
        "name": card.id.replace("_", "-"),
        "title": card.title.fr,
        "fields": list(fields.values()),
        "missingValues": [*card.format.missing, *card.format.secret],
    }
    if keys.code and card.reader == "table" and not any(variable.where for variable in card.variables):
        schema["primaryKey"] = [keys.code, keys.vintage] if keys.vintage else [keys.code]
    return schema


def describe(card: SourceCard, lang: str = "fr") -> str:
    """Return a description of the source in plain words, several lines long.

    Parameters
    ----------
    card : SourceCard
    lang : str
        ``fr`` or ``en``.
    """
    if lang not in LANGUAGES:
        lang = "fr"

    def say(fr: str, en: str) -> str:
        return en if lang == "en" else fr

    colon = say(" : ", ": ")
    lines = [
        card.title.to(lang),
        f"  {say('Identifiant', 'Identifier')}{colon}{card.id}",
        f"  {say('Producteur', 'Producer')}{colon}{card.producer}",
        f"  {say('Licence', 'Licence')}{colon}{card.licence_in}",
        f"  {say('Millésime', 'Vintage')}{colon}{card.vintage} (COG {card.cog})",
        f"  {say('Maille', 'Level')}{colon}{_LEVELS[card.keys.level].to(lang)}",
    ]
    if card.address:
        lines.append(f"  {say('Adresse', 'Address')}{colon}{card.address}")
    if card.next_release:
        lines.append(f"  {say('Prochaine parution', 'Next release')}{colon}{day(card.next_release, lang)}")
    if card.variables:
        lines.append(f"  {say('Variables', 'Variables')}{colon}")
    for variable in card.variables:
        unit = f", {variable.unit}" if variable.unit else ""
        lines.append(
            f"    - {variable.name}{colon}{variable.label.to(lang)} ({_KINDS[variable.kind].to(lang)}{unit})"
        )
    if card.notes:
        lines.append(f"  {say('À savoir', 'Good to know')}{colon}{card.notes.to(lang)}")
    return "\n".join(lines)

"""Indicator cards: strict TOML, several indicators per file (``[[indicator]]``)."""

from __future__ import annotations

import datetime as dt
import difflib
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from rebonds.errors import DataError
from rebonds.indicators.card import (
    ADDITIVITIES,
    DIRECTIONS,
    SIDES,
    THRESHOLD_KINDS,
    IndicatorCard,
    Threshold,
)
from rebonds.indicators.expressions import ExpressionError, parse
from rebonds.text import Text

FOLDER = Path(__file__).parent / "cards"
SCOPES = ("local", "global")
_REQUIRED = ("id", "label", "definition", "unit", "direction", "side", "numerator", "sources")
_CHOICES = {"direction": DIRECTIONS, "side": SIDES, "scope": SCOPES, "additivity": ADDITIVITIES}


class CardError(DataError):
    """An indicator card that cannot be used as it is written."""


def _text(value: Any) -> Text:
    if isinstance(value, Mapping) and set(value) - {"fr", "en"}:
        raise ValueError("fr, en")
    if not isinstance(value, str | Mapping):
        raise ValueError(str(value))
    return Text.of(value)


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(str(value))
    return float(value)


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(str(value))
    return value


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(str(value))
    return value


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(str(value))
    return value


def _strings(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError(str(value))
    return tuple(_string(v) for v in value)


def _date(value: Any) -> dt.date:
    if isinstance(value, dt.datetime) or not isinstance(value, dt.date):
        raise ValueError(str(value))
    return value


_CARD: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(
        ("id", "unit", "unit_en", "direction", "side", "dimension", "scope", "numerator"), _string
    ),
    **dict.fromkeys(("denominator", "additivity"), _string),
    **dict.fromkeys(("label", "definition", "proxy", "error_note", "holder"), _text),
    **dict.fromkeys(("sources", "themes"), _strings),
    **dict.fromkeys(("scale", "error"), _number),
    **dict.fromkeys(("priority", "decimals"), _whole),
    "headcount": _boolean,
}
_THRESHOLD: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("set", "kind", "source"), _string),
    **dict.fromkeys(("value", "worst", "baseline", "low", "high"), _number),
    **dict.fromkeys(("date", "valid_from", "valid_to"), _date),
    "note": _text,
}


def _fail(where: str, fr: str, en: str) -> CardError:
    return CardError(
        Text(f"Carte d'indicateur {where} : {fr}.", f"Indicator card {where}: {en}."),
        Text(
            "Corrigez la carte ; docs/add-an-indicator.md décrit chaque clé.",
            "Correct the card; docs/add-an-indicator.md describes every key.",
        ),
    )


def _read(table: Mapping[str, Any], keys: Mapping[str, Callable[[Any], Any]], where: str) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, value in table.items():
        if key not in keys:
            near = difflib.get_close_matches(key, list(keys), n=1)
            fr = f" (vouliez-vous dire « {near[0]} » ?)" if near else ""
            en = f" (did you mean “{near[0]}”?)" if near else ""
            raise _fail(where, f"clé inconnue « {key} »{fr}", f"unknown key “{key}”{en}")
        try:
            out[key] = keys[key](value)
        except ValueError as error:
            raise _fail(
                where,
                f"la valeur {value!r} ne convient pas à « {key} »",
                f"the value {value!r} does not suit “{key}”",
            ) from error
    return out


def _choice(where: str, key: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        listed = ", ".join(allowed)
        raise _fail(
            where, f"« {key} » vaut {value!r} ; admis : {listed}", f"“{key}” is {value!r}; allowed: {listed}"
        )


def read_threshold(table: Mapping[str, Any], where: str) -> Threshold:
    """Build a threshold from its table; its set is ``reference`` unless said otherwise."""
    values = _read(table, _THRESHOLD, where)
    for key in ("value", "kind", "source", "date"):
        if key not in values:
            raise _fail(where, f"un seuil sans « {key} »", f"a threshold without “{key}”")
    _choice(where, "kind", values["kind"], THRESHOLD_KINDS)
    threshold = Threshold(**{"set": "reference", **values})
    low = threshold.value if threshold.low is None else threshold.low
    high = threshold.value if threshold.high is None else threshold.high
    if not low <= threshold.value <= high:
        raise _fail(
            where, "un seuil hors de sa propre bande low-high", "a threshold outside its own low-high band"
        )
    return threshold


def read_card(table: Mapping[str, Any], where: str) -> IndicatorCard:
    """Build one card from its table.

    Raises
    ------
    CardError
        Unknown key, missing key, wrong type or an unreadable formula; names the file and the indicator.
    """
    where = f"{where}, {table.get('id', '?')}"
    thresholds = table.get("threshold", [])
    if not isinstance(thresholds, list):
        raise _fail(
            where,
            "écrire les seuils sous [[indicator.threshold]]",
            "write thresholds as [[indicator.threshold]]",
        )
    values = _read({k: v for k, v in table.items() if k != "threshold"}, _CARD, where)
    for key in _REQUIRED:
        if key not in values:
            raise _fail(where, f"il manque « {key} »", f"“{key}” is missing")
    values.setdefault("dimension", "")
    for key, allowed in _CHOICES.items():
        if key in values:
            _choice(where, key, values[key], allowed)
    for key in ("numerator", "denominator"):
        if values.get(key):
            try:
                parse(values[key])
            except ExpressionError as error:
                raise _fail(where, error.what.fr.rstrip("."), error.what.en.rstrip(".")) from error
    if values["side"] != "context" and not values["dimension"]:
        raise _fail(where, "il manque « dimension »", "“dimension” is missing")
    if values.get("additivity") == "sum" and values.get("denominator"):
        raise _fail(where, "une somme n'a pas de dénominateur", "a sum has no denominator")
    known = {f.name for f in fields(IndicatorCard)}
    return IndicatorCard(
        **{k: v for k, v in values.items() if k in known},
        thresholds=tuple(read_threshold(t, where) for t in thresholds),
    )


def read_file(path: Path) -> list[IndicatorCard]:
    """Read every indicator of a TOML file."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _fail(path.name, f"fichier illisible ({error})", f"unreadable file ({error})") from error
    _read({k: v for k, v in data.items() if k != "indicator"}, {}, path.name)
    return [read_card(table, path.name) for table in data.get("indicator", [])]


def read_folder(folder: Path) -> dict[str, IndicatorCard]:
    """Read every card of a folder, by identifier, in order of file and position."""
    cards: dict[str, IndicatorCard] = {}
    for path in sorted(folder.glob("*.toml")):
        for card in read_file(path):
            if card.id in cards:
                raise _fail(f"{path.name}, {card.id}", "identifiant déjà pris", "identifier already taken")
            cards[card.id] = card
    return cards


@lru_cache(maxsize=1)
def cards() -> dict[str, IndicatorCard]:
    """Return the shipped cards, by identifier."""
    return read_folder(FOLDER)


def get(indicator: str) -> IndicatorCard:
    """Return one shipped card.

    Raises
    ------
    CardError
        If no card has this identifier; near names are suggested.
    """
    found = cards().get(indicator)
    if found is not None:
        return found
    near = difflib.get_close_matches(indicator, list(cards()), n=3)
    raise CardError(
        Text(f"Indicateur inconnu : « {indicator} ».", f"Unknown indicator: “{indicator}”."),
        Text(f"Proches : {', '.join(near)}.", f"Near ones: {', '.join(near)}.") if near else None,
    )

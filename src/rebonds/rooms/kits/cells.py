"""Cells of the lines of a deck: texts on one line, values by their type, what stands for those that are wrong."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, get_args, get_origin

from rebonds.formulas import unharmed
from rebonds.rooms.kits.lines import NO, YES, Place, plain, word
from rebonds.text import Text

#: No database and no printed page takes these.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_TRUE, _FALSE = {"oui", "yes", "true", "vrai", "1", "x"}, {"non", "no", "false", "faux", "0", ""}


def cell(raw: str) -> str:
    """Return a cell as a text of one line, without control characters; no-break spaces stay."""
    text = unicodedata.normalize("NFC", unharmed(raw.strip()))
    return _CONTROLS.sub("", re.sub(r"[ \t\r\n]+", " ", text)).strip(" ")


def valued(given: str, hint: Any, inner: Any) -> Any:
    """Return the value of a cell; nothing where it is none."""
    if hint is bool:
        return plain(given) in _TRUE if plain(given) in _TRUE | _FALSE else None
    if hint is str:
        return given or None
    if hint is int:
        return int(given) if re.fullmatch(r"[0-9]{1,4}", given) else None
    found = [one.strip() for one in re.split(r"[,;]", given) if one.strip()]
    if not found or (inner is int and not all(re.fullmatch(r"[0-9]{1,4}", one) for one in found)):
        return None
    return [int(one) for one in found] if inner is int else found


def wanted(place: Place) -> Text:
    """Return what a value should be."""
    if place.hint is bool:
        return Text(f"Écrivez « {YES.fr} » ou « {NO.fr} ».", f"Write “{YES.en}” or “{NO.en}”.")
    name = word(place.name)
    if place.hint is int or int in get_args(place.hint):
        return Text(
            f"On attend un nombre ({name.fr}), ou plusieurs séparés par des virgules.",
            f"A number is expected ({name.en}), or several between commas.",
        )
    return Text(f"On attend : {name.fr}.", f"Expected: {name.en}.")


def placeholder(place: Place) -> Any:
    """Return what stands for a field that is missing or wrong, so that the others can still be checked."""
    text = {"fr": "…", "en": "…"}
    pair = place.pair
    if place.many:
        return [{p.key: text if p.hint is Text else 1 for p in pair.places}] if pair else [text]
    if get_origin(place.hint) is dict:
        return {"x": text}
    return {str: "x", int: 1, bool: False, Text: text}.get(
        place.hint, [1] if int in get_args(place.hint) else ["x"]
    )

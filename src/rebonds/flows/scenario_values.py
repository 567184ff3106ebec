"""Reading the values of a scenario: each is checked where it stands, and refused with the words to mend it."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from typing import Any

from rebonds.errors import DataError
from rebonds.text import Text


def known(name: str, given: Any, keys: tuple[str, ...]) -> None:
    """Refuse what is not a table, and keys that do not exist.

    Raises
    ------
    DataError
        The nearest key is suggested.
    """
    if not isinstance(given, Mapping):
        raise wrong(name, f"une table était attendue, pas {given!r}", f"a table was expected, not {given!r}")
    for key in given:
        if key not in keys:
            raise wrong(name, f"clé inconnue « {key} »", f"unknown key “{key}”", keys, str(key))


def text(name: str, given: Mapping[str, Any], key: str) -> Text:
    """Return a text given as a word or as ``{ fr = "…", en = "…" }``; empty when left out."""
    return one_text(name, key, given.get(key, ""))


def one_text(name: str, key: str, value: Any) -> Text:
    """Return a text, or say that it is not one."""
    of_words = isinstance(value, Mapping) and all(isinstance(word, str) for word in value.values())
    if isinstance(value, str | Text) or (of_words and "fr" in value):
        return Text.of(value)
    raise wrong(
        name,
        f'« {key} » est un texte, ou {{ fr = "…", en = "…" }}',
        f'“{key}” is a text, or {{ fr = "…", en = "…" }}',
    )


def words(name: str, given: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """Return a list of words, given as a list or as one word."""
    found = given.get(key, [])
    found = [found] if isinstance(found, str) else found
    if not isinstance(found, list | tuple) or not all(
        isinstance(word, str) and word.strip() for word in found
    ):
        raise wrong(name, f"« {key} » est une liste de mots", f"“{key}” is a list of words")
    return tuple(word.strip() for word in found)


def number(name: str, given: Mapping[str, Any], key: str) -> float | None:
    """Return a number, or None when left out."""
    value = given.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:  # noqa: PLR0124 - NaN
        raise wrong(name, f"« {key} » n'est pas un nombre : {value!r}", f"“{key}” is not a number: {value!r}")
    return float(value)


def whole(name: str, given: Mapping[str, Any], key: str, default: int, least: int, most: int) -> int:
    """Return a whole number within bounds."""
    value = given.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise wrong(
            name,
            f"« {key} » vaut {value!r} ; un nombre entier entre {least} et {most}",
            f"“{key}” is {value!r}; a whole number between {least} and {most}",
        )
    return value


def yes(name: str, given: Mapping[str, Any], key: str) -> bool:
    """Return a yes or no; no when left out."""
    value = given.get(key, False)
    if not isinstance(value, bool):
        raise wrong(name, f"« {key} » vaut true ou false", f"“{key}” is true or false")
    return value


def wrong(name: str, fr: str, en: str, keys: tuple[str, ...] = (), given: str = "") -> DataError:
    """Return the error of a scenario, with the nearest of the words that exist."""
    near = difflib.get_close_matches(given, keys, n=1) if keys else []
    listed = ", ".join(keys)
    hint = None
    if near:
        hint = Text(f"Vouliez-vous dire « {near[0]} » ?", f"Did you mean “{near[0]}”?")
    elif keys:
        hint = Text(f"Possibles : {listed}.", f"Possible: {listed}.")
    return DataError(Text(f"Scénario {name} : {fr}.", f"Scenario {name}: {en}."), hint)


def toml(value: Any) -> str:
    """Write a value as TOML does."""
    if isinstance(value, Text):
        return f"{{ fr = {toml(value.fr)}, en = {toml(value.en)} }}"
    if isinstance(value, tuple):
        return f"[{', '.join(toml(one) for one in value)}]"
    if isinstance(value, str):
        # What JSON escapes, TOML escapes alike, but for the delete character.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return str(value).lower() if isinstance(value, bool) else repr(value)

"""Dated parameters of the room, from ``parameters.toml``."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources
from typing import Any

from rebonds.text import Text, typeset


@functools.cache
def parameters() -> dict[str, Any]:
    """Return every parameter by section."""
    return tomllib.loads((resources.files(__package__) / "parameters.toml").read_text(encoding="utf-8"))


def parameter(section: str, name: str) -> Any:
    """Return one parameter."""
    return parameters()[section][name]


def grades(name: str) -> list[dict[str, str]]:
    """Return a scale of words, the worst first, as ballots hold it."""
    return [{"fr": typeset(one["fr"]), "en": one["en"]} for one in parameters()["grades"][name]]


def words(name: str) -> dict[str, Text]:
    """Return a table of texts."""
    return {key: Text(typeset(one["fr"]), one["en"]) for key, one in parameters()["words"][name].items()}


@functools.cache
def declared() -> dict[str, Any]:
    """Return what ``decks.toml`` says of the decks that a workspace may bring."""
    return tomllib.loads((resources.files(__package__) / "decks.toml").read_text(encoding="utf-8"))


@functools.cache
def deck_words() -> dict[str, Text]:
    """Return how cards and fields are called on the lines of a deck."""
    return {key: Text(typeset(one["fr"]), one["en"]) for key, one in declared()["words"].items()}

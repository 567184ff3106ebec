"""Dated parameters of the room, from ``parameters.toml``, and the ways of answering, from ``ways.toml``."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Any

from rebonds.text import Text, typeset


@functools.cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((resources.files(__package__) / name).read_text(encoding="utf-8"))


def parameter(section: str, name: str) -> Any:
    """Return one parameter."""
    return _read("parameters.toml")[section][name]


@dataclass(frozen=True)
class Way:
    """How a method asks.

    Parameters
    ----------
    method : str
        Name of a method of `rebonds.deliberation.methods`, or ``questionnaire``.
    widget : str
        Form shown: ``grades``, ``check``, ``dots``, ``duels``, ``slider``, ``argued``, ``stances``, ``choices``.
    needs : tuple of str
        Settings that the author of the ballot gives; ``proposals``: participants may add to it.
    label, about, how : Text
        Its name; what it does; what to do with it.
    """

    method: str
    widget: str
    needs: tuple[str, ...]
    label: Text
    about: Text
    how: Text


def _text(raw: dict[str, str]) -> Text:
    return Text(typeset(raw["fr"]), raw["en"])


@functools.cache
def ways() -> dict[str, Way]:
    """Return every way of answering, by method."""
    return {
        name: Way(
            name,
            raw["widget"],
            tuple(raw["needs"]),
            _text(raw["label"]),
            _text(raw["about"]),
            _text(raw["how"]),
        )
        for name, raw in _read("ways.toml").items()
    }


def way(method: str) -> Way:
    """Return the way of answering of a method."""
    return ways()[method]

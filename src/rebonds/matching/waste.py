"""Codes of the European List of Waste, with what they stand for."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib import resources

from rebonds.matching.declared import resource_of
from rebonds.text import Text


@lru_cache(maxsize=1)
def names() -> dict[str, Text]:
    """Return the names of the codes that profiles and substitutes use."""
    given = tomllib.loads((resources.files(__package__) / "waste.toml").read_text(encoding="utf-8"))
    return {resource_of(code): Text.of(name) for code, name in given["names"].items()}


def named(resource: str) -> Text:
    """Return a resource as people read it: a code with its name where we have one, any other as it is."""
    name = names().get(resource)
    return Text(f"{name.fr} ({resource})", f"{name.en} ({resource})") if name else Text(resource, resource)

"""Tables of the reports of flows, their columns read from ``tables.toml``."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from rebonds.lenses.tables import declared_columns, declared_table
from rebonds.territory.model import Territory
from rebonds.text import NBSP, Text, number

_FILE = Path(__file__).with_name("tables.toml")
columns = partial(declared_columns, _FILE)
table = partial(declared_table, _FILE)


def place_facts(place: Territory) -> Text:
    """Return what situates a territory."""
    if place.population is None:
        return Text(f"Code {place.code} · COG {place.cog}", f"Code {place.code} · COG {place.cog}")
    fr, en = (number(place.population, lang, 0) for lang in ("fr", "en"))
    return Text(
        f"Code {place.code} · {fr}{NBSP}habitants · COG {place.cog}",
        f"Code {place.code} · {en}{NBSP}inhabitants · COG {place.cog}",
    )

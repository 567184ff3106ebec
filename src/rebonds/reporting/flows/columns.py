"""Tables of the reports of flows, their columns read from ``tables.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from rebonds.reporting.report import NONE, Cell, Column, Table
from rebonds.territory.model import Territory
from rebonds.text import NBSP, Text, number, typeset


@lru_cache(maxsize=1)
def _tables() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("tables.toml").read_text(encoding="utf-8"))


def _text(given: dict[str, str], names: dict[str, str]) -> Text:
    fr, en = (given[lang] for lang in ("fr", "en"))
    for mark, name in names.items():
        fr, en = fr.replace(f"{{{mark}}}", name), en.replace(f"{{{mark}}}", name)
    return Text(typeset(fr), en)


def columns(table: str, unit: Text = NONE, **names: str) -> tuple[Column, ...]:
    """Return the columns of a table.

    Parameters
    ----------
    table : str
        Its name in ``tables.toml``.
    unit : Text
        Of the columns whose unit is that of the table.
    **names : str
        What stands for ``{a}`` and ``{b}``.
    """
    out = []
    for one in _tables()[table]["columns"]:
        given = one.get("unit")
        out.append(
            Column(
                key=one["key"],
                label=_text(one, {}),
                kind=one.get("kind", "text"),
                unit=unit if given == "table" else _text(given, {}) if given else NONE,
                meaning=_text(one["meaning"], names),
                weight=one.get("weight", 1.0),
                brief=one.get("brief", True),
            )
        )
    return tuple(out)


def table(
    kind: str,
    rows: Iterable[Sequence[Cell]],
    *,
    ident: str = "",
    title: Text | None = None,
    unit: Text = NONE,
    first: int = 0,
    more: Sequence[Column] = (),
    **names: str,
) -> Table:
    """Return a table of a kind described by ``tables.toml``; ``more`` are columns after its own."""
    about = _tables()[kind]
    return Table(
        id=ident or kind,
        title=title or _text(about["title"], {}),
        columns=(*columns(kind, unit, **names), *more),
        rows=tuple(tuple(row) for row in rows),
        note=_text(about["note"], {}) if "note" in about else NONE,
        first=first,
        layout=about.get("layout", "table"),
        every=about.get("every", 1),
    )


def place_facts(place: Territory) -> Text:
    """Return what situates a territory."""
    if place.population is None:
        return Text(f"Code {place.code} · COG {place.cog}", f"Code {place.code} · COG {place.cog}")
    fr, en = (number(place.population, lang, 0) for lang in ("fr", "en"))
    return Text(
        f"Code {place.code} · {fr}{NBSP}habitants · COG {place.cog}",
        f"Code {place.code} · {en}{NBSP}inhabitants · COG {place.cog}",
    )

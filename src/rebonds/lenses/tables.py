"""Sentences and tables: what an answer says beside its figures, whatever shows it.

Cells keep their figures: each format writes them its own way.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from rebonds.flows.results import Estimate
from rebonds.text import Text, typeset

Cell = str | int | float | Text | Estimate | None

#: Kinds of column: how a figure is written. A share is kept in [0, 1] and shown in percent.
#: A ``fine`` share has two decimals.
KINDS = ("text", "amount", "share", "fine", "index")
NONE = Text("", "")


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    key : str
        Stable name, for machines.
    label : Text
    kind : str
        One of `KINDS`.
    unit : Text
        Of the figures; written in the head of the column.
    meaning : Text
        For the data dictionary.
    weight : float
        Share of the width where the table is set on paper.
    brief : bool
        Kept by narrow formats (terminal, paper); the others leave the rest to spreadsheets and pages.
    """

    key: str
    label: Text
    kind: str = "text"
    unit: Text = NONE
    meaning: Text = NONE
    weight: float = 1.0
    brief: bool = True

    def head(self, lang: str) -> str:
        """Return the head of the column, with its unit."""
        unit = self.unit.to(lang)
        return f"{self.label.to(lang)} ({unit})" if unit else self.label.to(lang)


@dataclass(frozen=True)
class Table:
    """A table; reading formats show its ``first`` rows (all when 0), one in ``every``; spreadsheets all of them.

    ``layout`` is ``table``, or ``records`` where cells are long texts: each row is then set as a card, its
    second cell for title.
    """

    id: str
    title: Text
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: Text = NONE
    first: int = 0
    layout: str = "table"
    every: int = 1

    def without(self, *keys: str) -> Table:
        """Return the table without some of its columns."""
        kept = [rank for rank, column in enumerate(self.columns) if column.key not in keys]
        return replace(
            self,
            columns=tuple(self.columns[rank] for rank in kept),
            rows=tuple(tuple(row[rank] for rank in kept) for row in self.rows),
        )


@dataclass(frozen=True)
class Point:
    """A sentence to retain, after its lead."""

    lead: Text
    text: Text


@dataclass(frozen=True)
class Listing:
    """A titled list of texts."""

    title: Text
    items: tuple[Text, ...]


@lru_cache(maxsize=8)
def _tables(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _text(given: dict[str, str], names: dict[str, str]) -> Text:
    fr, en = (given[lang] for lang in ("fr", "en"))
    for mark, name in names.items():
        fr, en = fr.replace(f"{{{mark}}}", name), en.replace(f"{{{mark}}}", name)
    return Text(typeset(fr), en)


def declared_columns(file: Path, table: str, unit: Text = NONE, **names: str) -> tuple[Column, ...]:
    """Return the columns of a table.

    Parameters
    ----------
    file : Path
        Where tables are declared.
    table : str
        Its name in it.
    unit : Text
        Of the columns whose unit is that of the table.
    **names : str
        What stands for ``{a}`` and ``{b}``.
    """
    out = []
    for one in _tables(file)[table]["columns"]:
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


def declared_table(
    file: Path,
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
    """Return a table of a kind declared in a file; ``more`` are columns after its own."""
    about = _tables(file)[kind]
    return Table(
        id=ident or kind,
        title=title or _text(about["title"], {}),
        columns=(*declared_columns(file, kind, unit, **names), *more),
        rows=tuple(tuple(row) for row in rows),
        note=_text(about["note"], {}) if "note" in about else NONE,
        first=first,
        layout=about.get("layout", "table"),
        every=about.get("every", 1),
    )

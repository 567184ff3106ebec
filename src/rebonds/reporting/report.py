"""A report: what any answer of the product says, before it becomes a page, a PDF, a workbook or a text.

Sentences first, then drawings, tables, lists, sources and trace. Cells keep their figures: each format writes
them its own way (words and bands for reading, numbers in their own columns for computing).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from rebonds.flows.results import Estimate
from rebonds.lenses.reading import SourceLine
from rebonds.text import Text

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


@dataclass(frozen=True)
class Drawing:
    """A drawing, made when a format wants it.

    ``make(lang, mode)`` returns SVG; ``mode`` is ``page``, ``file`` or ``print``. ``page`` returns the markup
    of the workbench (its wide and narrow variants) where it is not the same.
    """

    id: str
    title: Text
    make: Callable[[str, str], str]
    page: Callable[[str], str] | None = None


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


@dataclass(frozen=True)
class Report:
    """Everything that an answer says."""

    name: str  # of the files that hold it
    title: Text
    facts: Text
    points: tuple[Point, ...]
    tables: tuple[Table, ...]
    drawings: tuple[Drawing, ...] = ()
    lists: tuple[Listing, ...] = ()
    sources: tuple[SourceLine, ...] = ()
    trace: tuple[Text, ...] = ()
    warning: Text = NONE  # what must be read before any figure
    warehouse: str = ""
    record: Any = field(default=None, repr=False)  # what it was made from, for JSON

"""A report: what any answer of the product says, before it becomes a page, a PDF, a workbook or a text.

Sentences first, then drawings, tables, lists, sources and trace. Cells keep their figures: each format writes
them its own way (words and bands for reading, numbers in their own columns for computing).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from rebonds.lenses.plain import LICENCE
from rebonds.lenses.reading import SourceLine
from rebonds.lenses.tables import KINDS, NONE, Cell, Column, Listing, Point, Table
from rebonds.text import Text

__all__ = ["KINDS", "NONE", "Cell", "Column", "Drawing", "Listing", "Point", "Report", "Table"]


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
    licence: str = LICENCE
    record: Any = field(default=None, repr=False)  # what it was made from, for JSON

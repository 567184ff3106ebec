"""The sources that a reading cites, as lines of the warehouse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from rebonds.lenses.reading import SourceLine
from rebonds.text import Text

if TYPE_CHECKING:
    from rebonds.warehouse import Warehouse


def line(row: Mapping[str, Any]) -> SourceLine:
    """Return a source of the warehouse as a line to cite."""
    return SourceLine(
        id=row["id"],
        title=Text(row["title_fr"], row["title_en"] or row["title_fr"]),
        producer=row["producer"] or "",
        licence=row["licence"] or "",
        vintage=str(row["vintage"] or ""),
        address=row["address"] or "",
    )


def cited(wh: Warehouse, ids: Iterable[str]) -> tuple[SourceLine, ...]:
    """Return the sources of these identifiers that the warehouse knows, by producer and title."""
    wanted = set(ids)
    rows = [row for row in wh.sources() if row["id"] in wanted]
    return tuple(line(row) for row in sorted(rows, key=lambda row: (row["producer"], row["title_fr"])))

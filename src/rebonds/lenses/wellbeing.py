"""Well-being: what can be read of it, and a library of other ways to count, each with its use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rebonds.lenses.chosen import changes, dimensions_of
from rebonds.lenses.content import declared_in
from rebonds.lenses.measures import Lens, lens_table
from rebonds.lenses.tables import Table
from rebonds.territory.model import Territory
from rebonds.text import Text

if TYPE_CHECKING:
    from rebonds.lenses.registry import Parts
    from rebonds.warehouse import Warehouse

#: What an alternative indicator is for.
USES: dict[str, Text] = {
    "decide": Text("décider", "decide"),
    "show": Text("rendre visible", "make visible"),
    "teach": Text("pédagogie", "teach"),
    "tell": Text("récit", "tell"),
    "move": Text("mettre en mouvement", "set in motion"),
}


def wellbeing(wh: Warehouse, place: Territory, lens: Lens) -> Parts:
    """Read well-being through the indicators at hand, beside the library of alternative ones."""
    dimensions = dimensions_of(wh, place, lens)
    return {"dimensions": dimensions, "tables": (*changes(dimensions), library())}


def library() -> Table:
    """Return the library of alternative indicators: definition, source, last date, declared use."""
    rows = []
    for one in declared_in("alternative_indicators.toml")["indicator"]:
        uses = [USES[use] for use in one["use"]]
        rows.append(
            (
                Text.of(one["label"]),
                Text.of(one["definition"]),
                Text.of(one["source"]),
                Text.of(one["date"] if isinstance(one["date"], dict) else str(one["date"])),
                Text(", ".join(u.fr for u in uses), ", ".join(u.en for u in uses)),
            )
        )
    return lens_table("library", rows)

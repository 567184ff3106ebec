"""Reading who stays and who left: the list of a panel with a column ``status``."""

from __future__ import annotations

from pathlib import Path

from rebonds.deliberation.sortition.pool import line_of, needed, rows_of, wrong
from rebonds.text import Text

_STAYS = {"", "in", "stays", "reste", "oui"}
_LEFT = {"out", "left", "parti", "partie", "refus", "refused", "non"}


def read(path: Path) -> tuple[frozenset[str], frozenset[str]]:
    """Return who stays and who left.

    Parameters
    ----------
    path : Path
        Columns ``id`` and ``status``: empty or ``in`` for a member who stays, ``out`` for one who left or anyone who
        refused before and must not be drawn again.

    Raises
    ------
    DataError
        A missing column, an unknown status, an identifier there twice.
    """
    head, rows = rows_of(path)
    ident, status = needed(path, head, "id", "identifiant"), needed(path, head, "status", "statut")
    found: dict[str, bool] = {}
    for line, row in rows:
        where, word = line_of(path, line), row[status].casefold()
        if word not in _STAYS | _LEFT:
            said = Text(f"« {row[status]} » : in ou out", f"“{row[status]}”: in or out")
            raise wrong(where, said)
        if row[ident] in found:
            raise wrong(where, Text(f"« {row[ident]} » y est déjà", f"“{row[ident]}” is there already"))
        found[row[ident]] = word in _STAYS
    return (
        frozenset(ident for ident, stays in found.items() if stays),
        frozenset(ident for ident, stays in found.items() if not stays),
    )

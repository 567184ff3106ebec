"""Reading the quotas: a table ``category,value,min,max``."""

from __future__ import annotations

from pathlib import Path

from rebonds.deliberation.sortition.pool import line_of, needed, rows_of, wrong
from rebonds.deliberation.sortition.records import Quota
from rebonds.errors import DataError
from rebonds.text import Text

_COLUMNS = (
    ("category", "categorie", "catégorie"),
    ("value", "valeur"),
    ("min", "minimum"),
    ("max", "maximum"),
)


def read(path: Path) -> tuple[Quota, ...]:
    """Read the quotas.

    Parameters
    ----------
    path : Path
        Columns ``category``, ``value``, ``min``, ``max`` (whole numbers of seats).

    Returns
    -------
    tuple of Quota
        In the order of the file.

    Raises
    ------
    DataError
        A missing column, a bound that is no whole number, a minimum above its maximum, a value there twice.
    """
    head, rows = rows_of(path)
    places = [needed(path, head, *names) for names in _COLUMNS]
    found: dict[tuple[str, str], Quota] = {}
    for line, row in rows:
        where = line_of(path, line)
        category, value, least, most = (row[at] for at in places)
        if not category or not value:
            raise wrong(
                where, Text("la catégorie ou la valeur manque", "the category or the value is missing")
            )
        bounds = []
        for name, written in (("min", least), ("max", most)):
            if not (written.isascii() and written.isdigit()):
                said = Text(
                    f"{name} : « {written} » n'est pas un nombre entier de places",
                    f"{name}: “{written}” is no whole number of seats",
                )
                raise wrong(where, said)
            bounds.append(int(written))
        if bounds[0] > bounds[1]:
            said = Text(
                f"le minimum ({bounds[0]}) dépasse le maximum ({bounds[1]})",
                f"the minimum ({bounds[0]}) is above the maximum ({bounds[1]})",
            )
            raise wrong(where, said)
        if (category, value) in found:
            said = Text(f"« {value} » ({category}) y est déjà", f"“{value}” ({category}) is there already")
            raise wrong(where, said)
        found[category, value] = Quota(category, value, bounds[0], bounds[1])
    if not found:
        raise DataError(Text(f"{path.name} n'a aucun quota.", f"{path.name} has no quota."))
    return tuple(found.values())

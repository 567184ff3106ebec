"""A variable of a card against the columns of a file: one piece per vintage that the file holds."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rebonds.sources.card import SourceCard, VariableMap
from rebonds.sources.opened import OpenedTable, tidy
from rebonds.sources.schema import denominator_column

_YEAR = re.compile(r"\{(year|yy)([+-]\d)?\}")
_YEARS = range(1970, 2070)  # a hundred years: two digits name one of them without doubt


@dataclass(frozen=True)
class Piece:
    """A variable with its columns settled.

    Attributes
    ----------
    variable : VariableMap
    vintage : int or None
        Year read from the names of the columns; ``None`` when the row or the card gives it.
    value, numerator, denominator, plus : str
        Published names of the columns, or empty.
    """

    variable: VariableMap
    vintage: int | None
    value: str
    numerator: str
    denominator: str
    plus: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns that hold numbers."""
        return tuple(name for name in (self.value, *self.plus, self.numerator, self.denominator) if name)


def _for_year(pattern: str, year: int) -> str:
    def digits(found: re.Match[str]) -> str:
        shifted = year + int(found[2] or 0)
        return str(shifted) if found[1] == "year" else f"{shifted % 100:02d}"

    return tidy(_YEAR.sub(digits, pattern))


def pieces_of(card: SourceCard, table: OpenedTable) -> tuple[list[Piece], list[str]]:
    """Return the pieces of every variable, and what was set aside.

    Raises
    ------
    DataError
        A column of the card is missing from the file.
    """
    pieces: list[Piece] = []
    notes: list[str] = []
    for variable in card.variables:
        plus = tuple(tidy(column) for column in variable.plus)
        patterns = (variable.value, variable.numerator, denominator_column(card, variable))
        if not any(_YEAR.search(pattern) for pattern in patterns):
            for column in filter(None, (*patterns, *plus)):
                table.column(column, card)
            value, top, bottom = (tidy(column) for column in patterns)
            pieces.append(Piece(variable, None, value, top, bottom, plus))
            continue
        found = 0
        for year in _YEARS:
            names = tuple(_for_year(pattern, year) for pattern in patterns)
            dated = [name for name, pattern in zip(names, patterns, strict=True) if _YEAR.search(pattern)]
            present = [name for name in dated if name in table.columns]
            if not present:
                continue
            if len(present) < len(dated):
                absent = ", ".join(name for name in dated if name not in present)
                notes.append(f"{variable.name} : millésime {year} laissé de côté, sans colonne {absent}")
                continue
            for name in filter(None, names):
                table.column(name, card)
            pieces.append(Piece(variable, year, names[0], names[1], names[2], plus))
            found += 1
        if not found:
            table.column(_for_year(next(p for p in patterns if _YEAR.search(p)), card.vintage), card)
    return pieces, notes

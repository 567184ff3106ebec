"""Numbers as French producers write them, turned into DOUBLE by DuckDB, with what each cell is."""

from __future__ import annotations

import math
from collections.abc import Iterable

from rebonds.sources.card import FormatSpec
from rebonds.sources.opened import sql_text

#: What a cell is. Ordered: summing cells keeps the highest mark.
NUMBER, MISSING, SECRET, BAD = 0, 1, 2, 3

#: Spaces found inside published numbers: plain, no-break, narrow no-break, thin, figure, tab.
SPACES = " \u00a0\u202f\u2009\u2007\t"


def trimmed(expression: str) -> str:
    """Return SQL for the text of a cell without spaces around; an empty cell is an empty text."""
    return f"coalesce(trim(CAST({expression} AS VARCHAR), {sql_text(SPACES)}), '')"


def among(expression: str, values: Iterable[str]) -> str:
    """Return SQL telling whether a text is one of ``values``."""
    return f"{expression} IN ({', '.join(sql_text(value) for value in values)})"


def number(expression: str, fmt: FormatSpec) -> str:
    """Return SQL for the number written in a cell, NULL where it is not one.

    Spaces inside are dropped, a true minus sign is read, the decimal mark is the declared one and no other.
    Cleaning costs more than the cast, so it is only tried on the cells that do not cast as they are.
    """

    def cast(text: str) -> str:
        pointed = f"replace({text}, ',', '.')" if fmt.decimal == "," else text
        return f"TRY_CAST({pointed} AS DOUBLE)"

    cleaned = f"replace(translate({expression}, {sql_text(SPACES)}, ''), '\u2212', '-')"
    other = "." if fmt.decimal == "," else ","
    refused = f"contains({expression}, '{other}') OR contains({expression}, '_')"
    return f"CASE WHEN {refused} THEN NULL ELSE coalesce({cast(expression)}, {cast(cleaned)}) END"


def mark(text: str, value: str, fmt: FormatSpec) -> str:
    """Return SQL for what a cell is, from its text and its number."""
    cases = [f"WHEN {text} IS NULL THEN {MISSING}"]
    late = []
    for marks, code in ((fmt.missing, MISSING), (fmt.secret, SECRET)):
        if not marks:
            continue
        figures = [figure for figure in map(_figure, marks) if figure is not None]
        cases.append(f"WHEN {among(text, marks)} THEN {code}")
        if figures:
            cases.append(f"WHEN {value} IN ({', '.join(map(repr, figures))}) THEN {code}")
        late.append(f"WHEN {among(trimmed(text), marks)} THEN {code}")
    cases += [f"WHEN isfinite({value}) THEN {NUMBER}", *late]
    return f"CAST(CASE {' '.join(cases)} ELSE {BAD} END AS UTINYINT)"


def _figure(written: str) -> float | None:
    """Return the number that a mark stands for (``-999``), if it is one."""
    try:
        figure = float(written.replace(",", "."))
    except ValueError:
        return None
    return figure if math.isfinite(figure) else None

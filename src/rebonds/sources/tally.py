"""Files with several rows per territory (one per facility, activity…): rows are summed or counted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rebonds.sources.card import SourceCard
from rebonds.sources.frame import Frame, build
from rebonds.sources.numbers import MISSING, NUMBER, SECRET
from rebonds.sources.opened import open_table, sql_text
from rebonds.sources.pieces import Piece
from rebonds.sources.report import ReadReport
from rebonds.sources.table import store

if TYPE_CHECKING:
    import duckdb


def read(con: duckdb.DuckDBPyConnection, card: SourceCard, path: Path, work: Path) -> ReadReport:
    """Add the sum of a column, or the number of rows, per territory, vintage and variable.

    A variable with ``by`` gives one variable ``name.value`` per value of that column. A sum in which a cell
    is withheld is withheld; missing cells are left out of it.
    """
    frame = build(con, card, open_table(con, card, path, work))
    return store(con, card, frame, [_select(frame, piece) for piece in frame.pieces], keep=True)


def _select(frame: Frame, piece: Piece) -> str:
    variable = piece.variable
    name = sql_text(variable.name)
    if variable.by:
        name = f"{sql_text(variable.name + '.')} || f{frame.filters[variable.by]}"
    code = "left(code, 5)" if frame.card.keys.level == "iris" else "code"
    if piece.value:
        ranks = [frame.cells[column] for column in (piece.value, *piece.plus)]
        numbers = [f"sum(v{rank}) FILTER (m{rank} = {NUMBER})" for rank in ranks]
        withheld = f"greatest({', '.join(f'max(m{rank})' for rank in ranks)}, 0) = {SECRET}"
        total = " + ".join(f"coalesce({number}, 0)" for number in numbers)
        unknown = f"coalesce({', '.join(numbers)}, NULL) IS NULL"
        value = f"CASE WHEN {withheld} OR {unknown} THEN NULL ELSE ({total}) / {variable.scale!r} END"
        mark = f"CASE WHEN {withheld} THEN {SECRET} WHEN {unknown} THEN {MISSING} ELSE {NUMBER} END"
    else:
        value, mark = "count(*)", str(NUMBER)
    return (
        f"SELECT {code} AS code, {frame.vintage(piece)} AS vintage, {name} AS variable, "
        f"CAST({value} AS DOUBLE) AS value, CAST(NULL AS DOUBLE) AS numerator, "
        f"CAST(NULL AS DOUBLE) AS denominator, CAST({mark} AS UTINYINT) AS mark "
        f"FROM raw WHERE {frame.condition(variable)} GROUP BY ALL"
    )

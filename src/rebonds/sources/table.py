"""The generic reader: a table with one row per territory (and per vintage), mapped by its card."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rebonds.sources.card import SourceCard, VariableMap
from rebonds.sources.codes import known_codes
from rebonds.sources.frame import Frame, build, refuse_duplicates
from rebonds.sources.numbers import MISSING, NUMBER, SECRET
from rebonds.sources.opened import open_table, sql_text
from rebonds.sources.pieces import Piece
from rebonds.sources.report import ReadReport

if TYPE_CHECKING:
    import duckdb


def read(con: duckdb.DuckDBPyConnection, card: SourceCard, path: Path, work: Path) -> ReadReport:
    """Add one observation per territory, vintage and variable (see `rebonds.sources.read_into`)."""
    frame = build(con, card, open_table(con, card, path, work))
    refuse_duplicates(con, frame)
    selects = [_select(frame, piece) for piece in frame.pieces]
    if card.keys.level == "iris":
        selects = [_summed(s, p.variable) for s, p in zip(selects, frame.pieces, strict=True)]
    return store(con, card, frame, selects)


def store(
    con: duckdb.DuckDBPyConnection, card: SourceCard, frame: Frame, selects: list[str], *, keep: bool = False
) -> ReadReport:
    """Insert ``selects``, one per piece, into ``observation``, then the zeros that the file leaves out.

    Each select gives ``code, vintage, variable, value, numerator, denominator, mark``; ``keep`` computes them
    once and for all, when they cost more than writing them down.
    """
    rows = " UNION ALL ".join(
        f"SELECT *, {sql_text(p.variable.state)} AS state, {p.variable.exact} AS exact FROM ({select})"
        for p, select in zip(frame.pieces, selects, strict=True)
    )
    con.execute(f"CREATE OR REPLACE TEMP {'TABLE' if keep else 'VIEW'} read_cells AS {rows}")
    level = sql_text("commune" if card.keys.level == "iris" else card.keys.level)
    ordered = con.execute("SELECT current_setting('preserve_insertion_order')").fetchall()[0][0]
    con.execute("SET preserve_insertion_order = false")  # rows of observation have no order: twice as fast
    try:
        added = con.execute(
            f"INSERT INTO observation SELECT {sql_text(card.id)}, {level}, code, variable, vintage, value, "
            f"numerator, denominator, CASE mark WHEN {SECRET} THEN 'secret' ELSE state END, exact "
            f"FROM read_cells WHERE mark <> {MISSING}"
        ).fetchall()[0][0]
    finally:
        con.execute(f"SET preserve_insertion_order = {ordered}")
    for variable in card.variables:
        if variable.absent == "zero":
            added += _add_zeros(con, card, variable, level)
    secret, missing = con.execute(
        f"SELECT count(*) FILTER (mark = {SECRET}), count(*) FILTER (mark = {MISSING}) FROM read_cells"
    ).fetchall()[0]
    territories = con.execute("SELECT count(DISTINCT code) FROM raw").fetchall()[0][0]
    con.execute(f"DROP {'TABLE' if keep else 'VIEW'} read_cells")
    con.execute("DROP TABLE raw")
    return ReadReport(added, territories, secret, missing, frame.notes)


def _select(frame: Frame, piece: Piece) -> str:
    variable = piece.variable
    head = f"code, {frame.vintage(piece)} AS vintage, {sql_text(variable.name)} AS variable"
    where = f"FROM raw WHERE {frame.condition(variable)}"

    def cell(column: str) -> tuple[str, str]:
        rank = frame.cells[column]
        return f"v{rank}", f"m{rank}"

    if variable.kind != "ratio":
        value, mark = cell(piece.value)
        scaled = value if variable.scale == 1 else f"{value} / {variable.scale!r}"
        known = f"CASE {mark} WHEN {NUMBER} THEN {scaled} END"
        return (
            f"SELECT {head}, {known} AS value, NULL AS numerator, NULL AS denominator, {mark} AS mark {where}"
        )
    bottom, bottom_mark = cell(piece.denominator)
    if piece.numerator:
        top, top_mark = cell(piece.numerator)
        marks = [top_mark, bottom_mark]
        rate = f"{variable.scale!r} * {top} / nullif({bottom}, 0)"
        rate_mark = f"CASE WHEN greatest({top_mark}, {bottom_mark}) = 0 AND {bottom} = 0 THEN {MISSING} " + (
            f"ELSE greatest({top_mark}, {bottom_mark}) END"
        )
        if piece.value:
            rate, rate_mark = cell(piece.value)
    else:
        rate, rate_mark = cell(piece.value)
        top = f"{rate} * {bottom} / {variable.scale!r}"
        marks = [rate_mark, bottom_mark]
    both = f"greatest({', '.join(marks)}) = {NUMBER}"
    return (
        f"SELECT {head}, CASE {rate_mark} WHEN {NUMBER} THEN {rate} END AS value, "
        f"CASE WHEN {both} THEN {top} END AS numerator, CASE WHEN {both} THEN {bottom} END AS denominator, "
        f"CAST({rate_mark} AS UTINYINT) AS mark {where}"
    )


def _summed(select: str, variable: VariableMap) -> str:
    """Sum IRIS to their commune; a commune with a withheld or missing IRIS is withheld or missing itself."""
    value, mark = "sum(value)", "max(mark)"
    if variable.kind == "ratio":
        rate = f"{variable.scale!r} * sum(numerator) / nullif(sum(denominator), 0)"
        # Published rates without their denominator cannot be pooled: only a commune of one IRIS has one.
        value = f"CASE WHEN count(denominator) = count(*) THEN {rate} ELSE max(value) END"
        pooled = "count(*) > 1 AND count(denominator) < count(*)"
        mark = f"CASE WHEN max(mark) = {NUMBER} AND {pooled} THEN {MISSING} ELSE max(mark) END"
    known = f"CASE max(mark) WHEN {NUMBER} THEN"
    return (
        f"SELECT left(code, 5) AS code, vintage, variable, {known} {value} END AS value, "
        f"{known} sum(numerator) END AS numerator, {known} sum(denominator) END AS denominator, "
        f"CAST({mark} AS UTINYINT) AS mark FROM ({select}) GROUP BY ALL"
    )


def _add_zeros(con: duckdb.DuckDBPyConnection, card: SourceCard, variable: VariableMap, level: str) -> int:
    """Count 0 for the codes that the producer, who lists only positives, does not list."""
    covered = [f"NOT starts_with(code, {sql_text(start)})" for start in card.keys.not_covered]
    all_covered = " AND ".join(covered) or "true"
    listed = "(SELECT code, vintage FROM read_cells WHERE variable = ?)"
    added = con.execute(
        f"INSERT INTO observation SELECT {sql_text(card.id)}, {level}, known.code, ?, dated.vintage, "
        f"0, NULL, NULL, {sql_text(variable.state)}, {variable.exact} "
        f"FROM (SELECT code FROM ({known_codes(card.keys.level)}) WHERE {all_covered}) AS known "
        f"CROSS JOIN (SELECT DISTINCT vintage FROM {listed}) AS dated "
        f"ANTI JOIN {listed} AS cell ON cell.code = known.code AND cell.vintage = dated.vintage",
        [variable.name, variable.name, variable.name],
    )
    return int(added.fetchall()[0][0])

"""The temporary table ``raw``: the rows of a file that count, with its cells read as numbers and checked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rebonds.sources import numbers
from rebonds.sources.card import SourceCard, VariableMap, Where
from rebonds.sources.codes import check_codes, drop_arrondissements
from rebonds.sources.opened import OpenedTable
from rebonds.sources.pieces import Piece, pieces_of
from rebonds.sources.words import data_error, listed

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Frame:
    """What `build` put in the temporary table ``raw``.

    Its columns are ``code`` and ``vintage``; for each column of the file that holds numbers, ``v0, v1…``
    (DOUBLE) and ``m0, m1…`` (what the cell is); for each one that filters, ``f0, f1…``. ``Frame.row`` gives the
    row in the file.

    Attributes
    ----------
    card : SourceCard
    table : OpenedTable
    row : str
        SQL for the rank, from 1, that a row of ``raw`` had in the file.
    pieces : list of Piece
    cells : dict
        Published name -> rank of its ``v`` and ``m``.
    filters : dict
        Published name -> rank of its ``f``.
    notes : list of str
        What was set aside.
    """

    card: SourceCard
    table: OpenedTable
    row: str
    pieces: list[Piece]
    cells: dict[str, int]
    filters: dict[str, int]
    notes: list[str]

    def condition(self, variable: VariableMap) -> str:
        """Return SQL for the rows of ``raw`` that a variable keeps."""
        parts = [numbers.among(f"f{self.filters[column]}", values) for column, values in variable.where]
        return " AND ".join(parts) or "true"

    def vintage(self, piece: Piece) -> str:
        """Return SQL for the vintage of a piece."""
        return "vintage" if piece.vintage is None else str(piece.vintage)


def build(
    con: duckdb.DuckDBPyConnection,
    card: SourceCard,
    table: OpenedTable,
    *,
    texts_of: tuple[str, ...] = (),
    territories: bool = True,
) -> Frame:
    """Read the columns that the card names into the temporary table ``raw`` and check them.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
    card : SourceCard
    table : OpenedTable
    texts_of : tuple of str
        More columns of text, kept among the filters.
    territories : bool
        False when the rows are about something else than territories (water services).

    Raises
    ------
    DataError
        A column missing; no row left; codes that are not of the level; text in a number.
    """
    pieces, notes = pieces_of(card, table)
    cells = {name: rank for rank, name in enumerate(dict.fromkeys(c for p in pieces for c in p.columns))}
    filters = {name: rank for rank, name in enumerate(_filter_columns(card, texts_of))}
    texts = [f"{_code(card, table)} AS code", f"{_text(card.keys.vintage, card, table)} AS year"]
    texts += [f"{_text(name, card, table)} AS f{rank}" for name, rank in filters.items()]
    parsed, marked = [], []
    for name, rank in cells.items():
        column = table.column(name, card)
        if name in table.numeric:
            texts.append(f"CAST({column} AS DOUBLE) AS v{rank}")
            parsed.append(f"v{rank}")
            marked.append(
                f"CAST(CASE WHEN v{rank} IS NULL OR NOT isfinite(v{rank}) THEN {numbers.MISSING} "
                f"ELSE {numbers.NUMBER} END AS UTINYINT) AS m{rank}"
            )
        else:
            texts.append(f"{column} AS t{rank}")
            parsed += [f"t{rank}", f"{numbers.number(f't{rank}', card.format)} AS v{rank}"]
            marked.append(f"{numbers.mark(f't{rank}', f'v{rank}', card.format)} AS m{rank}")
    kept = [numbers.among(f"f{filters[column]}", values) for column, values in card.keys.where]
    others = [f"f{rank}" for rank in filters.values()]
    values = [f"v{rank}" for rank in cells.values()]
    keys = ["code", "year", f"{_vintage(card)} AS vintage", *others]
    numbered = ""
    if kept:
        keys.insert(0, "rn")
        numbered = "row_number() OVER () AS rn, "
    inner = [key for key in keys if " AS " not in key]
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE raw AS SELECT {', '.join([*keys, *values, *marked])} "
        f"FROM (SELECT {', '.join([*inner, *parsed])} "
        f"FROM (SELECT {numbered}{', '.join(texts)} FROM {table.scan})) "
        f"WHERE {' AND '.join(kept) or 'true'}"
    )
    _refuse_nothing(con, card, table)
    frame = Frame(card, table, _row(con, card), pieces, cells, filters, notes)
    _refuse_wrong_year(con, frame)
    if territories:
        notes += check_codes(con, card, table.name, frame.row)
        notes += drop_arrondissements(con, card)
    _refuse_text(con, frame)
    return frame


def _filter_columns(card: SourceCard, more: tuple[str, ...]) -> list[str]:
    wheres: list[Where] = [card.keys.where, *(variable.where for variable in card.variables)]
    names = [column for where in wheres for column, _ in where]
    names += [variable.by for variable in card.variables if variable.by]
    return list(dict.fromkeys([*names, *more]))


def _text(name: str, card: SourceCard, table: OpenedTable) -> str:
    return numbers.trimmed(table.column(name, card)) if name else "''"


def _code(card: SourceCard, table: OpenedTable) -> str:
    written = _text(card.keys.code, card, table)
    text = f"CASE WHEN {written} SIMILAR TO '2[ab].*' THEN upper({written}) ELSE {written} END"
    pad = card.keys.pad
    if not pad:
        return text
    return (
        f"CASE WHEN length({written}) BETWEEN 1 AND {pad - 1} THEN lpad({text}, {pad}, '0') ELSE {text} END"
    )


def _refuse_nothing(con: duckdb.DuckDBPyConnection, card: SourceCard, table: OpenedTable) -> None:
    if con.execute("SELECT count(*) FROM raw").fetchall()[0][0]:
        return
    where = listed(f"{column} = {'/'.join(values)}" for column, values in card.keys.where)
    raise data_error(
        f"Le fichier {table.name} n'a aucune ligne à lire" + (f" où {where}." if where else "."),
        f"The file {table.name} has no row to read" + (f" where {where}." if where else "."),
        f"Voyez where sous [keys] dans la fiche {card.id}." if where else "",
        f"See where under [keys] in the card {card.id}." if where else "",
    )


def _row(con: duckdb.DuckDBPyConnection, card: SourceCard) -> str:
    """Return SQL for the row of the file, from 1.

    Numbering rows keeps DuckDB on one core, so it is only done where filters break the order of the table;
    elsewhere ``rowid`` follows it, from a first value that depends on the transaction.
    """
    if card.keys.where:
        return "rn"
    first = con.execute("SELECT min(rowid) FROM raw").fetchall()[0][0]
    return f"(rowid - {first} + 1)"


def _vintage(card: SourceCard) -> str:
    if not card.keys.vintage:
        return str(card.vintage)
    return r"TRY_CAST(regexp_extract(year, '^((19|20)\d\d)($|\D)', 1) AS INTEGER)"


def _refuse_wrong_year(con: duckdb.DuckDBPyConnection, frame: Frame) -> None:
    if not frame.card.keys.vintage:
        return
    bad = con.execute(
        f"SELECT {frame.row}, year FROM raw WHERE vintage IS NULL AND code <> '' ORDER BY 1 LIMIT 1"
    ).fetchall()
    if bad:
        line, year = frame.table.first_line + bad[0][0] - 1, bad[0][1]
        name, column = frame.table.name, frame.card.keys.vintage
        raise data_error(
            f"Fichier {name}, ligne {line}, colonne « {column} » : « {year} » n'est pas une année.",
            f"File {name}, line {line}, column '{column}': '{year}' is not a year.",
        )


def _refuse_text(con: duckdb.DuckDBPyConnection, frame: Frame) -> None:
    """Refuse the first cell that is neither a number nor a declared mark: line, column and value."""
    if not frame.cells:
        return
    counts = [f"count(*) FILTER (m{rank} = {numbers.BAD})" for rank in frame.cells.values()]
    found = con.execute(f"SELECT {', '.join(counts)} FROM raw").fetchall()[0]
    name = next((name for name, rank in frame.cells.items() if found[rank]), None)
    if name is None:
        return
    table, card = frame.table, frame.card
    bad = f"SELECT min({frame.row}) FROM raw WHERE m{frame.cells[name]} = {numbers.BAD}"
    column = table.column(name, card)
    rank, value = con.execute(
        f"SELECT rn, value FROM (SELECT row_number() OVER () AS rn, {numbers.trimmed(column)} AS value "
        f"FROM {table.scan}) WHERE rn = ({bad})"
    ).fetchall()[0]
    line = table.first_line + rank - 1
    others = f" ({found[frame.cells[name]]})" if found[frame.cells[name]] > 1 else ""
    decimal, shown = card.format.decimal, f'"{value}"'
    mark = "." if decimal == "," else ","
    point = re.fullmatch(r"[-\d\s]*[.,][\d\s]*", value) is not None and mark in value
    raise data_error(
        f"Fichier {table.name}, ligne {line}, colonne « {name} » : « {value} » n'est pas un nombre{others}.",
        f"File {table.name}, line {line}, column '{name}': '{value}' is not a number{others}.",
        f"La fiche {card.id} déclare la décimale {decimal!r} et ce nombre a un {mark!r}."
        if point
        else f"Corrigez le fichier, ou ajoutez {shown} à missing ou secret dans la fiche {card.id}.",
        f"The card {card.id} declares the decimal mark {decimal!r} and this number has a {mark!r}."
        if point
        else f"Correct the file, or add {shown} to missing or secret in the card {card.id}.",
    )


def refuse_duplicates(con: duckdb.DuckDBPyConnection, frame: Frame) -> None:
    """Refuse two rows about the same territory, vintage and variable.

    Raises
    ------
    DataError
        Names the code and its lines.
    """
    for condition in dict.fromkeys(frame.condition(piece.variable) for piece in frame.pieces):
        found = con.execute(
            f"SELECT code, vintage, list_sort(list({frame.row})) AS ranks, count(*) OVER () "
            f"FROM raw WHERE {condition} GROUP BY code, vintage HAVING count(*) > 1 ORDER BY ranks LIMIT 1"
        ).fetchall()
        if found:
            code, year, ranks, count = found[0]
            lines = listed((str(frame.table.first_line + rank - 1) for rank in ranks), 5)
            raise data_error(
                f"Fichier {frame.table.name} : {count} clé(s) en double ; "
                f"{code} ({year}) est aux lignes {lines}.",
                f"File {frame.table.name}: {count} duplicated key(s); {code} ({year}) is on lines {lines}.",
                f'Si ces lignes s\'additionnent, écrivez reader = "tally" dans la fiche {frame.card.id} ; '
                "si une seule compte, choisissez-la avec where sous [keys].",
                f'If these rows add up, write reader = "tally" in the card {frame.card.id}; '
                "if only one counts, choose it with where under [keys].",
            )

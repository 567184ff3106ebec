"""A table opened for DuckDB: the columns by their published names, wherever they come from."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rebonds.sources.card import SourceCard
from rebonds.sources.unpack import as_utf8, plain_file, truncated
from rebonds.sources.words import closest, data_error, listed

if TYPE_CHECKING:
    import duckdb

_NUMERIC = ("INT", "DOUBLE", "FLOAT", "DECIMAL", "REAL", "HUGEINT")
_LINE = 1 << 20  # longest line read; small buffers let DuckDB read a medium file on every core


def tidy(name: str) -> str:
    """Return a column name on one line, without spaces around nor doubled."""
    return " ".join(name.replace("\ufeff", "").split())


def sql_text(value: str) -> str:
    """Return ``value`` as a SQL text literal."""
    return "'" + value.replace("'", "''") + "'"


@dataclass(frozen=True)
class OpenedTable:
    """A file that DuckDB can scan.

    Attributes
    ----------
    name : str
        Name of the original file, for messages.
    scan : str
        SQL after ``FROM``.
    columns : dict
        Published name -> SQL expression.
    numeric : frozenset of str
        Columns that already hold numbers (Parquet).
    first_line : int
        Line of the first row of data in the original file.
    doubled : frozenset of str
        Names that several columns share.
    """

    name: str
    scan: str
    columns: dict[str, str]
    numeric: frozenset[str]
    first_line: int
    doubled: frozenset[str] = frozenset()

    def column(self, wanted: str, card: SourceCard) -> str:
        """Return the SQL expression of a column.

        Raises
        ------
        DataError
            No such column (the nearest is named), or several.
        """
        name = tidy(wanted)
        if name in self.doubled:
            raise data_error(
                f"Le fichier {self.name} a plusieurs colonnes « {name} ».",
                f"The file {self.name} has several columns '{name}'.",
            )
        if name in self.columns:
            return self.columns[name]
        near = closest(name, self.columns)
        raise data_error(
            f"Colonne « {name} » absente du fichier {self.name} (fiche {card.id}).",
            f"Column '{name}' is missing from the file {self.name} (card {card.id}).",
            f"La plus proche est « {near} »." if near else f"Colonnes du fichier : {listed(self.columns)}.",
            f"The nearest is '{near}'." if near else f"Columns of the file: {listed(self.columns)}.",
        )


def open_table(con: duckdb.DuckDBPyConnection, card: SourceCard, path: Path, work: Path) -> OpenedTable:
    """Open the table of a file as its card says.

    Raises
    ------
    DataError
        Damaged file, wrong encoding, wrong separator, no row of column names, unknown sheet.
    """
    plain = plain_file(card, path, work)
    if card.format.kind == "parquet":
        return _open_parquet(con, plain, path)
    if card.format.kind == "xlsx":
        from rebonds.sources.workbook import sheet_as_csv

        return _open_csv(card, sheet_as_csv(card, plain, work, path.name), path, sheet=True)
    if card.format.kind == "json":
        raise data_error(
            f"Le lecteur « {card.reader} » ne lit pas de JSON (fiche {card.id}).",
            f"The reader '{card.reader}' does not read JSON (card {card.id}).",
        )
    text = as_utf8(card, plain, work, path.name)
    return _open_csv(card, text, path)


def _open_parquet(con: duckdb.DuckDBPyConnection, plain: Path, path: Path) -> OpenedTable:
    import duckdb

    scan = f"read_parquet({sql_text(str(plain))})"
    try:
        described = con.execute(f"DESCRIBE SELECT * FROM {scan}").fetchall()
    except duckdb.Error as broken:
        raise truncated(path, str(broken).splitlines()[0]) from broken
    quoted = {str(row[0]): '"' + str(row[0]).replace('"', '""') + '"' for row in described}
    numeric = frozenset(str(row[0]) for row in described if any(kind in str(row[1]) for kind in _NUMERIC))
    return OpenedTable(path.name, scan, quoted, numeric, 1)


def _open_csv(card: SourceCard, text: Path, path: Path, *, sheet: bool = False) -> OpenedTable:
    above = card.format.skip_rows
    separator, skip = (";", 0) if sheet else (card.format.separator, above)
    with text.open(encoding="utf-8-sig", newline="") as stream:
        for _ in range(skip):
            stream.readline()
        records = csv.reader(stream, delimiter=separator)
        header = [tidy(cell) for cell in next(records, [])]
        lines = records.line_num
        first = next(records, None)
    if not any(header) or first is None:
        raise data_error(
            f"Le fichier {path.name} ne contient aucune ligne de données après {above} ligne(s) d'en-tête.",
            f"The file {path.name} holds no row of data after {above} line(s) of heading.",
            f"Vérifiez format.skip_rows dans la fiche {card.id}.",
            f"Check format.skip_rows in the card {card.id}.",
        )
    _check_separator(card, header, path.name, separator)
    columns: dict[str, str] = {}
    doubled = set()
    for rank, name in enumerate(header):
        if name in columns:
            doubled.add(name)
        columns.setdefault(name, f"c{rank}")
    spec = ", ".join(f"c{rank}: 'VARCHAR'" for rank in range(len(header)))
    scan = (
        f"read_csv({sql_text(str(text))}, columns = {{{spec}}}, auto_detect = false, "
        f"header = true, skip = {skip}, delim = {sql_text(separator)}, quote = '\"', escape = '\"', "
        f"nullstr = '', max_line_size = {_LINE}, buffer_size = {4 * _LINE})"
    )
    return OpenedTable(path.name, scan, columns, frozenset(), above + lines + 1, frozenset(doubled - {""}))


def _check_separator(card: SourceCard, header: list[str], name: str, separator: str) -> None:
    if len(header) > 1:
        return
    likely = next((mark for mark in (";", ",", "\t", "|") if mark != separator and mark in header[0]), None)
    if likely is None:
        return
    shown = "\\t" if likely == "\t" else likely
    raise data_error(
        f"Le fichier {name} n'a qu'une colonne avec le séparateur {separator!r} de la fiche {card.id}.",
        f"The file {name} has a single column with the separator {separator!r} of the card {card.id}.",
        f'Il semble séparé par « {shown} » : écrivez separator = "{shown}".',
        f"It seems to be separated by '{shown}': write separator = \"{shown}\".",
    )

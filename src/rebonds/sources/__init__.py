"""Sources: one card per open data set, and readers for the layouts that producers publish.

Nothing heavy is imported here: DuckDB is loaded by the reading itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rebonds.sources.card import FormatSpec, KeySpec, SourceCard, VariableMap
from rebonds.sources.library import cards, load_card
from rebonds.sources.report import ReadReport
from rebonds.sources.schema import describe

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

__all__ = [
    "FormatSpec",
    "KeySpec",
    "ReadReport",
    "SourceCard",
    "VariableMap",
    "cards",
    "create_tables",
    "describe",
    "load_card",
    "read_into",
    "reader_version",
]


def create_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Create the tables ``observation``, ``flow`` and ``contract`` where they do not exist yet."""
    from rebonds.sources.tables import create_tables as create

    create(con)


def read_into(con: duckdb.DuckDBPyConnection, card: SourceCard, path: str | Path) -> ReadReport:
    """Read the file at ``path`` as ``card`` says and add its rows to the tables of ``con``.

    All or nothing: when the file cannot be read as the card says, the tables are left as they were.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        Connection whose tables were made by `create_tables`.
    card : SourceCard
    path : str or Path

    Returns
    -------
    ReadReport

    Raises
    ------
    DataError
        The file is not as the card says; the message names the line, the column and the value.
    """
    from rebonds.sources.read import read_into as read

    return read(con, card, path)


def reader_version(card: SourceCard) -> str:
    """Return the version of the reader of ``card``: data must be read again when it changes."""
    from rebonds.sources.read import reader_version as version

    return version(card)

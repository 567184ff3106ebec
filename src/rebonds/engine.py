"""Opening DuckDB quickly."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb


def connect(
    path: Path | str = ":memory:", read_only: bool = False, config: dict[str, Any] | None = None
) -> duckdb.DuckDBPyConnection:
    """Open a DuckDB database.

    The package ``duckdb`` loads a large relational API in Python that we do not use: 0.2 s, ten times the
    engine itself. The engine is therefore asked for directly, and through the package where that fails.

    Parameters
    ----------
    path : Path or str
        File of the database, or ``:memory:``.
    read_only : bool
        Open without the right to write; several processes may then share the file.
    config : dict, optional
        Settings of DuckDB.
    """
    try:
        from _duckdb import connect as open_database  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        from duckdb import connect as open_database
    connection: duckdb.DuckDBPyConnection = open_database(str(path), read_only=read_only, config=config or {})
    return connection

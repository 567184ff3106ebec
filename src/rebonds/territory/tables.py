"""The embedded tables, read where they lie with DuckDB."""

from __future__ import annotations

import re
import threading
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rebonds.engine import connect

if TYPE_CHECKING:
    import duckdb

DATA = Path(__file__).parent / "data"
_opening = threading.Lock()
_NAMED = re.compile(r"\b(?:FROM|JOIN)\s+([a-z_0-9]+)", re.IGNORECASE)

#: Level -> table that lists its territories, and column of ``communes`` that names the parent.
TABLES = {
    "commune": "communes",
    "epci": "epci",
    "ept": "ept",
    "departement": "departements",
    "region": "regions",
}


def parquet(name: str) -> Path:
    """Return the path of an embedded table.

    Parameters
    ----------
    name : str
        ``communes``, ``epci``, ``ept``, ``departements``, ``regions``, ``neighbours``, ``borders``, ``passage``,
        ``names``, ``postcodes`` or ``outlines_*``.

    Raises
    ------
    FileNotFoundError
        If there is no such table.
    """
    path = DATA / f"{name}.parquet"
    if not path.exists():
        known = ", ".join(sorted(p.stem for p in DATA.glob("*.parquet")))
        raise FileNotFoundError(f"no embedded table {name!r}; there are {known}")
    return path


@cache
def _connection() -> duckdb.DuckDBPyConnection:
    return connect(config={"threads": 1})


@cache
def _view(name: str) -> None:
    """Declare a table the first time a query names it: declaring them all would open sixteen files."""
    path = DATA / f"{name}.parquet"
    if path.exists():
        quoted = str(path).replace("'", "''")
        _connection().execute(f"CREATE VIEW IF NOT EXISTS {name} AS SELECT * FROM read_parquet('{quoted}')")


@cache
def keep(name: str) -> str:
    """Hold a table in memory, for those that are read again and again; return its name in SQL."""
    with _opening:
        _view(name)
        _connection().execute(f"CREATE TABLE IF NOT EXISTS kept_{name} AS SELECT * FROM {name}")
    return f"kept_{name}"


def query(sql: str, params: list[Any] | None = None) -> list[tuple[Any, ...]]:
    """Run a query over the embedded tables, each under its own name; safe from any thread."""
    with _opening:
        for name in _NAMED.findall(sql):
            _view(name)
        con = _connection().cursor()
    try:
        return con.execute(sql, params or []).fetchall()
    finally:
        con.close()

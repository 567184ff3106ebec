"""A connection with empty tables, and a card made from a few lines of TOML."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from rebonds import sources
from rebonds.sources import SourceCard

HEAD = """
id = "essai"
title = { fr = "Essai", en = "Trial" }
producer = "Observatoire local"
licence_in = "Licence Ouverte 2.0"
vintage = 2022
cog = 2026
address = "https://example.org/page"
"""

Make = Callable[..., SourceCard]


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    sources.create_tables(connection)
    yield connection
    connection.close()


@pytest.fixture
def card(tmp_path: Path) -> Make:
    """Make a card: `head` lines go at the top, `body` is the tables."""

    def make(body: str, head: str = "") -> SourceCard:
        path = tmp_path / "essai.toml"
        path.write_text(HEAD + head + body, encoding="utf-8")
        return sources.load_card(path)

    return make


def observations(
    con: duckdb.DuckDBPyConnection, columns: str = "code, variable, value, state"
) -> list[tuple]:
    return con.execute(f"SELECT {columns} FROM observation ORDER BY ALL").fetchall()

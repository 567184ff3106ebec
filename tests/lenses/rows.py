"""A warehouse of a few rows, for tests of what reads observations."""

from __future__ import annotations

from typing import Any

import duckdb


class Rows:
    """Answers queries from rows given: (level, code, variable, vintage, value, state), and communes with inhabitants."""

    def __init__(self, rows: list[tuple[Any, ...]], people: dict[str, int] | None = None) -> None:
        self.con = duckdb.connect()
        self.con.execute(
            "CREATE TABLE observation (source VARCHAR, level VARCHAR, code VARCHAR, variable VARCHAR, "
            "vintage INTEGER, value DOUBLE, state VARCHAR)"
        )
        self.con.execute(
            "CREATE TABLE territory (code VARCHAR, level VARCHAR, name VARCHAR, population BIGINT)"
        )
        if rows:
            self.con.executemany("INSERT INTO observation VALUES ('test', ?, ?, ?, ?, ?, ?)", rows)
        for code, count in (people or {}).items():
            self.con.execute(
                "INSERT INTO territory VALUES (?, 'commune', ?, ?)", [code, f"Commune {code}", count]
            )

    def query(self, sql: str, parameters: Any = None) -> list[tuple[Any, ...]]:
        return self.con.execute(sql, parameters or []).fetchall()

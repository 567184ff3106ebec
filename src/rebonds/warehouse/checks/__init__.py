"""Named consistency checks: each looks at one thing, and warns or stops the build."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rebonds.text import Text
from rebonds.warehouse.progress import Progress, silent

if TYPE_CHECKING:
    import duckdb

SEVERITIES = ("warn", "stop")
#: Modules that hold the checks, in the order in which they run.
_MODULES = ("territories", "keys", "states", "ranges", "totals", "coverage", "vintages")
_SHOWN = 8


@dataclass(frozen=True)
class Finding:
    """Something that a check found wrong.

    Attributes
    ----------
    message : Text
        One sentence.
    examples : tuple of str
        The first cases.
    """

    message: Text
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class CheckResult:
    """Outcome of a check, as kept in the table ``check_result``."""

    name: str
    severity: str
    ok: bool
    message: Text
    detail: str = ""

    @property
    def stops(self) -> bool:
        """Whether the build must not go on."""
        return self.severity == "stop" and not self.ok


Look = Callable[["duckdb.DuckDBPyConnection"], Finding | None]


@dataclass(frozen=True)
class Check:
    """A check: its name, what it makes sure of, and how.

    Attributes
    ----------
    name : str
    severity : str
        ``warn``: told, the build goes on; ``stop``: the build is refused, the previous warehouse stays.
    promise : Text
        What holds when nothing is found.
    look : callable
        Given a connection, returns a `Finding` or ``None``.
    """

    name: str
    severity: str
    promise: Text
    look: Look


_CHECKS: dict[str, Check] = {}


def check(name: str, severity: str, fr: str, en: str) -> Callable[[Look], Look]:
    """Register the decorated function as the check ``name``; ``fr`` and ``en`` say what it makes sure of."""
    if severity not in SEVERITIES:
        raise ValueError(f"severity must be one of {SEVERITIES}, not {severity!r}")

    def register(look: Look) -> Look:
        if name in _CHECKS:
            raise ValueError(f"two checks are called {name!r}")
        _CHECKS[name] = Check(name, severity, Text(fr, en), look)
        return look

    return register


def registered() -> dict[str, Check]:
    """Return every check by name."""
    for module in _MODULES:
        importlib.import_module(f"{__name__}.{module}")
    return dict(_CHECKS)


def run(con: duckdb.DuckDBPyConnection, progress: Progress = silent) -> list[CheckResult]:
    """Run every check on an assembled warehouse; only reads.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
    progress : Progress, optional

    Returns
    -------
    list of CheckResult
        In the order of registration, passed ones included.
    """
    label = Text("Contrôles de cohérence", "Consistency checks")
    checks = registered()
    results = []
    for rank, one in enumerate(checks.values()):
        progress(label, rank, len(checks))
        found = one.look(con)
        if found is None:
            results.append(CheckResult(one.name, one.severity, True, one.promise))
        else:
            results.append(
                CheckResult(one.name, one.severity, False, found.message, " ; ".join(found.examples))
            )
    progress(label, len(checks), len(checks))
    return results


def found(con: duckdb.DuckDBPyConnection, sql: str, fr: str, en: str) -> Finding | None:
    """Return a finding when ``sql`` returns rows; its first column is the example to show.

    ``fr`` and ``en`` may hold ``{count}``, the number of rows.
    """
    count = 0
    examples: tuple[str, ...] = ()
    rows = con.execute(
        f"SELECT case_, count(*) OVER () FROM ({sql}) AS cases(case_) LIMIT {_SHOWN}"
    ).fetchall()
    if rows:
        count = int(rows[0][1])
        examples = tuple(str(row[0]) for row in rows)
    return Finding(Text(fr.format(count=count), en.format(count=count)), examples) if count else None


def has_table(con: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Whether the database holds a table of that name."""
    sql = "SELECT 1 FROM duckdb_tables() WHERE table_name = ?"
    return bool(con.execute(sql, [name]).fetchall())


def keep(con: duckdb.DuckDBPyConnection, results: list[CheckResult]) -> None:
    """Write the results in the table ``check_result``, replacing those of an earlier run."""
    con.execute(
        "CREATE OR REPLACE TABLE check_result (name VARCHAR, severity VARCHAR, ok BOOLEAN, message_fr "
        "VARCHAR, "
        "message_en VARCHAR, detail VARCHAR)"
    )
    if results:
        con.executemany(
            "INSERT INTO check_result VALUES (?, ?, ?, ?, ?, ?)",
            [(r.name, r.severity, r.ok, r.message.fr, r.message.en, r.detail) for r in results],
        )


def kept(con: duckdb.DuckDBPyConnection) -> list[CheckResult]:
    """Return the results written by `keep`."""
    rows = con.execute(
        "SELECT name, severity, ok, message_fr, message_en, detail FROM check_result"
    ).fetchall()
    return [
        CheckResult(name, severity, ok, Text(fr, en), detail) for name, severity, ok, fr, en, detail in rows
    ]

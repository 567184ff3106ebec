"""From core to out: every source assembled in one DuckDB file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rebonds.sources import create_tables
from rebonds.sources.tables import TABLES
from rebonds.text import Text
from rebonds.warehouse import geography
from rebonds.warehouse.core import Core
from rebonds.warehouse.progress import Progress, silent

if TYPE_CHECKING:
    import duckdb

_SOURCE = {
    "id": "VARCHAR",
    "title_fr": "VARCHAR",
    "title_en": "VARCHAR",
    "producer": "VARCHAR",
    "licence": "VARCHAR",
    "vintage": "INTEGER",
    "address": "VARCHAR",
    "rows": "BIGINT",
    "territories": "BIGINT",
    "imported_at": "TIMESTAMP",
    "next_release": "DATE",
    "embedded": "BOOLEAN",
    "licence_out": "VARCHAR",
    "cog": "INTEGER",
    "levels": "MAP(VARCHAR, BIGINT)",
    "secret": "BIGINT",
    "missing": "BIGINT",
    "rejected": "VARCHAR[]",
    "codes": "BIGINT",
    "stray": "BIGINT",
    "split": "BIGINT",
    "unknown": "BIGINT",
    "sample": "VARCHAR[]",
}
_VARIABLE = {
    "source": "VARCHAR",
    "name": "VARCHAR",
    "kind": "VARCHAR",
    "unit": "VARCHAR",
    "scale": "DOUBLE",
    "exact": "BOOLEAN",
    "label_fr": "VARCHAR",
    "label_en": "VARCHAR",
}
_ORDER = {
    "observation": "level, variable, vintage, source, code",
    "flow": "kind, level, vintage, origin, destination",
    "contract": "source, id, supplier_rank",
    "establishment": "siret",
    "site": "source, kind, id",
}


def assemble(
    con: duckdb.DuckDBPyConnection, cores: Sequence[Core], progress: Progress = silent
) -> dict[str, int]:
    """Create and fill the tables of a warehouse from the cores; return the rows of each.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        An empty database.
    cores : sequence of Core
    progress : Progress, optional
    """
    label = Text("Assemblage de l'entrepôt", "Assembling the warehouse")
    total = len(TABLES) + 2
    progress(label, 0, total)
    geography.load(con)
    progress(label, 1, total)
    _describe(con, cores)
    create_tables(con)
    rows = {}
    for rank, table in enumerate(TABLES, start=2):
        progress(label, rank, total)
        rows[table] = _gather(con, table, [path for core in cores if (path := core.parquet(table))])
    progress(label, total, total)
    return rows


def _gather(con: duckdb.DuckDBPyConnection, table: str, paths: Sequence[Path]) -> int:
    if not paths:
        return 0
    columns = ", ".join(TABLES[table])
    con.execute(
        f"INSERT INTO {table} SELECT {columns} FROM read_parquet($paths) ORDER BY {_ORDER[table]}",
        {"paths": [str(path) for path in paths]},
    )
    return int(con.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])


def _create(con: duckdb.DuckDBPyConnection, table: str, columns: dict[str, str]) -> None:
    con.execute(f"CREATE TABLE {table} ({', '.join(f'{name} {kind}' for name, kind in columns.items())})")


def _describe(con: duckdb.DuckDBPyConnection, cores: Sequence[Core]) -> None:
    """Fill the tables ``source`` and ``variable`` from the cards and from what reading gave."""
    _create(con, "source", _SOURCE)
    _create(con, "variable", _VARIABLE)
    sources = [_source_row(core) for core in cores]
    if sources:
        con.executemany(f"INSERT INTO source VALUES ({', '.join('?' * len(_SOURCE))})", sources)
    variables = [
        (core.input.card.id, v.name, v.kind, v.unit, v.scale, v.exact, v.label.fr, v.label.en)
        for core in cores
        for v in core.input.card.variables
    ]
    if variables:
        con.executemany(f"INSERT INTO variable VALUES ({', '.join('?' * len(_VARIABLE))})", variables)


def _source_row(core: Core) -> list[Any]:
    card, facts = core.input.card, core.facts
    return [
        card.id,
        card.title.fr,
        card.title.en,
        card.producer,
        card.licence_in,
        card.vintage,
        card.address,
        sum(facts["rows"].values()),
        sum(facts["levels"].values()),
        core.input.imported_at or None,
        card.next_release,
        core.input.embedded,
        card.licence_out,
        card.cog,
        facts["levels"],
        facts["secret"],
        facts["missing"],
        facts["rejected"],
        facts["codes"],
        facts["stray"],
        facts["split"],
        facts["unknown"],
        list(facts["sample"]),
    ]

"""From raw to core: each source read once, passed to today's codes, and kept as Parquet under its key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rebonds.engine import connect
from rebonds.errors import DataError
from rebonds.sources import create_tables, read_into, reader_version
from rebonds.sources.tables import TABLES
from rebonds.text import Text
from rebonds.warehouse import geography, parameters, passing
from rebonds.warehouse.errors import disk_errors
from rebonds.warehouse.files import remove, write_json
from rebonds.warehouse.inputs import Input
from rebonds.warehouse.paths import UNFINISHED, Layout
from rebonds.warehouse.progress import Progress, silent

if TYPE_CHECKING:
    import duckdb

#: Raise it when the same raw file would give another core.
CORE_VERSION = "1"
FACTS = "facts.json"
_ORDER = {
    "observation": "level, variable, vintage, code",
    "flow": "kind, level, vintage, origin, destination",
    "contract": "id, supplier_rank",
    "establishment": "siret",
    "site": "kind, id",
}


@dataclass(frozen=True)
class Core:
    """A source as kept in ``core/``.

    Attributes
    ----------
    input : Input
    key : str
        Hash of the raw file, the card, the reader and the geography.
    folder : Path
        Holds one Parquet file per table that the source fills.
    facts : dict
        What reading and passage gave: ``rows`` by table, ``levels`` (territories by level), ``secret``,
        ``missing``, ``rejected``, and the counts of `rebonds.warehouse.passing.Passed`.
    """

    input: Input
    key: str
    folder: Path
    facts: dict[str, Any]

    def parquet(self, table: str) -> Path | None:
        """Return the Parquet file of a table, or ``None`` when the source does not fill it."""
        return self.folder / f"{table}.parquet" if self.facts["rows"].get(table) else None


def key_of(given: Input, geography_version: str) -> str:
    """Return the key of a source: it changes when reading it again would give something else."""
    card = replace(given.card, path="")
    parts = (CORE_VERSION, given.sha256, repr(card), reader_version(card), geography_version)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:20]


class Reading:
    """Reads the sources that changed; the geography is loaded once, and only if one did.

    Parameters
    ----------
    layout : Layout
    """

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.geography = geography.version()
        self._con: duckdb.DuckDBPyConnection | None = None

    @property
    def con(self) -> duckdb.DuckDBPyConnection:
        """In-memory database with the geography."""
        if self._con is None:
            self._con = connect()
            geography.load(self._con)
            geography.load_passage(self._con)
        return self._con

    def close(self) -> None:
        """Free the memory."""
        if self._con is not None:
            self._con.close()

    def ensure(self, given: Input) -> Core:
        """Return the core of a source, reading it unless what is kept is whole and up to date.

        Raises
        ------
        DataError
            The file cannot be read as its card says, or its codes are not those of the card's vintage.
        DiskError
            The disk is full.
        """
        key = key_of(given, self.geography)
        folder = self.layout.core / key
        facts = _kept(folder)
        if facts is None:
            with disk_errors(self.layout.root):
                facts = self._read(given, folder)
        return Core(given, key, folder, facts)

    def _read(self, given: Input, folder: Path) -> dict[str, Any]:
        con = self.con
        for table in TABLES:
            con.execute(f"DROP TABLE IF EXISTS {table}")
        create_tables(con)
        report = read_into(con, given.card, given.path)
        _refuse_duplicates(con, given)
        before = _count(con, "observation")
        passed = passing.to_current(con, given.card)
        _refuse_wrong_vintage(given, passed, before)
        draft = folder.with_name(folder.name + UNFINISHED)
        remove(draft)
        draft.mkdir(parents=True)
        try:
            facts: dict[str, Any] = {
                "rows": {table: _write(con, table, draft) for table in TABLES},
                "levels": dict(
                    con.execute(
                        "SELECT level, count(DISTINCT code) FROM observation GROUP BY level"
                    ).fetchall()
                ),
                "secret": report.secret,
                "missing": report.missing,
                "rejected": list(report.rejected),
                **asdict(passed),
            }
            facts["sizes"] = {path.name: path.stat().st_size for path in sorted(draft.glob("*.parquet"))}
            write_json(draft / FACTS, facts)
            remove(folder)
            draft.rename(folder)
        finally:
            remove(draft)
            for table in TABLES:
                con.execute(f"DROP TABLE {table}")
        return facts


def ensure_all(layout: Layout, given: Sequence[Input], progress: Progress = silent) -> list[Core]:
    """Return the core of every input, reading only what changed."""
    label = Text("Lecture des sources", "Reading the sources")
    reading = Reading(layout)
    try:
        cores = []
        for rank, one in enumerate(given):
            progress(label, rank, len(given))
            cores.append(reading.ensure(one))
        progress(label, len(given), len(given))
        return cores
    finally:
        reading.close()


def sweep(layout: Layout, keys: set[str]) -> None:
    """Remove the cores that no kept version needs, and what a killed build left."""
    for folder in layout.core.iterdir():
        if folder.name not in keys:
            remove(folder)


def _kept(folder: Path) -> dict[str, Any] | None:
    """Return the facts of a core already there, or ``None`` when it is absent or was cut short."""
    try:
        facts: dict[str, Any] = json.loads((folder / FACTS).read_text(encoding="utf-8"))
        whole = all((folder / name).stat().st_size == size for name, size in facts["sizes"].items())
    except (OSError, ValueError, KeyError):
        return None
    return facts if whole else None


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(con.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])


def _write(con: duckdb.DuckDBPyConnection, table: str, folder: Path) -> int:
    rows = _count(con, table)
    if rows:
        path = str(folder / f"{table}.parquet").replace("'", "''")
        con.execute(
            f"COPY (SELECT * FROM {table} ORDER BY {_ORDER[table]}) TO '{path}' (FORMAT parquet, "
            "COMPRESSION zstd)"
        )
    return rows


def _refuse_duplicates(con: duckdb.DuckDBPyConnection, given: Input) -> None:
    found = con.execute(
        "SELECT code, variable, vintage, count(*) FROM observation WHERE level <> 'iris' "
        "GROUP BY level, code, variable, vintage HAVING count(*) > 1 ORDER BY 1, 2 LIMIT 1"
    ).fetchall()
    if found:
        code, variable, vintage, times = found[0]
        raise DataError(
            Text(
                f"{given.origin} : le territoire {code} figure {times} fois pour {variable} en {vintage}.",
                f"{given.origin}: the territory {code} appears {times} times for {variable} in {vintage}.",
            ),
            Text(
                "Une clé ne vaut qu'une fois : retirez les lignes en double, ou restreignez la fiche avec "
                "[keys] where.",
                "A key holds only once: remove the duplicated rows, or narrow the card with [keys] where.",
            ),
        )


def _refuse_wrong_vintage(given: Input, passed: passing.Passed, rows: int) -> None:
    limit = parameters.load().unknown_stop
    if not rows or passed.unknown <= limit * rows:
        return
    share = round(100 * passed.unknown / rows)
    codes = ", ".join(passed.sample)
    raise DataError(
        Text(
            f"{given.origin} : {share}\u202f% des lignes portent un code qui n'existe pas, ni aujourd'hui "
            "ni dans le "
            f"COG {given.card.cog} ({codes}).",
            f"{given.origin}: {share}% of the rows carry a code that does not exist, neither today nor in "
            "the "
            f"{given.card.cog} COG ({codes}).",
        ),
        Text(
            f"Vérifiez cog, level et code dans la fiche {given.card.id}.",
            f"Check cog, level and code in the card {given.card.id}.",
        ),
    )

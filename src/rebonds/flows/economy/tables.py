"""The economy as tables of the warehouse: written by the build, read back as arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from rebonds.errors import MissingDataError
from rebonds.flows.economy import figures
from rebonds.flows.model import Array, Branch, Economy, Zone
from rebonds.text import Text

if TYPE_CHECKING:
    import duckdb
    from numpy.typing import NDArray

    from rebonds.flows.economy.national import National
    from rebonds.warehouse import Warehouse

_TABLES = {
    "economy_zone": "rank INTEGER, code VARCHAR, name VARCHAR, level VARCHAR, population DOUBLE, lon DOUBLE, "
    "lat DOUBLE, area_km2 DOUBLE, living_standard DOUBLE",
    "economy_member": "zone INTEGER, commune VARCHAR",
    "economy_branch": "rank INTEGER, code VARCHAR, label_fr VARCHAR, label_en VARCHAR, decay VARCHAR, "
    "imports DOUBLE, value_added DOUBLE, product_taxes DOUBLE",
    "economy_input": "product INTEGER, branch INTEGER, domestic DOUBLE, imported DOUBLE",
    "economy_cell": "branch INTEGER, zone INTEGER, jobs DOUBLE, jobs_error DOUBLE, output DOUBLE, "
    "household DOUBLE, government DOUBLE, investment DOUBLE, exports DOUBLE",
    "economy_footprint": "name VARCHAR, unit VARCHAR, branch INTEGER, value DOUBLE",
    "economy_note": "kind VARCHAR, rank INTEGER, fr VARCHAR, en VARCHAR",
}
_ZONE = ("code", "name", "level", "population", "lon", "lat", "area_km2")
_PARTS = ("output", "household", "government", "investment", "exports")


def create(con: duckdb.DuckDBPyConnection) -> None:
    """Create the tables, empty."""
    for name, columns in _TABLES.items():
        con.execute(f"CREATE OR REPLACE TABLE {name} ({columns})")


def write(
    con: duckdb.DuckDBPyConnection,
    economy: Economy,
    parts: dict[str, Array],
    living: Array,
    made: National,
) -> None:
    """Fill the tables.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
    economy : Economy
    parts : dict of str to array (S, R)
        ``output``, ``household``, ``government``, ``investment``, ``exports``.
    living : array (R,)
        Median living standard of each zone.
    made : National
    """
    zones, branches = economy.zones, economy.branches
    size, count = len(branches), len(zones)
    _insert(
        con,
        "economy_zone",
        range(count),
        *([getattr(zone, name) for zone in zones] for name in _ZONE),
        living,
    )
    members = [(i, commune) for i, zone in enumerate(zones) for commune in zone.communes]
    _insert(con, "economy_member", *zip(*members, strict=True))
    labels = [(b.code, b.label.fr, b.label.en, b.decay) for b in branches]
    _insert(
        con,
        "economy_branch",
        range(size),
        *zip(*labels, strict=True),
        economy.imports,
        economy.value_added,
        made.product_taxes,
    )
    _insert(con, "economy_input", *_grid(size, size), economy.technical, economy.imported)
    error = np.zeros_like(economy.jobs) if economy.jobs_error is None else economy.jobs_error
    _insert(con, "economy_cell", *_grid(size, count), economy.jobs, error, *(parts[name] for name in _PARTS))
    for name, values in economy.footprints.items():
        _insert(
            con,
            "economy_footprint",
            [name] * size,
            [economy.footprint_units[name]] * size,
            range(size),
            values,
        )
    notes = [("note", i, note.fr, note.en) for i, note in enumerate(economy.notes)]
    notes += [("source", i, source, source) for i, source in enumerate(economy.sources)]
    notes.append(("year", 0, str(economy.year), str(economy.year)))
    _insert(con, "economy_note", *zip(*notes, strict=True))


def _grid(rows: int, columns: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    first, second = np.divmod(np.arange(rows * columns), columns)
    return first, second


def _insert(con: duckdb.DuckDBPyConnection, table: str, *columns: Any) -> None:
    """Insert columns: arrays (flattened row after row) or sequences, texts as they are."""
    held = {}
    for i, column in enumerate(columns):
        made = np.asarray(column)
        held[f"c{i}"] = made.astype(object) if made.dtype.kind == "U" else np.ascontiguousarray(made).ravel()
    con.register("held", held)
    con.execute(f"INSERT INTO {table} SELECT {', '.join(held)} FROM held")
    con.unregister("held")


def add_sources(con: duckdb.DuckDBPyConnection) -> None:
    """Describe the national tables in ``source``, as the other sources are."""
    con.execute(
        "DELETE FROM source WHERE id IN (SELECT unnest(?::VARCHAR[]))", [[s.id for s in figures.sources()]]
    )
    con.executemany(
        "INSERT INTO source (id, title_fr, title_en, producer, licence, licence_out, vintage, address, rows, "
        "territories, embedded, levels, secret, missing, rejected, codes, stray, split, unknown, sample) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1, true, MAP {'france': 1}, 0, 0, [], 0, 0, 0, 0, [])",
        [
            [
                s.id,
                s.title.fr,
                s.title.en,
                s.producer,
                s.licence_in,
                s.licence_out,
                s.vintage,
                s.address,
                s.rows,
            ]
            for s in figures.sources()
        ],
    )


def zones_held(warehouse: Warehouse) -> int:
    """Return how many zones the economy has, 0 where there is none."""
    return int(warehouse.query("SELECT count(*) FROM economy_zone")[0][0])


def load(warehouse: Warehouse) -> Economy:
    """Read the economy that the build wrote.

    Parameters
    ----------
    warehouse : Warehouse

    Raises
    ------
    MissingDataError
        The warehouse holds no economy: no jobs by branch when it was built.
    """
    con = warehouse.con.cursor()
    zones = con.execute(
        f"SELECT {', '.join(_ZONE)}, list(commune ORDER BY commune) "
        "FROM economy_zone JOIN economy_member ON zone = rank "
        f"GROUP BY rank, {', '.join(_ZONE)} ORDER BY rank"
    ).fetchall()
    if not zones:
        raise MissingDataError(
            Text(
                "Cet entrepôt n'a pas d'économie : aucun emploi par branche n'y était à la construction.",
                "This warehouse has no economy: no jobs by branch were there when it was built.",
            ),
            Text("Lancez « rebonds data build ».", "Run 'rebonds data build'."),
        )
    branches = con.execute(
        "SELECT code, label_fr, label_en, decay, imports, value_added FROM economy_branch ORDER BY rank"
    ).fetchall()
    size, count = len(branches), len(zones)
    inputs = con.execute("SELECT domestic, imported FROM economy_input ORDER BY product, branch").fetchnumpy()
    found = con.execute(
        "SELECT * EXCLUDE (branch, zone) FROM economy_cell ORDER BY branch, zone"
    ).fetchnumpy()
    cells = {name: _array(column, size, count) for name, column in found.items()}
    notes = con.execute("SELECT kind, fr, en FROM economy_note ORDER BY kind, rank").fetchall()
    footprints = con.execute(
        "SELECT name, any_value(unit), list(value ORDER BY branch) FROM economy_footprint GROUP BY name ORDER BY name"
    ).fetchall()
    return Economy(
        zones=tuple(
            Zone(**dict(zip(_ZONE, row[:-1], strict=True)), communes=tuple(row[-1])) for row in zones
        ),
        branches=tuple(Branch(code, Text(fr, en), decay) for code, fr, en, decay, _, _ in branches),
        technical=_array(inputs["domestic"], size, size),
        imports=np.array([row[4] for row in branches]),
        imported=_array(inputs["imported"], size, size),
        value_added=np.array([row[5] for row in branches]),
        output=cells["output"],
        final=cells["household"] + cells["government"] + cells["investment"],
        exports=cells["exports"],
        jobs=cells["jobs"],
        footprints={name: np.array(values) for name, _, values in footprints},
        footprint_units={name: unit for name, unit, _ in footprints},
        year=int(next(fr for kind, fr, _ in notes if kind == "year")),
        sources=tuple(fr for kind, fr, _ in notes if kind == "source"),
        notes=tuple(Text(fr, en) for kind, fr, en in notes if kind == "note"),
        jobs_error=cells["jobs_error"],
    )


def _array(column: Any, rows: int, columns: int) -> Array:
    return np.ascontiguousarray(np.asarray(column, dtype=float).reshape(rows, columns))

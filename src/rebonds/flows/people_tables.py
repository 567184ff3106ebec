"""Tables of people's flows in the warehouse: written by the build, one row per pair that is kept.

``people_flow``
    Value, band, state, source and vintage of each pair.
``people_zone``
    For each zone and kind: what its residents need in all, what it offers, what goes abroad, what small estimated
    flows add up to (``other``), pairs withheld, functional area.
``people_source``
    Observed sources, and whether each follows people only inside its own area (``closed``).
``people_fit``
    Parameters and errors of the model, one figure per row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from rebonds.flows import people_check, rules
from rebonds.flows.areas import functional_areas
from rebonds.flows.kinds import kind_of
from rebonds.flows.model import Zone

if TYPE_CHECKING:
    import duckdb

    from rebonds.flows.observed import Observed
    from rebonds.flows.people import Estimated, Margins

_TABLES = {
    "people_flow": "kind VARCHAR, origin VARCHAR, destination VARCHAR, value DOUBLE, low DOUBLE, high DOUBLE, "
    "state VARCHAR, source VARCHAR, vintage INTEGER",
    "people_zone": "kind VARCHAR, zone VARCHAR, need DOUBLE, offer DOUBLE, abroad_out DOUBLE, abroad_in DOUBLE, "
    "other_out DOUBLE, other_in DOUBLE, hidden_out BIGINT, hidden_in BIGINT, state VARCHAR, area VARCHAR",
    "people_source": "kind VARCHAR, source VARCHAR, vintage INTEGER, closed BOOLEAN",
    "people_fit": "kind VARCHAR, what VARCHAR, figure DOUBLE",
}


def create(con: duckdb.DuckDBPyConnection) -> None:
    """Create the tables, empty."""
    for table, columns in _TABLES.items():
        con.execute(f"CREATE OR REPLACE TABLE {table} ({columns})")


def write(
    con: duckdb.DuckDBPyConnection,
    kind: str,
    zones: list[Zone],
    seen: Observed,
    model: Estimated | None,
    known: Margins | None,
) -> None:
    """Write the flows of a kind: observed where a source covers the pair, else estimated, else left out."""
    size = len(zones)
    if seen.used:
        con.executemany(
            "INSERT INTO people_source VALUES (?, ?, ?, ?)",
            [(kind, one.id, one.vintage, shut) for one, shut in zip(seen.used, seen.closed, strict=True)],
        )
    flows = np.where(seen.covered, seen.flows[:size, :size], np.nan)
    spread = people_check.sampling(flows)
    low, high = np.maximum(flows - spread, 0.0), flows + spread
    out, into = seen.flows[:size, size].copy(), seen.flows[size, :size].copy()
    if model is not None:
        absent = ~seen.covered
        for target, source in ((flows, model.flows), (low, model.low), (high, model.high)):
            target[absent] = source[absent]
        followed = (seen.covered.mean(axis=1) > 0.5) & (out > 0)
        out = np.where(followed, out, model.abroad)
    filled = np.nan_to_num(flows)
    least = np.where(seen.covered, 0.0, float(rules.section("people")["storage"]["least"]))
    kept = (filled > least) | ((filled > 0) & np.eye(size, dtype=bool))
    start, end = np.nonzero(kept)
    names = [(one.id, one.vintage, one.state) for one in seen.used]
    if known is not None:
        names.append((known.source, known.vintage, "estimated"))
    rank = np.where(seen.rank >= 0, seen.rank, len(seen.used))[kept]
    codes = np.array([zone.code for zone in zones], dtype=object)
    columns: dict[str, Any] = {
        "origin": codes[start],
        "destination": codes[end],
        "value": flows[kept],
        "low": low[kept],
        "high": high[kept],
        "state": np.array([name[2] for name in names], dtype=object)[rank],
        "source": np.array([name[0] for name in names], dtype=object)[rank],
        "vintage": np.array([name[1] for name in names], np.int32)[rank],
    }
    _insert(con, "people_flow", kind, columns)
    told = ~np.isnan(flows)
    complete_out, complete_in = told.mean(axis=1) > 0.5, told.mean(axis=0) > 0.5
    measured = seen.covered.mean(axis=1) > 0.5
    area = functional_areas(filled) if kind_of(kind).stays else np.arange(size)
    columns = {
        "zone": codes,
        "need": np.where(complete_out, filled.sum(axis=1) + out, np.nan),
        "offer": np.where(complete_in, filled.sum(axis=0) + into, np.nan),
        "abroad_out": np.where(complete_out, out, np.nan),
        "abroad_in": np.where(complete_in, into, np.nan),
        "other_out": (filled * ~kept).sum(axis=1),
        "other_in": (filled * ~kept).sum(axis=0),
        "hidden_out": seen.hidden_out,
        "hidden_in": seen.hidden_in,
        "state": np.where(measured, "measured", "estimated").astype(object),
        "area": codes[area],
    }
    _insert(con, "people_zone", kind, columns)


def _insert(con: duckdb.DuckDBPyConnection, table: str, kind: str, columns: dict[str, Any]) -> None:
    con.register("columns_of_people", columns)
    names = ", ".join(
        f"CASE WHEN isnan({name}) THEN NULL ELSE {name} END" if column.dtype.kind == "f" else name
        for name, column in columns.items()
    )
    con.execute(
        f"INSERT INTO {table} (kind, {', '.join(columns)}) SELECT ?, {names} FROM columns_of_people", [kind]
    )
    con.unregister("columns_of_people")


def write_fit(con: duckdb.DuckDBPyConnection, kind: str, figures: dict[str, Any]) -> None:
    """Write what a model's parameters and errors are."""
    con.executemany(
        "INSERT INTO people_fit VALUES (?, ?, ?)",
        [(kind, what, None if figure is None else float(figure)) for what, figure in figures.items()],
    )

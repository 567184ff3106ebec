"""What the warehouse observed of people's flows: which source covers which pairs, summed between zones.

A zone is an EPCI (or a commune that belongs to none). A source covers the pairs from the zones whose communes it
lists as origins; when nothing (or next to nothing) of what leaves them goes to other zones, it holds inner
flows only, and covers the pairs among its own zones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rebonds.errors import MissingDataError
from rebonds.flows import rules
from rebonds.flows.matrix import ODMatrix, group_pairs
from rebonds.flows.model import Array
from rebonds.text import Text

if TYPE_CHECKING:
    import duckdb

#: Part of what leaves the covered zones from which a source is one that follows people anywhere.
_OPEN = 0.01


@dataclass(frozen=True)
class Source:
    """A set of observed flows of one kind: a source, at one level and of one vintage."""

    kind: str
    id: str
    level: str
    vintage: int
    state: str


def sources(con: duckdb.DuckDBPyConnection, kind: str | None = None) -> list[Source]:
    """Return the sets of observed flows, most recent first."""
    rows = con.execute(
        "SELECT kind, source, level, vintage, CASE WHEN bool_or(state = 'estimated') THEN 'estimated' "
        "ELSE 'measured' END, count(*) FROM flow WHERE $kind IS NULL OR kind = $kind "
        "GROUP BY kind, source, level, vintage ORDER BY kind, vintage DESC, count(*) DESC, source",
        {"kind": kind},
    ).fetchall()
    return [Source(*row[:5]) for row in rows]


def matrix(
    con: duckdb.DuckDBPyConnection,
    kind: str,
    *,
    level: str = "commune",
    source: str | None = None,
    vintage: int | None = None,
) -> ODMatrix:
    """Read the flows of a kind as a matrix over all territories of a level; the rest of the world is elsewhere.

    Raises
    ------
    MissingDataError
        The warehouse has no such flow.
    """
    found = [
        one
        for one in sources(con, kind)
        if one.level == level and source in (None, one.id) and vintage in (None, one.vintage)
    ]
    if not found:
        raise MissingDataError(
            Text(
                f"L'entrepôt n'a pas de flux « {kind} » entre territoires de niveau « {level} ».",
                f"The warehouse has no “{kind}” flows between territories of level “{level}”.",
            ),
            Text(
                "Importez-en : « rebonds data list » dit d'où les obtenir.",
                "Import some: 'rebonds data list' says where to get them.",
            ),
        )
    one = found[0]
    codes = [
        str(code)
        for (code,) in con.execute(
            "SELECT code FROM territory WHERE level = ? ORDER BY code", [level]
        ).fetchall()
    ]
    start, end, value = _ranked(con, one, "SELECT code AS place, code FROM territory WHERE level = $level")
    size = len(codes)
    start, end = np.where(start < 0, size, start), np.where(end < 0, size, end)
    known = ~np.isnan(value)
    return ODMatrix(
        kind=kind,
        codes=tuple(codes),
        values=group_pairs(start[known], end[known], value[known], size + 1),
        hidden_out=np.bincount(start[~known], minlength=size + 1)[:size],
        hidden_in=np.bincount(end[~known], minlength=size + 1)[:size],
        level=level,
        vintage=one.vintage,
        state=one.state,
        sources=(one.id,),
    )


def _ranked(
    con: duckdb.DuckDBPyConnection, one: Source, places: str
) -> tuple[NDArray[np.int64], NDArray[np.int64], Array]:
    """Return origins and destinations as ranks of zones (-1 elsewhere), and values (nan where withheld).

    ``places`` is a query that gives the zone (``code``) of each place; zones are ranked by their code.
    """
    got = con.execute(
        f"""
        WITH places AS ({places}),
        ranked AS (SELECT place, dense_rank() OVER (ORDER BY code) - 1 AS rank FROM places)
        SELECT coalesce(a.rank, -1)::BIGINT AS start, coalesce(b.rank, -1)::BIGINT AS "end",
               coalesce(f.value, 'nan'::DOUBLE) AS value
        FROM flow AS f
        LEFT JOIN ranked AS a ON a.place = f.origin
        LEFT JOIN ranked AS b ON b.place = f.destination
        WHERE f.kind = $kind AND f.source = $source AND f.level = $level AND f.vintage = $vintage
        """,
        {"kind": one.kind, "source": one.id, "level": one.level, "vintage": one.vintage},
    ).fetchnumpy()
    return got["start"], got["end"], np.ma.filled(got["value"], np.nan)


ZONES = """
    SELECT c.code AS place, coalesce(m.code, c.code) AS code FROM territory AS c
    LEFT JOIN membership AS m ON m.level = 'epci' AND m.commune = c.code
    WHERE c.level = 'commune'
    UNION
    SELECT code, code FROM territory WHERE level = 'epci'
"""


@dataclass(frozen=True)
class Observed:
    """Observed flows of one kind between zones, each pair from the most recent source that covers it.

    Attributes
    ----------
    flows : array (n + 1, n + 1)
        The last row and column are elsewhere (abroad).
    covered : array of bool (n, n)
        Pairs that a source covers: their zeros are zeros.
    rank : array of int (n, n)
        Rank of the source in ``used``, -1 where no source covers the pair.
    used : tuple of Source
    closed : tuple of bool
        Whether each follows nobody out of the zones it lists, while there are others.
    hidden_out, hidden_in : array (n,)
        Pairs withheld.
    """

    flows: Array
    covered: NDArray[np.bool_]
    rank: NDArray[np.int8]
    used: tuple[Source, ...]
    closed: tuple[bool, ...]
    hidden_out: NDArray[np.int64]
    hidden_in: NDArray[np.int64]


def between_zones(con: duckdb.DuckDBPyConnection, kind: str, zones: int) -> Observed:
    """Sum the observed flows of a kind between zones, in the order of `zone_codes`.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
    kind : str
    zones : int
        Number of zones.
    """
    flows = np.zeros((zones + 1, zones + 1))
    rank = np.full((zones, zones), -1, np.int8)
    hidden_out, hidden_in = np.zeros(zones, np.int64), np.zeros(zones, np.int64)
    used: list[Source] = []
    closed: list[bool] = []
    for one in sources(con, kind):
        if one.level not in ("commune", "epci"):
            continue
        start, end, value = _ranked(con, one, ZONES)
        start, end = np.where(start < 0, zones, start), np.where(end < 0, zones, end)
        known = ~np.isnan(value)
        summed = group_pairs(start[known], end[known], value[known], zones + 1).toarray()
        leaving, reaching = _listed(con, one, zones)
        covered = _covered(summed, leaving, reaching)
        mine = covered & (rank < 0)
        if not mine.any():
            continue
        flows[:zones, :zones][mine] = summed[:zones, :zones][mine]
        fresh_out, fresh_in = mine.any(axis=1), mine.any(axis=0)
        flows[:zones, zones] += np.where(fresh_out & leaving, summed[:zones, zones], 0.0)
        flows[zones, :zones] += np.where(fresh_in & reaching, summed[zones, :zones], 0.0)
        withheld = np.bincount(start[~known], minlength=zones + 1)[:zones]
        hidden_out += np.where(fresh_out, withheld, 0)
        withheld = np.bincount(end[~known], minlength=zones + 1)[:zones]
        hidden_in += np.where(fresh_in, withheld, 0)
        rank[mine] = len(used)
        used.append(one)
        lines = np.concatenate([covered[leaving].mean(axis=1), covered[:, reaching].mean(axis=0)])
        closed.append(bool(lines.max(initial=0.0) <= 0.5))
    return Observed(flows, rank >= 0, rank, tuple(used), tuple(closed), hidden_out, hidden_in)


def _listed(
    con: duckdb.DuckDBPyConnection, one: Source, zones: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which zones the source lists as origins, and as destinations: most of their inhabitants."""
    least = float(rules.section("people")["storage"]["covered"])
    found = []
    for side in ("origin", "destination"):
        rows = con.execute(
            f"""
            WITH places AS ({ZONES}),
            ranked AS (SELECT place, dense_rank() OVER (ORDER BY code) - 1 AS rank FROM places),
            listed AS (
                SELECT DISTINCT {side} AS place FROM flow
                WHERE kind = $kind AND source = $source AND level = $level AND vintage = $vintage
            ),
            people AS (SELECT code AS place, coalesce(population, 0) + 1 AS people FROM territory
                       WHERE level = $level)
            SELECT rank, sum(people) FILTER (listed.place IS NOT NULL) / sum(people) AS part
            FROM ranked JOIN people USING (place) LEFT JOIN listed USING (place) GROUP BY rank
            """,
            {"kind": one.kind, "source": one.id, "level": one.level, "vintage": one.vintage},
        ).fetchnumpy()
        is_listed = np.zeros(zones, dtype=bool)
        is_listed[np.asarray(rows["rank"], np.int64)] = np.ma.filled(rows["part"], 0.0).astype(float) >= least
        found.append(is_listed)
    return found[0], found[1]


def _covered(summed: Array, leaving: NDArray[np.bool_], reaching: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell which pairs a source covers."""
    inner = summed[:-1, :-1]
    covered = leaving[:, None] & reaching[None, :]
    out = inner[leaving].sum()
    if out > 0 and inner[leaving][:, ~leaving].sum() > _OPEN * out:
        covered |= leaving[:, None]
    into = inner[:, reaching].sum()
    if into > 0 and inner[~reaching][:, reaching].sum() > _OPEN * into:
        covered |= reaching[None, :]
    return covered


def zone_codes(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the codes of all zones, sorted: the EPCI, and the communes that belong to none."""
    rows = con.execute(f"SELECT DISTINCT code FROM ({ZONES}) ORDER BY code").fetchall()
    return [str(code) for (code,) in rows]

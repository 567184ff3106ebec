"""How wrong people's flows may be: sampling of the census, and estimated flows against pairs of départements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rebonds.flows import rules
from rebonds.flows.calibration import Fit, fit
from rebonds.flows.model import Array, Zone
from rebonds.flows.people_errors import ErrorBand

if TYPE_CHECKING:
    import duckdb


def sampling(flows: Array) -> Array:
    """Return the half-width of the sampling band of measured flows: ``z sqrt((weight - 1) N)``.

    Parameters
    ----------
    flows : array
        Weighted headcounts N; a zero has a band of zero.
    """
    rule = rules.section("people")["sampling"]
    found: Array = float(rule["z"]) * np.sqrt(np.maximum((float(rule["weight"]) - 1) * flows, 0.0))
    return found


def sampled(value: float) -> tuple[float, float]:
    """Return the sampling band of one measured headcount (see `sampling`)."""
    spread = float(sampling(np.array([value]))[0])
    return max(0.0, value - spread), value + spread


@dataclass(frozen=True)
class WidePairs:
    """Observed pairs of départements, against which flows between zones are held once summed.

    Attributes
    ----------
    start, end : array of int (m,)
        Ranks of départements.
    value : array (m,)
        People, brought to the year of the margins.
    home : array (n, d)
        One where the zone counts in the département: that of most of its inhabitants.
    shown : array of bool (m,)
        Pairs that a fit may see; the others are held back.
    """

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    value: Array
    home: Array
    shown: NDArray[np.bool_]

    def summed(self, flows: Array) -> Array:
        """Return the flows (n, n) between zones as flows of the pairs (m,)."""
        found: Array = (self.home.T @ np.nan_to_num(flows) @ self.home)[self.start, self.end]
        return found

    def ratio(self, flows: Array) -> float:
        """Return estimated over observed, on the pairs shown."""
        return float(self.summed(flows)[self.shown].sum() / self.value[self.shown].sum())

    def score(self, flows: Array) -> Fit:
        """Return the error on the pairs held back."""
        return fit(self.summed(flows)[~self.shown], self.value[~self.shown])

    def widened(self, errors: ErrorBand, flows: Array) -> ErrorBand:
        """Return a band that holds the errors on the pairs held back too.

        A source that lists large pairs only says nothing of small ones: sizes under twice its least are left.
        """
        found, value = self.summed(flows)[~self.shown], self.value[~self.shown]
        large = found > 2 * self.value.min()
        return errors.measured(found[large], value[large], wider=True)


def wide_pairs(
    con: duckdb.DuckDBPyConnection, kind: str, zones: list[Zone], vintage: int
) -> WidePairs | None:
    """Read the latest pairs of départements of a kind, or ``None`` without enough of them.

    Départements that lose or gain more than a third of their inhabitants when each zone counts in one only
    (Greater Paris) are left out, with inner flows.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
    kind : str
    zones : list of Zone
    vintage : int
        Year to which the observed flows are brought, at the yearly growth of ``[people.departements]``.
    """
    rule = rules.section("people")["departements"]
    rows = con.execute(
        """
        WITH latest AS (
            SELECT max(vintage) AS vintage FROM flow WHERE kind = $kind AND level = 'departement'
        )
        SELECT origin, destination, sum(value), any_value(vintage) FROM flow SEMI JOIN latest USING (vintage)
        WHERE kind = $kind AND level = 'departement' AND value IS NOT NULL AND origin <> destination
        GROUP BY ALL ORDER BY ALL
        """,
        {"kind": kind},
    ).fetchall()
    if len(rows) < int(rule["least"]):
        return None
    names, people = _homes(con, zones)
    place = {name: rank for rank, name in enumerate(names)}
    main = people.argmax(axis=1)
    home = np.zeros_like(people)
    home[np.arange(len(zones)), main] = 1.0
    strayed = people * (1.0 - home)
    torn = np.maximum(strayed.sum(axis=0), home.T @ strayed.sum(axis=1)) > people.sum(axis=0) / 3
    kept = [
        (place[a], place[b], value * (1 + float(rule["growth"])) ** (vintage - year))
        for a, b, value, year in rows
        if a in place and b in place and not torn[place[a]] and not torn[place[b]]
    ]
    if len(kept) < int(rule["least"]):
        return None
    start, end, value = (np.array(column) for column in zip(*kept, strict=True))
    draw = np.random.default_rng(int(rules.section("people")["storage"]["seed"]))
    return WidePairs(start, end, value, home, draw.random(len(kept)) < 0.5)


def _homes(con: duckdb.DuckDBPyConnection, zones: list[Zone]) -> tuple[list[str], Array]:
    """Return the départements, and the inhabitants of each zone in each (n, d)."""
    rows = con.execute(
        """
        SELECT coalesce(m.code, c.code), c.departement, sum(c.population)
        FROM territory AS c LEFT JOIN membership AS m ON m.level = 'epci' AND m.commune = c.code
        WHERE c.level = 'commune' AND c.departement IS NOT NULL GROUP BY ALL
        """
    ).fetchall()
    names = sorted({departement for _, departement, _ in rows})
    place = {name: rank for rank, name in enumerate(names)}
    rank = {zone.code: row for row, zone in enumerate(zones)}
    people = np.zeros((len(zones), len(names)))
    for zone, departement, count in rows:
        people[rank[zone], place[departement]] += count or 0
    return names, people

"""Gaps between the communes of a territory: quantiles weighted by inhabitants, both ends, change, secrecy kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rebonds.lenses.secrecy import withheld
from rebonds.territory.model import Territory

if TYPE_CHECKING:
    from rebonds.warehouse import Warehouse

MEDIAN, POVERTY = "median_living_standard", "poverty_60"
#: Under this many communes a spread would be an anecdote (convention).
LEAST = 3


@dataclass(frozen=True)
class Figure:
    """A figure of a commune; ``value`` is ``None`` where it is withheld."""

    code: str
    name: str
    people: float
    value: float | None
    vintage: int
    source: str


@dataclass(frozen=True)
class Spread:
    """Weighted deciles of the communes that are known, and the share of inhabitants who live there."""

    low: float
    high: float
    covered: float
    count: int
    vintage: int
    sources: tuple[str, ...]


def quantile(values: Sequence[float], weights: Sequence[float], q: float) -> float:
    """Return the smallest value under which a share ``q`` of the weight lies.

    ``min {x_i : sum_{x_j <= x_i} w_j >= q sum_j w_j}``.

    Raises
    ------
    ValueError
        No value, a negative weight, or no weight at all.
    """
    total = sum(weights)
    if not values or len(values) != len(weights) or min(weights) < 0 or total <= 0:
        raise ValueError("weighted quantiles need values and positive weights")
    reached = 0.0
    ordered = sorted(zip(values, weights, strict=True))
    for value, weight in ordered:
        reached += weight
        if reached >= q * total * (1 - 1e-12):
            return value
    return ordered[-1][0]


def figures(wh: Warehouse, place: Territory, variable: str) -> dict[int, list[Figure]]:
    """Return a variable in the communes of a territory, by vintage, lowest first; withheld ones without value.

    Where a single commune is secret, the smallest known one is withheld too: the figure of the whole territory
    less the others would give it.
    """
    rows = wh.query(
        """
        SELECT o.code, t.name, coalesce(t.population, 0), o.value, o.vintage, o.source, o.state = 'secret'
        FROM observation AS o JOIN territory AS t ON t.level = 'commune' AND t.code = o.code
        WHERE o.level = 'commune' AND o.variable = $variable AND o.state IN ('measured', 'secret')
          AND o.code IN (SELECT unnest($communes::VARCHAR[]))
        QUALIFY row_number() OVER (PARTITION BY o.code, o.vintage ORDER BY o.source) = 1
        ORDER BY o.vintage, o.value NULLS LAST, o.code
        """,
        {"communes": list(place.communes), "variable": variable},
    )
    found: dict[int, list[Figure]] = {}
    for vintage in sorted({int(row[4]) for row in rows}):
        own = [row for row in rows if row[4] == vintage]
        hidden = withheld({row[0]: float(row[2]) for row in own}, [row[0] for row in own if row[6]])
        found[vintage] = [
            Figure(code, name, float(people), None if code in hidden else float(value), vintage, source)
            for code, name, people, value, _, source, secret in own
            if secret or value is not None
        ]
    return found


def spread(rows: Sequence[Figure], place: Territory) -> Spread | None:
    """Return the spread of the known communes; ``None`` under `LEAST` of them."""
    known = [row for row in rows if row.value is not None and row.people > 0]
    if len(known) < LEAST:
        return None
    values = [row.value or 0.0 for row in known]
    weights = [row.people for row in known]
    return Spread(
        quantile(values, weights, 0.1),
        quantile(values, weights, 0.9),
        min(1.0, sum(weights) / place.population) if place.population else 1.0,
        len(known),
        known[0].vintage,
        tuple(sorted({row.source for row in known})),
    )


def then_and_now(found: dict[int, list[Figure]], place: Territory) -> tuple[Spread | None, Spread | None]:
    """Return the spread of the last vintage and that of the one before, over the communes known in both."""
    years = sorted(found)
    if not years:
        return None, None
    now = spread(found[years[-1]], place)
    if len(years) < 2 or now is None:
        return now, None
    both = {r.code for r in found[years[-1]] if r.value is not None} & {
        r.code for r in found[years[-2]] if r.value is not None
    }
    if len(both) < now.count:
        return now, None  # not the same communes: a change of cover would pass for a change of incomes
    return now, spread([r for r in found[years[-2]] if r.code in both], place)

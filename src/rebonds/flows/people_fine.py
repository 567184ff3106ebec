"""People's flows of a territory finer than the zones (a commune, part of an EPCI), from observed communes only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rebonds.flows import rules
from rebonds.flows.dependence import total
from rebonds.flows.people_check import sampled
from rebonds.flows.people_flows import PeopleFlows, fill
from rebonds.flows.results import Estimate
from rebonds.territory.model import Territory
from rebonds.text import Text

if TYPE_CHECKING:
    from rebonds.warehouse import Warehouse


def by_commune(wh: Warehouse, kind: str, place: Territory) -> PeopleFlows | None:
    """Read a territory finer than the zones from observed communes; only what the source follows is told."""
    covered = float(rules.section("people")["storage"]["covered"])
    sources = wh.query(
        """
        WITH mine AS (SELECT unnest($communes::VARCHAR[]) AS commune),
        listed AS (
            SELECT DISTINCT source, vintage, origin FROM flow
            WHERE kind = $kind AND level = 'commune' AND origin IN (FROM mine)
        )
        SELECT source, vintage, sum(coalesce(t.population, 0) + 1) AS people
        FROM listed JOIN territory AS t ON t.level = 'commune' AND t.code = origin
        GROUP BY ALL HAVING people >= $least ORDER BY vintage DESC, people DESC, source LIMIT 1
        """,
        {"kind": kind, "communes": list(place.communes), "least": covered * _people(wh, place)},
    )
    if not sources:
        return None
    source, vintage, _ = sources[0]
    rows = wh.query(
        """
        WITH mine AS (SELECT unnest($communes::VARCHAR[]) AS commune),
        seen AS (
            SELECT origin IN (FROM mine) AS leaves, destination IN (FROM mine) AS reaches, * FROM flow
            WHERE kind = $kind AND level = 'commune' AND source = $source AND vintage = $vintage
              AND (origin IN (FROM mine) OR destination IN (FROM mine))
        ),
        aimed AS (SELECT *, CASE WHEN leaves THEN destination ELSE origin END AS other FROM seen)
        SELECT leaves, reaches,
               CASE WHEN leaves AND reaches THEN '' WHEN t.code IS NULL THEN '*' ELSE coalesce(m.code, other) END
                   AS partner,
               sum(value), bool_or(a.state = 'estimated'), count(*) FILTER (value IS NULL)
        FROM aimed AS a
        LEFT JOIN territory AS t ON t.level = 'commune' AND t.code = other
        LEFT JOIN membership AS m ON m.level = 'epci' AND m.commune = other
        GROUP BY 1, 2, 3 ORDER BY 3
        """,
        {"kind": kind, "communes": list(place.communes), "source": source, "vintage": vintage},
    )
    found = PeopleFlows(kind, "epci", vintages=(int(vintage),), sources=(str(source),))
    found.method.append(
        Text(
            f"{place.name} est plus fin qu'un EPCI : seules comptent les communes que la source {source} suit.",
            f"{place.name} is finer than an EPCI: only the communes that the source {source} follows count.",
        )
    )
    shown = []
    for leaves, reaches, partner, value, guessed, hidden in rows:
        if leaves:
            found.hidden_out += hidden
        if reaches:
            found.hidden_in += hidden
        if value is None:
            continue
        low, high = sampled(value)
        if partner == "*":
            abroad = Estimate(value, low, high, "estimated" if guessed else "measured")
            found.abroad_out, found.abroad_in = (
                (abroad, found.abroad_in) if leaves else (found.abroad_out, abroad)
            )
        else:
            shown.append((leaves, reaches, partner, value, low, high, guessed))
    fill(found, shown)
    found.partial = bool(
        wh.query(
            "SELECT 1 FROM people_source WHERE kind = ? AND source = ? AND vintage = ? AND closed",
            [kind, source, vintage],
        )
    )
    inside = [found.inside] if found.inside.known else []
    beyond = [[one] if one.known else [] for one in (found.abroad_out, found.abroad_in)]
    found.need = total([*inside, *found.out.values(), *beyond[0]])
    found.offer = total([*inside, *found.into.values(), *beyond[1]])
    return found


def _people(wh: Warehouse, place: Territory) -> float:
    rows = wh.query(
        "SELECT sum(coalesce(population, 0) + 1) FROM territory WHERE level = 'commune' "
        "AND code IN (SELECT unnest($communes::VARCHAR[]))",
        {"communes": list(place.communes)},
    )
    return float(rows[0][0] or 0)

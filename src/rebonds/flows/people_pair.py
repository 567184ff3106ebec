"""People who pass between two territories, what each side needs of the other, and who else could serve."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from rebonds import territory
from rebonds.flows import dependence, kernels, rules
from rebonds.flows.kinds import Kind, kind_of
from rebonds.flows.people_check import sampled
from rebonds.flows.people_flows import PeopleFlows, flows_of, zones_of
from rebonds.flows.results import MISSING, Estimate, PairFlow
from rebonds.territory.model import Territory

if TYPE_CHECKING:
    from rebonds.warehouse import Warehouse


@dataclass(frozen=True)
class Passing:
    """What passes both ways, with where it comes from."""

    ab: Estimate
    ba: Estimate
    sources: tuple[str, ...] = ()
    vintage: int | None = None


def pair_flow(wh: Warehouse, kind: str, a: Territory, b: Territory) -> PairFlow:
    """Return what passes between two territories for one kind of people's flows; missing stays missing."""
    about = kind_of(kind)
    found = _between(wh, kind, a, b)
    sides = [flows_of(wh, kind, side) for side in (a, b)]
    if found is None or sides[0] is None or sides[1] is None:
        return PairFlow(
            kind, about.family, kind, about.label, about.unit, MISSING, MISSING, MISSING, MISSING,
            state="missing", gap=about.gap,
        )  # fmt: skip
    d_ab = dependence.share(found.ab, need_of(about, sides[0]))
    d_ba = dependence.share(found.ba, need_of(about, sides[1]))
    uneven = dependence.asymmetry(d_ab.value, d_ba.value)
    both = dependence.reciprocity(found.ab.value, found.ba.value)
    measured = found.ab.state == found.ba.state == "measured"
    return PairFlow(
        kind=kind,
        family=about.family,
        code=kind,
        label=about.label,
        unit=about.unit,
        flow_ab=found.ab,
        flow_ba=found.ba,
        d_ab=d_ab,
        d_ba=d_ba,
        asymmetry=uneven,
        reciprocity=both,
        reading=dependence.reading(d_ab.value, d_ba.value, both),
        substitutability=_substitutes(wh, kind, a, b, found.ab.value),
        substitutability_b=_substitutes(wh, kind, b, a, found.ba.value),
        state="measured" if measured else "estimated",
        vintage=found.vintage,
        sources=found.sources,
        gap=None if measured else about.gap,
    )


def need_of(about: Kind, side: PeopleFlows) -> Estimate:
    """Return the whole of which a dependence is a part: all, or only those who leave (moving house)."""
    if about.stays:
        return side.need
    leaving = [one for one in (*side.out.values(), side.abroad_out) if one.known]
    whole = dependence.total(leaving)
    if whole.value is None:
        return MISSING
    return replace(whole, value=whole.value + side.other_out)


def _between(wh: Warehouse, kind: str, a: Territory, b: Territory) -> Passing | None:
    zones = zones_of(wh, a), zones_of(wh, b)
    if zones[0] is None or zones[1] is None:
        return _by_commune(wh, kind, a, b)
    wide = _by_level(wh, kind, a, b) if a.level == b.level and a.level in ("departement", "region") else None
    rows = wh.query(
        """
        SELECT origin IN (SELECT unnest($a::VARCHAR[])) AS there, sum(value), sum(low), sum(high),
               bool_or(state = 'estimated'), list(DISTINCT source), max(vintage)
        FROM people_flow WHERE kind = $kind AND (
            (origin IN (SELECT unnest($a::VARCHAR[])) AND destination IN (SELECT unnest($b::VARCHAR[])))
            OR (origin IN (SELECT unnest($b::VARCHAR[])) AND destination IN (SELECT unnest($a::VARCHAR[])))
        ) GROUP BY 1
        """,
        {"kind": kind, "a": list(zones[0]), "b": list(zones[1])},
    )
    told = wh.query(
        "SELECT count(*) FROM people_zone WHERE kind = $kind AND need IS NOT NULL "
        "AND (zone IN (SELECT unnest($a::VARCHAR[])) OR zone IN (SELECT unnest($b::VARCHAR[])))",
        {"kind": kind, "a": list(zones[0]), "b": list(zones[1])},
    )[0][0]
    if wide is not None and (not rows or any(row[4] for row in rows)):
        return wide
    if not rows and not told:
        return None
    least = float(rules.section("people")["storage"]["least"])
    ways = {
        bool(row[0]): Estimate(row[1], row[2], row[3], "estimated" if row[4] else "measured") for row in rows
    }
    few = Estimate(0.0, 0.0, least, "estimated")  # too few people for the pair to have been kept
    return Passing(
        ways.get(True, few),
        ways.get(False, few),
        tuple(sorted({source for row in rows for source in row[5]})),
        max((int(row[6]) for row in rows), default=None),
    )


def _by_commune(wh: Warehouse, kind: str, a: Territory, b: Territory) -> Passing | None:
    """Read a pair of which a side is finer than the zones, from the most recent source that lists both."""
    rows = wh.query(
        """
        WITH one AS (SELECT unnest($a::VARCHAR[]) AS commune), two AS (SELECT unnest($b::VARCHAR[]) AS commune)
        SELECT source, vintage,
               coalesce(sum(value) FILTER (origin IN (FROM one) AND destination IN (FROM two)), 0),
               coalesce(sum(value) FILTER (origin IN (FROM two) AND destination IN (FROM one)), 0),
               bool_or(state = 'estimated')
        FROM flow WHERE kind = $kind AND level = 'commune'
        GROUP BY ALL
        HAVING bool_or(origin IN (FROM one)) AND bool_or(origin IN (FROM two))
        ORDER BY vintage DESC, source LIMIT 1
        """,
        {"kind": kind, "a": list(a.communes), "b": list(b.communes)},
    )
    if not rows:
        return None
    source, vintage, ab, ba, guessed = rows[0]
    state = "estimated" if guessed else "measured"
    ways = [Estimate(value, *sampled(value), state) for value in (ab, ba)]
    return Passing(ways[0], ways[1], (str(source),), int(vintage))


def _by_level(wh: Warehouse, kind: str, a: Territory, b: Territory) -> Passing | None:
    rows = wh.query(
        """
        WITH seen AS (
            SELECT * FROM flow WHERE kind = $kind AND level = $level AND value IS NOT NULL
              AND ((origin = $a AND destination = $b) OR (origin = $b AND destination = $a))
        )
        SELECT origin = $a, sum(value), bool_or(state = 'estimated'), list(DISTINCT source), max(vintage)
        FROM seen WHERE vintage = (SELECT max(vintage) FROM seen) GROUP BY 1
        """,
        {"kind": kind, "level": a.level, "a": a.code, "b": b.code},
    )
    if len(rows) < 2:
        return None
    ways = {
        bool(there): Estimate(value, *sampled(value), "estimated" if guessed else "measured")
        for there, value, guessed, _, _ in rows
    }
    sources = tuple(sorted({source for row in rows for source in row[3]}))
    return Passing(ways[True], ways[False], sources, max(int(row[4]) for row in rows))


def _substitutes(wh: Warehouse, kind: str, a: Territory, b: Territory, lost: float | None) -> float | None:
    """Return the part of what A's people find in B that others, A included, could offer within reach of A."""
    centre = territory.centroid(a)
    if centre is None or lost is None or kind != "commuting":
        return None
    zones = zones_of(wh, b) or ()
    got = wh.query(
        """
        SELECT t.lon, t.lat, z.offer FROM people_zone AS z
        JOIN territory AS t ON t.code = z.zone AND t.level IN ('epci', 'commune')
        WHERE z.kind = $kind AND z.offer IS NOT NULL AND t.lon IS NOT NULL
          AND zone NOT IN (SELECT unnest($b::VARCHAR[]))
        """,
        {"kind": kind, "b": list(zones)},
    )
    if not got:
        return None
    lon, lat, offer = (np.array(column, float) for column in zip(*got, strict=True))
    apart = kernels.great_circle(np.array(centre[0]), np.array(centre[1]), lon, lat)
    return dependence.substitutability(lost, offer, apart, family="people")

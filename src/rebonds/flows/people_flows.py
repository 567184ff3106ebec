"""What leaves, reaches and stays in a territory, for one kind of people's flows, out of the warehouse's tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rebonds.flows.people_check import sampled
from rebonds.flows.results import MISSING, Estimate
from rebonds.territory.model import Territory
from rebonds.text import Text

if TYPE_CHECKING:
    from rebonds.warehouse import Warehouse

#: Levels whose borders may cut a zone: the zone then counts where most of its inhabitants are.
_ROUNDED = ("departement", "region")
_WHOLE = 0.99

Known = tuple[float | None, float | None, float | None, bool]


@dataclass
class PeopleFlows:
    """Flows of one kind between a territory and its partners.

    Attributes
    ----------
    out, into : dict of str to Estimate
        By partner (a code of ``level``).
    inside : Estimate
    abroad_out, abroad_in : Estimate
        To and from other countries.
    other_out, other_in : float
        Small estimated flows that are not kept pair by pair.
    need, offer : Estimate
        All that the residents need (they are all counted somewhere), all that the territory offers.
    hidden_out, hidden_in : int
        Pairs that a producer withholds.
    area : tuple of str
        Codes of the zones of its functional area.
    partial : bool
        The source does not follow people beyond its own area: totals are of those it follows.
    """

    kind: str
    level: str = "epci"
    out: dict[str, Estimate] = field(default_factory=dict)
    into: dict[str, Estimate] = field(default_factory=dict)
    inside: Estimate = MISSING
    abroad_out: Estimate = MISSING
    abroad_in: Estimate = MISSING
    other_out: float = 0.0
    other_in: float = 0.0
    need: Estimate = MISSING
    offer: Estimate = MISSING
    hidden_out: int = 0
    hidden_in: int = 0
    vintages: tuple[int, ...] = ()
    sources: tuple[str, ...] = ()
    area: tuple[str, ...] = ()
    partial: bool = False
    method: list[Text] = field(default_factory=list)

    @property
    def state(self) -> str:
        """``measured`` when every flow is, else ``estimated``."""
        parts = [self.inside, *self.out.values(), *self.into.values()]
        return "measured" if all(part.state in ("measured", "missing") for part in parts) else "estimated"


def zones_of(wh: Warehouse, place: Territory) -> tuple[str, ...] | None:
    """Return the zones that make a territory, or ``None`` when it cuts some (a commune, part of an EPCI).

    A département or a region takes the EPCI most of whose inhabitants it holds.
    """
    if place.level == "epci":
        return (place.code,)
    if place.epcis:
        return place.epcis
    rows = wh.query(
        """
        WITH inside AS (SELECT unnest($communes::VARCHAR[]) AS commune),
        held AS (
            SELECT coalesce(m.code, t.code) AS zone, coalesce(t.population, 0) + 1 AS people,
                   t.code IN (SELECT commune FROM inside) AS within
            FROM territory AS t LEFT JOIN membership AS m ON m.level = 'epci' AND m.commune = t.code
            WHERE t.level = 'commune'
        )
        SELECT zone, sum(people) FILTER (within) / sum(people) AS part FROM held
        GROUP BY zone HAVING bool_or(within) ORDER BY zone
        """,
        {"communes": list(place.communes)},
    )
    least = 0.5 if place.level in _ROUNDED else _WHOLE
    kept = tuple(str(zone) for zone, part in rows if part >= least)
    if place.level not in (*_ROUNDED, "france") and len(kept) < len(rows):
        return None
    return kept or None


def flows_of(wh: Warehouse, kind: str, place: Territory) -> PeopleFlows | None:
    """Return the flows of a kind for a territory, or ``None`` when nothing is known.

    Pairs of whole zones come from the tables of the build; a territory finer than a zone is read from the
    communes that a source observed; a département, where only its like are observed, from them.
    """
    zones = zones_of(wh, place)
    if zones is None:
        from rebonds.flows.people_fine import by_commune

        return by_commune(wh, kind, place)
    found = _by_zone(wh, kind, place, zones)
    if place.level in _ROUNDED and (found is None or found.state == "estimated"):
        return _by_level(wh, kind, place, found) or found
    return found


def _by_zone(wh: Warehouse, kind: str, place: Territory, zones: tuple[str, ...]) -> PeopleFlows | None:
    whole = wh.query(
        """
        SELECT count(need), sum(need), count(offer), sum(offer), sum(abroad_out), sum(abroad_in), sum(other_out),
               sum(other_in), sum(hidden_out), sum(hidden_in), bool_or(state = 'estimated'), count(*)
        FROM people_zone WHERE kind = $kind AND zone IN (SELECT unnest($zones::VARCHAR[]))
        """,
        {"kind": kind, "zones": list(zones)},
    )[0]
    level = place.level if place.level in _ROUNDED else "epci"
    partner = f"coalesce(t.{level}, other)" if level in _ROUNDED else "other"
    rows = wh.query(
        f"""
        WITH mine AS (SELECT unnest($zones::VARCHAR[]) AS zone),
        seen AS (
            SELECT origin IN (FROM mine) AS leaves, destination IN (FROM mine) AS reaches, * FROM people_flow
            WHERE kind = $kind AND (origin IN (FROM mine) OR destination IN (FROM mine))
        ),
        aimed AS (SELECT *, CASE WHEN leaves THEN destination ELSE origin END AS other FROM seen)
        SELECT leaves, reaches, CASE WHEN leaves AND reaches THEN '' ELSE {partner} END AS partner,
               sum(value), sum(low), sum(high), bool_or(a.state = 'estimated'), list(DISTINCT vintage),
               list(DISTINCT source)
        FROM aimed AS a LEFT JOIN territory AS t ON t.level IN ('epci', 'commune') AND t.code = other
        GROUP BY 1, 2, 3 ORDER BY 3
        """,
        {"kind": kind, "zones": list(zones)},
    )
    if not rows:
        return None
    found = PeopleFlows(kind, level)
    fill(found, [row[:7] for row in rows])
    (
        known_need,
        need,
        known_offer,
        offer,
        out,
        into,
        other_out,
        other_in,
        held_out,
        held_in,
        guessed,
        count,
    ) = whole
    state = "estimated" if guessed else "measured"
    found.partial = known_need < count
    if known_need == count:
        found.need, found.abroad_out = Estimate(need, state=state), Estimate(out, state=state)
    if known_offer == count:
        found.offer, found.abroad_in = Estimate(offer, state=state), Estimate(into, state=state)
    found.other_out, found.other_in = float(other_out or 0), float(other_in or 0)
    found.hidden_out, found.hidden_in = int(held_out or 0), int(held_in or 0)
    found.vintages = tuple(sorted({year for row in rows for year in row[7]}))
    found.sources = tuple(sorted({source for row in rows for source in row[8]}))
    found.area = _area(wh, kind, zones)
    return found


def fill(found: PeopleFlows, rows: Iterable[tuple[Any, ...]]) -> None:
    """Spread rows (leaves, reaches, partner, value, low, high, estimated) over the flows."""
    for leaves, reaches, partner, value, low, high, guessed in rows:
        one = Estimate(value, low, high, "estimated" if guessed else "measured")
        if leaves and reaches:
            found.inside = one
        elif leaves:
            found.out[partner] = one
        else:
            found.into[partner] = one


def _area(wh: Warehouse, kind: str, zones: tuple[str, ...]) -> tuple[str, ...]:
    """Return the zones of the functional areas that a territory is in."""
    rows = wh.query(
        """
        SELECT zone FROM people_zone WHERE kind = $kind AND area IN (
            SELECT area FROM people_zone WHERE kind = $kind AND zone IN (SELECT unnest($zones::VARCHAR[]))
        ) ORDER BY need DESC NULLS LAST, zone
        """,
        {"kind": kind, "zones": list(zones)},
    )
    return tuple(str(zone) for (zone,) in rows)


def _by_level(
    wh: Warehouse, kind: str, place: Territory, estimated: PeopleFlows | None
) -> PeopleFlows | None:
    """Read pairs observed between territories of the same level; what stays, if estimated, is kept."""
    rows = wh.query(
        """
        WITH seen AS (
            SELECT * FROM flow WHERE kind = $kind AND level = $level AND value IS NOT NULL
              AND $code IN (origin, destination)
        ),
        latest AS (SELECT max(vintage) AS vintage FROM seen)
        SELECT origin = $code, destination = $code,
               CASE WHEN origin = destination THEN '' WHEN t.code IS NULL THEN '*'
                    WHEN origin = $code THEN destination ELSE origin END AS partner,
               sum(value), bool_or(s.state = 'estimated'), any_value(vintage), list(DISTINCT source)
        FROM seen AS s SEMI JOIN latest USING (vintage)
        LEFT JOIN territory AS t
          ON t.level = $level AND t.code = CASE WHEN origin = $code THEN destination ELSE origin END
        GROUP BY 1, 2, 3 ORDER BY 3
        """,
        {"kind": kind, "level": place.level, "code": place.code},
    )
    if not rows:
        return None
    found = PeopleFlows(kind, place.level)
    fill(
        found,
        [
            (leaves, reaches, partner, value, *sampled(value), guessed)
            for leaves, reaches, partner, value, guessed, _, _ in rows
            if partner != "*"
        ],
    )
    found.vintages = (int(rows[0][5]),)
    found.sources = tuple(sorted({source for row in rows for source in row[6]}))
    found.method.append(
        Text(
            "Couples de départements observés ; les plus petits ne sont pas toujours publiés.",
            "Observed pairs of départements; the smallest are not always published.",
        )
    )
    if estimated is None:
        return found
    if not found.inside.known:
        found.inside = estimated.inside
        found.need, found.offer = estimated.need, estimated.offer
    found.area, found.abroad_out, found.abroad_in = estimated.area, estimated.abroad_out, estimated.abroad_in
    found.vintages = tuple(sorted({*found.vintages, *estimated.vintages}))
    found.sources = tuple(sorted({*found.sources, *estimated.sources}))
    return found

"""People's flows between zones, computed once by the build: observed where a source covers the pair, else estimated.

The zones are the EPCI (and the communes that belong to none). Commuting pairs that no source covers come from
a doubly constrained gravity model whose margins are the residents in work and the jobs of each zone
(`rebonds.flows.people_fit`), residents who work abroad going to places beyond the border. The tables are those of
`rebonds.flows.people_tables`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rebonds.flows import kernels, observed, people_check, people_tables, rules
from rebonds.flows.model import Array, Zone
from rebonds.flows.people_fit import (
    Decay,
    PeopleFit,
    calibrate,
    describe,
    estimate,
    given,
    judged,
    keeping,
    reaching,
    rival_decays,
)
from rebonds.flows.people_stays import settled, shipped
from rebonds.text import Text

if TYPE_CHECKING:
    import duckdb

    from rebonds.warehouse.progress import Progress

COMMUTING = "commuting"
RESIDENTS, JOBS = "employed_residents", "jobs_at_workplace"


@dataclass(frozen=True)
class Margins:
    """Residents in work and jobs of each zone (n,), ``nan`` where not known; where they come from."""

    residents: Array
    jobs: Array
    source: str
    vintage: int


@dataclass(frozen=True)
class Estimated:
    """Flows of the model between n zones, ``nan`` where a zone has no margin; its band and its fit."""

    flows: Array
    low: Array
    high: Array
    abroad: Array
    fit: PeopleFit


def derive(con: duckdb.DuckDBPyConnection, progress: Progress) -> None:
    """Fill ``people_flow``, ``people_zone`` and ``people_fit`` from the flows and figures of the warehouse."""
    people_tables.create(con)
    zones = read_zones(con)
    kinds = sorted({one.kind for one in observed.sources(con)} | {COMMUTING})
    label = Text("Flux de personnes", "Flows of people")
    for done, kind in enumerate(kinds):
        progress(label, done, len(kinds))
        seen = observed.between_zones(con, kind, len(zones))
        model = None
        known = margins(con, zones) if kind == COMMUTING else None
        if known is not None and not seen.covered.all():
            model = model_of(zones, known, seen, people_check.wide_pairs(con, kind, zones, known.vintage))
            people_tables.write_fit(con, kind, describe(model.fit))
        if model is not None or seen.used:
            people_tables.write(con, kind, zones, seen, model, known)
    progress(label, len(kinds), len(kinds))


def read_zones(con: duckdb.DuckDBPyConnection) -> list[Zone]:
    """Return the zones in the order of `rebonds.flows.observed.zone_codes`, centred on their inhabitants.

    A zone without a known centre has ``nan`` coordinates.
    """
    rows = con.execute(
        f"""
        SELECT z.code, any_value(t.name), any_value(t.level), any_value(t.population),
               sum(c.lon * c.population) / sum(c.population) FILTER (c.lon IS NOT NULL),
               sum(c.lat * c.population) / sum(c.population) FILTER (c.lat IS NOT NULL),
               any_value(t.area_km2), list(z.place)
        FROM ({observed.ZONES}) AS z
        JOIN territory AS t ON t.code = z.code AND t.level IN ('epci', 'commune')
        LEFT JOIN territory AS c ON c.level = 'commune' AND c.code = z.place AND c.population > 0
        GROUP BY z.code ORDER BY z.code
        """
    ).fetchall()
    return [
        Zone(code, name, level, float(people or 0), _or_nan(lon), _or_nan(lat), float(area or 0), tuple(held))
        for code, name, level, people, lon, lat, area, held in rows
    ]


def _or_nan(x: float | None) -> float:
    return float("nan") if x is None else float(x)


def margins(con: duckdb.DuckDBPyConnection, zones: list[Zone]) -> Margins | None:
    """Return the residents in work and the jobs of the zones at the latest vintage, or ``None``."""
    rows = con.execute(
        """
        WITH latest AS (
            SELECT max(vintage) AS vintage FROM observation WHERE level = 'epci' AND variable = $jobs
        )
        SELECT code, variable, value, source, vintage FROM observation SEMI JOIN latest USING (vintage)
        WHERE level = 'epci' AND variable IN ($residents, $jobs) AND value IS NOT NULL
        """,
        {"residents": RESIDENTS, "jobs": JOBS},
    ).fetchall()
    if not rows:
        return None
    rank = {zone.code: place for place, zone in enumerate(zones)}
    found = {name: np.full(len(zones), np.nan) for name in (RESIDENTS, JOBS)}
    for code, variable, value, _, _ in rows:
        if code in rank:
            found[variable][rank[code]] = value
    return Margins(found[RESIDENTS], found[JOBS], str(rows[0][3]), int(rows[0][4]))


def model_of(
    zones: list[Zone],
    known: Margins,
    seen: observed.Observed,
    wide: people_check.WidePairs | None = None,
) -> Estimated:
    """Estimate commuting between all zones whose margins are known.

    The decay is calibrated on the observed pairs when they join enough zones both ways, then its length on
    pairs of départements; else it is the one that ships. Who stays in each zone follows the rule that ships. Jobs are
    scaled so that, with those held abroad, there are as many as residents in work.
    """
    located = np.array([np.isfinite(zone.lon) and np.isfinite(zone.lat) for zone in zones])
    used = located & (known.residents > 0) & (known.jobs > 0)
    ranks, size = np.flatnonzero(used), len(zones)
    beyond = abroad()
    apart = kernels.distances([*(zones[rank] for rank in ranks), *beyond])[: len(ranks)]
    residents, jobs = known.residents[ranks], known.jobs[ranks]
    outside = np.array([zone.population for zone in beyond])
    jobs = jobs * (residents.sum() - outside.sum()) / jobs.sum()
    places = np.concatenate([jobs, outside])

    stays = shipped()

    def flows(decay: Decay) -> Array:
        return settled(estimate(apart, decay, residents, places), stays)

    def spread(found: Array) -> Array:
        whole = np.full((size, size), np.nan)
        whole[np.ix_(ranks, ranks)] = found[:, : len(ranks)]
        return whole

    fit = given()
    block = _calibrating(seen, used)
    if len(block):
        place = np.cumsum(used)[block] - 1
        among, near = seen.flows[np.ix_(block, block)], apart[np.ix_(place, place)]
        fit = calibrate(among, near)
        if wide is not None:
            fit = reaching(
                fit, lambda decay: wide.ratio(spread(flows(decay))), lambda decay: keeping(among, near, decay)
            )
        fit = judged(fit, among, near, stays=stays)
    centre = flows(fit.decay)
    if wide is not None:
        fit = replace(fit, wide=wide.score(spread(centre)), errors=wide.widened(fit.errors, spread(centre)))
    low, high = _band(centre, [flows(decay) for decay in rival_decays(fit)], fit)
    crossing = np.zeros(size)
    crossing[ranks] = centre[:, len(ranks) :].sum(axis=1)
    return Estimated(spread(centre), spread(low), spread(high), crossing, fit)


def _calibrating(seen: observed.Observed, used: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the largest set of zones observed both ways, empty when it is too small to calibrate on."""
    both = used & (seen.covered & seen.covered.T).diagonal()
    if not both.any():
        return np.zeros(0, np.int64)
    found: NDArray[np.int64] = np.flatnonzero(both)[seen.covered[np.ix_(both, both)].mean(axis=1) > 0.5]
    least = int(rules.section("people")["storage"]["zones_to_calibrate"])
    return found if len(found) >= least else found[:0]


def abroad() -> list[Zone]:
    """Return the places of work beyond the border; ``population`` is the people of France who work there."""
    places = rules.section("people")["abroad"]["places"]
    return [
        Zone("abroad", one["name"], "abroad", float(one["workers"]), one["lon"], one["lat"], 0.0)
        for one in places
    ]


def _band(centre: Array, others: list[Array], fit: PeopleFit) -> tuple[Array, Array]:
    """Return the band: error on held-back pairs and ends of the decay, as if independent (in logarithms).

    What stays is bounded on its odds, so that it never exceeds the people there are.
    """
    low, high = fit.errors.of(centre)
    with np.errstate(divide="ignore"):
        ends = np.log(np.stack(others) / centre)
        under = np.hypot(np.log(np.maximum(low, 1e-3)), np.minimum(ends.min(axis=0), 0.0))
        over = np.hypot(np.log(high), np.maximum(ends.max(axis=0), 0.0))
    least, most = centre * np.exp(-under), centre * np.exp(over)
    inner = np.arange(len(centre))
    stays, total = centre[inner, inner], centre.sum(axis=1)
    odds = stays / np.maximum(total - stays, 1e-9)
    for target, factor, pick in (
        (least, fit.errors.inner_low, np.min),
        (most, fit.errors.inner_high, np.max),
    ):
        end = pick(np.stack([other[inner, inner] for other in (centre, *others)]), axis=0)
        end = end / np.maximum(total - end, 1e-9) / odds
        both = odds * np.exp(np.sign(np.log(factor)) * np.hypot(np.log(factor), np.log(end)))
        target[inner, inner] = total * both / (1 + both)
    return least, np.minimum(most, total[:, None])

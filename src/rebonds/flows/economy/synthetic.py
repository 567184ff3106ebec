"""A balanced economy drawn at random, of the size and sparsity of the real one: for tests and benchmarks."""

from __future__ import annotations

import numpy as np

from rebonds.errors import UsageError
from rebonds.flows.model import Array, Branch, Economy, Zone
from rebonds.text import Text

# Roughly the share of products whose trade dies away quickly, slowly, or hardly at all.
_DECAYS = ("local", "local", "heavy", "regional", "regional", "national")
_BOX = (-4.8, 8.2, 42.3, 51.1)  # metropolitan France: west, east, south, north (degrees)


def synthetic(zones: int, branches: int, seed: int = 0) -> Economy:
    """Draw a balanced economy of ``zones`` zones and ``branches`` branches.

    The national table is drawn first: ``x = (I - A)^-1 (f + e)`` with column sums of ``A`` between 0.2 and
    0.55, imports between 0.02 and 0.2. Output is then laid over the zones by their size and by what each
    zone happens to be good at (many small zones lack many branches, as real ones do), final demand by
    population, exports in proportion of output: supply is demand to rounding, product by product.

    Parameters
    ----------
    zones, branches : int
        R and S.
    seed : int
        The same seed gives the same economy.

    Raises
    ------
    UsageError
        Below two zones or one branch.
    """
    if zones < 2 or branches < 1:
        raise UsageError(
            Text(
                f"Une économie fictive demande au moins deux zones et une branche, pas {zones} et {branches}.",
                f"A synthetic economy needs at least two zones and one branch, not {zones} and {branches}.",
            )
        )
    rng = np.random.default_rng(seed)
    technical, imported, value_added = _table(rng, branches)
    population = _sizes(rng, zones)
    share = population / population.sum()

    final_share = _lumpy(rng, branches, 0.9)
    national_final = 1.9e6 * population.sum() / 67e6 * final_share / final_share.sum()
    exported = national_final * rng.uniform(0.0, 0.6, branches)
    output = np.linalg.solve(np.eye(branches) - technical, national_final + exported)

    spread = share * _lumpy(rng, (branches, zones), 0.8)
    present = rng.random((branches, zones)) < _chance(rng, share, branches)
    present[:, np.argmax(population)] = True  # every branch is somewhere
    spread = np.where(present, spread, 0.0)
    spread /= spread.sum(axis=1, keepdims=True)
    taste = share * _lumpy(rng, (branches, zones), 0.15)
    taste /= taste.sum(axis=1, keepdims=True)

    laid = output[:, None] * spread
    productivity = rng.uniform(4.0, 15.0, branches)  # jobs per million euros
    return Economy(
        zones=_zones(rng, population),
        branches=tuple(
            Branch(f"S{rank:02d}", Text(f"Branche {rank}", f"Branch {rank}"), _DECAYS[rank % len(_DECAYS)])
            for rank in range(branches)
        ),
        technical=technical,
        imports=imported.sum(axis=0),
        imported=imported,
        value_added=value_added,
        output=laid,
        final=national_final[:, None] * taste,
        exports=exported[:, None] * spread,
        jobs=laid * productivity[:, None],
        footprints={"GHG": _lumpy(rng, branches, 1.2) * 100.0},
        footprint_units={"GHG": "tCO2e/M€"},
        year=2018,
        sources=("synthetic",),
        notes=(Text("Économie fictive, tirée au hasard.", "A fictitious economy, drawn at random."),),
    )


def _table(rng: np.random.Generator, size: int) -> tuple[Array, Array, Array]:
    """Draw domestic and imported coefficients and the value added that is left."""
    weight = _lumpy(rng, (size, size), 1.3) * (rng.random((size, size)) < 0.85)
    weight += np.eye(size)  # a branch buys from itself, and no column is empty
    weight /= weight.sum(axis=0)
    technical = weight * rng.uniform(0.2, 0.55, size)
    imported = weight * rng.uniform(0.2, 1.8, (size, 1))
    imported *= rng.uniform(0.02, 0.2, size) / imported.sum(axis=0)
    return technical, imported, 1.0 - technical.sum(axis=0) - imported.sum(axis=0)


def _sizes(rng: np.random.Generator, zones: int) -> Array:
    """Draw populations: a third of zones around the median of 22,000, few large, one very large."""
    population = np.round(np.exp(rng.normal(10.0, 1.0, zones)) + 3000.0)
    population[0] = max(population.max(), 0.1 * population.sum())
    return population


def _lumpy(rng: np.random.Generator, shape: int | tuple[int, int], sigma: float) -> Array:
    """Draw lognormal weights of mean one."""
    return rng.lognormal(-0.5 * sigma**2, sigma, shape)


def _chance(rng: np.random.Generator, share: Array, branches: int) -> Array:
    """Return the chance (S, R) that a zone holds a branch: small zones lack the concentrated ones."""
    reach = rng.uniform(0.3, 12.0, (branches, 1))
    return 1.0 - np.exp(-reach * share * len(share) * 2.0)


def _zones(rng: np.random.Generator, population: Array) -> tuple[Zone, ...]:
    west, east, south, north = _BOX
    count = len(population)
    lon, lat = rng.uniform(west, east, count), rng.uniform(south, north, count)
    area = 550_000.0 * rng.dirichlet(np.full(count, 2.0))
    return tuple(
        Zone(
            code=f"2{rank:08d}",
            name=f"Zone {rank}",
            level="epci",
            population=float(population[rank]),
            lon=float(lon[rank]),
            lat=float(lat[rank]),
            area_km2=float(area[rank]),
            communes=(f"{rank:05d}",),
        )
        for rank in range(count)
    )

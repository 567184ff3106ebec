"""Maintainers: fit the rule of who stays in their own zone (``[people.stays]``) and say how wrong it is.

The gravity model is set against what is known: what stays in the EPCI of Île-de-France (census of 2014) and in the
urban areas of the north-east (census of 2011, zoning of 2010), the latter as the EPCI that have most of their
inhabitants in the area of 2020 of the same name. Half of each is held back, forty times. The national pilot must
have been built (``make national``).
"""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("REBONDS_PILOT") or ROOT.parent / "shared" / "data")
#: Areas of fewer residents in work are left out: their perimeters moved too much between 2010 and 2020.
LEAST = 20_000
#: Areas whose workers cross a border, and those of which the file only knows the side towards the north-east.
LEFT_OUT = (
    "Paris",
    "Bale",
    "Sarrebruck",
    "Longwy",
    "Thionville",
    "Bourg",
    "Moulins",
    "Macon",
    "Sens",
    "Nevers",
)
SHIFTS = (-0.2, -0.1, -0.05, 0.0, 0.05, 0.1, 0.15)
POWERS = (0.55, 0.6, 0.65, 0.7, 0.75, 0.8)
DRAWS = 40


@dataclass(frozen=True)
class Area:
    """An urban area: part of its residents in work who work in it, EPCI that stand for it."""

    name: str
    stays: float
    zones: tuple[str, ...]


def areas(con: duckdb.DuckDBPyConnection, folder: Path = SHARED) -> list[Area]:
    """Return the urban areas whose EPCI are known, with the part of residents in work who stay."""
    told = con.execute(
        f"""
        SELECT aire_residence, actifs / actifs_residents
        FROM '{folder}/navettes/navettes_aires_urbaines_grand_est_2011.csv.gz'
        WHERE i = j AND actifs_residents >= {LEAST} ORDER BY actifs_residents DESC
        """
    ).fetchall()
    rows = con.execute(
        f"""
        WITH people AS (
            SELECT m.code AS zone, z.LIB_AAV2020 AS area, sum(t.population) AS people
            FROM territory AS t JOIN membership AS m ON m.level = 'epci' AND m.commune = t.code
            JOIN '{folder}/zonages_2025/communes_zonages.parquet' AS z ON z.DEPCOM = t.code
            WHERE t.level = 'commune' GROUP BY ALL
        )
        SELECT area, zone FROM people
        QUALIFY people >= 0.5 * sum(people) OVER (PARTITION BY zone) ORDER BY ALL
        """
    ).fetchall()
    zones: dict[str, list[str]] = {}
    for area, zone in rows:
        zones.setdefault(_bare(str(area)), []).append(zone)
    return [
        Area(name, float(stays), tuple(zones[_bare(name)]))
        for name, stays in told
        if _bare(name) in zones and not name.startswith(LEFT_OUT)
    ]


def _bare(name: str) -> str:
    plain = unicodedata.normalize("NFD", name.split(" (", maxsplit=1)[0])
    return "".join(c for c in plain if not unicodedata.combining(c))


def kept(flows: np.ndarray, groups: list[list[int]], residents: np.ndarray) -> np.ndarray:
    """Return the part of the residents in work of each group of zones that works in it."""
    return np.array([flows[np.ix_(one, one)].sum() / residents[one].sum() for one in groups])


def odds(share: np.ndarray) -> np.ndarray:
    """Return the logarithm of the odds."""
    found: np.ndarray = np.log(share / (1 - share))
    return found


def rms(gaps: np.ndarray) -> float:
    """Return the root mean square."""
    return float(np.sqrt(np.mean(gaps**2)))


def main() -> None:
    """Fit the rule on all, then on halves, and print it with its errors."""
    os.environ.setdefault("REBONDS_DATA", str(ROOT / "build" / "national"))
    from rebonds.flows import kernels, observed, people, people_fit
    from rebonds.flows.people_stays import Stays, settled
    from rebonds.warehouse import Warehouse

    con: Any = Warehouse.open().con
    zones = people.read_zones(con)
    known: Any = people.margins(con, zones)
    seen = observed.between_zones(con, "commuting", len(zones))
    used = np.isfinite([zone.lon for zone in zones]) & (known.residents > 0) & (known.jobs > 0)
    rank = {zones[one].code: place for place, one in enumerate(np.flatnonzero(used))}
    block = np.flatnonzero(used & seen.covered.diagonal())
    flows = seen.flows[np.ix_(block, block)]
    decay = people_fit.given().decay

    whole = [zone for zone, inside in zip(zones, used, strict=True) if inside]
    beyond = people.abroad()
    residents, jobs = known.residents[used], known.jobs[used]
    outside = np.array([zone.population for zone in beyond])
    jobs *= (residents.sum() - outside.sum()) / jobs.sum()
    apart = kernels.distances([*whole, *beyond])[: len(whole)]
    country = people_fit.estimate(apart, decay, residents, np.concatenate([jobs, outside]))
    near = kernels.distances([zones[one] for one in block])
    around = people_fit.estimate(near, decay, flows.sum(axis=1), flows.sum(axis=0))
    towns = [one for one in areas(con) if all(zone in rank for zone in one.zones)]
    groups = [[rank[zone] for zone in one.zones] for one in towns]
    truth = odds(np.array([one.stays for one in towns])), odds(np.diag(flows) / flows.sum(axis=1))

    def gaps(rule: Stays) -> tuple[np.ndarray, np.ndarray]:
        inner = np.diag(settled(around, rule)) / flows.sum(axis=1)
        return truth[0] - odds(kept(settled(country, rule), groups, residents)), truth[1] - odds(inner)

    found = {rule: gaps(Stays(*rule)) for rule in product(SHIFTS, POWERS)}
    best = min(found, key=lambda rule: sum(rms(one) for one in found[rule]))
    draw, held = np.random.default_rng(20260101), []
    for _ in range(DRAWS):
        halves = [draw.random(len(one)) < 0.5 for one in truth]

        def score(rule: tuple[float, float], shown: list[np.ndarray] = halves) -> float:
            return sum(rms(one[half]) for one, half in zip(found[rule], shown, strict=True))

        chosen = found[min(found, key=score)]
        held += [gap for one, half in zip(chosen, halves, strict=True) for gap in one[~half]]
    raw = np.concatenate(gaps(Stays(0.0, 1.0)))
    print(f"{len(towns)} urban areas, {len(block)} EPCI; best shift {best[0]}, power {best[1]}")
    print(f"shipped: {people.shipped()}: {[round(rms(one), 3) for one in gaps(people.shipped())]}")
    print(
        f"error on the log-odds: {rms(raw):.3f} without the rule, {rms(np.array(held)):.3f} on what is held back"
    )
    print(
        f"observed over estimated odds, 5th to 95th percentiles: {np.exp(np.percentile(held, [5, 10, 50, 90, 95]))}"
    )


if __name__ == "__main__":
    main()

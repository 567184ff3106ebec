"""Estimate jobs by EPCI and branch (A38) from the shared data, measure the error, write the tables.

Maintainer tool, called by `tools/embed_economy.py --jobs` (embedded tables), by `tools/national.py` (national
pilot), or alone with ``--held-out`` to measure the error again. Sources: employees by employment zone and
branch (Insee, Flores 2023); jobs and their five groups by EPCI (Insee, census of 2022); private employees by
commune (Urssaf); populations. The method is in `rebonds.flows.economy.regional`, its trace in docs/flows.md.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parent))

import national
from rebonds.flows.economy import figures, regional
from rebonds.territory import parquet

Array = NDArray[np.float64]
EMBEDDED = national.ROOT / "src" / "rebonds" / "warehouse" / "embedded"
GRAND_PARIS = "200054781"
#: Groups of branches, and the census's column of their share of jobs.
CLASSES = {
    "AZ": "eco_sectagri_pct_22",
    "BE": "eco_sectindus_pct_22",
    "FZ": "eco_sectconst_pct_22",
    "GU": "eco_sectservi_pct_22",
    "OQ": "eco_sectadmin_pct_22",
}
#: What an area is like: columns of the census and Filosofi indicators, logarithm or not.
FEATURES = {
    "dsp_csp_cadres_pct_22": False,
    "dsp_csp_ouvriers_pct_22": False,
    "log_ressec_pct_22": True,
    "rev_med_21": True,
    "eco_nsal_pct_22": False,
    "eco_eff_grandes_pct_23": False,
}
RIDGE = 0.001
YEAR = 2023

#: Arrondissements are part of their city.
_CITY = """CASE WHEN regexp_matches(code, '^751(0[1-9]|1[0-9]|20)$') THEN '75056'
                WHEN regexp_matches(code, '^6938[1-9]$') THEN '69123'
                WHEN regexp_matches(code, '^132(0[1-9]|1[0-6])$') THEN '13055' ELSE code END"""
_PLACES = """
WITH commune AS (
    SELECT code, nullif(epci, '') AS epci, departement, population AS people
    FROM '{communes}' WHERE population IS NOT NULL
), private AS (
    SELECT {city} AS code,
           sum(eff_total) FILTER (year = 2023) AS private
    FROM '{data}/emploi/urssaf_total_communes_2014_2024.parquet' GROUP BY 1
)
SELECT c.epci, z.ZE2020 AS zone, c.departement, sum(c.people) AS people, sum(a.surface_km2) AS area,
       sum(c.people * ln(greatest(c.people, 1) / a.surface_km2)) AS dense,
       sum(coalesce(private, 0)) AS private
FROM commune AS c
JOIN '{data}/zonages_2025/communes_zonages.parquet' AS z ON z.DEPCOM = c.code
LEFT JOIN '{data}/contours/communes_centroides_surface.parquet' AS a ON a.code = c.code
LEFT JOIN private ON private.code = c.code
GROUP BY ALL ORDER BY ALL
"""


@dataclass(frozen=True)
class Places:
    """Blocks: the part of an EPCI (or of no EPCI) in one employment zone and one département."""

    epci: list[str]
    zone: list[str]
    departement: list[str]
    people: Array
    area: Array
    dense: Array
    private: Array

    @cached_property
    def keys(self) -> list[str]:
        """EPCI of each block; a block without EPCI keeps its département (``Z:29``)."""
        return [e or f"Z:{d}" for e, d in zip(self.epci, self.departement, strict=True)]

    def total(self, column: Array, keys: Sequence[str]) -> dict[str, float]:
        """Sum a column by key."""
        found: dict[str, float] = {}
        for key, value in zip(keys, column, strict=True):
            found[key] = found.get(key, 0.0) + float(value)
        return found


@dataclass(frozen=True)
class Estimate:
    """Jobs of the blocks by branch, with what is needed to check and to describe them."""

    places: Places
    codes: tuple[str, ...]
    classes: dict[str, list[int]]
    zones: list[str]
    employees: Array  # (blocks, branches)
    jobs: Array
    census: Array  # (blocks, groups): jobs of the census
    known: Array  # (zones, branches): Flores


def places(data: Path) -> Places:
    """Read the blocks of France but Mayotte, whose employment is not in the sources."""
    statement = _PLACES.replace("{city}", _CITY).replace("{data}", str(data))
    rows = duckdb.sql(statement.replace("{communes}", str(parquet("communes")))).fetchall()
    rows = [row for row in rows if row[2] != "976"]
    texts, numbers = zip(*((row[:3], row[3:]) for row in rows), strict=True)
    columns = np.array([[float(v or 0) for v in row] for row in numbers]).T
    epci, zone, departement = (list(map(str, part)) for part in zip(*texts, strict=True))
    return Places([e if e != "None" else "" for e in epci], zone, departement, *columns)


def indicators(data: Path, level: str) -> dict[str, dict[str, float]]:
    """Read the census indicators of EPCI, EPT and Paris (``epci``) or employment zones (``ze``)."""
    columns = [*CLASSES.values(), *FEATURES, "P22_POP"]
    columns += ["eco_ratio_emplt_actoc_22"] if level == "epci" else []
    rows = duckdb.sql(
        f"SELECT code, {', '.join(columns)} FROM '{data}/indicateurs_rp2022/{level}_indicateurs.parquet'"
    ).fetchall()
    return {
        str(row[0]): {c: np.nan if v is None else float(v) for c, v in zip(columns, row[1:], strict=True)}
        for row in rows
    }


def census_jobs(data: Path) -> dict[str, float]:
    """Jobs of each EPCI in the census of 2022: those of the pilot's card, and those of 2015 overseas."""
    card = next(card for card in national.pilot_cards() if card.id == "insee_work_epci_2022")
    table, _ = national.prepare(card, data)
    overseas = duckdb.sql(
        f"SELECT epci, nombredemploi_epci FROM '{data}/portrait_epci_2015/portrait_epci.csv.gz' "
        "WHERE dep LIKE '97%' AND nombredemploi_epci IS NOT NULL"
    ).fetchall()
    known = duckdb.sql(f"SELECT code, jobs_at_workplace FROM '{table}'").fetchall()
    return {str(code): float(jobs) for code, jobs in (*overseas, *known)}


def group_jobs(data: Path, at: Places) -> tuple[Array, NDArray[np.bool_]]:
    """Return jobs of the census by block and group (B, 5), ``nan`` where it says nothing, and the mask known."""
    told = indicators(data, "epci")
    jobs = census_jobs(data)
    shares = {
        code: np.array([row[c] for c in CLASSES.values()])
        for code, row in told.items()
        if not np.isnan([row[c] for c in CLASSES.values()]).any()
    }
    parts = [code for code in told if code not in set(at.epci)]  # the EPT and Paris make Grand Paris
    weights = np.array([told[c]["P22_POP"] * told[c]["eco_ratio_emplt_actoc_22"] for c in parts])
    shares[GRAND_PARIS] = weights @ np.array([shares[c] for c in parts]) / weights.sum()
    # Where an EPCI lies in several zones: private groups as private employees, public services as people,
    # farming as land.
    by = [at.area, at.private + 1e-6, at.private + 1e-6, at.private + 1e-6, at.people]
    made = np.full((len(at.keys), len(CLASSES)), np.nan)
    for k, column in enumerate(by):
        whole = at.total(column, at.keys)
        for g, key in enumerate(at.keys):
            if key in shares and key in jobs:
                share = shares[key] / shares[key].sum()
                made[g, k] = jobs[key] * share[k] * column[g] / max(whole[key], 1e-12)
    return made, ~np.isnan(made).any(axis=1)


def features(rows: list[dict[str, float]], jobs: Array, people: Array, dense: Array, private: Array) -> Array:
    """Return what each area is like (N, P): density, size, groups, private share, and census indicators."""
    total = jobs.sum(axis=1)
    with np.errstate(all="ignore"):
        parts = [dense / people, np.log(total), *np.log((jobs[:, [0, 1, 4]] + 1.0) / total[:, None]).T]
        parts.append(np.log((private + 1.0) / total))
        for name, logged in FEATURES.items():
            column = np.array([row.get(name, np.nan) for row in rows])
            parts.append(np.log(column + 1.0) if logged else column)
    made = np.column_stack(parts)
    return np.where(np.isfinite(made), made, np.nan)


@lru_cache(maxsize=1)
def estimate(data: Path) -> Estimate:
    """Estimate jobs of every block by branch."""
    given = figures.load()
    rows = duckdb.sql(
        f"SELECT code_ze, a38, sum(eff_23) FROM '{data}/emploi/flores_ze_a38_2022_2023.parquet' GROUP BY ALL"
    ).fetchall()
    at = places(data)
    zones = sorted({str(row[0]) for row in rows})
    codes = tuple(code for code in given.codes if code in {row[1] for row in rows})
    classes = {
        k: [i for i, c in enumerate(codes) if given.classes[given.codes.index(c)] == k] for k in CLASSES
    }
    known = np.zeros((len(zones), len(codes)))
    for zone, code, value in rows:
        known[zones.index(zone), codes.index(code)] = float(value or 0)
    area = np.array([zones.index(z) for z in at.zone])
    census, told = group_jobs(data, at)

    groups = np.column_stack([known[:, ranks].sum(axis=1) for ranks in classes.values()])
    inside = np.zeros((len(zones), len(classes)))
    np.add.at(inside, area[told], census[told])
    whole = np.array([told[area == z].all() for z in range(len(zones))])
    rates = inside[whole].sum(axis=0) / groups[whole].sum(axis=0)  # jobs per employee post, national
    print("jobs per employee post:", dict(zip(classes, rates.round(3), strict=True)), file=sys.stderr)
    census = _fill(data, at, census, told, groups[area] * rates, area)

    np.add.at(inside := np.zeros_like(groups), area, census)
    seed = _seed(data, at, known, classes, area, census, inside)
    employees = regional.split(known, area, census, seed, classes)
    jobs = np.zeros_like(employees)
    for k, ranks in enumerate(classes.values()):
        posts = employees[:, ranks].sum(axis=1)
        scale = np.divide(census[:, k], posts, out=np.full(len(posts), rates[k]), where=posts > 0)
        jobs[:, ranks] = employees[:, ranks] * scale[:, None]
    return Estimate(at, codes, classes, zones, employees, jobs, census, known)


def _fill(
    data: Path, at: Places, census: Array, told: NDArray[np.bool_], expected: Array, area: NDArray[np.int64]
) -> Array:
    """Give blocks without census groups (overseas, islands) their part of the zone's posts, as jobs."""
    by = np.column_stack([at.area, *[at.private + 1e-6] * 3, at.people])
    whole = np.zeros((int(area.max()) + 1, by.shape[1]))
    np.add.at(whole, area, by)
    return np.where(told[:, None], census, expected * by / whole[area])


def _seed(
    data: Path,
    at: Places,
    known: Array,
    classes: dict[str, list[int]],
    area: NDArray[np.int64],
    census: Array,
    inside: Array,
) -> Array:
    """Expected shares of branches inside each group, learnt on the zones, predicted for the EPCI of a block."""
    train, table = zone_features(data, at, area, inside)
    epci = indicators(data, "epci")
    keys = list(dict.fromkeys(at.keys))
    rank = np.array([keys.index(k) for k in at.keys])

    def summed(column: Array) -> Array:
        out = np.zeros((len(keys), *column.shape[1:]))
        np.add.at(out, rank, column)
        return out

    wanted = features(
        [epci.get(k, {}) for k in keys],
        summed(census),
        summed(at.people),
        summed(at.dense),
        summed(at.private),
    )[rank]
    seed = np.ones_like(known[area])
    for ranks in classes.values():
        if len(ranks) > 1:
            model = regional.learn(table[train], known[np.ix_(train, ranks)], RIDGE)
            seed[:, ranks] = model.shares(wanted)
    return seed


def zone_features(
    data: Path, at: Places, area: NDArray[np.int64], inside: Array
) -> tuple[NDArray[np.int64], Array]:
    """Return the ranks of the zones that can teach, and the features of all."""
    ze = indicators(data, "ze")
    size = len(inside)
    names = [""] * size
    for z, name in zip(area, at.zone, strict=True):
        names[z] = name
    rows = [ze.get(name, {}) for name in names]

    def summed(column: Array) -> Array:
        out = np.zeros(size)
        np.add.at(out, area, column)
        return out

    table = features(rows, inside, summed(at.people), summed(at.dense), summed(at.private))
    return np.array([i for i, row in enumerate(rows) if row]), table


def variance(made: Estimate, keys: Sequence[str]) -> dict[str, Array]:
    """Variance of the jobs by branch of the areas named by ``keys`` (see `regional_error`).

    ``sigma^2 = n^2 (a^2 + b^2 / n) (1 - p)`` for the split inside an employment zone, n the jobs of the area in the
    zone and p their part of the zone's; areas of overseas départements, split without features, have one and a
    half times the deviation. The census adds its own deviation, the same for all branches of a group.
    """
    rule = figures.rules()["jobs_error"]
    at = made.places
    parts: dict[tuple[str, str], Array] = {}
    whole: dict[str, Array] = {}
    for key, zone, row in zip(keys, at.zone, made.jobs, strict=True):
        parts[key, zone] = parts.get((key, zone), np.zeros_like(row)) + row
        whole[zone] = whole.get(zone, np.zeros_like(row)) + row
    wide, small = np.zeros(len(made.codes)), np.zeros(len(made.codes))
    for name, ranks in made.classes.items():
        wide[ranks], small[ranks] = rule[name]
    found: dict[str, Array] = {}
    jobs: dict[str, Array] = {}
    for (key, zone), n in parts.items():
        share = np.divide(n, whole[zone], out=np.zeros_like(n), where=whole[zone] > 0)
        far = 1.5 if zone.startswith(("01", "02", "03", "04")) else 1.0
        found[key] = found.get(key, 0.0) + far**2 * (wide**2 * n**2 + small**2 * n) * (1.0 - share)
        jobs[key] = jobs.get(key, 0.0) + n
    return {
        k: v + (float(rule["census"]) * jobs[k]) ** 2 + float(rule["sampling"]) * jobs[k]
        for k, v in found.items()
    }


def by_epci(made: Estimate) -> list[tuple[str, str, float, float]]:
    """Return (EPCI, branch, jobs, variance), in order."""
    keys = made.places.keys
    jobs: dict[str, Array] = {}
    for key, row in zip(keys, made.jobs, strict=True):
        jobs[key] = jobs.get(key, 0.0) + row
    rows = _rows(made, jobs, variance(made, keys))
    return [row for row in rows if not row[0].startswith("Z:")]


def by_departement(made: Estimate) -> list[tuple[str, str, float, float]]:
    """Return (département, branch, jobs, variance): an EPCI across several is shared by population.

    The same rule as `rebonds.flows.economy.build`, so that what is left once EPCI are taken out is right.
    """
    at = made.places
    epci: dict[str, Array] = {}
    people: dict[str, float] = {}
    shared: dict[tuple[str, str], float] = {}
    for key, home, row, inhabitants in zip(at.keys, at.departement, made.jobs, at.people, strict=True):
        epci[key] = epci.get(key, 0.0) + row
        people[key] = people.get(key, 0.0) + inhabitants
        shared[key, home] = shared.get((key, home), 0.0) + inhabitants
    jobs: dict[str, Array] = {}
    for (key, home), inhabitants in shared.items():
        jobs[home] = jobs.get(home, 0.0) + epci[key] * (inhabitants / people[key])
    return _rows(made, jobs, variance(made, at.departement))


def _rows(
    made: Estimate, jobs: dict[str, Array], spread: dict[str, Array]
) -> list[tuple[str, str, float, float]]:
    return [
        (key, code, round(float(n), 1 if n < 100 else 0), float(f"{v:.3g}"))
        for key in sorted(jobs)
        for code, n, v in zip(made.codes, jobs[key], spread[key], strict=True)
    ]


def epci_table(data: Path, path: Path) -> None:
    """Write the table of all EPCI (national pilot)."""
    _parquet(by_epci(estimate(data)), path)


def departement_table(data: Path, path: Path) -> None:
    """Write the table of all départements (national pilot)."""
    _parquet(by_departement(estimate(data)), path)


def _parquet(rows: list[tuple[str, str, float, float]], path: Path) -> None:
    with duckdb.connect() as con:
        columns = dict(
            zip(("code", "branch", "jobs", "variance"), map(np.array, zip(*rows, strict=True)), strict=True)
        )
        con.register("made", {k: v.astype(object) if v.dtype.kind == "U" else v for k, v in columns.items()})
        con.execute(
            f"COPY (SELECT {YEAR} AS year, * FROM made) TO '{path}' (FORMAT parquet, COMPRESSION zstd)"
        )


def embed(data: Path) -> None:
    """Write the embedded tables: the EPCI that Rebonds embeds, every département, and their cards."""
    import embed_figures

    made = estimate(data)
    chosen = set(embed_figures.touching(data))
    tables = {
        "jobs_a38_epci_2023": [row for row in by_epci(made) if row[0] in chosen],
        "jobs_a38_departements_2023": by_departement(made),
    }
    for name, rows in tables.items():
        with (EMBEDDED / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, delimiter=";", lineterminator="\n")
            writer.writerow(("code", "year", "branch", "jobs", "variance"))
            writer.writerows((code, YEAR, branch, f"{n:.8g}", f"{v:.12g}") for code, branch, n, v in rows)
        card = next(card for card in national.pilot_cards() if card.id == name)
        text = card.card.replace('kind = "parquet"', 'kind = "csv"\nencoding = "utf-8"\nseparator = ";"')
        head = "# Written by tools/regional_jobs.py.\n"
        (EMBEDDED / f"{name}.toml").write_text(head + text, encoding="utf-8")
        print(f"{name}: {len(rows)}", file=sys.stderr)
    living_standards(data)


def living_standards(data: Path) -> None:
    """Write the median living standard of the départements: what the rest of each is given."""
    card = next(card for card in national.pilot_cards() if card.id == "insee_filosofi_departements_2021")
    table, _ = national.prepare(card, data)
    rows = duckdb.sql(
        f"SELECT code, rev_med_21 FROM '{table}' WHERE rev_med_21 IS NOT NULL ORDER BY 1"
    ).fetchall()
    with (EMBEDDED / f"{card.id}.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";", lineterminator="\n")
        writer.writerow(("code", "year", "median_living_standard"))
        writer.writerows((code, 2021, f"{value:.8g}") for code, value in rows)
    head, _, rest = card.card.partition("[[variable]]")
    kept = next(part for part in rest.split("[[variable]]") if 'name = "median_living_standard"' in part)
    head = head.replace('kind = "parquet"', 'kind = "csv"\nencoding = "utf-8"\nseparator = ";"')
    head = head.replace('code = "code"', 'code = "code"\nvintage = "year"')
    kept = kept.replace('value = "rev_med_21"', 'value = "median_living_standard"')
    text = f"# Written by tools/regional_jobs.py.\n{head}[[variable]]{kept}".rstrip() + "\n"
    (EMBEDDED / f"{card.id}.toml").write_text(text, encoding="utf-8")


def main(argv: list[str] | None = None) -> int:
    """Measure the error, or write the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--held-out", action="store_true", help="measure the error on hidden branches")
    options = parser.parse_args(argv)
    data = national.shared_folder()
    if not data.is_dir():
        return national.main([])
    if options.held_out:
        import regional_error

        return regional_error.main(data)
    embed(data)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

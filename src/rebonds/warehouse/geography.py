"""The territories in DuckDB: who is what, who is in what, and what old codes became."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rebonds import territory
from rebonds.warehouse.files import sha256_of

if TYPE_CHECKING:
    import duckdb

FRANCE = "FR"
#: Communes that France is summed over: as `rebonds.territory.get("FR")`, without the overseas collectivities,
#: which have communes in the COG but are in no French statistical source.
_COUNTED = "level = 'commune' AND kind <> 'com'"
#: Column of the table of communes that holds the code of each level above.
PARENTS = {"epci": "epci", "ept": "ept", "departement": "departement", "region": "region"}
_TABLES = {"epci": "epci", "ept": "ept", "departement": "departements", "region": "regions"}


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def version() -> str:
    """Return an identity of the embedded geography, from its small manifest."""
    return sha256_of(manifest())[:16]


def manifest() -> Path:
    """Return the manifest of the embedded geography: small, and changed whenever the tables are."""
    return territory.parquet("communes").with_name("MANIFEST.toml")


def load(con: duckdb.DuckDBPyConnection) -> None:
    """Create the tables ``territory`` and ``membership`` from the embedded geography.

    What the geography says of a level above the commune is kept as it is (a check compares it to the
    members); what it does not say is summed over the communes, and the centre is the mean of theirs weighted
    by area.
    """
    con.execute(
        "CREATE TABLE territory (code VARCHAR, level VARCHAR, name VARCHAR, kind VARCHAR, population BIGINT, "
        "area_km2 DOUBLE, lon DOUBLE, lat DOUBLE, departement VARCHAR, region VARCHAR)"
    )
    con.execute("CREATE TABLE membership (code VARCHAR, level VARCHAR, commune VARCHAR)")
    communes = _quoted(territory.parquet("communes"))
    con.execute(
        "INSERT INTO territory SELECT code, 'commune', nom, coalesce(type, ''), population, area_km2, lon, "
        "lat, "
        f"departement, region FROM read_parquet({communes}) ORDER BY code"
    )
    for level, column in PARENTS.items():
        con.execute(
            f"INSERT INTO membership SELECT {column}, ?, code FROM read_parquet({communes}) "
            f"WHERE coalesce({column}, '') <> '' ORDER BY {column}, code",
            [level],
        )
    con.execute(
        f"INSERT INTO membership SELECT '{FRANCE}', 'france', code FROM territory WHERE {_COUNTED} "
        "ORDER BY code"
    )
    for level, name in _TABLES.items():
        _add_level(con, level, _quoted(territory.parquet(name)))
    con.execute(
        f"INSERT INTO territory SELECT '{FRANCE}', 'france', 'France', '', sum(population), sum(area_km2), "
        "sum(lon * area_km2) / sum(area_km2), sum(lat * area_km2) / sum(area_km2), '', '' "
        f"FROM territory WHERE {_COUNTED}"
    )


def _add_level(con: duckdb.DuckDBPyConnection, level: str, path: str) -> None:
    has = {row[0] for row in con.execute(f"DESCRIBE SELECT * FROM read_parquet({path})").fetchall()}

    def column(name: str, otherwise: str) -> str:
        return f"coalesce(any_value(p.{name}), {otherwise})" if name in has else otherwise

    departement = column("departement", "any_value(c.departement)" if level != "region" else "''")
    con.execute(
        f"""
        INSERT INTO territory
        SELECT p.code, ?, p.nom, {column("kind", "''")}, {column("population", "sum(c.population)")},
               {column("area_km2", "sum(c.area_km2)")},
               {column("lon", "sum(c.lon * c.area_km2) / sum(c.area_km2)")},
               {column("lat", "sum(c.lat * c.area_km2) / sum(c.area_km2)")},
               {departement}, {column("region", "any_value(c.region)")}
        FROM read_parquet({path}) AS p
        LEFT JOIN membership AS m ON m.level = ? AND m.code = p.code
        LEFT JOIN territory AS c ON c.level = 'commune' AND c.code = m.commune
        GROUP BY p.code, p.nom ORDER BY p.code
        """,
        [level, level],
    )


def load_passage(con: duckdb.DuckDBPyConnection) -> None:
    """Create the table ``passage`` (old_code, vintage_from, vintage_to, new_code, kind, weight)."""
    path = _quoted(territory.parquet("passage"))
    con.execute(
        "CREATE TABLE passage AS SELECT old_code, vintage_from, vintage_to, new_code, kind, weight "
        f"FROM read_parquet({path})"
    )

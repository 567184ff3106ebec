"""Tables that every reader fills, whatever the layout of the file it was given."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

#: Columns of each table, in order. A NULL number is never a zero.
TABLES: dict[str, dict[str, str]] = {
    "observation": {
        "source": "VARCHAR",
        "level": "VARCHAR",
        "code": "VARCHAR",
        "variable": "VARCHAR",
        "vintage": "INTEGER",
        "value": "DOUBLE",
        "numerator": "DOUBLE",
        "denominator": "DOUBLE",
        "state": "VARCHAR",
        "exact": "BOOLEAN",
    },
    "flow": {
        "source": "VARCHAR",
        "kind": "VARCHAR",
        "level": "VARCHAR",
        "origin": "VARCHAR",
        "destination": "VARCHAR",
        "vintage": "INTEGER",
        "product": "VARCHAR",
        "value": "DOUBLE",
        "state": "VARCHAR",
    },
    "contract": {
        "source": "VARCHAR",
        "id": "VARCHAR",
        "buyer_siret": "VARCHAR",
        "supplier_siret": "VARCHAR",
        "supplier_rank": "INTEGER",
        "supplier_count": "INTEGER",
        "amount": "DOUBLE",
        "notified": "DATE",
        "cpv": "VARCHAR",
        "place_code": "VARCHAR",
        "place_level": "VARCHAR",
        "nature": "VARCHAR",
        "state": "VARCHAR",
    },
    "establishment": {
        "source": "VARCHAR",
        "siret": "VARCHAR",
        "commune": "VARCHAR",
        "ape": "VARCHAR",
        "size": "VARCHAR",
        "legal": "VARCHAR",
        "social": "BOOLEAN",
        "head_office": "VARCHAR",
    },
    "site": {
        "source": "VARCHAR",
        "kind": "VARCHAR",
        "id": "VARCHAR",
        "parent": "VARCHAR",
        "name": "VARCHAR",
        "commune": "VARCHAR",
        "epci": "VARCHAR",
        "use": "VARCHAR",
        "occupation": "VARCHAR",
        "area_ha": "DOUBLE",
        "usable_ha": "DOUBLE",
        "available_ha": "DOUBLE",
        "reserved_ha": "DOUBLE",
        "units": "DOUBLE",
        "vacant_units": "DOUBLE",
        "vacancy_pct": "DOUBLE",
        "establishments": "DOUBLE",
        "jobs": "DOUBLE",
        "updated": "DATE",
    },
}


def create_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Create the tables that readers fill where they do not exist yet."""
    for table, columns in TABLES.items():
        body = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        con.execute(f"CREATE TABLE IF NOT EXISTS {table} ({body})")

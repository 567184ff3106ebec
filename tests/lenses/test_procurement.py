"""Public procurement: each euro in one ring, bounds, what is set apart."""

from __future__ import annotations

import duckdb
import pytest

from rebonds import territory
from rebonds.lenses.procurement import RINGS, procurement
from rebonds.lenses.wealth import _purchases

GRENOBLE = "200040715"


class Contracts:
    """A warehouse that holds contracts and the geography, and nothing else."""

    def __init__(self, rows: list[tuple], geography) -> None:
        self.con = duckdb.connect()
        self.con.execute(
            "CREATE TABLE contract_place (source VARCHAR, year INTEGER, amount DOUBLE, ceiling BOOLEAN, state VARCHAR, "
            "buyer_commune VARCHAR, buyer_zone VARCHAR, buyer_departement VARCHAR, supplier_commune VARCHAR, "
            "supplier_zone VARCHAR, contract VARCHAR, buyer VARCHAR, supplier VARCHAR, cpv VARCHAR)"
        )
        self.con.executemany(f"INSERT INTO contract_place VALUES ({', '.join('?' * 14)})", rows)
        self.con.execute("CREATE TABLE membership (code VARCHAR, level VARCHAR, commune VARCHAR)")
        self.con.executemany(
            "INSERT INTO membership VALUES (?, ?, ?)",
            geography.query(
                "SELECT code, level, commune FROM membership WHERE level = 'epci' AND commune LIKE '38%'"
            ),
        )
        self.con.execute(
            "CREATE TABLE territory (code VARCHAR, level VARCHAR, departement VARCHAR, region VARCHAR)"
        )
        self.con.executemany(
            "INSERT INTO territory VALUES (?, ?, ?, ?)",
            geography.query(
                "SELECT code, level, departement, region FROM territory WHERE level = 'commune' "
                "AND code IN ('38185', '38151', '38140', '38053', '69123', '75056')"
            ),
        )

    def query(self, sql: str, given=None):
        return self.con.execute(sql, given or {}).fetchall()


def row(amount, supplier, contract, *, ceiling=False, state="measured", year=2019):
    zone = {"38185": GRENOBLE, "38151": GRENOBLE, "38140": "200018166"}.get(supplier)
    return (
        "essai",
        year,
        amount,
        ceiling,
        state,
        "38185",
        GRENOBLE,
        None,
        supplier,
        zone,
        contract,
        "B",
        "S",
        "45210000",
    )


@pytest.fixture
def held(warehouse):
    return Contracts(
        [
            row(100.0, "38185", "a"),
            row(50.0, "38151", "b"),
            row(40.0, "38140", "c"),
            row(30.0, "38053", "d"),
            row(20.0, "69123", "e"),
            row(10.0, "75056", "f", year=218),
            row(250.0, None, "g"),
            row(9e6, "75056", "h", ceiling=True),
            row(12311111111.0, "38185", "i", state="suspect"),
        ],
        warehouse,
    )


def test_each_euro_is_in_one_ring_and_bounds_hold_the_unknown(held) -> None:
    found = procurement(held, territory.get(GRENOBLE))
    assert list(found.euros) == list(RINGS)
    assert list(found.euros.values()) == [100, 50, 40, 30, 20, 10, 250]
    assert found.total == 500
    assert found.bounds == (0.3, 0.8)
    assert sum(n for *_, n in found.buyers) == sum(found.count.values()) == 7


def test_frameworks_and_impossible_amounts_are_apart(held) -> None:
    found = procurement(held, territory.get(GRENOBLE))
    assert (found.ceilings, found.ceiling_count) == (9e6, 1)
    assert found.suspect == (("i", "B", 12311111111.0),)
    assert found.last == 2019
    assert {name for name, *_ in found.years} == {"2019", ""}


def test_without_contracts_nothing_is_claimed(warehouse) -> None:
    empty = Contracts([row(5.0, "38185", "a", ceiling=True)], warehouse)
    assert procurement(empty, territory.get(GRENOBLE)) is None
    assert all(found.value is None for found in _purchases(None).values())

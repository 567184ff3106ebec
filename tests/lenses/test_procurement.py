"""Public procurement: each euro in one ring, bounds, what is set apart."""

from __future__ import annotations

import duckdb
import pytest

from rebonds import territory
from rebonds.lenses.procurement import RINGS, procurement
from rebonds.lenses.procurement_reading import purchases

GRENOBLE = "200040715"


class Contracts:
    """A warehouse that holds contracts and the geography, and nothing else."""

    def __init__(self, rows: list[tuple], geography) -> None:
        self.con = duckdb.connect()
        self.con.execute(
            "CREATE TABLE contract_place (source VARCHAR, year INTEGER, amount DOUBLE, ceiling BOOLEAN, state VARCHAR, "
            "buyer_commune VARCHAR, buyer_zone VARCHAR, buyer_departement VARCHAR, supplier_commune VARCHAR, "
            "supplier_zone VARCHAR, contract VARCHAR, buyer VARCHAR, supplier VARCHAR, cpv VARCHAR, supplier_size VARCHAR, "
            "supplier_social BOOLEAN, supplier_legal VARCHAR, head_commune VARCHAR, head_zone VARCHAR)"
        )
        self.con.executemany(f"INSERT INTO contract_place VALUES ({', '.join('?' * 19)})", rows)
        self.con.execute("CREATE TABLE establishment (source VARCHAR)")
        self.con.execute("CREATE TABLE membership (code VARCHAR, level VARCHAR, commune VARCHAR)")
        self.con.executemany(
            "INSERT INTO membership VALUES (?, ?, ?)",
            geography.query(
                "SELECT code, level, commune FROM membership WHERE level = 'epci' AND commune LIKE '38%'"
            ),
        )
        self.con.execute(
            "CREATE TABLE territory (code VARCHAR, name VARCHAR, level VARCHAR, departement VARCHAR, region VARCHAR)"
        )
        self.con.executemany(
            "INSERT INTO territory VALUES (?, ?, ?, ?, ?)",
            geography.query(
                "SELECT code, name, level, departement, region FROM territory WHERE level = 'commune' "
                "AND code IN ('38185', '38151', '38140', '38053', '69123', '75056')"
            ),
        )

    def query(self, sql: str, given=None):
        return self.con.execute(sql, given or {}).fetchall()


ZONES = {"38185": GRENOBLE, "38151": GRENOBLE, "38140": "200018166"}


def row(
    amount,
    supplier,
    contract,
    *,
    ceiling=False,
    state="measured",
    year=2019,
    buyer="B",
    cpv="45210000",
    firm=(None, None, None),
    head=None,
):
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
        ZONES.get(supplier),
        contract,
        buyer,
        "S",
        cpv,
        *firm,
        head,
        ZONES.get(head),
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
    assert sum(one.count for one in found.buyers) == sum(found.count.values()) == 7


def test_frameworks_and_impossible_amounts_are_apart(held) -> None:
    found = procurement(held, territory.get(GRENOBLE))
    assert (found.ceilings, found.ceiling_count) == (9e6, 1)
    assert found.suspect == (("i", "B", 12311111111.0),)
    assert found.last == 2019
    assert {one.name for one in found.years} == {"2019", ""}


def test_sizes_statuses_and_head_offices_have_bounds_and_add_up(warehouse) -> None:
    held = Contracts(
        [
            row(100.0, "38185", "a", firm=("PME", True, "5499"), head="38185"),
            row(50.0, "38151", "b", firm=("GE", False, "5599"), head="75056"),
            row(30.0, "38140", "c", firm=("PME", None, "9220")),
            row(20.0, None, "d"),
        ],
        warehouse,
    )
    found = procurement(held, territory.get(GRENOBLE))
    assert {one.name: one.euros for one in found.sizes} == {"PME": 130, "GE": 50, "unknown": 20}
    assert {one.name: one.euros for one in found.social} == {"yes": 130, "no": 50, "unknown": 20}
    assert {k: v for k, v in found.heads.items() if v} == {"commune": 100, "france": 50, "unknown": 50}
    for parts in (found.sizes, found.social, found.buyers, found.sectors, found.years):
        assert sum(one.euros for one in parts) == found.total == sum(found.heads.values())
    made = {name: one.value for name, one in purchases(found).items()}
    assert (made["sme_procurement_share_low"], made["sme_procurement_share_high"]) == pytest.approx((65, 75))
    assert (made["social_procurement_share_low"], made["social_procurement_share_high"]) == pytest.approx(
        (65, 75)
    )
    assert made["head_office_local_share"] == pytest.approx(100 * 100 / 150)


def test_what_nobody_knows_is_missing_and_not_zero(held) -> None:
    made = purchases(procurement(held, territory.get(GRENOBLE)))
    for name in ("sme_procurement_share_low", "social_procurement_share_high", "head_office_local_share"):
        assert made[name].value is None and made[name].why is not None


def test_told_again_counts_nothing_and_what_weighs_much_is_listed(warehouse) -> None:
    held = Contracts(
        [
            row(900.0, "38185", "a", buyer="21380185300016"),
            row(900.0, "38185", "a", buyer="21380185300016", state="repeated"),
            row(60.0, "38151", "b"),
            row(40.0, "38140", "b"),
        ],
        warehouse,
    )
    found = procurement(held, territory.get(GRENOBLE))
    assert (found.total, found.repeated) == (1000, 1)
    assert found.heavy == (("a", "21380185300016", 900), ("b", "B", 100))
    assert found.buyers[0].name == "Grenoble (21380185300016)"


def test_without_contracts_nothing_is_claimed(warehouse) -> None:
    empty = Contracts([row(5.0, "38185", "a", ceiling=True)], warehouse)
    assert procurement(empty, territory.get(GRENOBLE)) is None
    assert all(found.value is None for found in purchases(None).values())

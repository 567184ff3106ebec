"""Public contracts as flows: buyers and suppliers placed, amounts shared, suspect ones dropped, bounds kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rebonds import sources, territory
from rebonds.flows import contracts, reading
from rebonds.warehouse import Warehouse
from tests.flows.small import build, embedded

GRENOBLE, GRESIVAUDAN = "200040715", "200018166"
BUYER_EPCI = f"{GRENOBLE}00019"
BUYER_COMMUNE = "21380185300016"  # the commune of Grenoble: 38185
BUYER_DEPARTEMENT = "22380001200013"  # Isère
NEAR, FAR, UNKNOWN = "11111111100011", "22222222200022", "33333333300033"
REGISTER = """
id = "register"
title = { fr = "Répertoire", en = "Register" }
producer = "Insee"
licence_in = "Licence Ouverte 2.0"
vintage = 2024
cog = 2026
address = "https://example.org/"
reader = "establishments"

[format]
kind = "csv"
separator = ";"

[keys]
level = "commune"
code = "COM"

[options]
siret = "SIRET"
activity = "APE"
"""


def contract(
    identifier: str, buyer: str, amount: float | None, *suppliers: str, nature: str = "Marché"
) -> dict[str, Any]:
    return {
        "id": identifier,
        "acheteur": {"id": buyer},
        "montant": amount,
        "nature": nature,
        "dateNotification": "2024-03-01",
        "titulaires": [{"titulaire": {"id": siret, "typeIdentifiant": "SIRET"}} for siret in suppliers],
    }


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("contracts")
    listed = [
        contract("1", BUYER_EPCI, 2e6, NEAR),
        contract("2", BUYER_EPCI, 4e6, NEAR, FAR),
        contract("3", BUYER_COMMUNE, 1e6, FAR),
        contract("4", BUYER_COMMUNE, 3e6, UNKNOWN),
        contract("5", BUYER_EPCI, 12311111111.0, NEAR),
        contract("6", BUYER_EPCI, None, NEAR),
        contract("7", BUYER_EPCI, 8e6, NEAR, nature="Accord-cadre"),
        contract("8", BUYER_DEPARTEMENT, 5e6, FAR),
    ]
    data = folder / "decp.json"
    data.write_text(json.dumps({"marches": {"marche": listed}}), encoding="utf-8")
    register, card = folder / "register.csv", folder / "register.toml"
    card.write_text(REGISTER, encoding="utf-8")
    village = territory.members(GRESIVAUDAN, "epci")[0]
    register.write_text(f"SIRET;COM;APE\n{NEAR};38421;43.12A\n{FAR};{village};43.12B\n", encoding="utf-8")
    with build(folder / "w", embedded(folder / "tables"), (data, "decp"), (register, card)) as opened:
        yield opened


def test_euros_are_placed_and_bounded(warehouse: Warehouse) -> None:
    found = contracts.flow_set(warehouse, territory.get(GRENOBLE))
    assert found.state == "estimated"
    assert found.vintage == 2024
    # Kept: 2 M, half of 4 M, and 8 M of a framework agreement that the low end leaves out.
    assert found.inside.value == pytest.approx(12)
    assert found.inside.low == pytest.approx(4)
    assert found.inside.high == pytest.approx(15)  # 3 M go to a supplier that nobody can place
    assert found.out.value == pytest.approx(3)
    assert [(one.code, one.out.value) for one in found.partners] == [(GRESIVAUDAN, pytest.approx(3))]
    share = found.self_containment_residents
    assert share.value == pytest.approx(12 / 18)
    assert share.high == pytest.approx(15 / 18)
    assert found.error is not None
    assert "83" in found.error.fr


def test_the_other_side_sells_what_the_first_buys(warehouse: Warehouse) -> None:
    other = contracts.flow_set(warehouse, territory.get(GRESIVAUDAN))
    assert other.into.value == pytest.approx(3)
    assert not other.inside.known  # its own buyers declared nothing: not zero
    assert not other.self_containment_residents.known


def test_a_departement_buys_for_itself(warehouse: Warehouse) -> None:
    isere = contracts.flow_set(warehouse, territory.get("38"))
    assert isere.inside.value == pytest.approx(12 + 3 + 5)
    assert not isere.partners


def test_pairs_of_buyers_and_suppliers(warehouse: Warehouse) -> None:
    one, two, need, other = contracts.between(warehouse, territory.get(GRENOBLE), territory.get(GRESIVAUDAN))
    assert (one.value, one.high) == (pytest.approx(3), pytest.approx(6))
    assert need.value == pytest.approx(18)
    assert not two.known
    assert not other.known


def test_the_pair_says_that_too_little_is_declared_to_name_a_dependence(warehouse: Warehouse) -> None:
    pair = reading.read_pair(warehouse, GRENOBLE, GRESIVAUDAN)
    found = next(one for one in pair.totals if one.kind == "contracts")
    assert found.flow_ab.value == pytest.approx(3)
    assert not found.flow_ba.known
    assert found.reading == "unknown"
    assert next(one for one in pair.totals if one.kind == "trade").state == "missing"


def test_no_euro_is_counted_twice(tmp_path: Path) -> None:
    """A contract told by two sources, a supplier known by two registers: one row each, one amount."""
    listed = [contract("1", BUYER_EPCI, 4e6, NEAR, FAR), contract("2", BUYER_EPCI, 1e6, NEAR)]
    again = [{**listed[0], "dateNotification": "2024-05-01"}, contract("2", BUYER_EPCI, 2e6, NEAR)]
    first, second = tmp_path / "decp.json", tmp_path / "other.json"
    for path, told in ((first, listed), (second, again)):
        path.write_text(json.dumps({"marches": {"marche": told}}), encoding="utf-8")
    other = tmp_path / "other.toml"
    decp = Path(sources.cards()["decp"].path).read_text(encoding="utf-8")
    other.write_text(decp.replace('id = "decp"', 'id = "other"'), encoding="utf-8")
    registers = []
    for name, extra in (("register", ""), ("units", 'size = "CAT"\nsocial = "ESS"\nhead_office = "NIC"\n')):
        card, table = tmp_path / f"{name}.toml", tmp_path / f"{name}.csv"
        card.write_text(REGISTER.replace('"register"', f'"{name}"') + extra, encoding="utf-8")
        table.write_text(
            f"SIRET;COM;APE;CAT;ESS;NIC\n{NEAR};38421;43.12A;PME;N;00011\n{FAR};38140;43.12B;GE;;\n",
            encoding="utf-8",
        )
        registers.append((table, card))
    with build(
        tmp_path / "w", embedded(tmp_path / "tables"), (first, "decp"), (second, other), *registers
    ) as wh:
        sums = wh.query("SELECT state, count(*), sum(amount) FROM contract_place GROUP BY 1 ORDER BY 1")
        # Contract 1 is the same in both; contract 2 has another amount: another lot, kept.
        assert sums == [("measured", 4, 7e6), ("repeated", 2, 4e6)]
        firms = wh.query(
            "SELECT DISTINCT supplier, supplier_size, supplier_social, head_commune FROM contract_place ORDER BY 1"
        )
        assert firms == [(NEAR, "PME", False, "38421"), (FAR, "GE", None, None)]


def test_an_overseas_and_a_corsican_commune_are_known_by_their_number(tmp_path: Path) -> None:
    listed = [
        contract("1", "21974011500010", 1e6, NEAR),  # Saint-Denis: 97411
        contract("2", "21200004600012", 1e6, NEAR),  # Ajaccio: 2A004
        contract("3", "21200033500013", 1e6, NEAR),  # Bastia: 2B033
    ]
    data = tmp_path / "decp.json"
    data.write_text(json.dumps({"marches": {"marche": listed}}), encoding="utf-8")
    with build(tmp_path / "w", embedded(tmp_path / "tables"), (data, "decp")) as wh:
        rows = wh.query("SELECT buyer_commune FROM contract_place ORDER BY 1")
        assert [code for (code,) in rows] == ["2A004", "2B033", "97411"]

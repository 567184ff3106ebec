"""Each named check finds what it is there for, and nothing in sound data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from rebonds import warehouse
from rebonds.engine import connect
from rebonds.text import Text
from rebonds.warehouse import checks
from tests.warehouse.small import COUNT, RATIO, write_source

if TYPE_CHECKING:
    import duckdb

EPCI = "200040715"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database whose checks all pass."""
    root = tmp_path_factory.mktemp("checks")
    embedded = root / "embedded"
    write_source(embedded, "households_2022", "CODE;N\n38185;90000\n38421;17500\n", COUNT)
    write_source(
        embedded, "poverty_2021", "CODE;POOR;PERSONS\n38185;30;150\n38421;9;90\n", RATIO, vintage=2021
    )
    return warehouse.build(root / "warehouse", derive=[], embedded=embedded).folder / "rebonds.duckdb"


@pytest.fixture
def con(sound: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy in memory, to be spoiled."""
    connection = connect()
    connection.execute(f"ATTACH '{sound}' AS sound (READ_ONLY)")
    tables = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = 'sound'"
    ).fetchall()
    for (table,) in tables:
        connection.execute(f"CREATE TABLE {table} AS FROM sound.{table}")
    connection.execute("DETACH sound")
    yield connection
    connection.close()


def _failed(con: Any) -> dict[str, checks.CheckResult]:
    return {result.name: result for result in checks.run(con) if not result.ok}


def test_sound_data_pass_every_check(con: Any) -> None:
    results = checks.run(con)
    assert len(results) == len(checks.registered()) > 15
    assert [result.name for result in results if not result.ok] == []
    assert {result.severity for result in results} == {"warn", "stop"}


def _observe(
    variable: str, value: str, *, level: str = "commune", code: str = "38151", state: str = "measured"
) -> str:
    source = "poverty_2021" if variable == "poverty_rate" else "households_2022"
    return (
        f"INSERT INTO observation VALUES ('{source}', '{level}', '{code}', '{variable}', 2022, {value}, "
        "NULL, NULL, "
        f"'{state}', true)"
    )


SPOILED = {
    "territories_once": "INSERT INTO territory SELECT * FROM territory "
    "WHERE code = '38185' AND level = 'commune'",
    "commune_in_one_whole": "INSERT INTO membership VALUES ('200040715', 'epci', '38544')",
    "members_known": "INSERT INTO membership VALUES ('200040715', 'epci', '38999')",
    "population_adds": "UPDATE territory SET population = population + 1 WHERE code = '200040715'",
    "grand_paris_apart": "INSERT INTO membership VALUES ('200057867', 'epci', '93001')",
    "keys_unknown": "UPDATE source SET unknown = 3, sample = ['38999'] WHERE id = 'households_2022'",
    "codes_of_another_vintage": "UPDATE source SET stray = 2 WHERE id = 'households_2022'",
    "split_communes": "UPDATE source SET split = 1 WHERE id = 'households_2022'",
    "keys_once": "INSERT INTO observation SELECT * FROM observation WHERE code = '38185'",
    "missing_is_not_zero": _observe("households", "0", state="missing"),
    "states_known": _observe("households", "NULL", state="guessed"),
    "numbers_finite": _observe("households", "'NaN'::DOUBLE"),
    "counts_not_negative": _observe("households", "-1"),
    "share_within_whole": _observe("poverty_rate", "104"),
    "denominators_positive": "UPDATE observation SET denominator = 0 WHERE variable = 'poverty_rate'",
    "variables_filled": "INSERT INTO observation "
    "SELECT source, level, code, 'persons', vintage, value, NULL, NULL, state, "
    "exact FROM observation WHERE variable = 'households' AND code = '38185' "
    "UNION ALL SELECT 'households_2022', 'commune', code, 'households', 2022, 1, NULL, NULL, 'measured', "
    "true "
    "FROM territory WHERE level = 'commune' AND departement = '01'",
    "sources_filled": "DELETE FROM observation WHERE variable = 'poverty_rate'; "
    "INSERT INTO observation SELECT * REPLACE ('poverty_2021' AS source) FROM observation",
    "vintages_possible": "UPDATE observation SET vintage = 2221 WHERE code = '38185'",
    "rival_sources": "INSERT INTO observation "
    "SELECT * REPLACE ('poverty_2021' AS source, value * 2 AS value) "
    "FROM observation WHERE variable = 'households'",
    "vintages_mixed": "UPDATE observation SET vintage = 2019 WHERE code = '38185'",
    "releases_due": "UPDATE source SET next_release = DATE '2020-01-01'",
}


@pytest.mark.parametrize("name", SPOILED)
def test_a_spoiled_warehouse_is_found_out(con: Any, name: str) -> None:
    con.execute(SPOILED[name])
    failed = _failed(con)
    assert name in failed
    assert failed[name].detail
    assert failed[name].message.fr != failed[name].message.en


def test_every_check_is_spoiled_by_a_test() -> None:
    assert set(checks.registered()) == set(SPOILED) | {"totals", "totals_between_sources"}


@pytest.mark.parametrize(
    ("source", "name"), [("households_2022", "totals"), ("other", "totals_between_sources")]
)
def test_totals_are_compared_to_the_members(con: Any, source: str, name: str) -> None:
    con.execute("DELETE FROM observation")
    con.execute(
        "INSERT INTO observation SELECT 'households_2022', 'commune', commune, 'households', 2022, 100, "
        "NULL, NULL, "
        "'measured', true FROM membership WHERE level = 'epci' AND code = ?",
        [EPCI],
    )
    members = con.execute("SELECT count(*) FROM observation").fetchall()[0][0]
    con.execute(
        "INSERT INTO variable SELECT ?, name, kind, unit, scale, exact, label_fr, label_en FROM variable "
        "WHERE name = 'households'",
        [source],
    )
    con.execute(_observe("households", str(members * 100), level="epci", code=EPCI))
    con.execute("UPDATE observation SET source = ? WHERE level = 'epci'", [source])
    assert name not in _failed(con)
    con.execute("UPDATE observation SET value = value * 1.2 WHERE level = 'epci'")
    assert EPCI in _failed(con)[name].detail


def test_a_total_with_a_member_under_secrecy_is_not_compared(con: Any) -> None:
    con.execute(_observe("households", "1", level="epci", code=EPCI))
    assert "totals" not in _failed(con)


def test_two_checks_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="keys_once"):
        checks.check("keys_once", "warn", "a", "b")(lambda con: None)
    with pytest.raises(ValueError, match="severity"):
        checks.check("another", "panic", "a", "b")


def test_results_are_kept_and_read_back(con: Any) -> None:
    results = [checks.CheckResult("one", "warn", False, Text("non", "no"), "38185")]
    checks.keep(con, results)
    assert checks.kept(con) == results

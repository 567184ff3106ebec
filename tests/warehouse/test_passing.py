"""Codes of an older COG passed to today's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rebonds import warehouse
from rebonds.errors import DataError
from tests.warehouse.small import COUNT, LEVEL, RATIO, write_source

# Annecy (74010) took in Annecy-le-Vieux (74011), Cran-Gevrier (74093), Meythet (74182),
# Pringy (74217) and Seynod (74268) on 1 January 2017.
ANNECY = ("74010", "74011", "74093", "74182", "74217", "74268")


def _observed(folder: Path, embedded: Path) -> dict[str, tuple[Any, ...]]:
    (embedded / "households_2022.csv").unlink()
    (embedded / "households_2022.toml").unlink()
    warehouse.build(folder, derive=[], embedded=embedded)
    with warehouse.Warehouse.open(folder, build=False) as wh:
        rows = wh.query("SELECT level || ' ' || code, value, numerator, denominator, state FROM observation")
    return {row[0]: row[1:] for row in rows}


def test_counts_of_merged_communes_add(folder: Path, embedded: Path) -> None:
    table = "CODE;N\n" + "".join(f"{code};100\n" for code in ANNECY) + "38185;7\n"
    write_source(embedded, "counts", table, cog=2016)
    found = _observed(folder, embedded)
    assert found == {
        "commune 74010": (600.0, None, None, "measured"),
        "commune 38185": (7.0, None, None, "measured"),
    }


def test_a_sum_with_a_secret_part_is_secret_and_with_a_missing_part_is_missing(
    folder: Path, embedded: Path
) -> None:
    second = COUNT.replace("households", "persons").replace('"N"', '"P"')
    table = "CODE;N;P\n" + "".join(
        f"{code};{'s' if code == '74182' else 5};{'nd' if code == '74217' else 5}\n" for code in ANNECY
    )
    write_source(embedded, "counts", table, COUNT + second, cog=2016)
    (embedded / "households_2022.csv").unlink()
    (embedded / "households_2022.toml").unlink()
    warehouse.build(folder, derive=[], embedded=embedded)
    with warehouse.Warehouse.open(folder, build=False) as wh:
        assert wh.query("SELECT variable, value, state FROM observation") == [("households", None, "secret")]


def test_a_ratio_of_merged_communes_is_a_ratio_of_sums(folder: Path, embedded: Path) -> None:
    table = "CODE;POOR;PERSONS\n" + "".join(
        f"{code};{rank};{10 * rank}\n" for rank, code in enumerate(ANNECY, 1)
    )
    write_source(embedded, "ratio", table.replace("6;60", "24;60"), RATIO, cog=2016)
    found = _observed(folder, embedded)
    assert found["commune 74010"] == (pytest.approx(100 * 39 / 210), 39.0, 210.0, "measured")


def test_a_level_does_not_add(folder: Path, embedded: Path) -> None:
    table = (
        "CODE;MED\n"
        + "".join(f"{code};{20000 + rank}\n" for rank, code in enumerate(ANNECY))
        + "38185;21000\n"
    )
    write_source(embedded, "level", table, LEVEL, cog=2016)
    assert set(_observed(folder, embedded)) == {"commune 38185"}


def test_districts_of_paris_become_the_commune(folder: Path, embedded: Path) -> None:
    table = "CODE;N\n" + "".join(f"751{n:02};10\n" for n in range(1, 21))
    write_source(embedded, "counts", table)
    assert _observed(folder, embedded)["commune 75056"] == (200.0, None, None, "measured")


def test_districts_beside_their_commune_are_not_added(folder: Path, embedded: Path) -> None:
    table = "CODE;N\n75056;200\n" + "".join(f"751{n:02};10\n" for n in range(1, 21))
    write_source(embedded, "counts", table)
    assert _observed(folder, embedded)["commune 75056"][0] == 200.0


def test_iris_are_summed_to_their_commune(folder: Path, embedded: Path) -> None:
    table = "CODE;N\n381850101;10\n381850102;5\n751010101;3\n"
    write_source(embedded, "counts", table, level="iris")
    found = _observed(folder, embedded)
    assert found["commune 38185"][0] == 15.0
    assert found["commune 75056"][0] == 3.0


def test_ept_listed_among_epci_are_told_apart(folder: Path, embedded: Path) -> None:
    write_source(embedded, "counts", "CODE;N\n200054781;100\n200057867;10\n", level="epci")
    assert set(_observed(folder, embedded)) == {"epci 200054781", "ept 200057867"}


def test_old_codes_under_a_recent_vintage_are_passed_and_told(folder: Path, embedded: Path) -> None:
    table = "CODE;N\n" + "".join(f"{code};100\n" for code in ANNECY)
    write_source(embedded, "counts", table, cog=2026)
    assert _observed(folder, embedded)["commune 74010"][0] == 600.0
    with warehouse.Warehouse.open(folder, build=False) as wh:
        told = {result.name: result for result in wh.check_results() if not result.ok}
    assert "counts (COG 2026) : 5" in told["codes_of_another_vintage"].detail


def test_codes_that_never_existed_are_refused(folder: Path, embedded: Path) -> None:
    write_source(embedded, "counts", "CODE;N\n38999;1\n39999;1\n38185;1\n")
    with pytest.raises(DataError) as caught:
        _observed(folder, embedded)
    assert "38999" in caught.value.message("fr")
    assert "cog" in caught.value.message("en")


def test_a_few_unknown_codes_are_set_aside_and_told(folder: Path, embedded: Path) -> None:
    table = (
        "CODE;N\n38999;1\n"
        + "".join(f"{code};1\n" for code in ANNECY[:1])
        + "38185;1\n38421;1\n38151;1\n38169;1\n"
    )
    write_source(embedded, "counts", table)
    assert len(_observed(folder, embedded)) == 5
    with warehouse.Warehouse.open(folder, build=False) as wh:
        told = {result.name: result for result in wh.check_results() if not result.ok}
    assert "38999" in told["keys_unknown"].detail


def test_a_commune_restored_since_is_shared_and_estimated(folder: Path, embedded: Path) -> None:
    from rebonds import territory
    from rebonds.engine import connect

    con = connect()
    old, year = con.execute(
        f"SELECT old_code, max(vintage_to) FROM '{territory.parquet('passage')}' WHERE kind = 'split' "
        "AND vintage_to >= 2018 GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 1"
    ).fetchall()[0]
    heirs = con.execute(
        f"SELECT new_code, weight FROM '{territory.parquet('passage')}' WHERE old_code = ? "
        "AND ? BETWEEN vintage_from AND vintage_to",
        [old, year],
    ).fetchall()
    write_source(embedded, "counts", f"CODE;N\n{old};1000\n", cog=year)
    found = _observed(folder, embedded)
    assert sum(row[0] for row in found.values()) == pytest.approx(1000, rel=1e-4)
    assert {key.split()[1] for key in found} == {code for code, _ in heirs}
    assert {row[3] for row in found.values()} == {"estimated"}

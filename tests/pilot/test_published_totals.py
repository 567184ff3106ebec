"""The pilot's cards, read on the shared data, give back the totals that producers publish."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from rebonds.sources import create_tables, load_card, read_into

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import national  # noqa: E402

CARDS = national.pilot_cards()
needs_data = pytest.mark.skipif(
    not national.shared_folder().is_dir(), reason="the shared pilot data are absent"
)

Case = tuple[str, str, int, float, float]

#: Sums over communes or EPCI: (variable, level, vintage, published figure, relative tolerance).
TOTALS: list[Case] = [
    ("population", "commune", 2022, 67_760_573, 0.0005),
    ("private_employees", "commune", 2024, 19_995_376, 1e-9),
    ("social_dwellings", "commune", 2024, 5_366_986, 0.001),
    ("households", "commune", 2022, 30_088_000, 0.001),
    ("land_area_ha", "commune", 2022, 63_200_000, 0.02),
]
#: Ratios of sums over the whole country: (variable, level, vintage, published figure, absolute tolerance).
RATES: list[Case] = [
    ("poverty_60", "epci", 2021, 14.9, 1.0),
    ("unemployment_census", "epci", 2022, 11.3, 0.3),
    ("single_parent_households", "commune", 2022, 9.8, 0.1),
    ("tenant_households", "commune", 2022, 40.2, 0.2),
    ("long_vacancy", "epci", 2024, 2.7, 0.2),
    ("assaults", "commune", 2022, 5.2, 0.3),
    # Without the communes merged since: their file adds up the visits of those that they replaced.
    ("gp_access", "commune", 2015, 3.9, 0.15),
    ("households_on_rsa", "commune", 2024, 5.6, 0.5),
]


@pytest.fixture(scope="module")
def observations(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    folder = tmp_path_factory.mktemp("pilot")
    with duckdb.connect() as con:
        create_tables(con)
        for card in CARDS:
            table, description = national.prepare(card, national.shared_folder(), folder)
            read_into(con, load_card(description), table)
        yield con


def test_cards_are_readable_without_their_pilot_table(tmp_path: Path) -> None:
    for card in CARDS:
        path = tmp_path / f"{card.id}.toml"
        path.write_text(card.card, encoding="utf-8")
        assert load_card(path).id == card.id
        assert "pilot" not in tomllib.loads(card.card)


def test_cards_name_no_machine() -> None:
    assert not [card.id for card in CARDS if "/work" in card.path.read_text("utf-8")]


@pytest.mark.pilot
@needs_data
@pytest.mark.parametrize("case", TOTALS, ids=lambda c: c[0])
def test_totals(observations: duckdb.DuckDBPyConnection, case: Case) -> None:
    variable, level, vintage, published, tolerance = case
    row = observations.execute(
        "SELECT sum(value) FROM observation WHERE variable = ? AND level = ? AND vintage = ?",
        [variable, level, vintage],
    ).fetchall()[0]
    assert row[0] == pytest.approx(published, rel=tolerance)


@pytest.mark.pilot
@needs_data
@pytest.mark.parametrize("case", RATES, ids=lambda c: c[0])
def test_rates(observations: duckdb.DuckDBPyConnection, case: Case) -> None:
    variable, level, vintage, published, tolerance = case
    scale = next(
        float(v.get("scale", 1))
        for c in CARDS
        for v in tomllib.loads(c.card).get("variable", [])
        if v["name"] == variable
    )
    row = observations.execute(
        "SELECT sum(numerator) / sum(denominator) FROM observation "
        "WHERE variable = ? AND level = ? AND vintage = ?",
        [variable, level, vintage],
    ).fetchall()[0]
    assert scale * row[0] == pytest.approx(published, abs=tolerance)


@pytest.mark.pilot
@needs_data
def test_no_figure_is_given_twice(observations: duckdb.DuckDBPyConnection) -> None:
    twice = observations.execute(
        "SELECT variable, vintage, level, code, list(source) FROM observation "
        "GROUP BY variable, vintage, level, code HAVING count(*) > 1 LIMIT 5"
    ).fetchall()
    assert twice == []

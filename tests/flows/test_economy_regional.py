"""Jobs by small area and branch: both margins kept, structure learnt, zones made of what is known."""

from __future__ import annotations

import duckdb
import numpy as np
import pytest

from rebonds.errors import DataError, MissingDataError
from rebonds.flows.economy import regional
from rebonds.flows.economy.zones import cells
from rebonds.sources import create_tables

CODES = ("AZ", "CA", "GZ")
CLASSES = {"AZ": [0], "rest": [1, 2]}


def test_both_margins_are_exact() -> None:
    rng = np.random.default_rng(1)
    known = rng.uniform(10, 100, (3, 3))
    area = np.array([0, 0, 1, 1, 1, 2])
    weight = rng.uniform(1, 9, (6, 2))
    made = regional.split(known, area, weight, rng.uniform(0.1, 1, (6, 3)), CLASSES)
    for z in range(3):
        np.testing.assert_allclose(made[area == z].sum(axis=0), known[z], rtol=1e-9)
        groups = known[z, 1:].sum() * weight[area == z, 1] / weight[area == z, 1].sum()
        np.testing.assert_allclose(made[area == z][:, 1:].sum(axis=1), groups, rtol=1e-9)


def test_without_features_the_structure_is_that_of_the_area() -> None:
    known = np.array([[0.0, 30.0, 70.0]])
    made = regional.split(
        known, np.array([0, 0]), np.array([[1.0, 1.0], [1.0, 3.0]]), np.ones((2, 3)), CLASSES
    )
    np.testing.assert_allclose(made[:, 1:] / made[:, 1:].sum(axis=1, keepdims=True), [[0.3, 0.7], [0.3, 0.7]])


def test_an_area_where_the_census_sees_nobody_is_shared_as_the_rest() -> None:
    known = np.array([[10.0, 5.0, 5.0]])
    made = regional.split(
        known, np.array([0, 0]), np.array([[0.0, 1.0], [0.0, 3.0]]), np.ones((2, 3)), CLASSES
    )
    np.testing.assert_allclose(made[:, 0], [2.5, 7.5])


def test_an_area_without_commune_is_said() -> None:
    with pytest.raises(DataError, match="aucune commune"):
        regional.split(np.ones((2, 3)), np.array([0]), np.ones((1, 2)), np.ones((1, 3)), CLASSES)


def test_learnt_shares_come_back() -> None:
    """Shares drawn from a softmax of one feature are found again, also where the feature is not known."""
    rng = np.random.default_rng(2)
    feature = rng.normal(size=(400, 1))
    scores = np.hstack([0.0 * feature, 0.4 + 0.8 * feature, -0.3 - 0.5 * feature])
    shares = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    model = regional.learn(feature, 1000.0 * shares, ridge=1e-6)
    np.testing.assert_allclose(model.shares(feature), shares, atol=2e-3)
    np.testing.assert_allclose(model.shares(np.array([[np.nan]])), model.shares(model.mean[None]), atol=1e-12)


def test_nothing_is_learnt_from_nothing() -> None:
    with pytest.raises(DataError, match="positifs"):
        regional.learn(np.ones((1, 1)), np.array([[-1.0, 2.0]]), ridge=0.1)


class Country:
    """Two départements, 01 and 02; the EPCI e1 in 01, e2 across both, and a commune without EPCI in 02."""

    def __init__(self) -> None:
        self.con = duckdb.connect()
        create_tables(self.con)
        self.con.execute(
            "CREATE TABLE territory (code VARCHAR, level VARCHAR, name VARCHAR, population BIGINT, area_km2 DOUBLE, "
            "lon DOUBLE, lat DOUBLE, departement VARCHAR)"
        )
        self.con.execute("CREATE TABLE membership (code VARCHAR, level VARCHAR, commune VARCHAR)")
        for code, home, people, lon in (
            ("01001", "01", 100, 1.0),
            ("01002", "01", 300, 2.0),
            ("02001", "02", 100, 3.0),
            ("02002", "02", 500, 4.0),
        ):
            self.con.execute(
                "INSERT INTO territory VALUES (?, 'commune', ?, ?, 10, ?, 45, ?)",
                [code, code, people, lon, home],
            )
        for epci, commune in (("e1", "01001"), ("e2", "01002"), ("e2", "02001")):
            self.con.execute("INSERT INTO membership VALUES (?, 'epci', ?)", [epci, commune])
        for epci in ("e1", "e2"):
            self.con.execute("INSERT INTO territory VALUES (?, 'epci', ?, 0, 0, 0, 0, '01')", [epci, epci])

    def jobs(self, level: str, code: str, values: tuple[float, ...], variable: str = "jobs_a38") -> None:
        for branch, value in zip(CODES, values, strict=True):
            self.con.execute(
                "INSERT INTO observation VALUES ('jobs', ?, ?, ?, 2023, ?, NULL, NULL, 'estimated', true)",
                [level, code, f"{variable}.{branch}", value],
            )


def test_rests_are_what_epci_leave_of_their_departement() -> None:
    country = Country()
    country.jobs("epci", "e2", (4.0, 40.0, 80.0))
    country.jobs("departement", "01", (10.0, 100.0, 100.0))
    country.jobs("departement", "02", (5.0, 20.0, 200.0))
    made = cells(country.con, CODES)
    assert [zone.code for zone in made.zones] == ["e2", "Z:01", "Z:02"]
    # e2 has 300 of its 400 people in 01
    np.testing.assert_allclose(made.jobs[:, 1], [10 - 3, 100 - 30, 100 - 60])
    np.testing.assert_allclose(made.jobs[:, 2], [5 - 1, 20 - 10, 200 - 20])
    np.testing.assert_allclose(made.jobs.sum(axis=1), [15, 120, 300])
    assert made.zones[0].lon == pytest.approx((300 * 2 + 100 * 3) / 400)
    assert made.zones[1].name == "Reste de l’Ain"
    assert sum(len(zone.communes) for zone in made.zones) == 4


def test_an_epci_that_counts_more_than_its_departement_leaves_no_negative_and_is_said() -> None:
    country = Country()
    country.jobs("epci", "e1", (20.0, 100.0, 100.0))
    country.jobs("departement", "01", (10.0, 120.0, 120.0))
    country.jobs("departement", "02", (1.0, 1.0, 1.0))
    made = cells(country.con, CODES)
    assert made.jobs.min() == 0
    assert any("plus que leur département" in note.fr for note in made.notes)


def test_a_departement_without_figures_is_left_out_and_said() -> None:
    country = Country()
    country.jobs("departement", "01", (10.0, 100.0, 100.0))
    made = cells(country.con, CODES)
    assert [zone.code for zone in made.zones] == ["Z:01"]
    assert any("600 habitants" in note.fr for note in made.notes)


def test_employees_of_communes_share_the_jobs_of_the_departement() -> None:
    country = Country()
    country.jobs("departement", "01", (10.0, 100.0, 100.0))
    country.jobs("departement", "02", (5.0, 20.0, 200.0))
    for commune, row in {
        "01001": (1.0, 1.0, 3.0),
        "01002": (1.0, 3.0, 1.0),
        "02001": (0.0, 1.0, 1.0),
        "02002": (2.0, 1.0, 3.0),
    }.items():
        country.jobs("commune", commune, row, "employees_a38")
    made = cells(country.con, CODES)
    assert [zone.code for zone in made.zones] == ["e1", "e2", "Z:02"]
    np.testing.assert_allclose(made.jobs[:, 0], [5.0, 25.0, 75.0])
    np.testing.assert_allclose(made.jobs.sum(axis=1), [15, 120, 300])
    assert any("Flores" in note.fr for note in made.notes)


def test_a_branch_without_employee_is_shared_as_all_are() -> None:
    country = Country()
    country.jobs("departement", "01", (12.0, 100.0, 100.0))
    country.jobs("departement", "02", (5.0, 20.0, 200.0))
    for commune in ("01001", "01002", "02001", "02002"):
        country.jobs("commune", commune, (0.0, 1.0, 1.0), "employees_a38")
    made = cells(country.con, CODES)
    np.testing.assert_allclose(made.jobs.sum(axis=1), [17, 120, 300])
    assert made.jobs[0, 0] == pytest.approx(6.0)


def test_employees_of_too_few_communes_are_not_used() -> None:
    country = Country()
    country.jobs("departement", "01", (10.0, 100.0, 100.0))
    country.jobs("departement", "02", (5.0, 20.0, 200.0))
    country.jobs("commune", "01001", (1.0, 1.0, 3.0), "employees_a38")
    assert all(zone.level == "rest" for zone in cells(country.con, CODES).zones)


def test_no_jobs_at_all_is_said() -> None:
    with pytest.raises(MissingDataError, match="jobs_a38"):
        cells(Country().con, CODES)

"""The economy of the embedded warehouse: laid over the zones, read back, and found for a territory."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from rebonds.errors import MissingDataError, UsageError
from rebonds.flows import economy as made
from rebonds.flows.checks import check_economy
from rebonds.flows.economy import build, figures, national, tables
from rebonds.flows.economy.zones import Cells
from rebonds.flows.model import Economy, Zone
from rebonds.territory import get
from rebonds.territory.groupings import make

GRENOBLE, BORDEAUX, GARONNE = "200040715", "243300316", "200030674"


@pytest.fixture(scope="module")
def economy(warehouse: Any) -> Economy:
    return made.load(warehouse)


def _jobs(economy: Economy, code: str) -> float:
    return float(economy.jobs[:, economy.index[code]].sum())


def test_the_engine_takes_it(economy: Economy) -> None:
    check_economy(economy)
    output = economy.output.sum(axis=1)
    demand = economy.technical @ output + economy.final.sum(axis=1) + economy.exports.sum(axis=1)
    assert np.abs(demand - output).max() / output.sum() < 1e-9


def test_nothing_of_the_nation_is_lost(economy: Economy) -> None:
    nation = national.table(figures.load())
    np.testing.assert_allclose(economy.output.sum(axis=1), nation.output, rtol=1e-9)
    np.testing.assert_allclose(economy.final.sum(axis=1), nation.final, rtol=1e-9, atol=1e-6)
    np.testing.assert_allclose(economy.exports.sum(axis=1), nation.exports, rtol=1e-9, atol=1e-6)
    np.testing.assert_allclose(
        economy.technical.sum(axis=0) + economy.imports + economy.value_added, 1.0, atol=1e-9
    )


def test_zones_are_the_embedded_epci_and_the_rest_of_every_departement(economy: Economy) -> None:
    levels = [zone.level for zone in economy.zones]
    assert levels.count("epci") == 99
    assert levels.count("rest") == 100  # 96 of metropolitan France, 4 overseas
    communes = [commune for zone in economy.zones for commune in zone.communes]
    assert len(communes) == len(set(communes))
    population = sum(zone.population for zone in economy.zones)
    assert population == pytest.approx(67_797_451, rel=0.001)
    assert all(-62 < z.lon < 56 and -22 < z.lat < 52 and z.area_km2 > 0 for z in economy.zones)


@pytest.mark.parametrize(
    ("code", "published"),
    [
        (GRENOBLE, 230_000),  # Insee, dossier complet, jobs at the place of work, census of 2022, rounded
        (BORDEAUX, 470_000),
        (GARONNE, 24_000),
    ],
)
def test_jobs_are_those_of_the_census(economy: Economy, code: str, published: float) -> None:
    assert _jobs(economy, code) == pytest.approx(published, rel=0.02)


def test_grenoble_is_known_for_what_it_does(economy: Economy) -> None:
    """Electronics and research: location quotients well above one; farming well below."""
    rank = economy.index[GRENOBLE]
    share = economy.jobs[:, rank] / economy.jobs[:, rank].sum()
    country = economy.jobs.sum(axis=1) / economy.jobs.sum()
    quotient = dict(zip((b.code for b in economy.branches), share / np.maximum(country, 1e-12), strict=True))
    assert quotient["CI"] > 4
    assert quotient["MB"] > 4
    assert quotient["AZ"] < 0.2


def test_each_job_has_its_band(economy: Economy) -> None:
    error = economy.jobs_error
    assert error is not None
    assert error.shape == economy.jobs.shape
    assert (error[economy.jobs > 0] > 0).all()
    # An industry of a small EPCI is far less sure than the public services of a métropole.
    industry, schools = economy.branch_index["CE"], economy.branch_index["PZ"]
    small, large = economy.index[GARONNE], economy.index[BORDEAUX]
    assert error[industry, small] / economy.jobs[industry, small] > 0.5
    assert error[schools, large] / economy.jobs[schools, large] < 0.15


def test_productivity_is_one_by_branch(economy: Economy) -> None:
    rank = economy.branch_index["FZ"]
    ratio = economy.output[rank] / economy.jobs[rank]
    np.testing.assert_allclose(ratio, ratio[0], rtol=1e-9)


def test_rents_follow_homes(economy: Economy) -> None:
    rank = economy.branch_index["LZ"]
    assert economy.output[rank].min() > 0


def test_sources_are_described_in_the_warehouse(economy: Economy, warehouse: Any) -> None:
    described = {source["id"]: source for source in warehouse.sources()}
    assert set(economy.sources) <= set(described)
    assert described["insee_use_2018"]["producer"] == "Insee"
    assert economy.year == 2018
    assert all(note.fr and note.en for note in economy.notes)


def test_an_epci_is_one_zone(economy: Economy) -> None:
    assert made.zones_of(economy, get(GRENOBLE)) == {economy.index[GRENOBLE]: 1.0}


def test_a_grouping_of_epci_is_its_zones(economy: Economy) -> None:
    both = make("deux", [GRENOBLE, BORDEAUX])
    assert set(made.zones_of(economy, both)) == {economy.index[GRENOBLE], economy.index[BORDEAUX]}


def test_departements_make_the_country(economy: Economy) -> None:
    total = np.zeros(len(economy.zones))
    for home in sorted({zone.code[2:] for zone in economy.zones if zone.level == "rest"}):
        for rank, part in made.zones_of(economy, get(home)).items():
            total[rank] += part
    np.testing.assert_allclose(total, 1.0, atol=1e-9)


def test_france_is_all_zones(economy: Economy) -> None:
    assert made.zones_of(economy, get("FR")) == dict.fromkeys(range(len(economy.zones)), 1.0)


def test_a_region_weighs_its_people(economy: Economy) -> None:
    place = get("R84")
    people = sum(economy.zones[r].population * part for r, part in made.zones_of(economy, place).items())
    assert people == pytest.approx(place.population, rel=1e-6)


def test_a_commune_is_sent_to_its_epci(economy: Economy) -> None:
    with pytest.raises(UsageError, match=GRENOBLE):
        made.zones_of(economy, get("38185"))


def test_an_epci_without_figures_says_how_to_get_them(economy: Economy) -> None:
    with pytest.raises(MissingDataError, match="Flores"):
        made.zones_of(economy, get("200046977"))  # Métropole de Lyon


def test_mayotte_is_said_to_be_out(economy: Economy) -> None:
    with pytest.raises(MissingDataError, match="Mayotte"):
        made.zones_of(economy, get("97611"))


def _laid(jobs: np.ndarray, people: list[float]) -> Economy:
    given = figures.load()
    nation = national.table(given)
    zones = tuple(
        Zone(f"e{i}", f"e{i}", "epci", p, float(i), 45.0, 10.0, (f"c{i}",)) for i, p in enumerate(people)
    )
    found = Cells(zones, jobs, jobs, np.full(len(people), 20_000.0), ("here",), ())
    return build.assemble(given, nation, found, build.lay(given, nation, found))


def test_a_zone_without_jobs_does_no_harm() -> None:
    jobs = np.ones((37, 3))
    jobs[:, 2] = 0.0
    economy = _laid(jobs, [1000.0, 2000.0, 500.0])
    check_economy(economy)
    assert economy.final[:, 2].sum() > 0
    working = economy.branch_index["CA"]
    assert economy.output[working, 2] == 0
    assert economy.exports[working, 2] == 0


def test_a_branch_that_nobody_works_in_follows_people() -> None:
    jobs = np.ones((37, 2))
    jobs[5] = 0.0
    economy = _laid(jobs, [1000.0, 3000.0])
    assert economy.output[5, 1] == pytest.approx(3 * economy.output[5, 0])


def test_merging_two_zones_adds_them() -> None:
    rng = np.random.default_rng(0)
    jobs = rng.uniform(1, 100, (37, 3))
    apart = _laid(jobs, [1000.0, 2000.0, 3000.0])
    joined = _laid(np.column_stack([jobs[:, 0] + jobs[:, 1], jobs[:, 2]]), [3000.0, 3000.0])
    for name in ("output", "final", "exports"):
        found = getattr(apart, name)
        np.testing.assert_allclose(found[:, 0] + found[:, 1], getattr(joined, name)[:, 0], rtol=1e-9)


def test_what_is_written_is_read_back(economy: Economy, tmp_path: Any) -> None:
    import duckdb

    class Opened:
        con = duckdb.connect()

    jobs = np.arange(74, dtype=float).reshape(37, 2) + 1
    given = figures.load()
    nation = national.table(given)
    zones = tuple(Zone(f"e{i}", f"É{i}", "epci", 10.0 + i, 1.0, 45.0, 3.0, ("a", "b")) for i in range(2))
    found = Cells(zones, jobs, jobs, np.array([1.0, 2.0]), ("here",), ())
    parts = build.lay(given, nation, found)
    first = build.assemble(given, nation, found, parts)
    tables.create(Opened.con)
    tables.write(Opened.con, first, parts, found.living, nation)
    again = made.load(Opened())  # type: ignore[arg-type]
    assert again.zones == first.zones
    assert again.branches == first.branches
    assert again.sources == first.sources
    assert again.notes == first.notes
    for name in ("technical", "imported", "imports", "value_added", "output", "final", "exports", "jobs"):
        np.testing.assert_allclose(getattr(again, name), getattr(first, name), rtol=1e-12, err_msg=name)
    for name, values in first.footprints.items():
        np.testing.assert_allclose(again.footprints[name], values)


def test_an_empty_warehouse_says_what_is_missing() -> None:
    import duckdb

    class Opened:
        con = duckdb.connect()

    tables.create(Opened.con)
    with pytest.raises(MissingDataError, match="emploi par branche"):
        made.load(Opened())  # type: ignore[arg-type]


@pytest.mark.parametrize(("zones", "branches"), [(2, 1), (40, 7), (200, 37)])
def test_a_synthetic_economy_is_one(zones: int, branches: int) -> None:
    drawn = made.synthetic(zones, branches, seed=3)
    check_economy(drawn)
    output = drawn.output.sum(axis=1)
    demand = drawn.technical @ output + drawn.final.sum(axis=1) + drawn.exports.sum(axis=1)
    np.testing.assert_allclose(demand, output, rtol=1e-12)
    assert (drawn.output == made.synthetic(zones, branches, seed=3).output).all()
    assert (drawn.output != made.synthetic(zones, branches, seed=4).output).any()


def test_a_synthetic_economy_needs_zones() -> None:
    with pytest.raises(UsageError, match="deux zones"):
        made.synthetic(1, 3)

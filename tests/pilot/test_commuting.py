"""Commuting on the shared data: calibrated on Île-de-France, checked on pairs that the model did not see."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import commuting_stays  # noqa: E402

import national  # noqa: E402
from rebonds import territory, warehouse  # noqa: E402
from rebonds.flows import people  # noqa: E402
from rebonds.flows.matrix import ODMatrix  # noqa: E402
from rebonds.flows.people_flows import flows_of  # noqa: E402
from rebonds.flows.people_stays import Stays  # noqa: E402
from rebonds.text import Text  # noqa: E402
from rebonds.warehouse import Warehouse  # noqa: E402
from rebonds.warehouse.steps import Step  # noqa: E402

CARDS = ("insee_work_epci_2022", "insee_commuting_idf_2014", "insee_commuting_departements_2016")
STEP = Step("people", people.derive, Text("personnes", "people"))

pytestmark = [
    pytest.mark.pilot,
    pytest.mark.skipif(not national.shared_folder().is_dir(), reason="the shared pilot data are absent"),
]


@pytest.fixture(scope="module")
def pilot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    folder = tmp_path_factory.mktemp("commuting")
    cards = {card.id: card for card in national.pilot_cards()}
    for name in CARDS:
        table, description = national.prepare(cards[name], national.shared_folder(), folder / "prepared")
        warehouse.import_file(table, description, folder / "w")
    (folder / "none").mkdir()
    warehouse.build(folder / "w", derive=(STEP,), embedded=folder / "none")
    with Warehouse.open(folder / "w", build=False) as opened:
        yield opened


@pytest.fixture(scope="module")
def figures(pilot: Warehouse) -> dict[str, float]:
    return dict(pilot.query("SELECT what, figure FROM people_fit WHERE figure IS NOT NULL"))


def test_observed_workers_are_all_there(pilot: Warehouse) -> None:
    matrix = ODMatrix.from_warehouse(pilot, "commuting")
    assert matrix.vintage == 2014
    assert matrix.total == pytest.approx(5_323_745, rel=1e-4)
    epci = dict(pilot.query("SELECT commune, code FROM membership WHERE level = 'epci'"))
    assert matrix.group(epci, level="epci").total == pytest.approx(matrix.total)


def test_margins_are_those_of_the_census(pilot: Warehouse) -> None:
    totals = dict(pilot.query("SELECT variable, sum(value) FROM observation GROUP BY variable"))
    # Metropolitan France in 2022: some 27 million residents in work, a little fewer jobs (work across borders).
    assert totals["employed_residents"] == pytest.approx(27.2e6, rel=0.02)
    assert totals["jobs_at_workplace"] == pytest.approx(27.0e6, rel=0.02)
    known = dict(pilot.query("SELECT code, value FROM observation WHERE variable = 'jobs_at_workplace'"))
    assert known["200040715"] == pytest.approx(229_000, rel=0.01)


def test_pairs_held_back_are_well_placed_and_better_than_by_radiation(figures: dict[str, float]) -> None:
    assert figures["calibrated"] == 1
    assert figures["held_cpc"] > 0.82
    assert figures["held_r2"] > 0.9
    assert figures["held_cpc"] > figures["rival_cpc"] + 0.1
    assert figures["wide_cpc"] > 0.82
    assert figures["wide_r2"] > 0.85
    assert figures["inner_cpc"] > 0.93


def test_the_decay_that_ships_is_the_one_found_here(figures: dict[str, float]) -> None:
    from rebonds.flows.people_fit import given, rival_decays

    shipped = given()
    assert shipped.decay.length == pytest.approx(figures["length"], rel=0.05)
    assert shipped.decay.stay == pytest.approx(figures["stay"], rel=0.05)
    assert rival_decays(shipped)[1].length == pytest.approx(figures["other_length"], rel=0.05)


def test_who_stays_in_urban_areas_is_nearer_to_what_is_observed_than_by_gravity_alone(
    pilot: Warehouse,
) -> None:
    """Urban areas of the north-east in 2011: the estimate of 2022, with the rule and without it."""
    zones = people.read_zones(pilot.con)
    known: Any = people.margins(pilot.con, zones)
    rank = {zone.code: place for place, zone in enumerate(zones)}
    towns = commuting_stays.areas(pilot.con, national.shared_folder())
    assert len(towns) > 15
    observed = commuting_stays.odds(np.array([one.stays for one in towns]))
    groups = [[rank[zone] for zone in one.zones] for one in towns]
    nothing = people.observed.between_zones(pilot.con, "none", len(zones))
    found = np.nan_to_num(people.model_of(zones, known, nothing).flows)
    with_rule = commuting_stays.rms(
        observed - commuting_stays.odds(commuting_stays.kept(found, groups, known.residents))
    )
    plain = people.shipped
    try:
        people.shipped = lambda: Stays(0.0, 1.0)  # type: ignore[assignment]
        found = np.nan_to_num(people.model_of(zones, known, nothing).flows)
    finally:
        people.shipped = plain
    without = commuting_stays.rms(
        observed - commuting_stays.odds(commuting_stays.kept(found, groups, known.residents))
    )
    assert with_rule < 0.36 < without


@pytest.mark.parametrize("code", ["200040715", "243300316", "200046977"])
def test_metropoles_keep_what_is_told_of_them(pilot: Warehouse, code: str) -> None:
    """Grenoble, Bordeaux, Lyon: 85 to 90 % of residents in work, an order of magnitude outside the criterion of the fit."""
    found: Any = flows_of(pilot, "commuting", territory.get(code))
    stays = [x / found.need.value for x in (found.inside.low, found.inside.value, found.inside.high)]
    assert 0.85 < stays[1] < 0.90
    assert stays[0] < 0.85 and stays[2] > 0.90


def test_observed_pairs_win_and_the_rest_is_estimated(pilot: Warehouse) -> None:
    found: Any = flows_of(pilot, "commuting", territory.get("200054781"))  # Grand Paris
    assert found.inside.state == "measured"
    assert found.out["200055655"].state == "measured"  # Roissy
    assert found.out["244500468"].state == "estimated"  # Orléans, out of Île-de-France
    states = dict(pilot.query("SELECT state, count(*) FROM people_flow GROUP BY state"))
    assert states["measured"] > 1500
    assert 20_000 < states["estimated"] < 60_000  # thresholded: not a million and a half


def test_each_side_of_every_pair_adds_up(pilot: Warehouse) -> None:
    gap = pilot.query(
        """
        WITH out AS (SELECT origin AS zone, sum(value) AS told FROM people_flow GROUP BY 1)
        SELECT max(abs(told + other_out + abroad_out - need) / need)
        FROM people_zone JOIN out USING (zone) WHERE need IS NOT NULL
        """
    )[0][0]
    assert gap < 1e-6
    known = pilot.query("SELECT count(need) FROM people_zone")[0][0]
    assert known == 1232

"""The lenses on embedded data: shares that add up, bands, states, formulas against their own definition."""

from __future__ import annotations

import json
from dataclasses import replace

import jsonschema
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebonds import territory
from rebonds.errors import UsageError
from rebonds.lenses import naf, registry, serialise, work
from rebonds.lenses.land import trajectory
from rebonds.lenses.lm3 import multiplier
from rebonds.lenses.measures import declared
from rebonds.lenses.wealth import basic_jobs

GRENOBLE, GRESIVAUDAN = "200040715", "200018166"


@pytest.fixture(scope="module")
def readings(warehouse):
    return {lens: registry.read(warehouse, GRENOBLE, lens) for lens in declared()}


def values(reading):
    return {d.id: d.headline.value for d in reading.dimensions}


def test_every_declared_lens_can_be_read(readings) -> None:
    assert set(registry.lenses()) == {"doughnut", *readings}
    for reading in readings.values():
        assert reading.dimensions and reading.assumptions and reading.missing
        assert {d.side for d in reading.dimensions} <= {ident for ident, _ in reading.groups}
        known = [d for d in reading.dimensions if d.known]
        assert (reading.coverage.other, reading.coverage.other_total) == (len(known), len(reading.dimensions))
        assert len(reading.trace) == len(known)
        for one in known:
            value = one.headline.value
            assert value.vintage and value.sources
            assert value.low is None or value.low <= value.value <= value.high


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_json_follows_the_schema_of_readings(readings, lang) -> None:
    schema = serialise.schema("reading")
    for reading in readings.values():
        found = json.loads(json.dumps(serialise.to_json(reading, lang), allow_nan=False))
        jsonschema.validate(found, schema)


def test_shares_of_each_typology_add_up(readings) -> None:
    found = {ident: value.value for ident, value in values(readings["ordinary"]).items()}
    assert found["presentielle_share"] + found["productive_share"] == pytest.approx(100)
    zones = ("material_share", "providential_share", "overlooked_share", "tradable_share")
    assert sum(found[z] for z in zones) == pytest.approx(100)
    assert found["foundational_share"] == pytest.approx(found["material_share"] + found["providential_share"])
    assert 0 < found["ordinary_share"] < found["ordinary_extended_share"] < 100
    for table in readings["ordinary"].tables[:3]:
        assert sum(row[2] for row in table.rows) == pytest.approx(1)
        assert sum(row[3] for row in table.rows) == pytest.approx(1)


def test_jobs_of_a_class_are_a_plain_sum(warehouse, readings) -> None:
    """An independent count: branch by branch, in plain Python, from the table of the warehouse."""
    rows = warehouse.query(
        "SELECT b.code, c.jobs FROM economy_cell AS c JOIN economy_branch AS b ON b.rank = c.branch "
        "JOIN economy_zone AS z ON z.rank = c.zone WHERE z.code = ?",
        [GRENOBLE],
    )
    spheres = naf.typology("spheres")
    local = sum(jobs * spheres.shares(branch).get("presentielle", (0, 0, 0))[0] for branch, jobs in rows)
    value = values(readings["ordinary"])["presentielle_share"]
    assert value.value == pytest.approx(100 * local / sum(jobs for _, jobs in rows))
    assert value.numerator == pytest.approx(local)


def test_location_quotients_are_shares_over_shares(warehouse) -> None:
    found = work.work_of(warehouse, territory.get(GRENOBLE))
    assert (found.quotients * found.national / found.national.sum())[
        found.national > 0
    ].sum() == pytest.approx(1)
    whole = work.work_of(warehouse, territory.get("FR"))
    assert np.allclose(whole.quotients[whole.national > 0], 1)


def test_france_is_about_two_thirds_residential(warehouse) -> None:
    """Insee: about two jobs in three are in the residential sphere."""
    value = values(registry.read(warehouse, "FR", "ordinary"))["presentielle_share"]
    assert 63 < value.value < 70
    assert value.low < 66.7 < value.high + 2


def test_local_activity_codes_replace_the_convention(warehouse) -> None:
    found = work.work_of(warehouse, territory.get(GRENOBLE))
    told = replace(found, codes={"GZ": {"47.11F": 30.0, "46.31Z": 10.0}})
    divided = work.split(told, naf.typology("spheres"))
    branch = told.branches.index("GZ")
    here = divided.classes.index("presentielle")
    assert divided.local == ("GZ",)
    assert divided.share[here, branch] == divided.low[here, branch] == divided.high[here, branch] == 0.75


def test_the_union_is_read_as_one_and_never_as_a_mean(warehouse) -> None:
    a, b, joint = registry.pair(warehouse, GRENOBLE, GRESIVAUDAN, "ordinary")
    one, two, both = (values(r)["presentielle_share"] for r in (a, b, joint))
    assert both.denominator == pytest.approx(one.denominator + two.denominator)
    assert both.value == pytest.approx(100 * (one.numerator + two.numerator) / both.denominator)
    assert min(one.value, two.value) < both.value < max(one.value, two.value)
    with pytest.raises(UsageError, match="recouvrent"):
        registry.pair(warehouse, GRENOBLE, GRENOBLE, "ordinary")


def test_unknown_lens_and_territory_too_fine_are_refused(warehouse) -> None:
    with pytest.raises(UsageError, match="ordinary"):
        registry.read(warehouse, GRENOBLE, "lorgnon")
    with pytest.raises(UsageError, match=GRENOBLE):
        registry.read(warehouse, "38185", "ordinary")
    found, skipped = registry.read_all(warehouse, territory.get("38185"))
    assert {r.lens for r in found} >= {"land", "inclusive", "wellbeing"}
    assert {lens for lens, _ in skipped} == {"ordinary", "wealth", "circular"}


def test_missing_land_is_missing_and_says_who_holds_it(readings) -> None:
    reading = readings["land"]
    found = values(reading)
    assert found["land_budget_2021_2030_ha"].state == "missing"
    assert found["land_budget_2021_2030_ha"].value is None
    assert any("Cerema" in text.fr for text in reading.missing)
    plain = serialise.to_json(reading)
    one = next(d for d in plain["dimensions"] if d["id"] == "land_budget_2021_2030_ha")
    assert one["value"] is None and one["state"] == "missing" and one["source"] == []


def test_lm3_of_the_literature() -> None:
    """A constant local share of 0.4 gives 1.56."""
    assert multiplier((0.4, 0.4)) == pytest.approx(1.56)
    assert multiplier((0, 0.9)) == 1
    with pytest.raises(ValueError, match="between 0 and 1"):
        multiplier((1.2, 0.4))


@given(
    st.lists(st.floats(0, 1e5).map(lambda x: round(x, 3)), min_size=3, max_size=12).filter(
        lambda xs: sum(xs) > 1
    ),
    st.integers(0, 99),
)
def test_basic_jobs_are_those_above_the_national_share(jobs: list[float], seed: int) -> None:
    national = np.random.default_rng(seed).random(len(jobs)) + 0.1
    found = basic_jobs(np.array(jobs), national)
    quotients = (np.array(jobs) / sum(jobs)) / (national / national.sum())
    with np.errstate(all="ignore"):
        told = np.where(np.array(jobs) > 0, np.array(jobs) * (1 - 1 / quotients), 0)
    assert np.allclose(found, np.clip(told, 0, None), atol=1e-6)
    assert found.sum() < sum(jobs)
    assert basic_jobs(7 * national, national).sum() == pytest.approx(0, abs=1e-9)


def test_land_trajectory_and_its_guarantee() -> None:
    made = trajectory(800, 150, 3, 58, 0.5, 1.0)
    assert (made.budget, made.projection) == (400, 500)
    assert made.remaining == pytest.approx(250 / 7)
    assert trajectory(20, 1, 3, 40, 0.5, 1.0).budget == 40
    assert trajectory(100, 60, 5, 1, 0.5, 1.0).remaining < 0
    for wrong in ((-1, 0, 3, 1, 0.5, 1), (1, 1, 0, 1, 0.5, 1), (1, 1, 3, 1, 1.5, 1)):
        with pytest.raises(ValueError, match="decade"):
            trajectory(*wrong)


def test_the_whole_country_has_no_base_and_says_why(warehouse) -> None:
    """Every quotient of France is one: a multiplier over no basic job would be noise."""
    reading = registry.read(warehouse, "FR", "wealth")
    found = values(reading)
    for ident in (
        "productive_base_jobs_share",
        "base_multiplier",
        "leakage_share",
        "income_multiplier",
        "lm3_scenario",
    ):
        assert found[ident].state == "missing" and found[ident].value is None
    assert any("référence" in text.fr for text in reading.missing)


def test_income_multiplier_follows_its_definition(warehouse, readings) -> None:
    found = values(readings["wealth"])
    household, added = warehouse.query(
        "SELECT sum(c.household), sum(b.value_added * c.output) FROM economy_cell AS c "
        "JOIN economy_branch AS b ON b.rank = c.branch"
    )[0]
    rate = household / added
    assert 0.45 < rate < 0.6
    local = 1 - found["leakage_share"].value / 100
    assert found["income_multiplier"].value == pytest.approx(1 / (1 - rate * local))
    assert found["lm3_scenario"].value == pytest.approx(1 + local + local**2)

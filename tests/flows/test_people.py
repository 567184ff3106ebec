"""People's flows in a warehouse: estimated where nothing is observed, replaced by what a user imports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rebonds import territory
from rebonds.flows import people_reading, rules
from rebonds.flows.matrix import ODMatrix
from rebonds.flows.people_flows import flows_of
from rebonds.flows.people_pair import pair_flow
from rebonds.territory.groupings import make
from rebonds.warehouse import Warehouse
from tests.flows.small import build, embedded, write_flows

GRENOBLE, GRESIVAUDAN, VOIRONNAIS = "200040715", "200018166", "243800984"
MARGINS = "insee_work_epci_2022"


def members(code: str) -> tuple[str, ...]:
    return territory.members(code, "epci")


@pytest.fixture(scope="module")
def estimated(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("estimated")
    with build(folder / "warehouse", embedded(folder / "tables", MARGINS)) as opened:
        yield opened


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Grésivaudan's residents, as MOBPRO tells where they work: in the layout of INSEE."""
    folder = tmp_path_factory.mktemp("imported")
    lines = ["CODGEO;LIBGEO;DCLT;L_DCLT;NBFLUX_C22_ACTOCC15P"]
    for code in members(GRESIVAUDAN):
        lines.append(f"{code};;{code};;400")
        lines.append(f"{code};;38185;;450.5")  # Grenoble
        lines.append(f"{code};;SU001;;12")  # Switzerland
    path = folder / "base-flux-mobilite-domicile-lieu-travail-2022.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    tables = embedded(folder / "tables", MARGINS)
    with build(folder / "warehouse", tables, (zipped(path), "insee_mobpro")) as opened:
        yield opened


def zipped(path: Path) -> Path:
    import zipfile

    target = path.with_suffix(".zip")
    with zipfile.ZipFile(target, "w") as archive:
        archive.write(path, path.name)
    return target


def test_without_observed_pairs_all_is_estimated_and_has_a_band(estimated: Warehouse) -> None:
    found = flows_of(estimated, "commuting", territory.get(GRESIVAUDAN))
    assert found is not None
    assert found.state == "estimated"
    for one in (found.inside, *found.out.values(), *found.into.values()):
        assert one.state == "estimated"
        assert one.low is not None
        assert one.high is not None
        assert one.low <= (one.value or 0) <= one.high
    assert found.vintages == (2022,)
    assert found.sources == (MARGINS,)


def test_what_leaves_and_what_stays_are_the_residents_in_work(estimated: Warehouse) -> None:
    rows = estimated.query(
        "SELECT value FROM observation WHERE variable = 'employed_residents' AND code = ?", [GRESIVAUDAN]
    )
    found = flows_of(estimated, "commuting", territory.get(GRESIVAUDAN))
    assert found is not None
    told = sum(one.value or 0 for one in (found.inside, found.abroad_out, *found.out.values()))
    assert told + found.other_out == pytest.approx(rows[0][0], rel=1e-5)
    assert found.need.value == pytest.approx(rows[0][0], rel=1e-5)


def test_what_leaves_one_arrives_at_the_other(estimated: Warehouse) -> None:
    one, two = (flows_of(estimated, "commuting", territory.get(c)) for c in (GRESIVAUDAN, GRENOBLE))
    assert one is not None
    assert two is not None
    assert one.out[GRENOBLE] == two.into[GRESIVAUDAN]
    assert one.into[GRENOBLE] == two.out[GRESIVAUDAN]


def test_merging_two_territories_is_adding_their_flows(estimated: Warehouse) -> None:
    both = make("Grésivaudan et Voironnais", [GRESIVAUDAN, VOIRONNAIS])
    merged = flows_of(estimated, "commuting", both)
    parts = {code: flows_of(estimated, "commuting", territory.get(code)) for code in both.epcis}
    a, b = parts[GRESIVAUDAN], parts[VOIRONNAIS]
    assert merged is not None and a is not None and b is not None
    between = (a.out[VOIRONNAIS].value or 0) + (b.out[GRESIVAUDAN].value or 0)
    assert merged.inside.value == pytest.approx((a.inside.value or 0) + (b.inside.value or 0) + between)
    assert merged.out[GRENOBLE].value == pytest.approx(
        (a.out[GRENOBLE].value or 0) + (b.out[GRENOBLE].value or 0)
    )
    assert merged.need.value == pytest.approx((a.need.value or 0) + (b.need.value or 0))
    assert GRESIVAUDAN not in merged.out


def test_an_imported_file_takes_the_place_of_the_estimate(imported: Warehouse) -> None:
    count = len(members(GRESIVAUDAN))
    found = flows_of(imported, "commuting", territory.get(GRESIVAUDAN))
    assert found is not None
    assert found.inside.state == "measured"
    assert found.inside.value == pytest.approx(400 * count)
    assert found.out.keys() == {GRENOBLE}  # nobody else was told: those flows are zero, not estimated
    assert found.out[GRENOBLE].state == "measured"
    assert found.out[GRENOBLE].value == pytest.approx(450.5 * count)
    assert found.abroad_out.value == pytest.approx(12 * count)
    assert found.need.value == pytest.approx(862.5 * count)
    assert "insee_mobpro" in found.sources
    assert not found.partial


def test_what_the_file_does_not_follow_stays_estimated(imported: Warehouse, estimated: Warehouse) -> None:
    found = flows_of(imported, "commuting", territory.get(GRESIVAUDAN))
    before = flows_of(estimated, "commuting", territory.get(GRESIVAUDAN))
    assert found is not None
    assert before is not None
    assert found.into[VOIRONNAIS].state == "estimated"
    assert found.into[VOIRONNAIS].value == pytest.approx(before.into[VOIRONNAIS].value, rel=1e-6)
    other = flows_of(imported, "commuting", territory.get(GRENOBLE))
    assert other is not None
    assert other.into[GRESIVAUDAN].state == "measured"
    assert other.into[VOIRONNAIS].state == "estimated"
    assert other.state == "estimated"


def test_a_pair_of_both_states_is_an_estimate(imported: Warehouse) -> None:
    pair = pair_flow(imported, "commuting", territory.get(GRESIVAUDAN), territory.get(GRENOBLE))
    assert pair.flow_ab.state == "measured"
    assert pair.flow_ba.state == "estimated"
    assert pair.state == "estimated"
    assert pair.d_ab.value == pytest.approx(450.5 / 862.5)
    assert pair.reading == "vulnerability"


def test_a_commune_is_read_from_what_is_observed_and_from_nothing_else(imported: Warehouse) -> None:
    commune = territory.get(members(GRESIVAUDAN)[0])
    found = flows_of(imported, "commuting", commune)
    assert found is not None
    assert found.inside.value == pytest.approx(400)
    assert found.out[GRENOBLE].value == pytest.approx(450.5)
    assert found.abroad_out.value == pytest.approx(12)
    assert flows_of(imported, "commuting", territory.get("38185")) is None


def test_every_departement_is_read_through_its_zones(estimated: Warehouse) -> None:
    found = flows_of(estimated, "commuting", territory.get("38"))
    assert found is not None
    assert found.level == "departement"
    assert (found.out["69"].value or 0) > 1000
    assert "38" not in found.out


def test_pairs_of_departements_win_over_estimates(tmp_path: Path) -> None:
    rows: list[tuple[str, str, float | str]] = [("38", "69", 50000), ("69", "38", 15000), ("38", "73", 9000)]
    files = write_flows(tmp_path, "departements_2016", rows, level="departement", vintage=2016)
    with build(tmp_path / "w", embedded(tmp_path / "tables", MARGINS), files) as wh:
        found = flows_of(wh, "commuting", territory.get("38"))
        assert found is not None
        assert {code: one.value for code, one in found.out.items()} == {"69": 50000, "73": 9000}
        assert found.inside.state == "estimated"
        pair = pair_flow(wh, "commuting", territory.get("38"), territory.get("69"))
        assert (pair.flow_ab.value, pair.flow_ba.value, pair.state) == (50000, 15000, "measured")


def test_the_most_recent_source_wins_pair_by_pair(tmp_path: Path) -> None:
    places = [code for epci in (GRESIVAUDAN, VOIRONNAIS) for code in members(epci)]
    old = [(code, end, 10.0) for code in places for end in (code, places[0], places[-1]) if code != end]
    old += [(code, code, 100.0) for code in places]
    new = [(code, "38185", 7.0) for code in members(VOIRONNAIS)]
    first = write_flows(tmp_path, "survey_2014", old, vintage=2014)  # type: ignore[arg-type]
    second = write_flows(tmp_path, "survey_2022", new, vintage=2022)  # type: ignore[arg-type]
    with build(tmp_path / "w", embedded(tmp_path / "tables"), first, second) as wh:
        voironnais = flows_of(wh, "commuting", territory.get(VOIRONNAIS))
        gresivaudan = flows_of(wh, "commuting", territory.get(GRESIVAUDAN))
        assert voironnais is not None
        assert gresivaudan is not None
        assert voironnais.out.keys() == {GRENOBLE}  # the survey of 2022 follows them anywhere
        assert gresivaudan.out.keys() == {VOIRONNAIS}  # that of 2014 only inside its own area
        assert gresivaudan.vintages == (2014,)
        assert gresivaudan.partial
        assert not gresivaudan.need.known  # nobody was followed elsewhere: the whole is not known


def test_withheld_flows_are_counted_and_never_zero(tmp_path: Path) -> None:
    rows: list[tuple[str, str, float | str]] = [(code, code, 100) for code in members(GRESIVAUDAN)]
    rows += [(code, "38185", "s") for code in members(GRESIVAUDAN)[:5]]
    rows += [(code, "38185", 40) for code in members(GRESIVAUDAN)[5:]]
    files = write_flows(tmp_path, "survey_2022", rows)
    with build(tmp_path / "w", embedded(tmp_path / "tables"), files) as wh:
        found = flows_of(wh, "commuting", territory.get(GRESIVAUDAN))
        assert found is not None
        assert found.hidden_out == 5
        told = people_reading.flow_set(wh, "commuting", territory.get(GRESIVAUDAN))
        assert any("secret" in step.fr for step in told.method)
        matrix = ODMatrix.from_warehouse(wh, "commuting")
        assert matrix.hidden_out.sum() == 5
        assert matrix.vintage == 2022


def test_small_flows_are_hidden_and_rounded_as_their_producer_asks(
    imported: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {**rules.section("people"), "secrecy": {"rules": [_ASKED]}}
    monkeypatch.setattr(rules, "section", lambda name: asked if name == "people" else _SECTION(name))
    place = territory.get(GRESIVAUDAN)
    count = len(members(GRESIVAUDAN))
    told = people_reading.flow_set(imported, "commuting", place)
    assert told.inside.state == "secret"  # 400 in each commune: under the threshold
    assert told.inside.value is None
    assert told.inside.high == 18_000
    assert not told.self_containment_residents.known
    grenoble = next(one for one in told.partners if one.code == GRENOBLE)
    assert grenoble.out.value == pytest.approx(500 * round(450.5 * count / 500))
    assert grenoble.into.state == "estimated"  # an estimate is nobody's secret
    assert any("cachés" in step.fr for step in told.method)


_ASKED = {"source": "insee_mob", "hide_below": 18_000, "round_to": 500}
_SECTION = rules.section


def test_a_matrix_of_the_warehouse_groups_to_any_territory(imported: Warehouse) -> None:
    matrix = ODMatrix.from_warehouse(imported, "commuting")
    count = len(members(GRESIVAUDAN))
    assert matrix.total == pytest.approx(862.5 * count)
    epci = dict(imported.query("SELECT commune, code FROM membership WHERE level = 'epci'"))
    grouped = matrix.group(epci, level="epci")
    assert grouped.between([GRESIVAUDAN], [GRENOBLE]) == pytest.approx(450.5 * count)
    rank = grouped.codes.index(GRESIVAUDAN)
    assert grouped.values[rank, grouped.size] == pytest.approx(12 * count)  # abroad


def test_functional_areas_hold_neighbours_that_work_in_the_town(estimated: Warehouse) -> None:
    found = flows_of(estimated, "commuting", territory.get(GRESIVAUDAN))
    assert found is not None
    assert {GRENOBLE, GRESIVAUDAN} <= set(found.area)
    assert "243300316" not in found.area  # Bordeaux


def test_the_model_is_told_to_be_that_which_ships(estimated: Warehouse) -> None:
    told = people_reading.scores(estimated, "commuting")
    assert told["calibrated"] == 0
    assert 0.5 < told["held_cpc"] < 1
    error = people_reading.error_of(
        estimated,
        "commuting",
        flows_of(estimated, "commuting", territory.get(GRENOBLE)),  # type: ignore[arg-type]
    )
    assert error is not None
    assert "%" in error.fr


def test_flows_carry_no_number_that_is_not_one(estimated: Warehouse) -> None:
    rows = estimated.query("SELECT value, low, high FROM people_flow")
    figures = np.array(rows, float)
    assert np.isfinite(figures).all()
    assert (figures >= 0).all()

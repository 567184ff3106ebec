"""What holds for every lens: shares of a total add up, what is missing is never zero, nothing secret is shown."""

from __future__ import annotations

import pytest

from rebonds import territory
from rebonds.errors import RebondsError
from rebonds.lenses import registry, serialise
from rebonds.lenses.measures import declared
from rebonds.reporting.lens_report import lens_report

PLACES = ("200040715", "200067361", "243300316", "FR")
#: Columns that hold parts of one total, whatever the table.
PARTS = ("share", "france", "establishments_share")


@pytest.fixture(scope="module")
def readings(warehouse):
    found = []
    for code in PLACES:
        made, _ = registry.read_all(warehouse, territory.resolve(code))
        found.extend(made)
    return found


def test_every_share_of_a_total_adds_up(readings) -> None:
    seen = set()
    for reading in readings:
        for table in reading.tables:
            for rank, column in enumerate(table.columns):
                if column.key in PARTS and table.rows:
                    known = [row[rank] for row in table.rows if row[rank] is not None]
                    assert sum(known) == pytest.approx(1, abs=1e-9), (reading.lens, table.id, column.key)
                    seen.add((reading.lens, table.id, column.key))
    assert len(seen) >= 7


def test_shown_percentages_add_up_within_rounding(readings) -> None:
    """As written, to one decimal: at most half a decimal lost a row."""
    for reading in readings:
        if reading.lens != "ordinary":
            continue
        found = {d.id: d.headline.value.value for d in reading.dimensions}
        pair = ("presentielle_share", "productive_share")
        zones = ("material_share", "providential_share", "overlooked_share", "tradable_share")
        for names in (pair, zones):
            assert sum(round(found[n], 1) for n in names) == pytest.approx(100, abs=0.05 * len(names) + 1e-9)


def test_what_is_not_known_has_no_figure_anywhere(readings) -> None:
    for reading in readings:
        plain = serialise.to_json(reading)
        for one in plain["dimensions"]:
            if one["state"] in {"missing", "secret"}:
                assert one["value"] is None and one["value_low"] is None and one["numerator"] is None
                assert one["note"], (reading.lens, one["id"])
        rows = next(t for t in lens_report(reading).tables if t.id == "measures").rows
        for row, one in zip(rows, plain["dimensions"], strict=True):
            assert (row[3] is None) == (one["value"] is None)


def test_every_lens_has_its_identifiers(readings) -> None:
    wanted = {
        "ordinary": {"presentielle_share", "foundational_share", "ordinary_share"},
        "land": {"land_budget_2021_2030_ha", "land_projection_2021_2030_ha"},
        "wealth": {"local_procurement_share_low", "local_procurement_share_high"},
        "circular": {"production_waste_kt", "repair_establishments_per_10000"},
        "functional": {"rental_establishments_per_10000"},
        "inclusive": {"poverty_rate_pct", "communes_p90_p10"},
        "wellbeing": {"who5_score"},
    }
    assert set(wanted) == set(declared())
    for reading in readings:
        assert wanted[reading.lens] <= {d.id for d in reading.dimensions}


@pytest.mark.parametrize("lens", list(declared()))
def test_two_territories_through_every_lens(warehouse, lens) -> None:
    try:
        a, b, joint = registry.pair(warehouse, "200067361", "200066371", lens)
    except RebondsError as error:
        pytest.fail(error.message("fr"))
    assert [d.id for d in a.dimensions] == [d.id for d in b.dimensions] == [d.id for d in joint.dimensions]

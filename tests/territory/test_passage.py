"""From the codes of another year to those of today."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rebonds.territory import all as every
from rebonds.territory import passage
from rebonds.territory.tables import query


@pytest.mark.parametrize(
    ("code", "vintage", "codes", "kind"),
    [
        ("38185", None, ("38185",), ""),
        ("38185", 1999, ("38185",), ""),
        ("73198", None, ("73227",), "merged"),
        ("73198", 2012, ("73227",), "merged"),
        ("12076", 2020, ("12218",), "merged"),
        ("20004", 1970, ("2A004",), "merged"),
        ("75101", None, ("75056",), "district"),
        ("75120", 2021, ("75056",), "district"),
        ("69389", 2021, ("69123",), "district"),
        ("13216", 2021, ("13055",), "district"),
        ("69M", 2022, ("200046977",), "collectivity"),
        ("245900410", 2020, ("200093201",), "epci_merged"),
        ("242700623", None, ("200089456",), "epci_merged"),
        ("200067221", 2021, ("200096675", "200096683"), "epci_split"),
        ("200054781", 2021, ("200054781",), ""),
        ("200057867", None, ("200057867",), ""),
        ("15141", None, ("15141",), ""),
        ("15141", 2024, ("15031", "15035", "15047", "15141", "15171"), "split"),
        ("15141", 2015, ("15141",), ""),
        ("15141", 2026, ("15141",), ""),
        ("00000", None, (), ""),
        ("999999999", 2020, (), ""),
    ],
)
def test_to_current(code: str, vintage: int | None, codes: tuple[str, ...], kind: str) -> None:
    found = passage.to_current(code, vintage)
    assert (found.codes, found.kind) == (codes, kind)
    assert (found.note is not None) == bool(kind)
    assert not codes or sum(found.weights) == pytest.approx(1, abs=1e-5)


def test_the_table_leads_to_codes_of_today() -> None:
    lost = query(
        "SELECT p.* FROM passage AS p ANTI JOIN (SELECT code FROM communes UNION ALL SELECT code FROM epci) AS t "
        "ON t.code = p.new_code"
    )
    assert lost == []
    uneven = query(
        "SELECT old_code FROM passage GROUP BY old_code, vintage_from, vintage_to HAVING abs(sum(weight) - 1) > 1e-4"
    )
    assert uneven == []
    overlaps = query(
        "SELECT a.old_code FROM passage AS a JOIN passage AS b ON a.old_code = b.old_code "
        "AND a.vintage_from < b.vintage_from AND a.vintage_to >= b.vintage_from"
    )
    assert overlaps == []
    assert passage.table().name == "passage.parquet"


def test_a_code_of_today_never_maps_elsewhere_without_its_year() -> None:
    for place in every("epci")[::40]:
        assert passage.to_current(place.code).codes == (place.code,)


@settings(deadline=None)
@given(st.sampled_from(["38185", "73198", "15141", "245900410", "75101", "14666"]), st.integers(1950, 2040))
def test_any_year_gives_codes_of_today(code: str, vintage: int) -> None:
    found = passage.to_current(code, vintage)
    assert found.codes
    assert all(passage.to_current(new).codes == (new,) for new in found.codes)

"""Codes, members, neighbours and sizes, on the embedded data."""

import tomllib
from collections import Counter

import pytest

from rebonds import territory
from rebonds.errors import UnknownTerritoryError
from rebonds.territory.tables import DATA, query

GRENOBLE, GRESIVAUDAN, VOIRONNAIS = "200040715", "200018166", "243800984"
LYON, GRAND_PARIS = "200046977", "200054781"


@pytest.mark.parametrize(
    ("level", "count"),
    [("commune", 34_969), ("epci", 1255), ("ept", 11), ("departement", 109), ("region", 18), ("france", 1)],
)
def test_counts_of_the_2026_vintage(level: str, count: int) -> None:
    found = territory.all(level)
    assert len(found) == count == len({place.code for place in found})
    assert all(place.communes and place.level == level and place.cog == 2026 for place in found)


def test_every_embedded_file_stays_small_and_is_in_the_manifest() -> None:
    manifest = tomllib.loads((DATA / "MANIFEST.toml").read_text(encoding="utf-8"))
    for path in DATA.glob("*.parquet"):
        assert path.stat().st_size < 1_900_000
        rows = query(f"SELECT count(*) FROM {path.stem}")[0][0]
        assert manifest["rows"][path.stem] == rows
    assert {package["version"] for package in manifest["package"]} >= {"6.0.0", "1.1.0"}
    assert all(package["integrity"].startswith("sha512-") for package in manifest["package"])


def test_epci_and_departements_hold_each_commune_once() -> None:
    for level in ("epci", "departement", "region"):
        seen = Counter(code for place in territory.all(level) for code in place.communes)
        assert set(seen.values()) == {1}
    in_none = query("SELECT code FROM communes WHERE epci IS NULL AND type <> 'com' ORDER BY code")
    assert [code for (code,) in in_none] == ["22016", "29083", "29155", "85113"]


def test_a_commune_an_epci_and_france() -> None:
    city = territory.get("38185")
    assert (city.name, city.level, city.communes) == ("Grenoble", "commune", ("38185",))
    metropolis = territory.get(GRENOBLE)
    assert (metropolis.name, metropolis.kind, len(metropolis.communes)) == (
        "Grenoble-Alpes-Métropole",
        "METRO",
        49,
    )
    assert metropolis.population == 449_509
    france = territory.get("FR")
    assert len(france.communes) == 34_875
    assert france.population == sum(place.population or 0 for place in territory.all("region"))


def test_a_region_is_told_from_a_departement() -> None:
    assert territory.get("84").name == "Vaucluse"
    assert territory.get("R84").name == territory.get("84", "region").name == "Auvergne-Rhône-Alpes"
    assert territory.get("2A").name == "Corse-du-Sud"


def test_overseas_is_there() -> None:
    reunion = territory.get("974")
    assert (reunion.name, len(reunion.communes)) == ("La Réunion", 24)
    assert territory.parent_epci("97411") == "249740119"
    assert territory.get("98735").name == "Papeete"
    assert territory.centroid("98735") is None
    assert territory.area_km2("98735") is None
    assert territory.distance_km("98735", "75056") is None


def test_paris_epts_and_metropole_are_two_levels_over_the_same_communes() -> None:
    metropolis = set(territory.members(GRAND_PARIS))
    epts = [set(place.communes) for place in territory.all("ept")]
    assert set.union(*epts) == metropolis - {"75056"}
    assert sum(map(len, epts)) == len(metropolis) - 1
    assert territory.get("200057867").level == "ept"
    assert GRAND_PARIS in {place.code for place in territory.all("epci")}
    assert "200057867" not in {place.code for place in territory.all("epci")}


def test_islands_have_no_epci() -> None:
    assert territory.parent_epci("85113") is None
    assert territory.parent_epci("38185") == GRENOBLE
    with pytest.raises(UnknownTerritoryError):
        territory.parent_epci("73198")


@pytest.mark.parametrize(
    "code", ["", "3", "00000", "999999999", "ABCDE", "g:nothing-here", "R99", "38185 "[:4]]
)
def test_an_unknown_code_is_refused(code: str) -> None:
    with pytest.raises(UnknownTerritoryError):
        territory.get(code)


def test_neighbours_of_grenoble() -> None:
    found = territory.neighbours(GRENOBLE)
    codes = [neighbour.code for neighbour in found]
    assert codes[0] == GRESIVAUDAN
    assert VOIRONNAIS in codes
    assert GRENOBLE not in codes
    assert 30 < found[0].shared_km < 45
    assert [n.shared_km for n in found] == sorted((n.shared_km for n in found), reverse=True)


def test_neighbours_are_mutual() -> None:
    pairs = {(a, b): km for a, b, km in query("SELECT a, b, shared_km FROM neighbours")}
    assert all(pairs[b, a] == km for (a, b), km in pairs.items())


def test_neighbours_of_any_set_of_communes_agree_with_those_of_an_epci() -> None:
    same = territory.groupings.make("Le même", territory.members(GRENOBLE))
    expected = {n.code: n.shared_km for n in territory.neighbours(GRENOBLE)}
    found = {n.code: n.shared_km for n in territory.neighbours(same)}
    assert found == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize(
    ("code", "km2", "tolerance"),
    [
        ("75056", 105.4, 0.01),
        ("13055", 240.6, 0.02),
        ("38185", 18.13, 0.03),
        ("69123", 47.87, 0.01),
        (GRENOBLE, 541.2, 0.01),
        (LYON, 533.7, 0.015),
        ("974", 2_504, 0.01),
        ("FR", 638_475, 0.01),
        ("2B", 4_666, 0.01),
    ],
)
def test_areas_against_published_ones(code: str, km2: float, tolerance: float) -> None:
    """Published areas (INSEE, IGN); the outlines are generalised to about 100 m."""
    assert territory.area_km2(code) == pytest.approx(km2, rel=tolerance)


def test_distances() -> None:
    assert territory.distance_km("75056", "13055") == pytest.approx(661, abs=5)
    assert territory.distance_km("38185", "69123") == pytest.approx(95, abs=4)
    assert territory.distance_km(GRENOBLE, GRENOBLE) == 0
    assert territory.distance_km("75056", "97411") == pytest.approx(9_380, rel=0.01)


def test_a_grouping_is_measured_like_its_members() -> None:
    figeac = territory.get("g:figeac-quercy-vallee-de-la-dordogne")
    total = sum(territory.area_km2(code) or 0 for code in figeac.epcis)
    assert territory.area_km2(figeac) == pytest.approx(total, rel=1e-6)
    lon, lat = territory.centroid(figeac) or (0, 0)
    assert 1.5 < lon < 2.3
    assert 44.4 < lat < 45.1


def test_an_unknown_table_says_which_exist() -> None:
    with pytest.raises(FileNotFoundError, match="communes"):
        territory.parquet("nothing")
    with pytest.raises(ValueError, match="unknown level"):
        territory.all("canton")

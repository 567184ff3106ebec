"""Any set of communes or EPCI is a territory, kept in a small file."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rebonds import territory
from rebonds.errors import DataError, UnknownTerritoryError, UsageError
from rebonds.territory import groupings

FIGEAC = "g:figeac-quercy-vallee-de-la-dordogne"


def test_the_petr_of_figeac_is_shipped() -> None:
    place = territory.resolve(FIGEAC)
    assert place.epcis == ("200066371", "200067361")
    assert len(place.communes) == sum(len(territory.members(code)) for code in place.epcis)
    assert place.population == sum(territory.get(code).population or 0 for code in place.epcis)
    assert FIGEAC in {grouping.code for grouping in territory.all("grouping")}


def test_saved_and_read_again(home: Path) -> None:
    made = groupings.make("Vallée « haute »", ["38185", "38421", "38151"])
    path = groupings.save(made, note='Choisie à la "main"\nen réunion')
    assert path == home / "groupings" / "vallee-haute.toml"
    assert groupings.load(path) == made
    assert territory.resolve("g:vallee-haute") == territory.resolve("vallée haute") == made
    assert territory.resolve(str(path)) == made
    assert territory.search("vallée haute")[0].code == made.code
    assert list(path.parent.iterdir()) == [path]


def test_a_name_taken_is_not_overwritten_by_mistake() -> None:
    first = groupings.make("Ici", ["38185"])
    groupings.save(first)
    other = groupings.make("Ici", ["38421"])
    with pytest.raises(UsageError, match="existe déjà"):
        groupings.save(other)
    groupings.save(other, replace=True)
    assert territory.resolve("g:ici").communes == ("38421",)


def test_a_failed_write_leaves_the_previous_file(monkeypatch: pytest.MonkeyPatch) -> None:
    path = groupings.save(groupings.make("Ici", ["38185"]))
    before = path.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(DataError, match="No space left"):
        groupings.save(groupings.make("Ici", ["38421"]), replace=True)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_members_of_another_vintage_are_passed_to_today(tmp_path: Path) -> None:
    path = tmp_path / "ancien.toml"
    path.write_text('name = "Ancien"\ncog = 2016\nmembers = ["73198", "73227"]\n', encoding="utf-8")
    assert groupings.load(path).communes == ("73227",)


@pytest.mark.parametrize(
    ("members", "error", "says"),
    [
        ([], UsageError, "aucun membre"),
        (["38"], UsageError, "ni une commune ni un EPCI"),
        (["38185", "200040715"], UsageError, "deux fois"),
        (["200057867", "200054781"], UsageError, "deux fois"),
        (["75101"], UnknownTerritoryError, "arrondissement"),
        (["242700623"], UnknownTerritoryError, "n'existe plus"),
        (["00000"], UnknownTerritoryError, "Aucun territoire"),
    ],
)
def test_members_that_cannot_be(members: list[str], error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        groupings.make("Essai", members)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'name = "A"\nmembers = ["38185"', "TOML"),
        (b'name = "\xe9"\nmembers = ["38185"]', "UTF-8"),
        (b'members = ["38185"]', "name"),
        (b'name = "A"', "members"),
        (b'name = "A"\nmembers = [38185]', "members"),
        (b'name = "A"\nmembers = ["38185"]\nmember = 1', "member"),
        (b'name = "A"\nmembers = ["38185"]\ncog = true', "cog"),
        (b"", "name"),
    ],
)
def test_a_bad_file_says_what_is_wrong(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "mauvais.toml"
    path.write_bytes(content)
    with pytest.raises(DataError, match=says) as caught:
        groupings.load(path)
    assert "mauvais.toml" in caught.value.message("en")


def test_an_absent_file_and_an_unknown_grouping(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="ne peut être lu"):
        territory.resolve(str(tmp_path / "rien.toml"))
    with pytest.raises(UnknownTerritoryError, match=FIGEAC):
        territory.resolve("g:rien")
    with pytest.raises(UnknownTerritoryError):
        territory.resolve("g:../../etc/passwd")


def test_a_bad_file_does_not_hide_the_others(home: Path) -> None:
    folder = home / "groupings"
    folder.mkdir(parents=True)
    (folder / "casse.toml").write_text("name =", encoding="utf-8")
    assert [grouping.code for grouping in groupings.saved()] == [FIGEAC]
    with pytest.raises(DataError):
        territory.resolve("g:casse")


def test_only_groupings_are_saved(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="n'est pas un groupement"):
        groupings.save(territory.get("38185"), tmp_path)
    blocked = tmp_path / "fichier"
    blocked.write_text("", encoding="utf-8")
    with pytest.raises(DataError, match="ne peut être écrit"):
        groupings.save(groupings.make("Ici", ["38185"]), blocked)


@settings(max_examples=25, deadline=None)
@given(
    name=st.text(min_size=1, max_size=30).filter(lambda text: any(c.isascii() and c.isalnum() for c in text)),
    picks=st.sets(st.integers(0, 1254), min_size=1, max_size=4),
    note=st.text(max_size=40),
)
def test_what_is_saved_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, name: str, picks: set[int], note: str
) -> None:
    codes = [territory.all("epci")[pick].code for pick in picks]
    made = groupings.make(name, codes)
    path = groupings.save(made, tmp_path_factory.mktemp("g"), note=note)
    assert groupings.load(path) == made

"""Bringing a file in: read first, kept by its content, used by the next build."""

from __future__ import annotations

from pathlib import Path

import pytest

from rebonds import warehouse
from rebonds.errors import DataError
from tests.warehouse.small import COUNT, write_source


@pytest.fixture
def local(tmp_path: Path) -> tuple[Path, Path]:
    """A local observatory's table and its card."""
    return write_source(
        tmp_path / "local", "bikes_2025", "CODE;N\n38185;1200\n38421;300\n", COUNT, vintage=2025
    )


def _value(folder: Path) -> list[tuple[object, ...]]:
    with warehouse.Warehouse.open(folder, build=False) as wh:
        return wh.query("SELECT sum(value) FROM observation WHERE source = 'bikes_2025'")


def test_an_imported_file_is_in_the_next_build(
    folder: Path, embedded: Path, local: tuple[Path, Path]
) -> None:
    brought = warehouse.import_file(*local, folder)
    assert (brought.source, brought.rows, brought.levels, brought.replaced) == (
        "bikes_2025",
        2,
        {"commune": 2},
        False,
    )
    assert {line.id: line.state for line in warehouse.status(folder)} == {"bikes_2025": "to_build"}
    local[0].unlink()
    local[1].unlink()
    warehouse.build(folder, derive=[], embedded=embedded)
    assert _value(folder) == [(1500.0,)]
    assert {line.id: line.state for line in warehouse.status(folder)}["bikes_2025"] == "ready"


def test_importing_again_replaces(folder: Path, embedded: Path, local: tuple[Path, Path]) -> None:
    warehouse.import_file(*local, folder)
    warehouse.build(folder, derive=[], embedded=embedded)
    local[0].write_text("CODE;N\n38185;10\n", encoding="utf-8")
    assert warehouse.import_file(*local, folder).replaced
    assert _value(folder) == [(1500.0,)], "until the next build"
    warehouse.build(folder, derive=[], embedded=embedded)
    assert _value(folder) == [(10.0,)]
    kept = sorted(p.name.split("-", 1)[1] for p in (folder / "raw").iterdir() if p.name != "index.json")
    assert kept == ["bikes_2025.card.toml", "bikes_2025.csv"]


def test_an_import_takes_the_place_of_an_embedded_table(folder: Path, embedded: Path, tmp_path: Path) -> None:
    warehouse.import_file(*write_source(tmp_path, "households_2022", "CODE;N\n38185;1\n"), folder)
    warehouse.build(folder, derive=[], embedded=embedded)
    with warehouse.Warehouse.open(folder, build=False) as wh:
        assert wh.query("SELECT sum(value) FROM observation") == [(1.0,)]
        assert [source["embedded"] for source in wh.sources()] == [False]


@pytest.mark.parametrize(
    "content", ["", "CODE;M\n38185;1\n", "CODE;N\n38185;1\n38185;2\n", "CODE;N\n38999;1\n"]
)
def test_a_bad_import_changes_nothing(
    folder: Path, embedded: Path, local: tuple[Path, Path], content: str
) -> None:
    warehouse.import_file(*local, folder)
    before = sorted((folder / "raw").iterdir())
    index = (folder / "raw" / "index.json").read_bytes()
    local[0].write_text(content, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        warehouse.import_file(*local, folder)
    assert "bikes_2025.csv" in caught.value.message("fr")
    assert sorted((folder / "raw").iterdir()) == before
    assert (folder / "raw" / "index.json").read_bytes() == index
    warehouse.build(folder, derive=[], embedded=embedded)
    assert _value(folder) == [(1500.0,)]


def test_a_missing_file_and_a_missing_raw_file_are_named(
    folder: Path, embedded: Path, local: tuple[Path, Path]
) -> None:
    with pytest.raises(DataError, match="absent"):
        warehouse.import_file(local[0].with_name("absent.csv"), local[1], folder)
    warehouse.import_file(*local, folder)
    next((folder / "raw").glob("*bikes_2025.csv")).unlink()
    with pytest.raises(DataError, match="bikes_2025"):
        warehouse.build(folder, derive=[], embedded=embedded)


def test_a_damaged_index_is_named(folder: Path, embedded: Path, local: tuple[Path, Path]) -> None:
    warehouse.import_file(*local, folder)
    (folder / "raw" / "index.json").write_text("[", encoding="utf-8")
    with pytest.raises(DataError, match="index"):
        warehouse.build(folder, derive=[], embedded=embedded)


def test_a_compressed_file_keeps_both_extensions(
    folder: Path, tmp_path: Path, local: tuple[Path, Path]
) -> None:
    import gzip

    packed = local[0].with_suffix(".csv.gz")
    packed.write_bytes(gzip.compress(local[0].read_bytes()))
    assert warehouse.import_file(packed, local[1], folder).rows == 2
    assert len(list((folder / "raw").glob("*-bikes_2025.csv.gz"))) == 1

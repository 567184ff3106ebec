"""Build: contents, increments, identity, versions kept."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from rebonds import territory, warehouse
from rebonds.errors import DataError, MissingDataError
from rebonds.text import Text
from rebonds.warehouse import core
from tests.warehouse.small import COUNT, LEVEL, RATIO, write_source


def _build(folder: Path, embedded: Path, **options: object) -> warehouse.Built:
    return warehouse.build(folder, derive=options.pop("derive", []), embedded=embedded, **options)  # type: ignore[arg-type]


def test_a_build_answers_with_geography_observations_and_sources(folder: Path, embedded: Path) -> None:
    built = _build(folder, embedded)
    with warehouse.Warehouse.open(folder, derive=[], embedded=embedded) as wh:
        assert wh.id == built.id
        assert wh.query("SELECT count(*) FROM territory WHERE level = 'commune'") == [(34969,)]
        assert wh.query("SELECT count(*) FROM territory WHERE level = 'epci'") == [(1255,)]
        assert wh.query("SELECT sum(value) FROM observation") == [(122500.0,)]
        [source] = wh.sources()
        assert (source["id"], source["rows"], source["territories"]) == ("households_2022", 3, 3)
        assert source["embedded"] is True
        assert all(result.ok for result in wh.check_results())
    assert not list((folder / "versions").glob("*.tmp"))


def test_membership_covers_every_level_and_grand_paris_counts_once(folder: Path, embedded: Path) -> None:
    _build(folder, embedded)
    with warehouse.Warehouse.open(folder, derive=[], embedded=embedded) as wh:
        sums = dict(
            wh.query(
                "SELECT m.level, sum(t.population) FROM membership AS m "
                "JOIN territory AS t ON t.level = 'commune' AND t.code = m.commune GROUP BY 1"
            )
        )
        france = wh.query("SELECT population FROM territory WHERE code = 'FR'")[0][0]
        overseas = wh.query("SELECT sum(population) FROM territory WHERE level = 'commune' AND kind = 'com'")
        assert sums["france"] == sums["departement"] - overseas[0][0] == france
        assert france == territory.get("FR").population
        grand_paris = wh.query(
            "SELECT population FROM territory WHERE level = 'epci' AND code = '200054781'"
        )[0][0]
        districts = wh.query("SELECT sum(population) FROM territory WHERE level = 'ept'")[0][0]
        paris = wh.query("SELECT population FROM territory WHERE level = 'commune' AND code = '75056'")[0][0]
        assert grand_paris == districts + paris
        assert sums["epci"] < france + 1


def test_nothing_changed_means_nothing_built(folder: Path, embedded: Path) -> None:
    first = _build(folder, embedded)
    again = _build(folder, embedded)
    assert again.reused
    assert (again.id, again.folder) == (first.id, first.folder)
    forced = _build(folder, embedded, force=True)
    assert not forced.reused
    assert forced.id == first.id
    assert forced.folder != first.folder


def test_only_the_source_that_changed_is_read_again(
    folder: Path, embedded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_source(embedded, "income_2022", "CODE;MED\n38185;21000\n", LEVEL)
    first = _build(folder, embedded)
    read = []
    really = core.read_into
    monkeypatch.setattr(
        core, "read_into", lambda con, card, path: read.append(card.id) or really(con, card, path)
    )
    (embedded / "income_2022.csv").write_text("CODE;MED\n38185;22000\n", encoding="utf-8")
    second = _build(folder, embedded)
    assert read == ["income_2022"]
    assert second.id != first.id
    with warehouse.Warehouse.open(folder, derive=[], embedded=embedded) as wh:
        assert wh.query("SELECT value FROM observation WHERE variable = 'median_income'") == [(22000.0,)]


def test_the_same_inputs_give_the_same_identifier_elsewhere(tmp_path: Path, embedded: Path) -> None:
    one = _build(tmp_path / "one", embedded)
    two = _build(tmp_path / "two", embedded)
    assert one.id == two.id


def test_two_versions_are_kept(folder: Path, embedded: Path) -> None:
    names = [_build(folder, embedded, force=True).folder.name for _ in range(3)]
    assert sorted(p.name for p in (folder / "versions").iterdir()) == names[1:]
    assert (folder / "current").is_symlink()
    assert warehouse.current_version(folder) == names[-1]


def test_derive_steps_fill_tables_before_the_checks(folder: Path, embedded: Path) -> None:
    told: list[str] = []

    def double(con: object, progress: object) -> None:
        progress(Text("Doubler", "Doubling"), 1, 1)  # type: ignore[operator]
        con.execute("CREATE TABLE doubled AS SELECT code, 2 * value AS value FROM observation")  # type: ignore[attr-defined]

    built = _build(folder, embedded, derive=[double], progress=lambda label, *_: told.append(str(label)))
    assert built.rows["doubled"] == 3
    assert any("Doubling" in label for label in told)
    with warehouse.Warehouse.open(folder, build=False) as wh:
        assert wh.query("SELECT value FROM doubled WHERE code = '38185'") == [(180000.0,)]


def test_a_changed_step_file_makes_the_warehouse_stale(folder: Path, embedded: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text("a = 1", encoding="utf-8")
    step = warehouse.Step("rules", lambda con, progress: None, Text("Règles", "Rules"), (rules,))
    opened = [warehouse.Warehouse.open(folder, derive=[step], embedded=embedded).id for _ in range(2)]
    assert opened[0] == opened[1]
    rules.write_text("a = 2", encoding="utf-8")
    assert warehouse.Warehouse.open(folder, derive=[step], embedded=embedded).id != opened[0]


def test_the_same_files_with_new_dates_are_not_stale(folder: Path, embedded: Path) -> None:
    version = warehouse.Warehouse.open(folder, derive=[], embedded=embedded).folder
    for path in embedded.iterdir():
        os.utime(path, (1, 1))
    assert warehouse.Warehouse.open(folder, derive=[], embedded=embedded).folder == version


def test_opening_without_building_says_what_to_do(folder: Path) -> None:
    with pytest.raises(MissingDataError) as caught:
        warehouse.Warehouse.open(folder, build=False)
    assert "rebonds data build" in caught.value.message("fr")
    assert "No warehouse" in caught.value.message("en")


def test_a_ratio_keeps_its_two_terms(folder: Path, embedded: Path) -> None:
    write_source(
        embedded, "poverty_2021", "CODE;POOR;PERSONS\n38185;30;150\n38421;s;90\n", RATIO, vintage=2021
    )
    _build(folder, embedded)
    with warehouse.Warehouse.open(folder, build=False) as wh:
        rows = wh.query(
            "SELECT code, value, numerator, denominator, state FROM observation "
            "WHERE variable = 'poverty_rate' ORDER BY code"
        )
    assert rows == [("38185", 20.0, 30.0, 150.0, "measured"), ("38421", None, None, None, "secret")]


def test_an_embedded_card_without_data_is_an_error(folder: Path, embedded: Path) -> None:
    (embedded / "households_2022.csv").unlink()
    with pytest.raises(DataError, match="households_2022"):
        _build(folder, embedded)


def test_the_manifest_says_what_the_version_holds(folder: Path, embedded: Path) -> None:
    built = _build(folder, embedded)
    manifest = json.loads((built.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["id"] == built.id
    assert manifest["rows"]["observation"] == 3
    assert manifest["sources"][0]["levels"] == {"commune": 3}


def test_status_reads_no_database(folder: Path, embedded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert warehouse.status(folder) == []
    write_source(
        embedded, "old_2015", "CODE;N\n38185;1\n", COUNT, vintage=2015, extra="next_release = 2016-01-01"
    )
    built = _build(folder, embedded)
    (built.folder / "rebonds.duckdb").chmod(0)
    lines = {line.id: line for line in warehouse.status(folder)}
    assert lines["old_2015"].state == "due"
    assert lines["households_2022"].state == "ready"
    assert lines["households_2022"].levels == {"commune": 3}

"""Typologies that a team brings, and what is counted by activity code."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.lenses.rows import Rows

from rebonds import territory
from rebonds.errors import DataError
from rebonds.lenses import loops, naf, ordinary, registry
from rebonds.lenses.activity import EMPLOYEES, ESTABLISHMENTS, Counts, counted
from rebonds.lenses.typology_files import gather, load
from rebonds.territory.model import Territory

GRENOBLE = "200040715"
PLACE = Territory(code="g:x", name="X", level="grouping", communes=("38185", "38169"), population=180_000)


def shipped(name: str) -> str:
    return resources.files("rebonds.lenses").joinpath(f"typologies/{name}.toml").read_text(encoding="utf-8")


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_team_replaces_a_typology_and_adds_one(warehouse, tmp_path) -> None:
    """The water trade moved to the productive sphere lowers the other by its jobs exactly; the version is shown."""
    mine = shipped("spheres").replace('version = "2026-11"', 'version = "atelier-3"')
    for division in ("36", "37", "38", "39"):
        mine = mine.replace(f'"{division}" = "presentielle"', f'"{division}" = "productive"')
    write(tmp_path, "spheres.toml", mine)
    write(tmp_path, "ours.toml", shipped("foundational").replace('id = "foundational"', 'id = "ours"', 1))
    before = registry.read(warehouse, GRENOBLE, "ordinary")
    after = registry.read(warehouse, GRENOBLE, "ordinary", typologies=gather(tmp_path))
    one, two = (
        next(d.headline.value for d in r.dimensions if d.id == "presentielle_share") for r in (before, after)
    )
    from rebonds.lenses.work import work_of

    work = work_of(warehouse, territory.get(GRENOBLE))
    water = work.jobs[work.branches.index("EZ")]
    assert one.numerator - two.numerator == pytest.approx(water)
    assert any("atelier-3" in step for step in two.method)
    tables = {table.id: table for table in after.tables}
    assert "atelier-3" in tables["typology-spheres"].note.fr
    assert tables["typology-ours"].rows == tables["typology-foundational"].rows


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda t: t.replace('"01" = "productive"\n', ""), "n’ont pas de classe"),
        (
            lambda t: t.replace('"02" = "productive"', '"02" = "productive"\n"02" = "presentielle"'),
            "deux classes",
        ),
        (lambda t: t.replace('"02" = "productive"', '"02" = "ailleurs"'), "classe inconnue"),
        (
            lambda t: t.replace('"02" = "productive"', '"02" = "productive"\n"04" = "productive"'),
            "code inconnu",
        ),
        (lambda t: t.replace("date = 2026-11-24", 'date = "hier"'), "forme attendue"),
        (lambda t: t.replace('version = "2026-11"\n', ""), "version"),
        (lambda t: t.replace("[divisions]", "[divisions"), "TOML"),
        (lambda t: t.replace("presentielle", "ici"), "il lui manque les classes presentielle"),
    ],
)
def test_what_is_wrong_is_said(tmp_path, change, said) -> None:
    text = change(shipped("spheres"))
    assert text != shipped("spheres")
    with pytest.raises(DataError, match=said):
        gather(write(tmp_path, "mine.toml", text))


def test_a_file_is_needed_and_names_are_used_once(tmp_path) -> None:
    with pytest.raises(DataError, match="Aucun fichier"):
        gather(tmp_path)
    with pytest.raises(DataError, match="illisible"):
        load(tmp_path / "absent.toml")
    for name in ("a.toml", "b.toml"):
        write(tmp_path, name, shipped("loops"))
    with pytest.raises(DataError, match="deux fichiers"):
        gather(tmp_path)


def test_a_division_may_be_left_out_when_its_codes_are_placed() -> None:
    codes = [code for code in naf.codes() if code.startswith("02.")]
    text = shipped("spheres").replace('"02" = "productive"\n', "")
    assert "[exceptions]" in text
    listed = "\n".join(f'"{code}" = "productive"' for code in codes)
    found = load(text.replace("[exceptions]", f"[exceptions]\n{listed}").encode())
    assert {found.class_of(code) for code in codes} == {"productive"}


def test_counts_by_code_take_the_last_year_and_the_widest_scope() -> None:
    rows = [
        ("commune", "38185", "private_establishments_ape.9511Z", 2023, 9, "measured"),
        ("commune", "38185", "private_establishments_ape.9511Z", 2024, 4, "measured"),
        ("commune", "38169", "private_establishments_ape.95.11Z", 2024, 1, "measured"),
        ("commune", "38169", "private_establishments_ape.7711A", 2024, None, "secret"),
        ("commune", "69123", "private_establishments_ape.9511Z", 2024, 70, "measured"),
        ("epci", "200040715", "private_establishments_ape.9511Z", 2024, 70, "measured"),
    ]
    found = counted(Rows(rows), PLACE, ESTABLISHMENTS)
    assert (found.variable, found.codes, found.vintage) == (
        "private_establishments_ape",
        {"95.11Z": 5.0},
        2024,
    )
    assert found.withheld == 1 and found.state == "estimated"
    wider = [*rows, ("commune", "38185", "establishments_ape.9511Z", 2022, 11, "measured")]
    assert counted(Rows(wider), PLACE, ESTABLISHMENTS).codes == {"95.11Z": 11.0}
    assert counted(Rows(rows), PLACE, EMPLOYEES) is None


@given(
    st.dictionaries(st.sampled_from(naf.codes()), st.integers(1, 500), min_size=1, max_size=30),
    st.sampled_from([*naf.TYPOLOGIES, naf.LOOPS]),
)
def test_classes_add_up_to_the_total(codes: dict[str, int], name: str) -> None:
    counts = Counts("establishments_ape", {c: float(n) for c, n in codes.items()}, 2024, ("test",))
    assert sum(counts.by_class(naf.typology(name)).values()) == pytest.approx(counts.total)


def test_a_code_that_naf_does_not_know_stays_in_the_total() -> None:
    counts = Counts("establishments_ape", {"95.11Z": 2.0, "00.00X": 3.0}, 2024, ("test",))
    held = counts.by_class(naf.typology(naf.LOOPS))
    assert held["repair"] == 2 and held[""] == 3 and sum(held.values()) == counts.total


SOURCE = ("urssaf_communes_2014_2024",)
ESTABLISHED = Counts(
    "private_establishments_ape",
    {"95.11Z": 30.0, "77.11A": 10.0, "47.79Z": 5.0, "62.01Z": 55.0},
    2024,
    SOURCE,
)
EMPLOYED = Counts("private_employees_ape", {"77.11A": 20.0, "62.01Z": 180.0}, 2024, SOURCE)


def given_counts(_wh, _place, variables):
    return ESTABLISHED if variables == ESTABLISHMENTS else EMPLOYED


def test_repair_reuse_and_rental_are_read_where_a_source_counts(warehouse, monkeypatch) -> None:
    monkeypatch.setattr(loops, "counted", given_counts)
    people = territory.get(GRENOBLE).population
    for lens in ("circular", "functional"):
        reading = registry.read(warehouse, GRENOBLE, lens)
        found = {d.id: d.headline.value for d in reading.dimensions}
        assert found["repair_establishments_per_10000"].value == pytest.approx(30e4 / people)
        assert found["rental_establishments_per_10000"].numerator == 10
        table = next(t for t in reading.tables if t.id == "loops")
        assert [row[0] for row in table.rows] == ["47.79Z", "77.11A", "95.11Z"]
        assert any("secteur privé" in text.fr for text in reading.assumptions)
    assert found["rental_employees_share"].value == pytest.approx(10)


def test_the_ordinary_lens_counts_establishments_beside_jobs(warehouse, monkeypatch) -> None:
    monkeypatch.setattr(ordinary, "counted", given_counts)
    reading = registry.read(warehouse, GRENOBLE, "ordinary")
    found = {d.id: d.headline.value for d in reading.dimensions}
    spheres = naf.typology("spheres")
    here = sum(n for code, n in ESTABLISHED.codes.items() if spheres.class_of(code) == "presentielle")
    assert found["presentielle_establishments_share"].value == pytest.approx(here)
    assert found["presentielle_establishments_share"].state == "measured"
    for table in reading.tables[:3]:
        assert sum(row[6] for row in table.rows) == pytest.approx(1)
        assert sum(row[5] for row in table.rows) == ESTABLISHED.total


def test_without_a_source_establishments_are_missing_and_said(warehouse) -> None:
    reading = registry.read(warehouse, GRENOBLE, "functional")
    assert all(d.headline.value.value is None for d in reading.dimensions)
    assert any("urssaf_communes_ape" in text.fr for text in reading.missing)


def test_codes_known_here_do_not_change_what_holds_elsewhere(warehouse, monkeypatch) -> None:
    """Retail only among the codes of one place: its own share moves, that of France and of the other EPCI does not."""
    from rebonds.lenses import work as jobs

    def france(reading):
        return [row[3] for row in next(t for t in reading.tables if t.id == "typology-spheres").rows]

    before = registry.read(warehouse, GRENOBLE, "ordinary")
    shops = Counts("private_employees_ape", {"46.31Z": 40.0}, 2024, SOURCE)
    monkeypatch.setattr(jobs, "counted", lambda *_: shops)
    after = registry.read(warehouse, GRENOBLE, "ordinary")
    one, two = (
        next(d.headline for d in r.dimensions if d.id == "presentielle_share") for r in (before, after)
    )
    assert one.value.value > two.value.value and one.positions[0].quantiles == two.positions[0].quantiles
    assert france(before) == france(after)

"""``rebonds kits``: every kit in every format, the file to start from, and one's own."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from rebonds.cli import run
from rebonds.content import inquiring, kits
from rebonds.reporting.deliver import rendered
from rebonds.reporting.kits import kit_report, kits_report


@pytest.mark.parametrize("name", kits.KITS)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_text_of_a_kit_is_in_its_report(name: str, lang: str) -> None:
    """Nothing of a kit is lost on the way to a spreadsheet."""
    from tests.content.test_kits import texts

    report = kit_report(name)
    cells = {
        cell.to(lang) for table in report.tables for row in table.rows for cell in row if hasattr(cell, "to")
    }
    cells |= {point.text.to(lang) for point in report.points}
    whole = "\n".join(cells)
    kit = kits.load(kits.kind_of(name))
    missing = [
        where
        for where, text in texts(kit)
        if text.to(lang) not in whole and text not in (kit.title, kit.about)
    ]
    assert not missing
    for table in report.tables:
        assert all(len(row) == len(table.columns) for row in table.rows), table.id


def test_references_are_written_by_their_name() -> None:
    table = next(one for one in kit_report("problems").tables if one.id == "problems")
    keys = [one.key for one in table.columns]
    row = next(one for one in table.rows if one[keys.index("id")] == "water_summer_shortage")
    assert row[keys.index("theme")].fr == "Eau"
    assert row[keys.index("shifts")].en == "Sobriety, sharing and regeneration · Alliance and reciprocity"


def test_the_list_counts_cards() -> None:
    table = kits_report().tables[0]
    keys = [one.key for one in table.columns]
    sizes = {row[keys.index("id")]: row[keys.index("size")] for row in table.rows}
    assert set(sizes) == set(kits.KITS)
    assert sizes["whatifs"] == "14"
    assert sizes["problems"] == str(len(kits.load(inquiring.Deck).problems))


@pytest.mark.parametrize("format", ["text", "html", "pdf", "xlsx", "csv"])
def test_formats(format: str) -> None:
    content = rendered(kit_report("self_assessment"), format, "fr")
    assert len(content) > 2000
    if format in ("text", "html", "csv"):
        assert "Neuf questions" in content.decode() or format == "csv"
        assert "Une méthode était prête avant la dispute" in " ".join(content.decode().split())


def test_json_holds_the_record(capsysbinary) -> None:
    assert run(["kits", "self_assessment", "--format", "json", "--lang", "en"], "en") == 0
    content = json.loads(capsysbinary.readouterr().out)
    assert (content["record"], content["kit"], content["licence"]) == (
        "kit",
        "self_assessment",
        "Licence Ouverte 2.0",
    )
    assert [one["level"] for one in content["questions"][0]["options"]] == [1, 3, 2]


def test_the_list_and_a_kit_are_printed(capsys) -> None:
    assert run(["kits"], "fr") == 0
    assert "Quatorze propositions" in " ".join(capsys.readouterr().out.split())
    assert run(["kits", "shifts", "--lang", "en"], "en") == 0
    assert "Growth as the only compass" in capsys.readouterr().out


def test_the_file_to_start_from_is_checked_when_it_comes_back(capsys, tmp_path: Path) -> None:
    assert run(["kits", "classes", "--toml"], "fr") == 0
    text = capsys.readouterr().out
    assert tomllib.loads(text)["class"][0]["id"] == "simple"
    mine = tmp_path / "mine.toml"
    mine.write_text(text.replace('id = "simple"', 'id = "easy"'), encoding="utf-8")
    assert run(["kits", "classes", "--file", str(mine), "--format", "json"], "fr") == 0
    content = json.loads(capsys.readouterr().out)
    assert content["classes"][0]["id"] == "easy"
    assert content["licence"] != "Licence Ouverte 2.0"
    mine.write_text(text.replace("[[class]]", "[[clas]]", 1), encoding="utf-8")
    assert run(["kits", "classes", "--file", str(mine)], "fr") == 5
    assert "clas" in capsys.readouterr().err


def test_an_unknown_kit_or_no_kit_is_told(capsys) -> None:
    assert run(["kits", "problem"], "fr") == 2
    assert "problems" in capsys.readouterr().err
    assert run(["kits", "--toml"], "fr") == 2
    assert "rebonds kits problems" in capsys.readouterr().err

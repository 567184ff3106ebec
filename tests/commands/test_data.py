"""``rebonds data`` and the command line itself, as a user meets them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rebonds import cli, pipeline
from rebonds.errors import AmbiguousTerritoryError, DataError
from rebonds.text import Text
from rebonds.warehouse import inputs
from tests.warehouse.small import COUNT, write_source

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A warehouse folder, one embedded table and no indicators: this is about the command line."""
    embedded = tmp_path / "embedded"
    write_source(embedded, "households_2022", "CODE;N\n38185;90000\n38421;17500\n")
    monkeypatch.setattr(inputs, "EMBEDDED", embedded)
    monkeypatch.setattr(pipeline, "steps", lambda: ())
    monkeypatch.setenv("REBONDS_DATA", str(tmp_path / "warehouse"))
    monkeypatch.setenv("COLUMNS", "160")
    for name in ("LC_ALL", "LC_MESSAGES", "REBONDS_LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    return tmp_path / "warehouse"


def run(*words: str) -> int:
    """Run the command line in this process."""
    return cli.run(list(words), cli.language(list(words)))


def test_build_then_status_then_check(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("data", "build") == 0
    assert "Entrepôt construit" in capsys.readouterr().out
    assert run("data", "build") == 0
    assert "à jour" in capsys.readouterr().out
    assert run("data", "status") == 0
    shown = capsys.readouterr().out
    assert "households_2022" in shown
    assert "2 communes" in shown
    assert "embarquée" in shown
    assert run("data", "check") == 0
    assert "territories_once" in capsys.readouterr().out


def test_json_is_for_programs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("data", "status", "--json") == 0
    assert json.loads(capsys.readouterr().out)["built"] is None
    assert run("data", "build", "--json") == 0
    built = json.loads(capsys.readouterr().out)
    assert built["rows"]["observation"] == 2
    assert run("data", "status", "--json") == 0
    status = json.loads(capsys.readouterr().out)
    assert status["built"]["id"] == built["id"]
    assert status["sources"][0]["territories"] == {"commune": 2}
    assert run("data", "check", "--json") == 0
    assert {check["severity"] for check in json.loads(capsys.readouterr().out)} == {"warn", "stop"}
    assert run("data", "list", "--json") == 0
    assert isinstance(json.loads(capsys.readouterr().out), list)


def test_import_builds_unless_told_not_to(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, card = write_source(tmp_path, "bikes_2025", "CODE;N\n38185;1200\n", COUNT, vintage=2025)
    assert run("data", "import", str(data), "--card", str(card), "--no-build") == 0
    assert "bikes_2025 importée : 1 lignes (1 communes)" in capsys.readouterr().out.replace("\u202f", " ")
    assert run("data", "status") == 0
    assert "à construire" in capsys.readouterr().out
    assert run("data", "import", str(data), "--card", str(card)) == 0
    assert "2 sources" in capsys.readouterr().out
    assert run("data", "status", "--lang", "en") == 0
    assert "embedded" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("data", "check"), 6, "rebonds data build"),
        (("data", "import", "absent.csv", "--card", "absent.toml"), 5, "absent"),
        (("data", "import"), 2, "FICHIER"),
        (("data", "build", "--frce"), 2, "--force"),
        (("dta",), 2, "data"),
        (("data", "lst"), 2, "list"),
        (("data", "build", "en", "trop"), 2, "en trop"),
        (("--lang", "de", "data", "list"), 2, "de"),
    ],
)
def test_errors_are_said_and_have_a_code(
    folder: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: int, said: str
) -> None:
    assert run(*words) == code
    shown = capsys.readouterr()
    assert shown.err.startswith("Erreur : ")
    assert said in shown.err
    assert "Traceback" not in shown.err


def test_errors_are_in_english_when_asked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (("data", "check", "--lang", "en"), ("--lang", "en", "data", "check"), ("dta", "--lang=en")):
        assert run(*words) in (2, 6)
        assert capsys.readouterr().err.startswith("Error: ")


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "fr"),
        ({"LANG": "C.UTF-8"}, "fr"),
        ({"LANG": "de_DE.UTF-8"}, "fr"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "REBONDS_LANG": "fr"}, "fr"),
    ],
)
def test_the_language_follows_the_system_when_it_is_english(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], expected: str
) -> None:
    for name in ("LANG", "LC_ALL", "LC_MESSAGES", "REBONDS_LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert cli.language() == expected
    assert cli.language(["--lang", "en"]) == "en"
    assert cli.language(["--lang=fr"]) == "fr"


def test_an_unexpected_error_is_kind_and_leaves_a_report(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("unforeseen")

    monkeypatch.setattr(pipeline, "build", broken)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert run("data", "build") == cli.UNEXPECTED
    said = capsys.readouterr().err
    assert "erreur imprévue" in said
    assert "Traceback" not in said
    [report] = tmp_path.glob("rebonds-*.txt")
    assert "RuntimeError: unforeseen" in report.read_text(encoding="utf-8")
    monkeypatch.setenv("REBONDS_DEBUG", "1")
    run("data", "build")
    assert "Traceback" in capsys.readouterr().err


def test_candidates_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    error = AmbiguousTerritoryError(
        Text("Plusieurs.", "Several."), ["38185 Grenoble", "200040715 Grenoble-Alpes"]
    )
    cli.say_error(error, "en")
    assert capsys.readouterr().err.splitlines() == [
        "Error: Several.",
        "  38185 Grenoble",
        "  200040715 Grenoble-Alpes",
    ]


def test_a_data_error_stops_with_its_hint(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise DataError(Text("Fichier abîmé.", "Damaged file."), Text("Reprenez-le.", "Get it again."))

    monkeypatch.setattr(pipeline, "build", refused)
    assert run("data", "build") == 5
    assert capsys.readouterr().err == "Erreur : Fichier abîmé. Reprenez-le.\n"


def test_help_is_in_french_and_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--help") == 0
    shown = capsys.readouterr().out
    assert "Commandes" in shown
    assert "data" in shown
    assert run("data", "--help") == 0
    shown = capsys.readouterr().out
    for name in ("list", "fetch", "import", "build", "status", "check"):
        assert name in shown
    assert "Show this message" not in shown


def test_the_command_starts_without_loading_anything_heavy() -> None:
    code = (
        "import sys; from rebonds import cli; cli.run(['--version'], 'fr'); "
        "print([m for m in ('numpy', 'duckdb', '_duckdb', 'rich', 'shapely', 'django') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, env={**os.environ}
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_python_dash_m_is_the_same_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "rebonds", "--version"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("rebonds ")

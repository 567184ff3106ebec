"""``rebonds tally``: every method and format, JSON by its schema, errors that say what to do."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from rebonds.cli import run
from rebonds.deliberation import ballot_file
from rebonds.deliberation.methods import METHODS, Settings, tally
from rebonds.lenses import serialise_flows
from rebonds.reporting.deliver import rendered
from rebonds.reporting.tally import tally_report

SCHEMA = json.loads(
    (Path(serialise_flows.__file__).with_name("schema") / "tally.schema.json").read_text(encoding="utf-8")
)
FILES = {
    "majority-judgment": "voter,A,B,C\nx,bien,passable,bien\ny,passable,bien,passable\nz,bien,,bien\n",
    "sorting": "voter,A,B\nx,simple,sournois\ny,simple,complexe\n",
    "approval": "voter,A,B,C\nx,1,0,1\ny,1,1,\n",
    "cumulative": "voter,A,B\nx,3,2\ny,0,5\n",
    "quadratic": "voter,A,B\nx,3,1\ny,-1,3\n",
    "pairwise": "voter,winner,loser\nx,A,B\nx,B,C\ny,A,C\n",
    "score": "voter;A;B\nx;3,5;2\ny;1;4\n",
    "consent": "voter,A,B\nx,consent,objection: trop cher\ny,consent,objection\n",
    "slider": "voter,A,B\nx,10,80\ny,20,30\n",
    "statements": "voter,A,B\nx,agree,disagree\ny,pass,agree\n",
    "equal-shares": "voter,A,B\nx,1,0\ny,1,1\n",
}


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """Return one file of ballots per method."""
    out = {}
    for name, text in FILES.items():
        out[name] = tmp_path / f"{name}.csv"
        out[name].write_text(text, encoding="utf-8")
    return out


def call(words: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = run(["tally", *words], "fr")
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.mark.parametrize("method", sorted(METHODS))
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_json_follows_its_schema_and_text_is_readable(
    method: str, lang: str, files: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    words = [str(files[method]), "--method", method, "--lang", lang, "--budget", "10"]
    code, out, _ = call([*words, "--format", "json"], capsys)
    assert code == 0
    found = json.loads(out)
    jsonschema.validate(found, SCHEMA, cls=jsonschema.Draft202012Validator)
    assert found["method"] == method and {"option", "rank", "detail"} <= set(found["ranking"][0])
    assert "x" not in {str(value) for value in found["ranking"][0].values()}
    code, text, _ = call(words, capsys)
    assert code == 0 and all(place["option"] in text for place in found["ranking"])
    assert ("Résultat" if lang == "fr" else "Result") in text


def test_exact_ties_are_one_one_three(files: dict[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = call([str(files["majority-judgment"]), "--method", "mj", "--format", "json"], capsys)
    assert [(p["option"], p["rank"]) for p in json.loads(out)["ranking"]] == [("A", 1), ("C", 1), ("B", 3)]


@pytest.mark.parametrize("method", sorted(METHODS))
def test_every_format_is_made(method: str, files: dict[str, Path]) -> None:
    budget = 10 if method == "equal-shares" else None
    report = tally_report(tally(ballot_file.read(files[method]), method, Settings(budget=budget)))
    assert b"SHA-256" in rendered(report, "html") and rendered(report, "pdf", "en").startswith(b"%PDF")
    assert rendered(report, "xlsx").startswith(b"PK") and "rang" not in rendered(report, "csv", "en").decode()
    for lang in ("fr", "en"):
        assert report.points and all(point.text.to(lang) for point in report.points)


def test_the_canonical_export_counts_the_same(
    files: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "canonical.csv"
    words = ["--method", "score", "--format", "json"]
    _, first, _ = call([str(files["score"]), *words, "--canonical", str(copy)], capsys)
    _, second, _ = call([str(copy), *words], capsys)
    one, two = json.loads(first), json.loads(second)
    assert one["sha256"] == two["sha256"] and one["ranking"] == two["ranking"]
    assert copy.read_text(encoding="utf-8").startswith("voter,A,B\n")


def test_grades_costs_budget_seed(
    files: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    costs = tmp_path / "costs.csv"
    costs.write_text("option,cost\nA,4\nB,9\n", encoding="utf-8")
    words = [str(files["equal-shares"]), "--method", "equal_shares", "--format", "json", "--budget", "10"]
    _, out, _ = call([*words, "--costs", str(costs)], capsys)
    assert [(p["option"], p["detail"]["selected"]) for p in json.loads(out)["ranking"]] == [
        ("A", 1),
        ("B", 0),
    ]
    words = [str(files["sorting"]), "--method", "sorting", "--format", "json", "--seed", "3"]
    _, out, _ = call([*words, "--grades", "simple, complexe, sournois"], capsys)
    assert [c["answer"] for c in json.loads(out)["ranking"][0]["distribution"]] == [
        "simple",
        "complexe",
        "sournois",
    ]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--method", "borda"], 2, "Méthodes"),
        (["--method", "equal-shares"], 2, "--budget"),
        (["--method", "score", "--budget", "beaucoup"], 2, "budget"),
        (["--method", "mj", "--grades", "bien"], 2, "échelle"),
        (["--method", "approval"], 5, "ligne 2"),
        (["--method", "score", "--format", "docx"], 2, "docx"),
        (["--method", "pairwise", "--format", "svg"], 2, "dessin"),
        (["--method", "equal-shares", "--budget", "3", "--costs", "absent.csv"], 5, "absent.csv"),
    ],
)
def test_mistakes_are_told(
    words: list[str], code: int, said: str, files: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    got, out, err = call([str(files["score"]), *words], capsys)
    assert got == code and said in err and not out


def test_majority_judgment_starts_without_heavy_libraries(files: dict[str, Path]) -> None:
    script = (
        "import sys\nfrom rebonds.cli import run\n"
        f"assert run(['tally', {str(files['majority-judgment'])!r}, '--format', 'json'], 'fr') == 0\n"
        "assert not {'scipy', 'choix', 'duckdb'} & set(sys.modules), sorted(sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr

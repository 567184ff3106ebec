"""``rebonds survey``, ``rebonds models`` and typologies of a team, as their user types them."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

import pytest

from rebonds.cli import run

CARD = ["survey", "{tmp}/reponses.csv", "--card", "{tmp}/enquete.toml"]


def test_a_survey_from_its_template_to_a_card(capsys, tmp_path: Path) -> None:
    assert run(["survey", "--template", str(tmp_path)], "fr") == 0
    words = [word.replace("{tmp}", str(tmp_path)) for word in CARD]
    assert run([*words, "--territory", "200040715", "--export", str(tmp_path / "x")], "fr") == 0
    out = capsys.readouterr()
    assert "WHO-5" in out.out and "enquete_exemple.source.toml" in out.err
    assert run([*words, "--format", "json"], "en") == 0
    assert json.loads(capsys.readouterr().out)["record"] == "survey"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["survey"], 2),
        ([*CARD, "--export", "{tmp}/x"], 2),
        (["survey", "{tmp}/reponses.csv", "--card", "{tmp}/rien.toml"], 5),
        (["models", "--file", "{tmp}/rien.toml"], 5),
        (["models", "--strategies", "{tmp}/rien.csv"], 5),
        (["models", "croissance"], 2),
        (["models", "--points", "8"], 2),
        (["models", "--points", "0", "--territory", "200067361"], 2),
        (["read", "200040715", "--typology", "{tmp}"], 2),
        (["read", "200040715", "--lens", "ordinary", "--typology", "{tmp}/rien.toml"], 5),
    ],
)
def test_mistakes_have_their_exit_code(warehouse, capsys, tmp_path, words, code) -> None:
    run(["survey", "--template", str(tmp_path)], "fr")
    capsys.readouterr()
    assert run([word.replace("{tmp}", str(tmp_path)) for word in words], "fr") == code
    assert capsys.readouterr().err.startswith("Erreur")


def test_models_beside_strategies_on_a_territory(warehouse, capsys, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")  # a table cuts no name at this width
    path = tmp_path / "s.csv"
    path.write_text("nom;instruments\nPlan d'achats;local_procurement\n", encoding="utf-8")
    words = ["models", "cwb", "inclusive", "--strategies", str(path), "--territory", "200067361"]
    assert run(words, "fr") == 0
    out = " ".join(capsys.readouterr().out.split())  # wherever lines are cut
    for told in ("sans la finalité", "Taux de pauvreté", "CC Grand-Figeac"):
        assert told in out, out


def test_a_typology_of_the_team_is_named_with_its_version(warehouse, capsys, tmp_path) -> None:
    text = resources.files("rebonds.lenses").joinpath("typologies/ordinary.toml").read_text(encoding="utf-8")
    (tmp_path / "o.toml").write_text(text.replace('version = "2026-11"', 'version = "v9"'), encoding="utf-8")
    for words in (["read", "200067361"], ["compare", "200067361", "200066371"]):
        assert run([*words, "--lens", "ordinary", "--typology", str(tmp_path), "--format", "html"], "fr") == 0
        assert "v9" in capsys.readouterr().out

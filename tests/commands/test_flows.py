"""``rebonds flows``, ``shock`` and ``negotiate``, as their user types them."""

from __future__ import annotations

import json

import jsonschema
import pytest

from rebonds import lenses
from rebonds.cli import run

GRENOBLE, GRESIVAUDAN, VOIRON = "200040715", "200018166", "243800984"


@pytest.mark.parametrize(
    ("words", "record"),
    [
        (["flows", GRENOBLE], "flows"),
        (["flows", GRENOBLE, "--kind", "people"], "flows"),
        (["flows", GRENOBLE, "--with", GRESIVAUDAN], "pair_flows"),
        (["flows", GRENOBLE, "--with", GRESIVAUDAN, "--kind", "trade"], "pair_flows"),
        (["shock", "fermeture", "--draws", "1"], "shock"),
        (["negotiate", GRENOBLE, GRESIVAUDAN], "negotiation"),
        (["negotiate", GRENOBLE, GRESIVAUDAN, VOIRON], "roundtable"),
    ],
)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_json_follows_its_schema(warehouse, capsysbinary, words, record, lang) -> None:
    assert run([*words, "--format", "json", "--lang", lang], lang) == 0
    content = json.loads(capsysbinary.readouterr().out)
    assert content["record"] == record
    errors = list(jsonschema.Draft202012Validator(lenses.schema(record)).iter_errors(content))
    assert not errors, errors[:2]
    assert content["sources"] and {s["id"] for s in content["sources"]} <= set(content["source_ids"])


def test_kind_keeps_only_its_flows(warehouse, capsysbinary) -> None:
    assert run(["flows", GRENOBLE, "--kind", "trade", "--format", "json"], "fr") == 0
    sets = json.loads(capsysbinary.readouterr().out)["sets"]
    assert {one["family"] for one in sets} == {"trade"}


def test_text_says_what_is_estimated_and_what_is_missing(warehouse, capsys) -> None:
    assert run(["flows", GRENOBLE], "fr") == 0
    out = capsys.readouterr().out
    assert "≈" in out and "Donnée manquante" in out and "CC Le Grésivaudan" in out and "Sources" in out


def test_scenarios_are_listed_shown_and_compared(warehouse, capsys, tmp_path) -> None:
    assert run(["shock", "--list"], "fr") == 0
    assert "secheresse" in capsys.readouterr().out
    assert run(["shock", "fermeture", "--show"], "fr") == 0
    shown = capsys.readouterr().out
    mine = tmp_path / "mien.toml"
    mine.write_text(shown, encoding="utf-8")
    assert run(["shock", str(mine), "--against", "tourisme", "--draws", "0"], "fr") == 0
    out = capsys.readouterr().out
    assert "Les deux réponses" in out and "pas une prévision" in out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["flows", "Xyzzyville-sur-Rien"], 3),
        (["flows", GRENOBLE, "--kind", "goods"], 2),
        (["flows", GRENOBLE, "--format", "docx"], 2),
        (["flows", GRENOBLE, "--with", GRENOBLE], 2),
        (["negotiate", GRENOBLE, "38185"], 2),
        (["negotiate", GRENOBLE, GRESIVAUDAN, "--format", "svg"], 2),
        (["shock"], 2),
        (["shock", "secheres"], 2),
    ],
)
def test_mistakes_have_their_exit_code(warehouse, capsys, words, code) -> None:
    assert run(words, "fr") == code
    assert "Erreur" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text",
    [
        "pas du TOML",
        'title = "x"\nkind = "inondation"\n[[hit]]\npercent = 10\n',
        'title = "x"\nkind = "demand"\n',
        'title = "x"\nkind = "extraction"\n[[hit]]\nwhere = ["200040715"]\npercent = 150\n',
        'title = "x"\nkind = "extraction"\n[[hit]]\nwhere = ["Xyzzyville"]\npercent = 50\n',
        'title = "x"\nkind = "extraction"\n[[hit]]\nbranches = ["ZZ"]\npercent = 50\n',
    ],
)
def test_a_wrong_scenario_is_refused_with_what_to_do(warehouse, capsys, tmp_path, text) -> None:
    path = tmp_path / "faux.toml"
    path.write_text(text, encoding="utf-8")
    assert run(["shock", str(path), "--draws", "0"], "fr") in (2, 3, 5)
    assert "Erreur" in capsys.readouterr().err

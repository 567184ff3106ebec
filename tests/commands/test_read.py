"""``rebonds read``, ``compare``, ``territory`` and ``check``, as their user types them."""

from __future__ import annotations

import json

import pytest

from rebonds.cli import run


def test_read_prints_the_ring(warehouse, capsys, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "132")  # narrower, a label may be cut over two lines
    assert run(["read", "200040715"], "fr") == 0
    out = capsys.readouterr().out
    assert "Grenoble-Alpes-Métropole" in out and "Taux de pauvreté" in out and "Sources" in out


def test_read_json(warehouse, capsys) -> None:
    assert run(["read", "200040715", "--format", "json"], "fr") == 0
    assert json.loads(capsys.readouterr().out)["territory"]["code"] == "200040715"


def test_compare_prints_both(warehouse, capsys) -> None:
    assert run(["compare", "200040715", "200018166"], "fr") == 0
    assert "Grésivaudan" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["read", "Xyzzyville-sur-Rien"], 3),
        (["read", "Saint-Aubin"], 4),
        (["read", "200040715", "--format", "docx"], 2),
        (["read", "200040715", "--theme", "nope"], 2),
        (["read", "200040715", "--format", "csv", "--out", "/nowhere/at/all.csv"], 2),
    ],
)
def test_mistakes_have_their_exit_code(warehouse, capsys, words, code) -> None:
    assert run(words, "fr") == code
    assert capsys.readouterr().err.startswith("Erreur")


def test_territory_search_forgives(capsys) -> None:
    assert run(["territory", "search", "grenoble alpes metropole"], "fr") == 0
    assert "200040715" in capsys.readouterr().out


def test_check_says_the_installation_is_sound(warehouse, capsys) -> None:
    assert run(["check"], "fr") == 0
    assert "saine" in capsys.readouterr().out

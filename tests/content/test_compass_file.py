"""A team's compass, its versions, and local strategies beside it."""

from __future__ import annotations

import dataclasses
from importlib import resources
from xml.parsers import expat

import pytest

from rebonds import drawing, territory
from rebonds.content import strategies
from rebonds.content.compass_changes import diff
from rebonds.content.compass_dump import dump
from rebonds.content.compass_file import load
from rebonds.content.models import Strategy, carried, compass, mixed
from rebonds.errors import DataError
from rebonds.flows.scenario import shipped
from rebonds.lenses import registry
from rebonds.lenses.compass_here import indicators_of, through
from rebonds.reporting.deliver import rendered
from rebonds.reporting.models import models_report
from rebonds.text import Text

TEXT = resources.files("rebonds.content").joinpath("models.toml").read_text(encoding="utf-8")


def test_a_compass_says_its_version_and_nothing_changed_from_itself() -> None:
    held = load(TEXT.encode())
    assert held == compass() and diff(held, compass()) == []
    assert held.version in held.told.fr and held.date[:4] in held.told.fr


def test_changes_are_told_in_words() -> None:
    held = compass()
    cwb = held.models["cwb"]
    degree = dataclasses.replace(cwb.degrees["ecology"], value=2)
    changed = dataclasses.replace(
        cwb,
        degrees={**cwb.degrees, "ecology": degree},
        levers=dataclasses.replace(cwb.levers, fr="Autre."),
        tools=(),
    )
    models = {k: m for k, m in held.models.items() if k != "functional"} | {"cwb": changed}
    tensions = tuple(one for one in held.tensions if "functional" not in one[:2])
    new = dataclasses.replace(held, models=models, tensions=tensions)
    said = [one.fr for one in diff(held, new)]
    assert "Community wealth building\u00a0: Écologie passe de 1 à 2." in said
    assert any("leviers" in one and "texte changé" in one for one in said)
    assert any("Retrait" in one and "fonctionnalité" in one for one in said)
    assert any(one.startswith("Tension entre") and "retirée" in one for one in said)
    back = [one.en for one in diff(new, held)]
    assert any(one.startswith("Added: model") for one in back) and len(back) == len(said)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda t: t.replace('version = "2026-11"\n', "", 1), "version"),
        (lambda t: t.replace("date = 2026-11-26", 'date = "bientôt"', 1), "AAAA-MM-JJ"),
        (lambda t: t.replace('id = "circular"\n', 'id = "cwb"\n', 1), "deux fois"),
        (lambda t: t.replace('tools = ["portrait"', 'tools = ["baguette"', 1), "baguette"),
        (lambda t: t.replace("value = 3, basis", "value = 7, basis", 1), "degré 7"),
        (lambda t: t.replace("finality = {", "but = {", 1), "finality"),
        (lambda t: t.replace('reads = ["wealth"]', 'reads = "wealth"', 1), "liste de noms"),
        (lambda t: t + "[[", "TOML"),
    ],
)
def test_what_is_wrong_is_said(change, said) -> None:
    assert change(TEXT) != TEXT
    with pytest.raises(DataError, match=said):
        load(change(TEXT).encode())


def test_a_missing_file_is_said(tmp_path) -> None:
    with pytest.raises(DataError, match="introuvable"):
        load(tmp_path / "rien.toml")


def test_what_models_name_exists(warehouse) -> None:
    """Lenses, measures and what-ifs that the shipped compass points to are really there."""
    held = compass()
    place = territory.resolve("200040715")
    read = through(held, place, (), lambda lens: registry.read(warehouse, place, lens))
    assert not read.skipped
    for model in held.models.values():
        assert model.indicators and all(one is not None for *_, one in indicators_of(model, read.readings))
        assert set(model.scenarios) <= set(shipped()) and model.tools
    assert {tool for m in held.models.values() for tool in m.tools} == set(held.tools)
    text = rendered(models_report(read=read), "csv").decode("utf-8-sig")
    assert "Taux de pauvreté" in text and "200040715" not in models_report().name


def test_a_tool_alone_is_not_its_aim() -> None:
    held = compass()
    given = (
        Strategy("Achats", "", (), ("local_procurement",), ""),
        Strategy("Boucles", "", ("circular",), ("reuse",), ""),
        Strategy("Projet", "", ("inclusive",), (), ""),
    )
    found = {(one.strategy, one.model): one.kind for one in carried(held, given)}
    assert found == {
        ("Achats", "cwb"): "tool_without_aim",
        ("Boucles", "circular"): "both",
        ("Projet", "inclusive"): "aim_without_tool",
    }
    mix = mixed(["cwb", "doughnut", "circular"], held, given)
    assert mix.uncarried == ("cwb", "doughnut")
    assert [one[:2] for one in mix.against] == [("doughnut", "inclusive")]
    text = rendered(models_report(["cwb"], strategies=given), "text").decode()
    assert "Vous empruntez l'outil sans la finalité" in text.replace("’", "'")
    assert "Boucles" in text and mixed(["cwb"]).uncarried == ()


def test_strategies_are_read_from_a_table_or_toml(tmp_path) -> None:
    table, toml = tmp_path / "s.csv", tmp_path / "s.toml"
    table.write_text(
        "nom;date;finalites;instruments\nPlan;2024-01-01;circular;reuse, ecodesign\n", encoding="utf-8"
    )
    toml.write_text(
        '[[strategy]]\nname = "Plan"\ndate = 2024-01-01\naims = ["circular"]\ntools = ["reuse", "ecodesign"]\n',
        encoding="utf-8",
    )
    assert strategies.load(table, compass()) == strategies.load(toml, compass())
    assert strategies.load(toml, compass())[0].tools == ("reuse", "ecodesign")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("s.csv", "nom;instruments\nPlan;marteau\n", "marteau"),
        ("s.csv", "nom;finalites;instruments\nPlan;croissance;\n", "croissance"),
        ("s.csv", "nom\nPlan\n", "tools"),
        ("s.csv", "nom;instruments\n", "aucune stratégie"),
        ("s.toml", "[[strategy]]\ntools = []\n", "pas de nom"),
        ("s.toml", "strategy = 3\n", r"\[\[strategy\]\]"),
        ("s.toml", "[[", "TOML"),
    ],
)
def test_wrong_strategies_are_refused(tmp_path, name, text, said) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=said):
        strategies.load(path, compass())


@pytest.mark.parametrize("chosen", [("cwb", "doughnut"), ("cwb", "doughnut", "circular")])
def test_two_or_three_models_are_set_side_by_side(chosen) -> None:
    table = next(t for t in models_report(chosen, "land").tables if t.id == "projection")
    assert [c.key for c in table.columns] == ["aspect", *chosen]
    held = compass()
    assert tuple(held.policies["land"].under[m] for m in chosen) in [row[1:] for row in table.rows]
    every = next(t for t in models_report((), "land").tables if t.id == "projection")
    assert len(every.rows) == 7


def test_a_team_compass_says_what_it_changes() -> None:
    held = load(
        TEXT.replace('version = "2026-11"', 'version = "atelier"', 1)
        .replace("value = 1, basis", "value = 2, basis", 1)
        .encode()
    )
    text = rendered(models_report(held=held), "text").decode()
    assert "atelier" in text and "passe de 1 à 2" in text


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_time_line_draws_every_dated_origin(lang) -> None:
    held = compass()
    svg = drawing.emergence_svg(held, lang, mode="file")
    expat.ParserCreate().Parse(svg, True)
    dated = {(m.id, o.year) for m in held.models.values() for o in m.origins if o.year}
    assert svg.count("<circle") == len(dated)
    assert all(str(year) in svg for _, year in dated)
    bare = {k: dataclasses.replace(m, origins=()) for k, m in held.models.items()}
    with pytest.raises(ValueError, match="date"):
        drawing.emergence_svg(dataclasses.replace(held, models=bare))


def test_a_compass_that_is_written_reads_back_the_same() -> None:
    held = compass()
    assert load(dump(held).encode()) == held
    model = held.models["circular"]
    odd = Text('Guillemets " et \\ barre\nà la ligne', 'Quotes " and \x7f')
    changed = dataclasses.replace(
        model,
        finality=odd,
        tools=(),
        origins=(),
        degrees={**model.degrees, "social": dataclasses.replace(model.degrees["social"], value=None)},
    )
    other = dataclasses.replace(held, models={**held.models, "circular": changed}, tensions=(), policies={})
    assert load(dump(other).encode()) == other

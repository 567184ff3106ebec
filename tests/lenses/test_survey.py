"""Surveys: scores, intervals, before and after, small cells hidden, import."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from rebonds import territory
from rebonds.errors import DataError, UsageError
from rebonds.lenses import serialise, survey_data
from rebonds.lenses.survey import read_survey
from rebonds.lenses.survey_card import load
from rebonds.reporting.deliver import rendered
from rebonds.reporting.survey import survey_report
from rebonds.sources import load_card
from rebonds.territory.model import Territory

CARD = survey_data.EXAMPLE_CARD
OWN = """id = "essai"
title = "Essai inventé"
producer = "Personne"
date = 2026-01-02
items = ["a"]
groups = ["g"]
"""


def written(folder: Path, heads: str, lines: list[str], name: str = "r.csv") -> Path:
    path = folder / name
    path.write_text("\n".join([heads, *lines]) + "\n", encoding="utf-8")
    return path


def who5(folder: Path, marks: list[str], more: str = "") -> Path:
    return written(folder, f"quartier;q1;q2;q3;q4;q5{more}", marks)


@pytest.mark.parametrize(
    ("answer", "score"), [("0;0;0;0;0", 0), ("5;5;5;5;5", 100), ("3;2;2;3;3", 52), ("1;2;3;4;5", 60)]
)
def test_who5_is_the_raw_sum_times_four(tmp_path, answer, score) -> None:
    """Published scoring: raw score 0 to 25, times 4."""
    found = read_survey(who5(tmp_path, [f"Le Bas;{answer}"] * 12), load(CARD.encode()))
    assert found.whole.mean.value == score == 4 * sum(map(int, answer.split(";")))
    assert (found.whole.mean.low, found.whole.mean.high) == (score, score)
    assert found.whole.share.value == (1 if score <= 50 else 0)


def test_an_item_left_out_leaves_the_person_out_of_the_score(tmp_path) -> None:
    found = read_survey(
        who5(tmp_path, [*["Le Bas;3;3;3;3;3"] * 12, "Le Bas;5;NSP;5;5;5"]), load(CARD.encode())
    )
    assert (found.answers, found.complete, found.whole.count) == (13, 12, 12)
    assert found.whole.mean.value == 60
    assert [(i.answered, i.missing) for i in found.items[:2]] == [(13, 0), (12, 1)]
    assert found.response_rate == pytest.approx(13 / 60)


def test_the_interval_is_about_that_of_the_normal_law_and_never_moves(tmp_path) -> None:
    rng = np.random.default_rng(1)
    values = np.clip(np.round(rng.normal(5, 2, 400)), 0, 10)
    path = written(tmp_path, "a;g", [f"{v:g};x" for v in values])
    first, second = (read_survey(path, load(OWN.encode())) for _ in range(2))
    assert first == second
    error = 1.96 * values.std() / 20
    mean = first.whole.mean
    assert mean.value == pytest.approx(values.mean())
    assert mean.low == pytest.approx(values.mean() - error, abs=0.04)
    assert mean.high == pytest.approx(values.mean() + error, abs=0.04)


def test_weights_and_reversed_items(tmp_path) -> None:
    card = load((OWN + 'weight = "w"\nreverse = ["a"]\n').encode())
    path = written(tmp_path, "a;g;w", [*["0;x;3"] * 6, *["10;x;1"] * 6])
    assert read_survey(path, card).whole.mean.value == pytest.approx(
        7.5
    )  # 0 becomes 10, and weighs three times


@pytest.mark.parametrize("small", [1, 4, 9])
def test_a_small_group_cannot_be_found_by_subtraction(tmp_path, small) -> None:
    """From the total and the groups shown, a reader gets one number: it must mix two groups and ten people."""
    sizes = {"x": 60, "y": 15, "z": small}
    lines = [f"{3 + rank};{g}" for rank, (g, n) in enumerate(sizes.items()) for _ in range(n)]
    found = read_survey(written(tmp_path, "a;g", lines), load(OWN.encode()))
    shown = {c.group: c.count for c in found.cells if c.count is not None}
    hidden = set(sizes) - set(shown)
    assert "z" in hidden and len(hidden) >= 2 and sum(sizes[g] for g in hidden) >= 10
    assert all(c.mean.value is None and c.share.value is None for c in found.cells if c.group in hidden)
    text = rendered(survey_report(found), "csv").decode("utf-8-sig")
    assert "masqué" in text and f";{small};" not in text


def test_people_who_gave_no_group_are_a_part_too(tmp_path) -> None:
    lines = [*["5;x"] * 30, *["6;y"] * 20, *["1;"] * 2]
    found = read_survey(written(tmp_path, "a;g", lines), load(OWN.encode()))
    assert {c.group for c in found.cells if c.count is None} == {"", "y"}


def test_before_and_after(tmp_path) -> None:
    card = load((OWN + 'wave = "v"\nwaves = ["avant", "après"]\n').encode())
    lines = [*(f"{v};x;avant" for v in [4, 5] * 30), *(f"{v};x;après" for v in [7, 8] * 30)]
    found = read_survey(written(tmp_path, "a;g;v", lines), card)
    assert found.difference.value == pytest.approx(3) and found.differs
    assert found.difference.low < 3 < found.difference.high
    same = [*(f"{v};x;avant" for v in [4, 5] * 30), *(f"{v};x;après" for v in [5, 4] * 30)]
    again = read_survey(written(tmp_path, "a;g;v", same), card)
    assert again.difference.value == 0 and again.differs is False
    assert "hasard" in rendered(survey_report(again), "text").decode()


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["11;x"] * 12, "hors de l’échelle"),
        (["oui;x"] * 12, "ligne 2"),
        (["5;x"] * 9, "Trop peu"),
    ],
)
def test_wrong_answers_are_refused(tmp_path, lines, said) -> None:
    with pytest.raises(DataError, match=said):
        read_survey(written(tmp_path, "a;g", lines), load(OWN.encode()))


@pytest.mark.parametrize(
    ("card", "said"),
    [
        (CARD.replace('"q5"]', "]"), "5 colonnes"),
        (CARD.replace('scoring = "who5"', 'scoring = "who9"'), "who5"),
        (CARD + "seuil = 3\n", "seuil"),
        (OWN.replace('["a"]', '["a", "a"]'), "chacune une fois"),
        (OWN + 'wave = "v"\n', "deux vagues"),
        (OWN.replace("date = 2026-01-02\n", ""), "date"),
        (OWN + "[scale]\nlow = 5\nhigh = 1\n", "low < high"),
        ("id = ", "TOML"),
    ],
)
def test_wrong_cards_are_refused(card, said) -> None:
    with pytest.raises(DataError, match=said):
        load(card.encode())


def test_columns_and_files_that_lack_are_said(tmp_path) -> None:
    with pytest.raises(DataError, match="colonne absente"):
        read_survey(written(tmp_path, "a;autre", ["5;x"] * 12), load(OWN.encode()))
    with pytest.raises(DataError, match="n'existe pas"):
        read_survey(tmp_path / "rien.csv", load(OWN.encode()))
    with pytest.raises(DataError, match="introuvable"):
        load(tmp_path / "rien.toml")


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_example_goes_through_every_format_and_to_the_import(tmp_path, lang) -> None:
    card_path, answers = survey_data.template(tmp_path)
    card = load(card_path)
    found = read_survey(answers, card)
    report = survey_report(found)
    for format in ("text", "html", "pdf", "xlsx", "csv"):
        assert rendered(report, format, lang)
    jsonschema.validate(json.loads(rendered(report, "json", lang)), serialise.schema("survey"))
    table, described = survey_data.export(found, card, territory.get("200040715"), tmp_path / "x")
    source = load_card(described)
    assert {v.name for v in source.variables} == {"who5_score", "who5_low"}
    assert table.read_text(encoding="utf-8").splitlines()[1].startswith("200040715;2026;50.26")
    assert survey_data.template(tmp_path) == []  # nothing is overwritten


def test_a_grouping_or_a_score_without_name_is_not_imported(tmp_path) -> None:
    found = read_survey(who5(tmp_path, ["Le Bas;3;3;3;3;3"] * 12), load(CARD.encode()))
    grouping = Territory(code="g:x", name="X", level="grouping")
    with pytest.raises(UsageError, match="commune"):
        survey_data.export(found, load(CARD.encode()), grouping, tmp_path)
    with pytest.raises(UsageError, match="variable"):
        survey_data.export(found, load(OWN.encode()), territory.get("200040715"), tmp_path)

"""Questionnaires by level: the key and its readings, ties named, teams without small cells, before and after."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rebonds.deliberation.questionnaire import (
    BASE,
    Key,
    Question,
    hidden,
    keys,
    load,
    moves,
    person,
    profile,
    team,
)
from rebonds.errors import DataError

QUESTIONS = load()
BASE_KEY = next(iter(keys(QUESTIONS)))
SIMPLE = Key("k", {"q": (1, 2, 3)})


def test_the_key_is_that_of_the_nine_questions() -> None:
    assert [q.levels for q in QUESTIONS] == [
        (1, 3, 2), (1, 2, 3), (3, 2, 1), (2, 3, 1), (2, 3, 1), (2, 3, 1), (1, 2, 3), (1, 3, 2), (2, 1, 3),
    ]  # fmt: skip
    assert [q.alternative for q in QUESTIONS[6:]] == [(2, 1, 3), (2, 3, 1), (3, 1, 2)]
    assert all(sorted(q.levels) == [1, 2, 3] for q in QUESTIONS)


def test_three_readings_make_eight_keys_the_base_first() -> None:
    found = list(keys(QUESTIONS))
    assert len(found) == 8 and found[0].name == BASE and len({key.name for key in found}) == 8
    assert found[-1].name == "inter_territoriality+skills+training"
    assert found[-1].levels["skills"] == (2, 3, 1) and found[-1].levels["vision"] == (1, 3, 2)


def test_one_person_by_hand() -> None:
    """First option everywhere: levels 1 1 3 2 2 2 1 1 2, four times 1 and four times 2."""
    found = person({q.id: 0 for q in QUESTIONS}, QUESTIONS)
    assert dict(found.profile.counts) == {1: 4, 2: 4, 3: 1}
    assert found.profile.plurality == (1, 2)  # a tie, named and not averaged
    assert (found.profile.median_low, found.profile.median_high) == (2, 2)
    assert len(found.others) == 7
    # Read the other way, question 7 gives 2 instead of 1: the tie is undone.
    other = next(one for one in found.others if one.key == "inter_territoriality")
    assert other.plurality == (2,) and other.key in found.differs
    assert "à égalité" in found.text.fr and "tied" in found.text.en


def test_an_even_number_of_answers_may_have_two_middles() -> None:
    found = profile({"vision": 0, "evaluation": 2}, BASE_KEY)
    assert (found.median_low, found.median_high, found.plurality) == (1, 3, (1, 3))
    assert profile({}, BASE_KEY).plurality == () and profile({}, BASE_KEY).median_low is None


def test_answers_that_do_not_exist_are_refused() -> None:
    for wrong in ({"vision": 3}, {"vision": -1}, {"météo": 0}):
        with pytest.raises(DataError):
            profile(wrong, BASE_KEY)


def test_every_set_of_answers_has_its_counts() -> None:
    for options in product(range(3), repeat=4):
        ids = [q.id for q in QUESTIONS[5:]]
        found = profile(dict(zip(ids, options, strict=True)), BASE_KEY)
        levels = sorted(q.levels[o] for q, o in zip(QUESTIONS[5:], options, strict=True))
        assert sum(n for _, n in found.counts) == 4
        assert (found.median_low, found.median_high) == (levels[1], levels[2])


@settings(deadline=None, max_examples=200)
@given(st.lists(st.integers(0, 12), min_size=3, max_size=4), st.integers(2, 6))
def test_no_subtraction_gives_a_small_cell_back(counts: list[int], least: int) -> None:
    shown = hidden(counts, least)
    gone = [n for n, s in zip(counts, shown, strict=True) if s is None]
    assert all(s is None or s == n for n, s in zip(counts, shown, strict=True))
    assert not any(s is not None and 0 < s < least for s in shown)
    if gone:
        assert len(gone) >= 2
        # What is left by the total is either no small cell, or everything is hidden.
        assert sum(gone) >= least or len(gone) == len(counts)


def answers(levels: list[int]) -> list[dict[str, int]]:
    return [{"q": level - 1} for level in levels]


def test_a_team_by_hand() -> None:
    (found,) = team(answers([1] * 5 + [3] * 5), SIMPLE, least=3)
    assert found.spread == 1.0 and found.state == "very_divided" and dict(found.counts) == {1: 5, 2: 0, 3: 5}
    assert (found.median_low, found.median_high) == (1, 3)
    (alike,) = team(answers([2] * 6), SIMPLE, least=3)
    assert alike.spread == 0.0 and alike.state == "agreed"


def test_small_cells_of_a_team_are_hidden_with_what_would_tell_them() -> None:
    (found,) = team(answers([1] * 6 + [2] * 4 + [3]), SIMPLE, least=3)
    assert dict(found.counts) == {1: 6, 2: None, 3: None} and found.spread is None and found.state != "hidden"
    (few,) = team(answers([1, 3]), SIMPLE, least=3)
    assert few.state == "hidden" and few.median_low is None and {n for _, n in few.counts} == {None}


def test_the_most_divided_question_comes_first() -> None:
    key = Key("k", {"calm": (1, 2, 3), "split": (1, 2, 3)})
    people = [{"calm": 1, "split": 0 if rank % 2 else 2} for rank in range(8)]
    assert [one.question for one in team(people, key)] == ["split", "calm"]


def test_before_and_after_over_those_who_answered_both() -> None:
    before = {f"p{i}": {"q": 0} for i in range(8)}
    after = {f"p{i}": {"q": 2 if i < 4 else 0} for i in range(7)} | {"new": {"q": 1}}
    (found,) = moves(before, after, SIMPLE, least=3)
    assert (found.people, found.up, found.same, found.down) == (7, 4, 3, 0)
    (hidden_,) = moves(before, {"p0": {"q": 2}}, SIMPLE, least=3)
    assert (hidden_.people, hidden_.up, hidden_.same, hidden_.down) == (1, None, None, None)


def test_a_key_of_ones_own_and_broken_ones(tmp_path: Path) -> None:
    file = tmp_path / "key.toml"
    file.write_text('[[question]]\nid = "a"\nlevels = [1, 2]\n', encoding="utf-8")
    assert load(file) == (Question("a", (1, 2)),)
    for text in (
        "levels",
        '[[question]]\nid = "a"\n',
        '[[question]]\nid = "a"\nlevels = [1, 2]\nalternative = [1]\n',
        '[[question]]\nid = "a"\nlevels = [1]\n[[question]]\nid = "a"\nlevels = [1]\n',
    ):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(DataError):
            load(file)

"""The Rebonds kit: complete, in two languages, coherent, and ours."""

from __future__ import annotations

import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from rebonds.content import deliberating, facilitating, imagining, inquiring, kits
from rebonds.content.models import compass
from rebonds.errors import UsageError
from rebonds.text import Text

ROOT = Path(__file__).resolve().parents[2]
SEED = Path(os.environ.get("REBONDS_SEED") or ROOT.parent / "shared" / "seed").resolve()
#: Longest run of words that may be common with the field report: names of methods are longer than one thinks.
RUN = 8


def texts(value: Any, where: str = "") -> Iterator[tuple[str, Text]]:
    """Yield every text of a kit and where it is."""
    if isinstance(value, Text):
        yield where, value
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from texts(one, f"{where}.{name}")
    elif isinstance(value, tuple):
        for rank, one in enumerate(value):
            yield from texts(one, f"{where}.{getattr(one, 'id', rank)}")
    elif is_dataclass(value):
        for one in fields(value):
            yield from texts(getattr(value, one.name), f"{where}.{one.name}")


def shipped() -> list[tuple[str, Text]]:
    return [found for name, kind in kits.KITS.items() for found in texts(kits.load(kind), name)]


def words(text: str) -> list[str]:
    """Return the words of a text without case, accents nor marks; inclusive points join the word."""
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return re.findall(r"[a-z0-9]+", re.sub(r"(?<=[a-z])[.·](?=[a-z])", "", plain))


def runs(text: str, length: int = RUN) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[i : i + length]) for i in range(len(found) - length + 1)}


@pytest.mark.parametrize("name", kits.KITS)
def test_every_kit_is_said_in_two_languages_that_differ(name: str) -> None:
    found = list(texts(kits.load(kits.kind_of(name)), name))
    assert len(found) > 10
    # A word such as “transition” is the same in both; a sentence never is.
    same = [where for where, text in found if text.fr == text.en and len(text.fr.split()) > 2]
    assert not same


def test_french_is_set_as_french() -> None:
    slips = [
        (where, text.fr)
        for where, text in shipped()
        if re.search(r"['\"“”]|(?<=[^\W\d_])[?!;:](?!/)| [?!;:»]|« ", text.fr)
    ]
    assert not slips


def test_english_is_set_as_english() -> None:
    slips = [
        (where, text.en) for where, text in shipped() if re.search(r"['\"«»\u00a0\u202f]| [?!;:]", text.en)
    ]
    assert not slips


def test_no_dash_does_the_work_of_a_sentence() -> None:
    assert not [where for where, text in shipped() if re.search("[—–]", text.fr + text.en)]


def test_problem_cards_cover_the_topics_and_the_shifts() -> None:
    deck = kits.load(inquiring.Deck)
    assert len(deck.problems) >= 64
    by_theme = Counter(one.theme for one in deck.problems)
    assert set(by_theme) == {one.id for one in deck.themes}
    assert min(by_theme.values()) >= 2
    topics = (
        "land housing jobs skills procurement data governance energy water waste mobility finance evaluation"
    )
    topics += " small_firms inter_territory care food tourism logistics digital"
    assert set(topics.split()) <= set(by_theme)
    by_shift = Counter(shift for one in deck.problems for shift in one.shifts)
    assert set(by_shift) == {one.id for one in kits.load(inquiring.Shifts).shifts}
    assert min(by_shift.values()) >= 8
    assert max(len(words(one.text.fr)) for one in deck.problems) <= 50, "a card is read at a glance"
    assert len({one.title for one in deck.problems}) == len(deck.problems)


def test_eight_shifts_of_which_two_have_labels_of_ours() -> None:
    shifts = kits.load(inquiring.Shifts).shifts
    assert len(shifts) == 8
    assert {one.id for one in shifts if one.ours} == {"long_term_needs", "political_evaluation"}


def test_three_classes_of_problems() -> None:
    assert [one.id for one in kits.load(inquiring.Classes).classes] == ["simple", "complex", "wicked"]


def test_what_ifs_are_six_themes_twelve_questions_fourteen_proposals() -> None:
    held = kits.load(inquiring.WhatIfs)
    assert (len(held.themes), len(held.questions), len(held.proposals)) == (6, 12, 14)
    assert {one.theme for one in held.questions} == {one.id for one in held.themes}
    assert {one.question for one in held.proposals} == {one.id for one in held.questions}
    given = {one.id for one in held.proposals if one.step_basis == "source"}
    assert given == {
        "economy_festival",
        "citizens_convention",
        "versioned_tool",
        "officials_training",
        "officials_toolkit",
        "pooled_csr",
        "inter_pact",
    }
    assert {shift for one in held.proposals for shift in one.shifts} == {
        one.id for one in kits.load(inquiring.Shifts).shifts
    }
    assert all(3 <= one.refutation.months <= 24 for one in held.proposals)


def test_self_assessment_has_the_key_of_the_report_and_its_three_alternatives() -> None:
    held = kits.load(imagining.SelfAssessment)
    key = {
        "vision": (1, 3, 2),
        "evaluation": (1, 2, 3),
        "feedback": (3, 2, 1),
        "internal_cooperation": (2, 3, 1),
        "external_cooperation": (2, 3, 1),
        "conflict": (2, 3, 1),
        "inter_territoriality": (1, 2, 3),
        "skills": (1, 3, 2),
        "training": (2, 1, 3),
    }
    assert held.key() == key
    assert list(held.key()) == list(key)
    others = {one.question: held.key(one.id)[one.question] for one in held.alternatives}
    assert others == {"inter_territoriality": (2, 1, 3), "skills": (2, 3, 1), "training": (3, 1, 2)}
    for one in held.alternatives:
        changed = [name for name, levels in held.key(one.id).items() if levels != key[name]]
        assert changed == [one.question]


def test_five_archetypes_four_sections_and_a_fiction_that_must_hurt() -> None:
    held = kits.load(imagining.Archetypes)
    assert [one.id for one in held.cards] == [
        "bifurcateur",
        "agregateur",
        "conciergerie",
        "epaulette",
        "mutuelle",
    ]
    assert all(one.where_it_hurts and one.already_here and one.ways_of_working for one in held.cards)
    assert len(held.sliders) == 6
    assert next(one.required for one in held.fiction if one.id == "where_it_hurts")


def test_each_delegation_has_an_implication_for_each_model() -> None:
    held = kits.load(deliberating.Officials)
    cells = {(one.id, model): text for one in held.delegations for model, text in one.under.items()}
    assert len(held.delegations) == 12
    assert {model for _, model in cells} == set(compass().models)
    assert len(cells) == 12 * 7 == len({text.fr for text in cells.values()})
    assert len(held.debates) >= 12
    assert all(one.invented and "inventé" in one.label.fr for one in held.decisions)


def test_workshops_use_the_kits() -> None:
    held = kits.load(facilitating.Workshops)
    assert len(held.workshops) >= 8
    used = {step.kit for one in held.workshops for step in one.steps if step.kit}
    assert used == set(kits.KITS) - {"workshops"}
    assert all(one.minutes <= 300 for one in held.workshops)


def test_consent_is_filled_in_each_language() -> None:
    held = kits.load(inquiring.Consent)
    assert [one.id for one in held.states] == ["named", "unnamed", "inside", "refused"]
    values = {one.id: f"<{one.id}>" for one in held.blanks}
    for one in held.templates:
        for lang in ("fr", "en"):
            assert "{" not in held.filled(one.id, lang, values)
    assert held.filled("recording", "en", {"people": "the team"}).endswith(
        "We can switch it off at any time."
    )
    assert "{date}" in held.filled("recording", "en", {"people": "the team"})
    with pytest.raises(UsageError, match="recording"):
        held.filled("recordings", "en", {})


def test_no_sentence_is_the_field_reports() -> None:
    """The report's prose is under another licence: facts and names carry over, sentences do not."""
    reports = sorted(SEED.glob("*.txt"))
    if not reports:
        pytest.skip("the field report is absent")
    theirs = set().union(*(runs(one.read_text(encoding="utf-8")) for one in reports))
    assert len(theirs) > 10_000
    copied = [(where, " ".join(run)) for where, text in shipped() for run in runs(text.fr) & theirs]
    assert not copied

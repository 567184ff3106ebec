"""The shipped indicator cards: readable, honest about their thresholds, and tied to the ring."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from rebonds.indicators import loader
from rebonds.indicators.card import IndicatorCard
from rebonds.indicators.expressions import names, parse
from rebonds.text import Text

ROOT = Path(__file__).resolve().parents[2]
LENSES = ROOT / "src" / "rebonds" / "lenses"
CARDS = list(loader.cards().values())
DIMENSIONS = {d["id"]: d for d in tomllib.loads((LENSES / "dimensions.toml").read_text("utf-8"))["dimension"]}
THEMES = tomllib.loads((LENSES / "themes.toml").read_text("utf-8"))["theme"]
RING = [card for card in CARDS if card.side != "context"]


def pilot_variables() -> set[str]:
    found = set()
    for path in (ROOT / "tests" / "pilot").glob("*.toml"):
        found |= {v["name"] for v in tomllib.loads(path.read_text("utf-8")).get("variable", [])}
    return found


def variables(card: IndicatorCard) -> set[str]:
    formulas = [f for f in (card.numerator, card.denominator) if f]
    return {name for formula in formulas for name in names(parse(formula))}


COMPUTABLE = [card for card in CARDS if variables(card) <= pilot_variables()]


def test_ring_has_twelve_social_and_nine_ecological_dimensions() -> None:
    sides = [d["side"] for d in DIMENSIONS.values()]
    assert (sides.count("social"), sides.count("ecological")) == (12, 9)
    assert sorted(d["order"] for d in DIMENSIONS.values()) == list(range(1, 22))
    assert {d for d, v in DIMENSIONS.items() if v.get("not_localisable")} == {"ocean_acidification", "ozone"}


def test_every_localisable_dimension_has_an_indicator() -> None:
    held = {card.dimension for card in RING}
    assert held == {d for d, v in DIMENSIONS.items() if not v.get("not_localisable")}
    assert all(DIMENSIONS[card.dimension]["side"] == card.side for card in RING)


def test_pilot_computes_enough() -> None:
    assert len(COMPUTABLE) >= 60
    assert len({card.dimension for card in COMPUTABLE if card.side == "social"}) >= 10
    assert len({card.dimension for card in COMPUTABLE if card.side == "ecological"}) >= 4


@pytest.mark.parametrize("card", [c for c in CARDS if c not in COMPUTABLE], ids=lambda c: c.id)
def test_what_the_pilot_lacks_says_who_holds_it(card: IndicatorCard) -> None:
    assert card.holder is not None


@pytest.mark.parametrize("card", CARDS, ids=lambda c: c.id)
def test_words_are_there_in_both_languages(card: IndicatorCard) -> None:
    notes = [t.note for t in card.thresholds]
    texts: list[Text | None] = [card.label, card.definition, card.proxy, card.holder, card.error_note, *notes]
    for text in texts:
        assert text is None or (text.fr.strip() and text.en.strip())
    assert card.definition.fr != card.definition.en
    assert card.definition.fr.endswith(".") and card.definition.en.endswith(".")


@pytest.mark.parametrize("card", RING, ids=lambda c: c.id)
def test_thresholds_can_be_scored(card: IndicatorCard) -> None:
    assert card.direction != "neutral"
    for threshold in card.thresholds:
        assert threshold.source and threshold.note
        if card.headcount:
            assert card.unit == "%" and card.direction == "lower_is_better"
        elif card.side == "social":
            assert threshold.worst is not None
            assert (threshold.worst > threshold.value) == (card.direction == "lower_is_better")
        elif card.direction == "higher_is_better":
            assert threshold.baseline is not None and threshold.baseline > threshold.value
        else:
            assert threshold.value > 0


@pytest.mark.parametrize("card", RING, ids=lambda c: c.id)
def test_a_convention_of_ours_is_never_called_otherwise(card: IndicatorCard) -> None:
    for threshold in card.thresholds:
        if "Rebonds" in threshold.source or threshold.source.startswith("D'après"):
            assert threshold.kind == "convention"


def test_priorities_tell_one_headline_per_dimension() -> None:
    for dimension in DIMENSIONS:
        ranks = [card.priority for card in RING if card.dimension == dimension]
        assert len(ranks) == len(set(ranks))


def test_headlines_are_held_against_a_reference() -> None:
    for dimension in DIMENSIONS:
        held = sorted((c for c in COMPUTABLE if c.dimension == dimension), key=lambda c: c.priority)
        assert not held or held[0].threshold("reference") is not None


def test_themes_are_chosen_subsets() -> None:
    known = {card.id: card for card in CARDS}
    assert len(THEMES) >= 5
    for theme in THEMES:
        assert theme["title"]["fr"] and theme["title"]["en"] and theme["question"]["en"]
        assert len(theme["indicators"]) >= 4
        assert all(known[i].side != "context" for i in theme["indicators"])
        assert {known[i].dimension for i in theme["indicators"]} <= set(theme["dimensions"])
        assert all(theme["id"] in known[i].themes for i in [*theme["indicators"], *theme["context"]])


def test_some_verdicts_can_flip() -> None:
    sets = {t.set for card in CARDS for t in card.thresholds}
    assert sets == {"reference", "national", "policy_2030"}
    assert sum(len({t.set for t in card.thresholds}) > 1 for card in RING) >= 20

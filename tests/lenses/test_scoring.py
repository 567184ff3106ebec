"""Scores, verdicts and probabilities; published values of the doughnut as worked examples."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebonds.indicators.card import IndicatorCard, Threshold
from rebonds.indicators.values import Value
from rebonds.lenses.pair import compensation, joint_value
from rebonds.lenses.scoring import (
    crossed,
    ecological_ratio,
    held_against,
    probability_crossed,
    score,
    shortfall,
)
from rebonds.text import Text

DAY = dt.date(2026, 1, 1)


def threshold(value: float, **more: float) -> Threshold:
    return Threshold(set="reference", value=value, kind="convention", source="test", date=DAY, **more)


def card(**more: object) -> IndicatorCard:
    given_fields: dict[str, object] = {
        "id": "share_pct",
        "label": Text("Part", "Share"),
        "definition": Text("Part.", "Share."),
        "unit": "%",
        "direction": "lower_is_better",
        "side": "social",
        "dimension": "housing",
        "numerator": "share",
        "sources": ("test",),
        "additivity": "ratio_of_sums",
        "headcount": True,
        "thresholds": (threshold(10.0),),
    }
    return IndicatorCard(**(given_fields | more))  # type: ignore[arg-type]


def value(n: float, d: float, territory: str = "a", scale: float = 100.0) -> Value:
    x = scale * n / d
    return Value("share_pct", territory, "measured", x, n, d, x, x, vintage=2022, sources=("s",))


def test_published_ratio_of_carbon_dioxide() -> None:
    """Doughnut v3: from 280 to 350 ppm, 417 ppm is a ratio of 1.96."""
    assert round(ecological_ratio(417, 350, 280), 2) == 1.96


def test_published_ratio_of_a_plain_ceiling() -> None:
    """O'Neill et al. 2018: 3.22 t against 1.61 t per head is twice the ceiling."""
    assert ecological_ratio(3.22, 1.61) == pytest.approx(2.0)


def test_forest_is_a_ratio_of_losses() -> None:
    """Doughnut v3's forest: natural cover 63.87, ceiling at 47.9 Mkm2; all the forest left is 0, the limit is 1."""
    assert ecological_ratio(63.87, 47.9, 63.87, less_is_worse=True) == 0
    assert ecological_ratio(47.9, 47.9, 63.87, less_is_worse=True) == pytest.approx(1.0)
    # The table's 1.61 is met where 38.2 Mkm2 remain.
    assert ecological_ratio(38.157, 47.9, 63.87, less_is_worse=True) == pytest.approx(1.61, abs=0.005)


def test_a_ratio_of_losses_needs_its_baseline() -> None:
    with pytest.raises(ValueError, match="baseline"):
        ecological_ratio(1, 2, less_is_worse=True)


def test_shortfall_serves_both_directions() -> None:
    assert shortfall(50, 70, 30) == shortfall(20, 10, 30) == 0.5
    assert shortfall(80, 70, 30) == 0
    assert shortfall(10, 70, 30) == 1


def test_a_headcount_is_its_own_shortfall() -> None:
    assert score(card(), threshold(10), 15) == pytest.approx(0.15)
    assert crossed(card(), 15, 10) is True
    assert crossed(card(), 9, 10) is False


def test_missing_stays_missing() -> None:
    found = held_against(card(), Value("share_pct", "a", "missing"), "reference")
    assert (found.score, found.crossed, found.p_crossed, found.low, found.high) == (None,) * 5


def test_probability_is_certain_when_bands_do_not_meet() -> None:
    sure = Value("share_pct", "a", "measured", 20, low=18, high=22, vintage=2022)
    assert probability_crossed(card(), sure, threshold(10, low=8, high=12)) == 1.0
    assert probability_crossed(card(), sure, threshold(30)) == 0.0


def test_probability_matches_its_closed_form() -> None:
    """A value uniform on [8, 12] against a threshold of 9 crosses three times out of four."""
    unsure = Value("share_pct", "a", "measured", 10, low=8, high=12, vintage=2022)
    assert probability_crossed(card(), unsure, threshold(9)) == pytest.approx(0.75, abs=0.03)


counts = st.floats(1, 1e6)


@given(counts, counts, st.floats(0, 1), st.floats(0, 1))
def test_pooling_never_creates_shortfall(d_a: float, d_b: float, share_a: float, share_b: float) -> None:
    """K >= 0: the shortfall is convex, so the joint one is never above the mean of both."""
    a, b = value(share_a * d_a, d_a), value(share_b * d_b, d_b, "b")
    found = compensation(card(), a, b, threshold(10))
    assert found is None or found >= 0


@given(counts, st.floats(0.01, 1))
def test_joint_of_a_territory_with_itself_is_itself(d: float, share: float) -> None:
    a = value(share * d, d)
    joint = joint_value(card(), a, a)
    assert joint is not None
    assert joint.value == pytest.approx(a.value)


@given(counts, counts, st.floats(0.01, 1), st.floats(0.01, 1))
def test_joint_lies_between_both_sides(d_a: float, d_b: float, share_a: float, share_b: float) -> None:
    a, b = value(share_a * d_a, d_a), value(share_b * d_b, d_b, "b")
    joint = joint_value(card(), a, b)
    assert joint is not None and joint.value is not None and a.value is not None and b.value is not None
    assert min(a.value, b.value) - 1e-9 <= joint.value <= max(a.value, b.value) + 1e-9


def test_no_joint_value_for_a_median() -> None:
    assert joint_value(card(additivity="not_additive"), value(1, 2), value(1, 3, "b")) is None

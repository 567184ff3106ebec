"""Dependence, asymmetry, reciprocity, concentration: on hand-made figures, and as properties."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebonds.flows import dependence
from rebonds.flows.results import MISSING, Estimate

parts = st.floats(0, 1)
amounts = st.floats(0, 1e9)


def test_a_share_keeps_its_band_and_stays_a_share() -> None:
    found = dependence.share(Estimate(30, 20, 200), Estimate(100))
    assert (found.value, found.low, found.high, found.state) == (0.3, 0.2, 1.0, "estimated")
    measured = dependence.share(Estimate(30, state="measured"), Estimate(60, state="measured"))
    assert (measured.value, measured.low, measured.state) == (0.5, None, "measured")


@pytest.mark.parametrize("need", [MISSING, Estimate(0.0)])
def test_without_a_need_there_is_no_dependence(need: Estimate) -> None:
    assert dependence.share(Estimate(3), need) is MISSING
    assert dependence.share(MISSING, Estimate(3)) is MISSING


@given(d_ab=parts, d_ba=parts)
def test_asymmetry_is_odd_and_bounded(d_ab: float, d_ba: float) -> None:
    found = dependence.asymmetry(d_ab, d_ba)
    if found is None:
        assert d_ab + d_ba == 0
        return
    assert -1 <= found <= 1
    assert dependence.asymmetry(d_ba, d_ab) == pytest.approx(-found)
    assert (found > 0) == (d_ab > d_ba)


@given(one=amounts, two=amounts)
def test_reciprocity_is_even_and_bounded(one: float, two: float) -> None:
    found = dependence.reciprocity(one, two)
    if found is None:
        assert one + two == 0
        return
    assert 0 <= found <= 1
    assert dependence.reciprocity(two, one) == pytest.approx(found)


def test_known_values() -> None:
    assert dependence.asymmetry(0.3, 0.1) == pytest.approx(0.5)
    assert dependence.reciprocity(30, 10) == pytest.approx(0.5)
    assert dependence.asymmetry(None, 0.1) is None
    assert dependence.reciprocity(3, None) is None
    assert dependence.concentration([50, 30, 20]) == pytest.approx(0.38)
    assert dependence.concentration([]) is None


@given(st.lists(st.floats(0.01, 1e6), min_size=1, max_size=30))
def test_concentration_lies_between_even_and_alone(flows: list[float]) -> None:
    found = dependence.concentration(flows)
    assert found is not None
    assert 1 / len(flows) - 1e-9 <= found <= 1 + 1e-9
    assert dependence.concentration([1000 * flow for flow in flows]) == pytest.approx(found)


@pytest.mark.parametrize(
    ("index", "band"),
    [(0.05, "spread"), (0.15, "moderate"), (0.24, "moderate"), (0.25, "concentrated"), (1.0, "concentrated")],
)
def test_bands_of_concentration_are_the_conventional_ones(index: float, band: str) -> None:
    found = dependence.concentration_band(index)
    assert found is not None
    assert found.id == band
    assert dependence.concentration_band(None) is None


def test_first_partners_make_half_of_the_exchanges() -> None:
    assert dependence.first_partners([0.2, 0.4, 0.1, 0.3]) == 2
    assert dependence.first_partners([0.5, 0.5]) == 1
    assert dependence.first_partners([0.25] * 4, 1.0) == 4
    assert dependence.first_partners([0.0]) == 0


def test_a_flow_is_replaced_by_what_others_can_add_within_reach() -> None:
    far = dependence.reach_km() + 1
    capacity = np.array([1000.0, 1000.0, np.nan])
    near = np.array([5.0, far, 5.0])
    found = dependence.substitutability(100.0, capacity, near, family="people")
    assert found == pytest.approx(0.3)  # 3 % of the thousand jobs within reach
    assert dependence.substitutability(100.0, capacity * 1000, near, family="people") == 1.0
    assert dependence.substitutability(0.0, capacity, near, family="trade") == 1.0
    assert dependence.substitutability(None, capacity, near, family="trade") is None
    wider = dependence.substitutability(100.0, capacity, near, family="people", minutes=600)
    assert wider == pytest.approx(0.6)


@pytest.mark.parametrize(
    ("d_ab", "d_ba", "both", "outside", "reading"),
    [
        (None, 0.1, None, None, "unknown"),
        (0.001, 0.002, 0.9, None, "none"),
        (0.001, 0.002, 0.9, (0.95, 0.9), "common_cause"),
        (0.001, 0.002, 0.9, (0.95, 0.3), "none"),
        (0.30, 0.02, 0.5, None, "vulnerability"),
        (0.02, 0.30, 0.5, None, "vulnerability"),
        (0.10, 0.08, 0.9, None, "joint_effort"),
        (0.10, 0.08, 0.4, None, "complementarity"),
    ],
)
def test_two_dependences_are_named(
    d_ab: float | None,
    d_ba: float | None,
    both: float | None,
    outside: tuple[float, float] | None,
    reading: str,
) -> None:
    assert dependence.reading(d_ab, d_ba, both, outside) == reading


def test_a_sum_is_never_short() -> None:
    known = Estimate(2.0, 1.0, 4.0, "estimated")
    found = dependence.total([known, Estimate(3.0, state="measured")])
    assert (found.value, found.low, found.high, found.state) == (5.0, 4.0, 7.0, "estimated")
    assert dependence.total([known, MISSING]) is MISSING
    assert dependence.total([]) is MISSING

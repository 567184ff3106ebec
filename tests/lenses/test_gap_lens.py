"""Gaps between communes, and secrecy that subtraction does not undo."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.lenses.rows import Rows

from rebonds.lenses.communes import MEDIAN, POVERTY, figures, quantile, spread, then_and_now
from rebonds.lenses.secrecy import withheld
from rebonds.territory.model import Territory

CODES = ("A", "B", "C", "D")
PEOPLE = {"A": 100, "B": 200, "C": 300, "D": 400}
PLACE = Territory(code="g:x", name="X", level="grouping", communes=CODES, population=1000)


@given(
    st.lists(st.tuples(st.integers(-50, 50), st.integers(1, 9)), min_size=1, max_size=12),
    st.sampled_from([0.1, 0.25, 0.5, 0.9, 1.0]),
)
def test_weighted_quantiles_are_those_of_people_one_by_one(rows, q) -> None:
    """Independent: repeat each value as often as its weight and take the inverse of the distribution."""
    values, weights = zip(*rows, strict=True)
    people = np.repeat(np.array(values, float), weights)
    assert quantile([float(v) for v in values], [float(w) for w in weights], q) == np.quantile(
        people, q, method="inverted_cdf"
    )


def test_quantiles_refuse_what_has_no_weight() -> None:
    for values, weights in (([], []), ([1.0], [0.0]), ([1.0, 2.0], [1.0, -1.0])):
        with pytest.raises(ValueError, match="weights"):
            quantile(values, weights, 0.5)


@given(
    st.dictionaries(st.integers(0, 9), st.integers(1, 40), min_size=1, max_size=10),
    st.sets(st.integers(0, 9), max_size=4),
    st.integers(0, 30),
)
def test_no_withheld_part_can_be_computed(sizes, secret, people) -> None:
    """All that a reader knows is the total and the parts shown: what is left must mix several parts and enough people."""
    hidden = withheld(sizes, secret, people=people)
    assert secret & set(sizes) <= hidden
    if not secret & set(sizes):
        assert not hidden
        return
    everything = len(hidden) == len(sizes)
    assert everything or (len(hidden) >= 2 and sum(sizes[k] for k in hidden) >= people)


def test_one_secret_commune_takes_another_with_it() -> None:
    """The rate of the territory less those of three communes would give the fourth."""
    rows = [("commune", code, POVERTY, 2020, 10.0 + rank, "measured") for rank, code in enumerate("BCD")]
    rows.append(("commune", "A", POVERTY, 2020, None, "secret"))
    shown = {row.code: row.value for row in figures(Rows(rows, PEOPLE), PLACE, POVERTY)[2020]}
    assert shown["A"] is None and shown["B"] is None
    assert shown["C"] is not None and shown["D"] is not None


def test_without_secret_everything_is_shown_and_estimates_are_left_out() -> None:
    rows = [("commune", code, MEDIAN, 2021, 20_000.0 + PEOPLE[code], "measured") for code in "ABC"]
    rows.append(("commune", "D", MEDIAN, 2021, 1.0, "estimated"))
    found = figures(Rows(rows, PEOPLE), PLACE, MEDIAN)[2021]
    assert [row.code for row in found] == ["A", "B", "C"]
    made = spread(found, PLACE)
    assert (made.low, made.high, made.count) == (20_100, 20_300, 3)
    assert made.covered == pytest.approx(0.6)


def test_a_change_needs_the_same_communes() -> None:
    now = [("commune", code, MEDIAN, 2021, 20_000.0 + PEOPLE[code], "measured") for code in "ABCD"]
    before = [("commune", code, MEDIAN, 2020, 10_000.0, "measured") for code in "ABCD"]
    last, earlier = then_and_now(figures(Rows([*now, *before], PEOPLE), PLACE, MEDIAN), PLACE)
    assert last.high / last.low > 1 and earlier.high == earlier.low == 10_000
    _, none = then_and_now(figures(Rows([*now, *before[:3]], PEOPLE), PLACE, MEDIAN), PLACE)
    assert none is None


def test_two_communes_make_no_spread() -> None:
    rows = [("commune", code, MEDIAN, 2021, 20_000.0, "measured") for code in "AB"]
    assert spread(figures(Rows(rows, PEOPLE), PLACE, MEDIAN)[2021], PLACE) is None

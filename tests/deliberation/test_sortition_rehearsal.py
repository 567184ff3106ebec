"""Rehearsal: limits known by reasoning, seeds, substitutes."""

from __future__ import annotations

from pathlib import Path

import pytest

from rebonds.deliberation.sortition import drawing, rehearsal
from rebonds.deliberation.sortition.rates import Rates, read
from rebonds.deliberation.sortition.records import Quota
from rebonds.errors import DataError
from tests.deliberation.sortition_tools import pool_of

QUOTAS = [Quota("sexe", "F", 3, 3), Quota("sexe", "H", 3, 3)]


def ready(women: int, men: int) -> drawing.Prepared:
    return drawing.prepare(pool_of(["F"] * women + ["H"] * men), QUOTAS, 6)


def test_when_all_accept_nobody_is_replaced() -> None:
    found = rehearsal.rehearse(ready(10, 10), Rates(1.0, 0.0), "s", runs=30)
    assert (found.holds, found.at_once, found.substitutes_most) == (1.0, 1.0, 0)
    assert found.low == pytest.approx(30 / (30 + 1.959964**2), abs=1e-4)  # Wilson at 30 of 30


def test_when_women_refuse_their_quota_is_the_one_that_fails() -> None:
    found = rehearsal.rehearse(ready(10, 10), Rates(1.0, 0.0, {("sexe", "F"): (0.0, 0.0)}), "s", runs=20)
    assert found.holds == 0.0
    assert {q.value: q.missed for q in found.quotas}["F"] == 1.0
    assert found.substitutes_most > 0


def test_without_substitutes_it_is_a_binomial() -> None:
    """With no round, every one of six accepts with probability 0.9: 0.9 ** 6."""
    found = rehearsal.rehearse(ready(10, 10), Rates(0.9, 0.0), "s", runs=2000, rounds=0)
    assert found.holds == pytest.approx(0.9**6, abs=0.045)
    assert found.substitutes_most == 0


def test_rounds_are_geometric_where_the_pool_is_large() -> None:
    """A seat is taken after r rounds with probability 1 - 0.5 ** (r + 1)."""
    found = rehearsal.rehearse(ready(60, 60), Rates(0.5, 0.0), "s", runs=60, rounds=2)
    assert found.full == pytest.approx((1 - 0.5**3) ** 6, abs=0.25)
    assert found.full == found.holds
    assert found.substitutes_mean == pytest.approx(6 * (0.5 + 0.25), abs=1.2)


def test_same_seed_same_answer_and_leaving_counts() -> None:
    prepared = ready(12, 12)
    rates = Rates(0.8, 0.25)
    assert rates.of(("sexe",), ("F",)) == pytest.approx(0.6)
    one = rehearsal.rehearse(prepared, rates, "a", runs=20)
    assert one == rehearsal.rehearse(prepared, rates, "a", runs=20)
    assert one != rehearsal.rehearse(prepared, rates, "b", runs=20)


def test_several_categories_add_up_as_log_odds() -> None:
    rates = Rates(0.5, 0.0, {("sexe", "F"): (0.75, 0.0), ("age", "j"): (0.75, 0.0)})
    assert rates.of(("sexe", "age"), ("F", "v")) == pytest.approx(0.75)
    assert rates.of(("sexe", "age"), ("F", "j")) == pytest.approx(0.9)  # odds 3 x 3 over 1
    assert rates.of(("sexe", "age"), ("H", "v")) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("category,value,accept,leave\nage,j,0.5,0.1\n", "ligne pour tous"),
        ("category,value,accept,leave\n*,,1.5,0\n", "taux"),
        ("category,value,accept,leave\n*,,x,0\n", "ligne 2"),
        ("category,value,accept\n*,,1\n", "leave"),
    ],
)
def test_rates_that_make_no_sense_are_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "rates.csv"
    path.write_text(text)
    with pytest.raises(DataError, match=said):
        read(path)

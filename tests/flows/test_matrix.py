"""Flows between places as a matrix: nothing is lost when places are grouped, and what is hidden stays hidden."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rebonds.errors import DataError, MissingDataError
from rebonds.flows.matrix import ODMatrix, group_pairs

CODES = ("a", "b", "c", "d", "e")

untimed = settings(deadline=None)  # libraries load during the first example
pairs = st.lists(
    st.tuples(st.sampled_from((*CODES, "abroad")), st.sampled_from((*CODES, "abroad")), st.floats(0, 1e6)),
    max_size=40,
)
groupings = st.dictionaries(st.sampled_from(CODES), st.sampled_from(("x", "y", "z")), min_size=1)


def made(rows: list[tuple[str, str, float]], codes: tuple[str, ...] = CODES) -> ODMatrix:
    origins, destinations, values = zip(*rows, strict=True) if rows else ((), (), ())
    return ODMatrix.of("commuting", codes, origins, destinations, np.array(values, float))


@untimed
@given(rows=pairs)
def test_what_leaves_one_place_arrives_somewhere(rows: list[tuple[str, str, float]]) -> None:
    matrix = made(rows)
    assert matrix.total == pytest.approx(sum(value for *_, value in rows))
    for place, leaving in zip(matrix.codes, matrix.out_totals, strict=True):
        told = sum(value for origin, _, value in rows if origin == place)
        assert leaving == pytest.approx(told)
        # A to B plus A to elsewhere is A's total.
        elsewhere = sum(value for origin, end, value in rows if origin == place and end != "b")
        assert matrix.between([place], ["b"]) + elsewhere == pytest.approx(leaving)


@untimed
@given(rows=pairs, members=groupings)
def test_merging_is_adding(rows: list[tuple[str, str, float]], members: dict[str, str]) -> None:
    grouped = made(rows).group(members)
    assert grouped.total == pytest.approx(made(rows).total)
    for one in grouped.codes:
        for two in grouped.codes:
            told = sum(v for o, d, v in rows if members.get(o) == one and members.get(d) == two)
            assert grouped.between([one], [two]) == pytest.approx(told)
    told = sum(v for o, _, v in rows if members.get(o) == grouped.codes[0])
    assert grouped.out_totals[0] == pytest.approx(told)


@untimed
@given(rows=pairs, order=st.permutations(CODES), members=groupings)
def test_the_order_of_places_does_not_matter(
    rows: list[tuple[str, str, float]], order: list[str], members: dict[str, str]
) -> None:
    one, two = made(rows), made(rows, tuple(order))
    for place in CODES:
        rank, other = one.codes.index(place), two.codes.index(place)
        assert one.out_totals[rank] == pytest.approx(two.out_totals[other])
        assert one.in_totals[rank] == pytest.approx(two.in_totals[other])
        assert one.inside[rank] == pytest.approx(two.inside[other])
    np.testing.assert_allclose(
        one.group(members).values.toarray(), two.group(members).values.toarray(), rtol=1e-9, atol=1e-9
    )


@untimed
@given(rows=pairs)
def test_grouping_twice_is_grouping_once(rows: list[tuple[str, str, float]]) -> None:
    low = {"a": "x", "b": "x", "c": "y", "d": "y", "e": "z"}
    high = {"x": "north", "y": "south", "z": "south"}
    at_once = made(rows).group({code: high[group] for code, group in low.items()})
    in_steps = made(rows).group(low).group(high)
    np.testing.assert_allclose(at_once.values.toarray(), in_steps.values.toarray(), rtol=1e-9, atol=1e-9)


@settings(max_examples=20, deadline=None)
@given(data=st.data(), size=st.integers(1, 30), count=st.integers(0, 200))
def test_both_ways_of_summing_agree_with_a_plain_loop(data: Any, size: int, count: int) -> None:
    rng = np.random.default_rng(data.draw(st.integers(0, 2**31)))
    places = size + 3
    start, end = rng.integers(0, places, count), rng.integers(0, places, count).astype(np.int32)
    value, groups = rng.random(count), rng.integers(0, size, places)
    wanted = np.zeros((size, size))
    for one, two, amount in zip(groups[start], groups[end], value, strict=True):
        wanted[one, two] += amount
    for compiled in (False, True):
        found = group_pairs(start, end, value, size, groups, compiled=compiled)
        np.testing.assert_allclose(found.toarray(), wanted, rtol=1e-12, atol=1e-12)
        assert found.has_sorted_indices
        assert (found.data != 0).all()


def test_many_groups_are_summed_without_a_table_of_them_all() -> None:
    rng = np.random.default_rng(4)
    start, end, value = rng.integers(0, 5000, 900), rng.integers(0, 5000, 900), rng.random(900)
    found = group_pairs(start, end, value, 5000)
    assert found.shape == (5000, 5000)
    assert found.sum() == pytest.approx(value.sum())
    assert found[start[0], end[0]] == pytest.approx(value[(start == start[0]) & (end == end[0])].sum())


def test_a_withheld_flow_is_known_to_exist_and_is_no_zero() -> None:
    matrix = made([("a", "b", 10.0), ("a", "c", float("nan")), ("d", "abroad", float("nan"))])
    assert matrix.total == 10.0
    assert matrix.hidden_out.tolist() == [1, 0, 0, 1, 0]
    assert matrix.hidden_in.tolist() == [0, 0, 1, 0, 0]
    grouped = matrix.group({"a": "x", "c": "x", "d": "y"})
    assert grouped.hidden_out.tolist() == [1, 1]
    assert grouped.hidden_in.tolist() == [1, 0]


def test_places_out_of_every_group_are_elsewhere_and_not_lost() -> None:
    grouped = made([("a", "b", 1.0), ("a", "c", 2.0), ("c", "a", 4.0), ("c", "d", 8.0)]).group(
        {"a": "x", "b": "x"}
    )
    assert grouped.inside.tolist() == [1.0]
    assert grouped.out_totals.tolist() == [3.0]
    assert grouped.in_totals.tolist() == [5.0]
    assert grouped.total == 15.0


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("a", "b", -1.0)], "négatif"),
        ([("a", "b", float("inf"))], "infini"),
    ],
)
def test_impossible_flows_are_refused(rows: list[tuple[str, str, float]], said: str) -> None:
    with pytest.raises(DataError, match=said) as told:
        made(rows)
    assert told.value.message("en") != told.value.message("fr")


def test_doubled_places_and_unequal_lists_are_refused() -> None:
    with pytest.raises(DataError, match="deux fois"):
        ODMatrix.of("commuting", ("a", "a"), ("a",), ("a",), np.array([1.0]))
    with pytest.raises(DataError, match="même longueur"):
        ODMatrix.of("commuting", ("a", "b"), ("a",), ("a", "b"), np.array([1.0]))
    with pytest.raises(DataError, match="aucun lieu"):
        made([("a", "b", 1.0)]).group({"other": "x"})


@pytest.mark.parametrize(
    ("start", "end", "groups"), [([3], [0], None), ([0], [-1], None), ([0], [1], [0, 7])]
)
def test_ranks_out_of_the_table_are_refused(
    start: list[int], end: list[int], groups: list[int] | None
) -> None:
    given_groups = None if groups is None else np.array(groups)
    with pytest.raises(DataError, match="hors de la table"):
        group_pairs(np.array(start), np.array(end), np.array([1.0]), 3, given_groups)


def test_the_embedded_warehouse_has_no_observed_pair_and_says_how_to_get_some(warehouse: Any) -> None:
    with pytest.raises(MissingDataError, match="rebonds data list"):
        ODMatrix.from_warehouse(warehouse, "commuting")

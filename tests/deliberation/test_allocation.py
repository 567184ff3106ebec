"""Allocation of tests: values and every optimum against brute force; what cannot be is explained."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rebonds.deliberation.allocation import Authority, Test, allocate
from rebonds.errors import ModelError, UsageError

Case = tuple[tuple[Authority, ...], tuple[Test, ...]]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    tests = tuple(
        Test(f"t{k}", least := draw(st.integers(0, 1)), least + draw(st.integers(0, 1)) or 1)
        for k in range(draw(st.integers(1, 3)))
    )
    authorities = []
    for k in range(draw(st.integers(1, 3))):
        wishes = {t.id: draw(st.integers(0, 4)) for t in tests if draw(st.booleans())}
        authorities.append(Authority(f"a{k}", draw(st.integers(0, 2)), wishes))
    return tuple(authorities), tests


def brute(case: Case) -> tuple[int, int, set[tuple[tuple[str, ...], ...]]] | None:
    authorities, tests = case
    choices = []
    for one in authorities:
        ids = sorted(one.wishes)
        sets = (c for n in range(one.capacity + 1) for c in itertools.combinations(ids, n))
        choices.append(list(sets))
    best: tuple[int, int] | None = None
    optima: set[tuple[tuple[str, ...], ...]] = set()
    for picked in itertools.product(*choices):
        if any(not t.least <= sum(t.id in one for one in picked) <= t.most for t in tests):
            continue
        scores = [sum(a.wishes[t] for t in one) for a, one in zip(authorities, picked, strict=True)]
        value = (min(scores), sum(scores))
        if best is None or value > best:
            best, optima = value, set()
        if value == best:
            optima.add(picked)
    return None if best is None else (*best, optima)


@settings(deadline=None, max_examples=40)
@given(cases())
def test_values_and_optima_are_those_of_every_allocation_listed(case: Case) -> None:
    authorities, tests = case
    if not any(one.wishes for one in authorities):
        with pytest.raises(UsageError):
            allocate(authorities, tests)
        return
    wanted = brute(case)
    if wanted is None:
        with pytest.raises(ModelError):
            allocate(authorities, tests)
        return
    lowest, total, optima = wanted
    found = allocate(authorities, tests, limit=200)
    assert (found.lowest, found.total, found.complete) == (lowest, total, True)
    assert {tuple(one.tests[a.id] for a in authorities) for one in found.listed} == optima
    for one in found.listed:
        assert min(one.satisfaction.values()) == lowest
        assert sum(one.satisfaction.values()) == total


def test_the_lowest_comes_before_the_total() -> None:
    tests = (Test("boucles"), Test("foncier"))
    authorities = (
        Authority("A", 1, {"boucles": 9, "foncier": 2}),
        Authority("B", 1, {"boucles": 3, "foncier": 0}),
    )
    found = allocate(authorities, tests)
    assert (found.lowest, found.total) == (2, 5)  # the other way round: 9 in total, but nothing for B


def test_a_list_cut_short_says_so() -> None:
    tests = tuple(Test(f"t{k}") for k in range(4))
    authorities = tuple(Authority(f"a{k}", 1, {t.id: 1 for t in tests}) for k in range(4))
    cut = allocate(authorities, tests, limit=5)
    assert len(cut.listed) == 5 and not cut.complete
    whole = allocate(authorities, tests, limit=24)
    assert len(whole.listed) == 24 and whole.complete


def test_what_cannot_be_carried_is_explained() -> None:
    with pytest.raises(ModelError, match="« foncier » : il en faut 1 au moins, 0 le souhaitent"):
        allocate((Authority("A", 2, {"boucles": 1}),), (Test("boucles"), Test("foncier")))
    with pytest.raises(ModelError, match="capacité de 1"):
        allocate((Authority("A", 1, {"b": 1, "f": 1}),), (Test("b"), Test("f")))
    with pytest.raises(ModelError, match="les mêmes"):
        allocate((Authority("A", 1, {"b": 1, "f": 1}), Authority("B", 5, {})), (Test("b"), Test("f")))


@pytest.mark.parametrize(
    ("authorities", "tests"),
    [
        ((), (Test("b"),)),
        ((Authority("A", 1, {"x": 1}),), (Test("b"),)),
        ((Authority("A", -1, {"b": 1}),), (Test("b"),)),
        ((Authority("A", 1, {"b": -1}),), (Test("b"),)),
        ((Authority("A", 1, {"b": 1}),) * 2, (Test("b"),)),
        ((Authority("A", 1, {"b": 1}),), (Test("b", 2, 1),)),
    ],
)
def test_what_makes_no_sense_is_refused(authorities: tuple[Authority, ...], tests: tuple[Test, ...]) -> None:
    with pytest.raises(UsageError):
        allocate(authorities, tests)

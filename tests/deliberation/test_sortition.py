"""Sortition: LEXIMIN against brute force, quotas, addresses, symmetry, frequencies, replacements."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rebonds.deliberation.sortition import drawing, kinds, lottery
from rebonds.deliberation.sortition import leximin as rule
from rebonds.deliberation.sortition.records import Pool, Quota, QuotasError
from rebonds.errors import UsageError
from tests.deliberation.sortition_tools import brute_leximin, panels, pool_of

profiles = st.lists(
    st.builds(
        lambda a, b, c: a + b + c, st.sampled_from("FH"), st.sampled_from("jmv"), st.sampled_from("ab")
    ),
    min_size=4,
    max_size=9,
)


@st.composite
def small(draw: st.DrawFn, addresses: bool = False) -> tuple[Pool, list[Quota], int]:
    """A small pool, a size and quotas around the composition of the pool."""
    words = draw(profiles)
    homes = [draw(st.sampled_from(["", "1", "2", "3"])) for _ in words] if addresses else None
    pool = pool_of(words, homes)
    size = draw(st.integers(2, min(4, len(words))))
    quotas = []
    for rank, category in enumerate(pool.categories):
        for value in sorted({word[rank] for word in words}):
            least = draw(st.integers(0, 1))
            quotas.append(Quota(category, value, least, max(least, size - draw(st.integers(0, 2)))))
    return pool, quotas, size


def chances(pool: Pool, quotas: list[Quota], size: int) -> np.ndarray:
    """Published probabilities, in the order of the candidates."""
    found = drawing.described(drawing.prepare(pool, quotas, size))
    return np.array([one.probability for one in found.chances])


def check_against_brute_force(pool: Pool, quotas: list[Quota], size: int) -> None:
    allowed = panels(pool, quotas, size)
    if not allowed:
        with pytest.raises(QuotasError):
            drawing.prepare(pool, quotas, size)
        return
    wanted = brute_leximin(len(pool.candidates), allowed)
    got = chances(pool, quotas, size)
    assert got == pytest.approx(wanted, abs=2e-6)
    assert got.min() == pytest.approx(wanted.min(), abs=1e-7)
    assert got.sum() == pytest.approx(size, abs=1e-9)


@settings(deadline=None, max_examples=40)
@given(small())
def test_probabilities_are_those_of_every_panel_listed(given_: tuple[Pool, list[Quota], int]) -> None:
    check_against_brute_force(*given_)


@settings(deadline=None, max_examples=40)
@given(small(addresses=True))
def test_and_under_the_rule_of_one_per_address(given_: tuple[Pool, list[Quota], int]) -> None:
    check_against_brute_force(*given_)


@settings(deadline=None, max_examples=25)
@given(small(addresses=True))
def test_column_generation_finds_the_same_as_the_bound(given_: tuple[Pool, list[Quota], int]) -> None:
    """The way taken when the bound cannot be attained, compared on the same pools."""
    pool, quotas, size = given_
    problem = kinds.problem(pool, quotas, size)
    first = rule.programs.best(problem, np.zeros(len(problem.kinds)))
    assume(first is not None)
    columns = rule._Columns(problem)
    assert first is not None
    columns.add(first)
    slow = rule._by_columns(problem, columns) / problem.people
    assert slow == pytest.approx(np.array(rule.leximin(problem).optimum), abs=2e-6)


def test_a_bound_that_no_panel_attains_is_not_taken_for_the_answer() -> None:
    """Half seats meet these quotas where whole ones do not: the continuous program promises too much."""
    words = ["Fja", "Hma", "Hjb", "Fmb", "Fja", "Hmb"]
    pool = pool_of(words)
    found_columns = False
    for bounds in ((1, 1), (0, 1), (1, 2)):
        quotas = [
            Quota(c, v, *bounds)
            for c, vs in zip(pool.categories, ("FH", "jm", "ab"), strict=True)
            for v in vs
        ]
        for size in (2, 3):
            check_against_brute_force(pool, quotas, size)
            if panels(pool, quotas, size):
                ready = drawing.prepare(pool, quotas, size)
                found_columns |= ready.lottery.proof == "columns"
    assert found_columns


def town(people: int, seed: int, *, addresses: bool = False) -> Pool:
    rng = np.random.default_rng(seed)
    words = [
        "".join(rng.choice(list(letters)) for letters in ("FHHH", "jmmvvv", "abbb")) for _ in range(people)
    ]
    homes = [str(rng.integers(people // 2)) for _ in words] if addresses else None
    return pool_of(words, homes)


TOWN = [
    Quota("sexe", "F", 5, 5),
    Quota("sexe", "H", 5, 5),
    *(Quota("age", v, 3, 4) for v in "jmv"),
    Quota("lieu", "a", 4, 5),
    Quota("lieu", "b", 4, 6),
]


@pytest.fixture(scope="module")
def ready() -> drawing.Prepared:
    return drawing.prepare(town(120, 1, addresses=True), TOWN, 10)


def test_every_panel_drawn_meets_quotas_and_addresses(ready: drawing.Prepared) -> None:
    for seed in range(200):
        _, _, panel = lottery.draw(ready.problem, ready.lottery, str(seed))
        assert len({one.id for one in panel}) == 10
        homes = [one.address for one in panel]
        assert len(set(homes)) == 10
        for q in TOWN:
            at = ready.problem.pool.categories.index(q.category)
            assert q.least <= sum(one.values[at] == q.value for one in panel) <= q.most


def test_same_seed_same_panel_and_another_seed_another(ready: drawing.Prepared) -> None:
    one, two = drawing.drawn(ready, "jeu"), drawing.drawn(ready, "jeu")
    assert one == two
    assert len({tuple(m.id for m in drawing.drawn(ready, str(s)).panel) for s in range(30)}) > 25


def test_the_order_of_candidates_changes_nothing() -> None:
    pool = town(60, 2)
    first = drawing.drawn(drawing.prepare(pool, TOWN, 10), "s")
    shuffled = list(pool.candidates)
    np.random.default_rng(3).shuffle(shuffled)  # type: ignore[arg-type]
    unordered = drawing.described(drawing.prepare(replace(pool, candidates=tuple(shuffled)), TOWN, 10))
    assert {c.id: c.probability for c in first.chances} == pytest.approx(
        {c.id: c.probability for c in unordered.chances}, abs=1e-7
    )


def test_candidates_alike_have_the_same_fraction() -> None:
    found = drawing.described(drawing.prepare(town(80, 4), TOWN, 10))
    by_profile: dict[tuple[str, ...], set[tuple[int, int]]] = {}
    for one in found.chances:
        by_profile.setdefault(one.values, set()).add((one.tickets, one.out_of))
    assert all(len(fractions) == 1 for fractions in by_profile.values())


@pytest.mark.parametrize("addresses", [False, True])
def test_frequencies_are_the_probabilities_published(addresses: bool) -> None:
    pool = town(60, 1, addresses=addresses)
    ready = drawing.prepare(pool, TOWN, 10)
    draws = 3000
    counts = dict.fromkeys((one.id for one in pool.candidates), 0)
    for seed in range(draws):
        for one in lottery.draw(ready.problem, ready.lottery, f"f{seed}")[2]:
            counts[one.id] += 1
    for one in drawing.described(ready).chances:
        sigma = np.sqrt(draws * one.probability * (1 - one.probability))
        assert abs(counts[one.id] - draws * one.probability) <= 4.5 * sigma + 1e-9


def test_numbered_panels_round_the_chances(ready: drawing.Prepared) -> None:
    exact = {c.id: c.probability for c in drawing.described(ready).chances}
    found = drawing.drawn(ready, "boules", 1000)
    assert len(found.panels) == 1000
    assert {m.id for m in found.panel} == set(found.panels[(found.ticket or 0) - 1])
    counted = {c.id: sum(c.id in panel for panel in found.panels) for c in found.chances}
    for one in found.chances:
        assert (one.tickets, one.out_of) == (counted[one.id], 1000)
        assert abs(one.probability - exact[one.id]) <= 0.005
    assert drawing.drawn(ready, "autre", 1000).panels == found.panels  # can be published before the seed


def test_dice_are_fair() -> None:
    dice = lottery.Dice("x")
    counts = np.bincount([dice.below(6) for _ in range(6000)], minlength=6)
    assert ((counts - 1000) ** 2 / 1000).sum() < 20.5  # chi-square, 5 degrees of freedom, 0.1 %
    assert lottery.Dice("x").below(10**12) == lottery.Dice("x").below(10**12)


def test_impossible_quotas_are_explained_with_the_smallest_change() -> None:
    pool = pool_of(["F"] * 3 + ["H"] * 10)
    with pytest.raises(QuotasError) as caught:
        drawing.prepare(pool, [Quota("sexe", "F", 5, 6), Quota("sexe", "H", 2, 3)], 8)
    error = caught.value
    assert [sum(abs(c.before - c.after) for c in one) for one in error.relaxations] == [4]
    changed = {(c.value, c.bound): (c.before, c.after) for c in error.relaxations[0]}
    assert changed == {("F", "min"): (5, 3), ("H", "max"): (3, 5)}
    assert "ramener le minimum de « F » (sexe) de 5 à 3" in error.message("fr")
    assert "raise the maximum of “H” (sexe) from 3 to 5" in error.message("en")
    assert "mais 3 dans le vivier" in error.message("fr")


@settings(deadline=None, max_examples=30)
@given(small(), st.integers(1, 2))
def test_relaxations_are_enough_and_none_smaller_is(given_: tuple[Pool, list[Quota], int], more: int) -> None:
    pool, quotas, size = given_
    quotas = [replace(q, least=min(size, q.least + more), most=max(q.most, q.least + more)) for q in quotas]
    if panels(pool, quotas, size):
        return
    with pytest.raises(QuotasError) as caught:
        drawing.prepare(pool, quotas, size)
    assert caught.value.relaxations
    totals = set()
    for changes in caught.value.relaxations:
        moved = {(c.category, c.value, c.bound): c.after for c in changes}
        totals.add(sum(abs(c.after - c.before) for c in changes))
        relaxed = [
            replace(
                q,
                least=moved.get((q.category, q.value, "min"), q.least),
                most=moved.get((q.category, q.value, "max"), q.most),
            )
            for q in quotas
        ]
        assert panels(pool, relaxed, size)
    assert len(totals) == 1
    assert totals == {_smallest(pool, quotas, size)}


def _smallest(pool: Pool, quotas: list[Quota], size: int) -> int:
    """Smallest total shortfall and excess over every panel of the size."""
    best = 10**6
    for panel in panels(pool, [], size):
        total = 0
        for q in quotas:
            at = pool.categories.index(q.category)
            count = sum(pool.candidates[p].values[at] == q.value for p in panel)
            total += max(0, q.least - count) + max(0, count - q.most)
        best = min(best, total)
    return best


def test_too_few_candidates_or_addresses_is_said() -> None:
    with pytest.raises(QuotasError, match="3 au plus"):
        drawing.prepare(pool_of(["F", "H", "F"]), [Quota("sexe", "F", 0, 9), Quota("sexe", "H", 0, 9)], 4)
    with pytest.raises(QuotasError, match="2 au plus avec une personne au plus par adresse"):
        drawing.prepare(
            pool_of(["F", "H", "F"], ["1", "1", ""]), [Quota("sexe", "F", 0, 9), Quota("sexe", "H", 0, 9)], 3
        )


def test_replacements_meet_what_is_left_of_the_quotas(ready: drawing.Prepared) -> None:
    pool = ready.problem.pool
    panel = [m.id for m in drawing.drawn(ready, "jeu").panel]
    gone, staying = panel[:3], panel[3:]
    found = drawing.replacements(pool, TOWN, 10, staying, gone, "encore")
    ids = {m.id for m in found.panel}
    assert set(staying) <= ids and not ids & set(gone) and len(ids) == 10
    assert sum(m.replaces for m in found.panel) == 3
    assert all(q.least <= q.panel <= q.most for q in found.quotas)
    homes = [one.address for one in pool.candidates if one.id in ids]
    assert len(set(homes)) == 10
    assert not {c.id for c in found.chances} & set(panel)


def test_replacements_refuse_what_makes_no_sense(ready: drawing.Prepared) -> None:
    pool = ready.problem.pool
    panel = [m.id for m in drawing.drawn(ready, "jeu").panel]
    with pytest.raises(UsageError, match="Personne à remplacer"):
        drawing.replacements(pool, TOWN, 10, panel, [], "s")
    with pytest.raises(UsageError, match="nobody"):
        drawing.replacements(pool, TOWN, 10, ["nobody"], [], "s")
    women = [one.id for one in pool.candidates if one.values[0] == "F"][:7]
    with pytest.raises(QuotasError, match="dépassent déjà"):
        drawing.replacements(pool, TOWN, 10, women, [], "s")

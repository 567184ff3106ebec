"""Equal shares: a group with its part of the budget gets its part of the choice; payments by hand and by brute force."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from rebonds.deliberation.methods import Settings, tally
from rebonds.deliberation.shares import spend
from tests.deliberation.small import ballots, rank_of


def test_by_hand() -> None:
    """Six people, budget 60, ten each. Halle (30, four supporters): 7.5 each; then the other two pay for Jardin."""
    columns = [[1, 1, 1, 1, 0, 0], [0, 0, 0, 0, 1, 1], [1, 1, 1, 1, 0, 0]]
    costs = {"Halle": 30, "Jardin": 20, "Navette": 30}
    found = tally(ballots(columns), "equal-shares", Settings(budget=60, costs=costs))
    assert [p.option for p in found.ranking if p.detail["selected"]] == ["Halle", "Jardin"]
    assert rank_of(found) == {"Halle": 1, "Jardin": 2, "Navette": 3}
    assert found.ranking[0].detail["price"] == 7.5 and found.ranking[1].detail["price"] == 10
    assert any("plus tôt" in note.fr for note in found.notes)  # Navette was as good: said, not hidden
    other = found.comparisons[0]
    assert not other.same and "Navette" in other.text.fr  # the majority alone would take both of its projects


def test_projects_that_tie_share_a_rank() -> None:
    found = tally(ballots([[1, 0], [0, 1], [0, 0]]), "equal-shares", Settings(budget=2))
    assert rank_of(found) == {"Halle": 1, "Jardin": 1, "Navette": 3}
    assert found.ties[0].options == ("Halle", "Jardin")


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_nobody_pays_over_their_part_and_nothing_affordable_is_left(data: st.DataObject) -> None:
    n, m = data.draw(st.integers(1, 5)), data.draw(st.integers(1, 4))
    columns = [tuple(data.draw(st.lists(st.integers(0, 3), min_size=n, max_size=n))) for _ in range(m)]
    costs = [Fraction(data.draw(st.integers(1, 9))) for _ in range(m)]
    budget = Fraction(data.draw(st.integers(1, 20)))
    bought = spend(columns, costs, budget)
    purses = [budget / n] * n
    for one in bought:
        paid = [min(purses[v], one.price * columns[one.option][v]) for v in range(n)]
        assert sum(paid) == costs[one.option]
        purses = [p - q for p, q in zip(purses, paid, strict=True)]
    assert all(p >= 0 for p in purses)
    chosen = {one.option for one in bought}
    for place in set(range(m)) - chosen:
        assert sum(purses[v] for v in range(n) if columns[place][v]) < costs[place]


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_a_group_that_agrees_gets_its_part(data: st.DataObject) -> None:
    """Extended justified representation up to what approvals of unit cost guarantee: a group of n l / k people who
    approve l common projects has a member with at least l approved ones."""
    n, m = data.draw(st.integers(1, 5)), data.draw(st.integers(1, 4))
    k = data.draw(st.integers(1, m))
    columns = [tuple(data.draw(st.lists(st.integers(0, 1), min_size=n, max_size=n))) for _ in range(m)]
    chosen = {one.option for one in spend(columns, [Fraction(1)] * m, Fraction(k))}
    assert len(chosen) <= k
    for size in range(1, n + 1):
        for group in combinations(range(n), size):
            common = [c for c in range(m) if all(columns[c][v] for v in group)]
            level = min(len(common), size * k // n)
            assert max(sum(columns[c][v] for c in chosen) for v in group) >= level

"""Maps, loops, levers, MICMAC: against networkx, brute force and matrices worked by hand."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rebonds.causal.leverage import leverage, ranks, reach
from rebonds.causal.loops import find, gains
from rebonds.causal.maps import CausalMap, checked
from rebonds.causal.micmac import micmac
from rebonds.causal.results import Link, Node, Support
from rebonds.errors import DataError, UsageError
from tests.causal.invented import chain, invented, maps

ADA = (Support("Ada"),)
TWO = [Node("a", "Loyers"), Node("b", "Départs")]


def refused(*links: Link, nodes: list[Node] | None = None) -> DataError:
    with pytest.raises(DataError) as caught:
        checked("x", TWO if nodes is None else nodes, links)
    return caught.value


def test_a_link_needs_ends_sign_weight_and_someone_who_says_so() -> None:
    good = Link("a", "b", 1, 2, ADA)
    assert checked("x", TWO, [good, Link("b", "a", -1, 3, (Support("", "Insee 2022"),))]).links
    assert "départ" in refused(Link("a", "départ", 1, 1, ADA)).message("fr")
    assert "lui-même" in refused(Link("a", "a", 1, 1, ADA)).message("fr")
    assert "deux fois" in refused(good, Link("a", "b", -1, 1, ADA)).message("fr")
    assert "ni + ni" in refused(Link("a", "b", 0, 1, ADA)).message("fr")
    for weight in (0.0, 0.5, 4.0, float("nan")):
        assert "poids" in refused(Link("a", "b", 1, weight, ADA)).message("fr")
    assert "soutient" in refused(Link("a", "b", 1, 1, ())).message("fr")
    assert "nobody supports the link Loyers → Départs" in refused(
        Link("a", "b", 1, 1, (Support(" ", ""),))
    ).message("en")


def test_nodes_have_a_name_a_known_kind_and_an_identifier_of_their_own() -> None:
    assert "deux nœuds" in refused(nodes=[Node("a", "A"), Node("a", "B")]).message("fr")
    assert "nature inconnue" in refused(nodes=[Node("a", "A", "chose")]).message("fr")
    assert "pas de nom" in refused(nodes=[Node("a", " ")]).message("fr")
    assert "trop grande" in refused(nodes=[Node(str(n), "A") for n in range(401)]).message("fr")


def first_turned(loop: tuple[str, ...]) -> tuple[str, ...]:
    place = loop.index(min(loop))
    return loop[place:] + loop[:place]


@settings(deadline=None, max_examples=150)
@given(maps(), st.integers(2, 7))
def test_loops_are_those_of_networkx(held: CausalMap, length: int) -> None:
    graph = nx.DiGraph([link.key for link in held.links])
    expected = sorted(first_turned(tuple(c)) for c in nx.simple_cycles(graph, length_bound=length))
    found = find(held, length)
    assert sorted(first_turned(loop.nodes) for loop in found.items) == expected
    for loop in found.items:
        links = [held.links[rank] for rank in loop.links]
        assert [link.key for link in links] == list(itertools.pairwise((*loop.nodes, loop.nodes[0])))
        odd = sum(link.sign < 0 for link in links) % 2 == 1
        assert loop.reinforcing is not odd
        assert loop.strength == pytest.approx(np.prod([link.weight / 3 for link in links]))
    strengths = [round(loop.strength, 12) for loop in found.items]
    assert strengths == sorted(strengths, reverse=True)
    assert gains(found, held.signed()[None, :])[0] == pytest.approx(
        [i.sign * i.strength for i in found.items]
    )


def test_where_loops_are_too_many_shorter_ones_only_are_told() -> None:
    held = invented(9, 60)
    counts = {length: len(find(held, length).items) for length in (2, 3, 4, 5)}
    cut = find(held, 5, most=counts[4])
    assert (cut.length, cut.asked, cut.complete, len(cut.items)) == (4, 5, False, counts[4])
    none = find(held, 5, most=0)
    assert (none.items, none.length) == ((), 1)
    for length in (1, 11):
        with pytest.raises(UsageError):
            find(held, length)


def test_sixty_nodes_and_three_hundred_links_have_the_loops_of_networkx() -> None:
    held = invented(60, 300)
    graph = nx.DiGraph([link.key for link in held.links])
    assert len(find(held, 6).items) == sum(1 for _ in nx.simple_cycles(graph, length_bound=6))


@settings(deadline=None, max_examples=60)
@given(maps())
def test_reach_sums_damped_paths(held: CausalMap) -> None:
    size = np.abs(held.matrix())
    damping = 0.5 / max(1.0, size.sum(axis=1).max())
    total, power = np.zeros(len(size)), np.eye(len(size))
    for _ in range(80):
        power = power @ (damping * size)
        total += power.sum(axis=1)
    expected = total / total.sum() if total.sum() else total
    assert reach(held.matrix()) == pytest.approx(expected, abs=1e-9)


def test_levers_of_a_chain() -> None:
    held = chain(("a", "b", 1, 3), ("b", "c", -1, 3), ("c", "b", 1, 1))
    found = {one.node: one for one in leverage(held, find(held))}
    assert next(iter(found)) == "a" and found["a"].rank == 1
    assert (found["b"].out, found["b"].into) == (3, 4)
    assert (found["b"].balancing, found["b"].reinforcing, found["b"].loop_share) == (1, 0, 1.0)
    assert (found["a"].balancing, found["a"].loop_share) == (0, 0.0)
    assert found["b"].betweenness > found["a"].betweenness == 0
    assert sum(one.reach for one in found.values()) == pytest.approx(1)
    assert leverage(CausalMap("vide", (), ()), find(held)) == ()


def test_ranks_share_places() -> None:
    assert ranks(np.array([2.0, 5.0, 5.0 + 1e-12, 1.0])) == [3, 1, 1, 4]


def test_micmac_by_hand() -> None:
    # x drives r; r and d feed each other's way back through r: r both drives and depends; z stands apart.
    held = chain(("x", "r", 1, 3), ("r", "d", 1, 3), ("r", "s", -1, 3), ("d", "r", 1, 1), ("z", "s", 1, 1))
    found = micmac(held)
    direct = {one.node: one.direct for one in found.nodes}
    assert direct["x"].influence == pytest.approx(3 / 11) and direct["x"].dependence == 0
    assert {k: v.quadrant for k, v in direct.items()} == {
        "x": "driving", "r": "relay", "d": "dependent", "s": "dependent", "z": "autonomous"
    }  # fmt: skip
    for kind in ("direct", "indirect"):
        positions = [getattr(one, kind) for one in found.nodes]
        assert sum(p.influence for p in positions) == pytest.approx(1)
        assert sum(p.dependence for p in positions) == pytest.approx(1)
    power = np.linalg.matrix_power(np.abs(held.matrix()), found.power)
    indirect = np.array([one.indirect.influence for one in found.nodes])
    assert indirect == pytest.approx(power.sum(axis=1) / power.sum())
    assert [one.moved for one in found.nodes] == [one.direct.rank - one.indirect.rank for one in found.nodes]
    assert [one.node for one in found.of("driving")] == [
        one.node for one in found.nodes if one.indirect.quadrant == "driving"
    ]


def test_micmac_ranks_stop_moving_or_it_says_so() -> None:
    steady = micmac(invented(12, 60))
    assert steady.stable and steady.power <= 12
    # Two circuits of lengths two and three that share nothing: powers never settle.
    turning = chain(
        ("a", "b", 1, 3), ("b", "a", 1, 1), ("c", "d", 1, 3), ("d", "e", 1, 2), ("e", "c", 1, 1), ("a", "c", 1, 2)
    )  # fmt: skip
    found = micmac(turning)
    size = np.abs(turning.matrix())

    def both(power: int) -> tuple[list[int], list[int]]:
        m = np.linalg.matrix_power(size, power)
        return ranks(m.sum(axis=1) / m.sum()), ranks(m.sum(axis=0) / m.sum())

    expected = next((k for k in range(2, 13) if both(k) == both(k - 1)), None)
    assert found.stable is (expected is not None)
    assert found.power == (expected or 12)


def test_micmac_of_maps_without_loop_or_without_link() -> None:
    line = micmac(chain(("a", "b", 1, 1), ("b", "c", 1, 1)))
    assert line.stable and line.power == 2
    alone = micmac(checked("x", TWO, []))
    assert {one.indirect.quadrant for one in alone.nodes} == {"autonomous"}
    assert micmac(CausalMap("vide", (), ())).nodes == ()

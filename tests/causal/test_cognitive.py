"""Fuzzy cognitive maps and robustness: fixed points, cycles, signs along paths, draws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rebonds.causal import fcm, robust
from rebonds.causal.leverage import leverage
from rebonds.causal.loops import find
from rebonds.causal.maps import CausalMap
from rebonds.causal.reading import read
from rebonds.errors import ModelError, UsageError
from tests.causal.invented import chain, invented, maps


@settings(deadline=None, max_examples=80)
@given(maps(), st.floats(0, 1))
def test_at_rest_the_equation_holds(held: CausalMap, value: float) -> None:
    matrix, clamps = held.matrix(), {0: value}
    found = fcm.run(matrix, clamps)
    states = np.array(found.states)
    assert states[0] == value
    assert ((states >= 0) & (states <= 1)).all()
    if found.behaviour == "rest":
        following = 1 / (1 + np.exp(-(states + matrix.T @ states)))
        following[0] = value
        assert following == pytest.approx(states, abs=1e-5)
        assert fcm.settled(matrix[None], clamps)[0] == pytest.approx(states, abs=1e-5)


def test_a_push_follows_the_signs_of_the_path() -> None:
    held = chain(("a", "b", 1, 3), ("b", "c", -1, 3), ("c", "d", -1, 3), ("x", "d", 1, 1))
    up = {one.node: one for one in fcm.what_if(held, {"a": 1}).effects}
    down = {one.node: one for one in fcm.what_if(held, {"A": 0}).effects}  # by label too
    assert {k: v.sign for k, v in up.items()} == {"a": 1, "b": 1, "c": -1, "d": 1, "x": 0}
    assert {k: v.sign for k, v in down.items()} == {"a": -1, "b": -1, "c": 1, "d": -1, "x": 0}
    assert up["a"].held and not up["b"].held
    assert up["b"].change > abs(up["c"].change) > up["d"].change > 0


def test_nothing_held_changes_nothing() -> None:
    assert all(one.change == 0 for one in fcm.what_if(invented(8, 20), {}).effects)


def test_a_map_that_goes_round_says_so() -> None:
    # A steep balancing loop of two: states alternate around each other.
    held = chain(("a", "b", 1, 3), ("b", "a", -1, 3))
    found = fcm.run(held.matrix() * 3, squashing="tanh", slope=6.0, held={})
    assert found.behaviour == "rest"  # from zero, nothing moves
    matrix = np.array([[-2.0, 0.0], [0.0, 0.0]])  # a' = f(a - 2a): turns its own sign
    turning = fcm.run(matrix, squashing="sigmoid", slope=30.0)
    assert turning.behaviour in ("rest", "cycle")
    flip = fcm.run(np.array([[-9.0, 4.0], [-4.0, -9.0]]), slope=5.0)
    assert flip.behaviour == "cycle" and flip.period >= 2
    assert all(0 <= state <= 1 for state in flip.states)


def test_a_map_that_never_settles_says_so() -> None:
    rng = np.random.default_rng(3)
    found = [fcm.run(rng.normal(0, 4, (12, 12)), slope=3.0) for _ in range(40)]
    assert {one.behaviour for one in found} >= {"unsettled"}
    assert all(one.period == 0 for one in found if one.behaviour == "unsettled")


def test_what_cannot_be_held_is_refused() -> None:
    held = chain(("loyers", "departs", 1, 1))
    with pytest.raises(UsageError) as caught:
        fcm.what_if(held, {"loyer": 1})
    assert "loyers" in caught.value.message("fr").casefold()
    for value in (-0.1, 1.1, float("nan")):
        with pytest.raises(UsageError):
            fcm.what_if(held, {"loyers": value})
    with pytest.raises(ModelError):
        fcm.run(held.matrix(), squashing="step")


def test_draws_stay_within_a_step_and_keep_signs() -> None:
    held = invented(12, 40)
    effects = robust.drawn(held)
    weights = np.array([link.weight for link in held.links])
    signs = np.array([link.sign for link in held.links])
    told = effects * signs * 3
    assert (told >= np.maximum(0, weights - 1) - 1e-12).all() and (told <= np.minimum(3, weights + 1)).all()
    assert (robust.drawn(held) == effects).all()
    assert (robust.drawn(held, seed=1) != effects).any()
    assert robust.matrices(held, held.signed()[None])[0] == pytest.approx(held.matrix())


def test_a_lone_path_is_robust_and_two_opposite_ones_are_fragile() -> None:
    lone = read(chain(("a", "b", 1, 3), ("b", "c", 1, 3)), {"a": 1})
    assert {one.key: one.robust for one in lone.robustness.effects} == {"b": True, "c": True}
    split = read(chain(("a", "b", 1, 2), ("a", "c", 1, 2), ("b", "d", 1, 2), ("c", "d", -1, 2)), {"a": 1})
    effects = {one.key: one for one in split.robustness.effects}
    assert not effects["d"].robust and effects["b"].robust


def test_dominance_and_balance_of_loops() -> None:
    clear = chain(("a", "b", 1, 3), ("b", "a", 1, 3), ("b", "c", 1, 1), ("c", "b", -1, 1))
    found = read(clear).robustness
    assert found.dominance is not None and found.dominance.robust and found.dominance.key == "a → b"
    assert found.balance is not None and found.balance.key == "reinforcing"
    tied = chain(("a", "b", 1, 2), ("b", "a", 1, 2), ("b", "c", 1, 2), ("c", "b", -1, 2))
    found = read(tied).robustness
    assert found.dominance is not None and not found.dominance.robust
    assert 0.3 < found.dominance.share < 0.7
    none = read(chain(("a", "b", 1, 2))).robustness
    assert none.dominance is None and none.balance is None


def test_shares_of_levers_are_those_counted_one_draw_at_a_time() -> None:
    held = invented(14, 50, seed=4)
    loops = find(held)
    levers = leverage(held, loops)
    found = robust.robustness(held, loops, levers, draws=30)
    effects = robust.drawn(held, 30)
    wide = robust.matrices(held, effects)
    from rebonds.causal.leverage import reach

    counts = dict.fromkeys((one.node for one in levers[:5]), 0)
    for matrix in wide:
        shares = reach(matrix)
        first = np.argsort(-shares)[:5]
        for rank in first:
            ident = held.nodes[rank].id
            if ident in counts:
                counts[ident] += 1
    assert {one.key: one.share for one in found.levers} == pytest.approx(
        {k: v / 30 for k, v in counts.items()}
    )

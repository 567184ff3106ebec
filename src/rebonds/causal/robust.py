"""Robust or fragile: what of a map still holds when each weight moves by a step.

A neighbour at the table could have told one step more or less: every weight is drawn evenly within a step of the
one told (never below zero, nor above the scale), signs kept, many times with a fixed seed. A result is robust
where it holds in nearly all draws.
"""

from __future__ import annotations

import numpy as np

from rebonds.causal import fcm
from rebonds.causal.leverage import reach
from rebonds.causal.loops import gains
from rebonds.causal.maps import CausalMap, Matrix
from rebonds.causal.parameters import load
from rebonds.causal.results import Held, Leverage, Loops, Robustness, WhatIf


def drawn(held: CausalMap, draws: int | None = None, seed: int | None = None) -> Matrix:
    """Return other effects of the links, (draws, links): within one step of the weights told, signs kept."""
    rules = load()
    count = rules.draws if draws is None else draws
    told = np.array([link.weight for link in held.links], dtype=float)
    signs = np.array([link.sign for link in held.links], dtype=float)
    low, high = np.maximum(0.0, told - rules.step), np.minimum(rules.most_weight, told + rules.step)
    random = np.random.default_rng(rules.seed if seed is None else seed)
    found: Matrix = signs * (low + (high - low) * random.random((count, len(told)))) / rules.most_weight
    return found


def matrices(held: CausalMap, effects: Matrix) -> Matrix:
    """Return effects of links, (draws, links), as matrices, (draws, nodes, nodes)."""
    size = len(held.nodes)
    found = np.zeros((len(effects), size, size))
    if held.links:
        causes, targets = held.ends()
        found[:, causes, targets] = effects
    return found


def robustness(
    held: CausalMap,
    loops: Loops,
    levers: tuple[Leverage, ...],
    pushed: WhatIf | None = None,
    *,
    draws: int | None = None,
    seed: int | None = None,
) -> Robustness:
    """Say what holds under other weights.

    Parameters
    ----------
    held : CausalMap
    loops : Loops
    levers : tuple of Leverage
        All nodes, the farthest-reaching first.
    pushed : WhatIf, optional
    draws, seed : int, optional
    """
    rules = load()
    effects = drawn(held, draws, seed)
    wide = matrices(held, effects)
    return Robustness(
        levers=_levers(held, wide, levers) if held.links else (),
        effects=_effects(held, wide, pushed) if pushed is not None and pushed.held else (),
        dominance=_dominance(loops, effects),
        balance=_balance(loops, effects),
        draws=len(effects),
        seed=rules.seed if seed is None else seed,
    )


def _held(key: str, holds: Matrix) -> Held:
    share = float(holds.mean())
    return Held(key, share, share >= load().share)


def _levers(held: CausalMap, wide: Matrix, levers: tuple[Leverage, ...]) -> tuple[Held, ...]:
    named = [one for one in levers if one.reach > 0][: load().levers]
    if not named:
        return ()
    shares = reach(wide)
    # As many first as are named: a node is among them when fewer than that reach farther.
    ahead = (shares[:, None, :] > shares[:, :, None] * (1 + 1e-9)).sum(axis=-1)
    return tuple(_held(one.node, ahead[:, held.rank[one.node]] < len(named)) for one in named)


def effects_held(
    held: CausalMap, pushed: WhatIf, *, draws: int | None = None, seed: int | None = None
) -> tuple[Held, ...]:
    """Say of a push alone which changes keep their direction under other weights."""
    return _effects(held, matrices(held, drawn(held, draws, seed)), pushed)


def _effects(held: CausalMap, wide: Matrix, pushed: WhatIf) -> tuple[Held, ...]:
    nil = load().nil
    clamps = {held.rank[node]: value for node, value in pushed.held}
    change = fcm.settled(wide, clamps) - fcm.settled(wide, {})
    signs = np.where(np.abs(change) < nil, 0, np.sign(change))
    return tuple(
        _held(one.node, signs[:, held.rank[one.node]] == one.sign) for one in pushed.effects if not one.held
    )


def _dominance(loops: Loops, effects: Matrix) -> Held | None:
    if not loops.items:
        return None
    size = np.abs(gains(loops, effects))
    return _held(" → ".join(loops.items[0].nodes), size[:, 0] >= size.max(axis=1) * (1 - 1e-9))


def _balance(loops: Loops, effects: Matrix) -> Held | None:
    if not loops.items:
        return None
    told = sum(loop.sign * loop.strength for loop in loops.items)
    sums = gains(loops, effects).sum(axis=1)
    return _held("reinforcing" if told >= 0 else "balancing", (sums >= 0) == (told >= 0))

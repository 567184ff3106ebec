r"""Fuzzy cognitive map: what settles when some nodes are held (Kosko 1986).

.. math:: a_{t+1} = f(a_t + W^\top a_t)

The squashing function keeps every state in [0, 1] (``sigmoid``) or [-1, 1] (``tanh``). States have no unit and no date:
only their difference from the map left alone is read, and only as a direction and an order.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from rebonds.causal.maps import CausalMap, Matrix
from rebonds.causal.parameters import load
from rebonds.causal.results import Effect, Outcome, WhatIf
from rebonds.errors import ModelError, UsageError
from rebonds.sources.words import closest
from rebonds.text import Text, number, typeset

SQUASHINGS = {"sigmoid": (0.0, 1.0), "tanh": (-1.0, 1.0)}


def squashed(values: Matrix, squashing: str, slope: float) -> Matrix:
    """Return ``f``: logistic of slope ``slope``, or hyperbolic tangent."""
    if squashing == "tanh":
        found: Matrix = np.tanh(slope * values)
        return found
    found = 0.5 * (1.0 + np.tanh(0.5 * slope * values))  # the logistic, without overflow
    return found


def held_ranks(held: CausalMap, clamps: Mapping[str, float], squashing: str = "sigmoid") -> dict[int, float]:
    """Return the nodes held by rank, named by identifier or by label.

    Raises
    ------
    UsageError
        An unknown node, or a value out of the range of states.
    """
    low, high = SQUASHINGS[squashing]
    by_label = {node.label.casefold(): node.id for node in held.nodes}
    found = {}
    for name, value in clamps.items():
        ident = name if name in held.rank else by_label.get(name.casefold(), "")
        if not ident:
            near = closest(name, [*held.rank, *(node.label for node in held.nodes)])
            hint = (
                Text(typeset(f"Vouliez-vous dire « {near} » ?"), f"Did you mean “{near}”?") if near else None
            )
            raise UsageError(Text(typeset(f"Nœud inconnu : « {name} »."), f"Unknown node: “{name}”."), hint)
        if not low <= value <= high:
            fr, en = (f"{number(low, lang)} – {number(high, lang)}" for lang in ("fr", "en"))
            raise UsageError(
                Text(
                    typeset(f"« {name} » = {value:g} : hors de {fr}."), f"“{name}” = {value:g}: out of {en}."
                )
            )
        found[held.rank[ident]] = float(value)
    return found


def settled(effects: Matrix, held: Mapping[int, float], squashing: str = "sigmoid") -> Matrix:
    """Return the states that maps of one shape settle to, or their mean over the last steps.

    Parameters
    ----------
    effects : array, (draws, nodes, nodes)
    held : mapping of rank to value

    Returns
    -------
    array, (draws, nodes)
    """
    rules = load()
    places, values = list(held), np.array(list(held.values()))
    state = np.full((effects.shape[0], effects.shape[1]), sum(SQUASHINGS[squashing]) / 2)
    state[:, places] = values
    last: list[Matrix] = []
    for _ in range(rules.steps):
        following = squashed(
            state + np.einsum("di,dij->dj", state, effects, optimize=True), squashing, rules.slope
        )
        following[:, places] = values
        moved = np.abs(following - state).max(initial=0.0)
        state = following
        if moved < rules.tolerance:
            return state
        last = [*last[1 - rules.cycle :], state]
    mean: Matrix = np.mean(last, axis=0)
    return mean


def run(
    effects: Matrix,
    held: Mapping[int, float] | None = None,
    *,
    squashing: str = "sigmoid",
    slope: float | None = None,
) -> Outcome:
    """Run one map until it rests, goes round, or steps run out.

    Parameters
    ----------
    effects : array, (nodes, nodes)
        The row acts on the column.
    held : mapping of rank to value, optional
    squashing : {"sigmoid", "tanh"}
    slope : float, optional

    Raises
    ------
    ModelError
        An unknown squashing function.
    """
    if squashing not in SQUASHINGS:
        raise ModelError(Text(f"Fonction inconnue : {squashing}.", f"Unknown function: {squashing}."))
    rules = load()
    steep = rules.slope if slope is None else slope
    places = list(held or {})
    values = np.array(list((held or {}).values()))
    state = np.full(len(effects), sum(SQUASHINGS[squashing]) / 2)
    state[places] = values
    seen = [state]
    for step in range(1, rules.steps + 1):
        state = squashed(state + state @ effects, squashing, steep)
        state[places] = values
        if np.abs(state - seen[-1]).max(initial=0.0) < rules.tolerance:
            return Outcome(tuple(state.tolist()), "rest", step, 1)
        seen.append(state)
    for period in range(2, rules.cycle + 1):
        turns = np.abs(np.array(seen[-period:]) - np.array(seen[-2 * period : -period]))
        if turns.max(initial=0.0) < rules.tolerance:
            mean = np.mean(seen[-period:], axis=0)
            return Outcome(tuple(mean.tolist()), "cycle", rules.steps, period)
    mean = np.mean(seen[-rules.cycle :], axis=0)
    return Outcome(tuple(mean.tolist()), "unsettled", rules.steps, 0)


def what_if(held: CausalMap, clamps: Mapping[str, float], *, squashing: str = "sigmoid") -> WhatIf:
    """Hold nodes and say what changes from the map left alone.

    Parameters
    ----------
    held : CausalMap
    clamps : mapping
        Identifier or label of a node -> value that it is held at.

    Raises
    ------
    UsageError
        An unknown node, or a value out of range.
    """
    ranks = held_ranks(held, clamps, squashing)
    matrix, nil = held.matrix(), load().nil
    alone = run(matrix, squashing=squashing)
    pushed = run(matrix, ranks, squashing=squashing)
    effects = []
    for place, node in enumerate(held.nodes):
        before, after = alone.states[place], pushed.states[place]
        change = after - before
        sign = 0 if abs(change) < nil else (1 if change > 0 else -1)
        effects.append(Effect(node.id, node.label, before, after, change, sign, place in ranks))
    effects.sort(key=lambda one: (not one.held, -abs(round(one.change, 9)), one.label))
    return WhatIf(
        tuple((held.nodes[rank].id, value) for rank, value in ranks.items()), tuple(effects), alone, pushed
    )

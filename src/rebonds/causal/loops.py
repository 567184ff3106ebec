"""Feedback loops: elementary circuits up to a length, with their sign and strength.

A loop with an odd number of negative links is balancing (it brings back), the others are reinforcing (they carry
away): J. W. Forrester's system dynamics; the words *reinforcing* and *balancing* are those of common use.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from rebonds.causal.maps import CausalMap, Matrix
from rebonds.causal.parameters import load
from rebonds.causal.results import Loop, Loops
from rebonds.errors import UsageError
from rebonds.text import Text


def find(held: CausalMap, length: int | None = None, most: int | None = None) -> Loops:
    """Return the elementary loops of a map, up to a number of links.

    A depth-first search from each node through the nodes after it, cut where the way back is longer than what
    is left: each loop is met once, from its first node. The way back is a breadth-first distance.

    Parameters
    ----------
    held : CausalMap
    length : int, optional
        Most links of a loop.
    most : int, optional
        Where a length gives more loops, shorter ones only are returned, and `Loops.length` says so.

    Raises
    ------
    UsageError
        A length below two, or beyond the longest allowed.
    """
    rules = load()
    asked = rules.length if length is None else length
    limit = rules.most_loops if most is None else most
    if not 2 <= asked <= rules.longest:
        raise UsageError(
            Text(f"Longueur de boucle : {asked}.", f"Length of loops: {asked}."),
            Text(f"De 2 à {rules.longest}.", f"From 2 to {rules.longest}."),
        )
    links = {pair: rank for rank, pair in enumerate(zip(*(e.tolist() for e in held.ends()), strict=True))}
    after: list[list[int]] = [[] for _ in held.nodes]
    for cause, effect in sorted(links):
        after[cause].append(effect)
    for reach in range(asked, 1, -1):
        found = _circuits(after, reach, limit)
        if found is not None:
            return Loops(_told(held, found, links), reach, asked)
    return Loops((), 1, asked)


def _told(
    held: CausalMap, found: list[tuple[int, ...]], links: dict[tuple[int, int], int]
) -> tuple[Loop, ...]:
    effects = held.signed()
    told = []
    for circuit in found:
        ranks = tuple(links[pair] for pair in zip(circuit, (*circuit[1:], circuit[0]), strict=True))
        gain = float(np.prod(effects[list(ranks)]))
        sign = 1 if gain > 0 else -1
        told.append(Loop(tuple(held.nodes[n].id for n in circuit), ranks, sign, abs(gain)))
    return tuple(sorted(told, key=lambda one: (-round(one.strength, 12), len(one.nodes), one.nodes)))


def _circuits(after: list[list[int]], length: int, most: int) -> list[tuple[int, ...]] | None:
    """Return the circuits as ranks of nodes, the smallest first; ``None`` where there are more than ``most``."""
    before: list[list[int]] = [[] for _ in after]
    for node, nexts in enumerate(after):
        for other in nexts:
            before[other].append(node)
    found: list[tuple[int, ...]] = []
    for root in range(len(after)):
        back = _way_back(before, root, length - 1)
        if not any(n in back for n in after[root]):
            continue
        path, inside = [root], {root}
        stack = [iter(after[root])]
        while stack:
            left = length - len(path)
            for node in stack[-1]:
                if node == root:
                    found.append(tuple(path))
                    if len(found) > most:
                        return None
                elif node in back and node not in inside and back[node] <= left:
                    path.append(node)
                    inside.add(node)
                    stack.append(iter(after[node]))
                    break
            else:
                stack.pop()
                inside.discard(path.pop())
    return found


def _way_back(before: list[list[int]], root: int, most: int) -> dict[int, int]:
    """Return the distance to ``root`` of the nodes after it that reach it in ``most`` links."""
    distance, edge = {root: 0}, [root]
    for step in range(1, most + 1):
        edge = [n for m in edge for n in before[m] if n > root]
        edge = [n for n in dict.fromkeys(edge) if n not in distance]
        distance.update(dict.fromkeys(edge, step))
    del distance[root]
    return distance


def gains(loops: Loops, effects: Matrix) -> Matrix:
    """Return the gain of each loop under other effects of the links: (draws, links) -> (draws, loops)."""
    if not loops.items:
        return np.zeros((len(effects), 0))
    longest = max(len(loop.links) for loop in loops.items)
    one = effects.shape[1]  # a column of ones, for loops shorter than the longest
    padded: npt.NDArray[np.intp] = np.full((len(loops.items), longest), one, dtype=np.intp)
    for row, loop in enumerate(loops.items):
        padded[row, : len(loop.links)] = loop.links
    wide = np.concatenate([effects, np.ones((len(effects), 1))], axis=1)
    product = wide[:, padded[:, 0]]
    for column in range(1, longest):
        product = product * wide[:, padded[:, column]]
    return product

"""Where the nodes of a map stand: the same map, the same places."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from rebonds.causal.maps import CausalMap, Matrix
from rebonds.causal.parameters import load

#: Room that a node takes, width and height, where none is given.
BOX = (132.0, 46.0)
_GAP = 46.0
_TURNS = 300


def places(
    held: CausalMap,
    sizes: Mapping[str, tuple[float, float]] | None = None,
    kept: Mapping[str, tuple[float, float]] | None = None,
) -> dict[str, tuple[float, float]]:
    """Return the centre of each node.

    Springs pull linked nodes together (Fruchterman and Reingold 1991, fixed seed); boxes that overlap are then pushed
    apart along the shorter way.

    Parameters
    ----------
    held : CausalMap
    sizes : mapping, optional
        Width and height of the box of each node.
    kept : mapping, optional
        Nodes that stand where someone put them; the others find room around them.
    """
    links = ((one.cause, one.effect, one.weight) for one in held.links)
    return spread([node.id for node in held.nodes], links, sizes, kept)


def spread(
    idents: Sequence[str],
    links: Iterable[tuple[str, str, float]],
    sizes: Mapping[str, tuple[float, float]] | None = None,
    kept: Mapping[str, tuple[float, float]] | None = None,
) -> dict[str, tuple[float, float]]:
    """Return the centre of each node of any graph (links with their weights); see `places`."""
    if not idents:
        return {}
    import networkx as nx

    known = {ident: at for ident, at in (kept or {}).items() if ident in set(idents)}
    boxes = np.array([(sizes or {}).get(ident, BOX) for ident in idents]) + _GAP
    side = math.sqrt(float(boxes.prod(axis=1).sum()) * 1.9) / 2
    if len(known) == len(idents):
        return known
    graph = nx.Graph()
    graph.add_nodes_from(idents)
    for a, b, weight in links:
        graph.add_edge(a, b, weight=weight)
    reach = side * np.array([1.25, 0.8])
    start = {ident: tuple(np.array(at) / reach) for ident, at in known.items()} or None
    found = nx.spring_layout(
        graph,
        k=1.6 / math.sqrt(len(idents)),
        pos=start,
        fixed=list(known) or None,
        iterations=120,
        seed=load().seed % 2**32,
    )
    at = np.array([found[ident] for ident in idents]) * reach
    fixed = np.array([ident in known for ident in idents])
    at = _apart(at, boxes, fixed)
    if not known:
        at -= (at.min(axis=0) + at.max(axis=0)) / 2
    rounded = np.round(at, 1).tolist()
    return {ident: known.get(ident, (x, y)) for ident, (x, y) in zip(idents, rounded, strict=True)}


def _apart(at: Matrix, boxes: Matrix, fixed: npt.NDArray[np.bool_]) -> Matrix:
    """Push boxes that overlap apart, both by half, unless one is fixed."""
    half = (boxes[:, None, :] + boxes[None, :, :]) / 2
    move = np.where(fixed, 0.0, 1.0)
    share = move[:, None] / np.maximum(move[:, None] + move[None, :], 1.0)
    for _ in range(_TURNS):
        away = at[:, None, :] - at[None, :, :]
        over = half - np.abs(away)
        hit: npt.NDArray[np.bool_] = np.asarray((over > 0.5).all(axis=2))
        np.fill_diagonal(hit, False)
        if not hit.any():
            break
        along = over[..., 0] < over[..., 1]  # the shorter way out
        order = np.sign(np.arange(len(at))[:, None] - np.arange(len(at))[None, :])
        sense = np.where(away == 0, order[..., None], np.sign(away))
        push = np.where(hit[..., None], over * sense * share[..., None], 0.0)
        at = at + 0.6 * np.stack(
            [np.where(along, push[..., 0], 0).sum(axis=1), np.where(along, 0, push[..., 1]).sum(axis=1)],
            axis=1,
        )
    return at

"""Where a push carries farthest: centralities of the nodes, and the levers."""

from __future__ import annotations

import numpy as np

from rebonds.causal.maps import CausalMap, Matrix
from rebonds.causal.parameters import load
from rebonds.causal.results import Leverage, Loops


def reach(effects: Matrix) -> Matrix:
    r"""Return the share of influence of each node along all paths.

    .. math:: x = \sum_{k \ge 1} (\alpha |W|)^k \mathbf{1} = (I - \alpha |W|)^{-1} \mathbf{1} - \mathbf{1},
              \qquad \alpha = \delta / \max(1, \lVert W \rVert_\infty)

    (Katz 1953, along outgoing links), divided by its sum. The largest sum of a row bounds the spectral radius, so that
    the series converges whatever the weights, and costs nothing.

    Parameters
    ----------
    effects : array, (..., nodes, nodes)
        The row acts on the column.

    Returns
    -------
    array, (..., nodes)
        Zero everywhere where there is no link.
    """
    size = np.abs(effects)
    nodes = size.shape[-1]
    bound = size.sum(axis=-1).max(axis=-1, initial=0.0)
    damping = np.asarray(load().damping / np.maximum(1.0, bound))
    system = np.eye(nodes) - damping[..., None, None] * size
    found = np.linalg.solve(system, np.ones((*size.shape[:-1], 1)))[..., 0] - 1.0
    total = found.sum(axis=-1, keepdims=True)
    shares: Matrix = np.divide(found, total, out=np.zeros_like(found), where=total > 0)
    return shares


def ranks(values: Matrix) -> list[int]:
    """Return ranks from 1 for the largest; values equal to nine digits share the first of their ranks."""
    rounded = [float(f"{value:.9g}") for value in values]
    order = sorted(rounded, reverse=True)
    first: dict[float, int] = {}
    for place, value in enumerate(order, start=1):
        first.setdefault(value, place)
    return [first[value] for value in rounded]


def leverage(held: CausalMap, loops: Loops) -> tuple[Leverage, ...]:
    """Return what each node weighs, the farthest-reaching first.

    Parameters
    ----------
    held : CausalMap
    loops : Loops
        Those of the map.
    """
    if not held.nodes:
        return ()
    weights = np.abs(held.matrix()) * load().most_weight
    shares = reach(held.matrix())
    order = ranks(shares)
    between = _betweenness(held)
    total = sum(loop.strength for loop in loops.items)
    through: dict[str, list[float]] = {node.id: [0, 0, 0.0] for node in held.nodes}
    for loop in loops.items:
        for ident in loop.nodes:
            tally = through[ident]
            tally[0 if loop.reinforcing else 1] += 1
            tally[2] += loop.strength
    found = []
    for place, node in enumerate(held.nodes):
        tally = through[node.id]
        found.append(
            Leverage(
                node=node.id,
                label=node.label,
                out=float(weights[place].sum()),
                into=float(weights[:, place].sum()),
                reach=float(shares[place]),
                betweenness=between[node.id],
                reinforcing=int(tally[0]),
                balancing=int(tally[1]),
                loop_share=tally[2] / total if total else 0.0,
                rank=order[place],
            )
        )
    return tuple(sorted(found, key=lambda one: (one.rank, -one.loop_share, one.label, one.node)))


def _betweenness(held: CausalMap) -> dict[str, float]:
    """Return the betweenness of each node (Freeman 1977; Brandes' algorithm), a link of weight p being 1/p long."""
    import networkx as nx

    graph = nx.DiGraph()
    graph.add_nodes_from(node.id for node in held.nodes)
    graph.add_weighted_edges_from((link.cause, link.effect, 1.0 / link.weight) for link in held.links)
    found: dict[str, float] = nx.betweenness_centrality(graph, weight="weight")
    return found

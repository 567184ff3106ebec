"""Causal maps: 60 nodes and 300 links, loops beside networkx, every reading of the map.

``.venv/bin/python -m benchmarks.causal [--quick] [--json]``.
"""

from __future__ import annotations

import random

import networkx as nx

from benchmarks.common import median_seconds, options, tell
from rebonds.causal import fcm, robust
from rebonds.causal.leverage import leverage
from rebonds.causal.loops import find
from rebonds.causal.maps import CausalMap, checked
from rebonds.causal.micmac import micmac
from rebonds.causal.reading import read
from rebonds.causal.results import Link, Node, Support

NODES, LINKS, LENGTH = 60, 300, 6


def invented(nodes: int, links: int, seed: int) -> CausalMap:
    """Return a random map of that many nodes and links."""
    draw = random.Random(seed)  # noqa: S311 (a benchmark, not a secret)
    pairs = draw.sample([(a, b) for a in range(nodes) for b in range(nodes) if a != b], links)
    return checked(
        "x",
        [Node(f"n{rank}", f"N{rank}") for rank in range(nodes)],
        [Link(f"n{a}", f"n{b}", draw.choice((1, -1)), draw.randint(1, 3), (Support("x"),)) for a, b in pairs],
    )


def main() -> None:
    """Measure each reading."""
    asked = options(__doc__)
    repeat = 5 if asked.quick else 15
    held = invented(NODES, LINKS, 1)
    graph = nx.DiGraph([link.key for link in held.links])
    loops = find(held, LENGTH)
    theirs = sum(1 for _ in nx.simple_cycles(graph, length_bound=LENGTH))
    assert theirs == len(loops.items)
    levers = leverage(held, loops)
    push = {"n0": 1.0, "n1": 0.0}
    pushed = fcm.what_if(held, push)
    found = {
        "loops_s": median_seconds(lambda: find(held, LENGTH), repeat),
        "networkx_s": median_seconds(lambda: list(nx.simple_cycles(graph, length_bound=LENGTH)), repeat),
        "levers_s": median_seconds(lambda: leverage(held, loops), repeat),
        "micmac_s": median_seconds(lambda: micmac(held), repeat),
        "what_if_s": median_seconds(lambda: fcm.what_if(held, push), repeat),
        "robust_s": median_seconds(lambda: robust.robustness(held, loops, levers, pushed), repeat),
        "all_s": median_seconds(lambda: read(held, push), repeat),
    }
    limits = {"loops_s": "1 s", "what_if_s": "50 ms", "networkx_s": "the same loops"}
    names = {
        "loops_s": f"loops up to {LENGTH} links, {len(loops.items)} of them, signed and sorted",
        "networkx_s": "networkx, the same loops, unsigned",
        "levers_s": "levers",
        "micmac_s": "MICMAC",
        "what_if_s": "what if, two nodes held",
        "robust_s": "robust or fragile, 200 draws",
        "all_s": "the whole reading",
    }
    rows = [(names[key], f"{1000 * value:.1f} ms", limits.get(key, "")) for key, value in found.items()]
    tell(f"causal, {NODES} nodes, {LINKS} links", rows, {**found, "loops": theirs}, as_json=asked.json)


if __name__ == "__main__":
    main()

"""Invented maps for the tests."""

from __future__ import annotations

import random

from hypothesis import strategies as st

from rebonds.causal.maps import CausalMap, checked
from rebonds.causal.results import Link, Node, Support


def invented(nodes: int, links: int, seed: int = 1) -> CausalMap:
    """Return a random map of that many nodes and links."""
    draw = random.Random(seed)  # noqa: S311 (a test, not a secret)
    pairs = draw.sample([(a, b) for a in range(nodes) for b in range(nodes) if a != b], links)
    return checked(
        "Carte inventée",
        [Node(f"n{rank}", f"Nœud {rank}") for rank in range(nodes)],
        [
            Link(f"n{a}", f"n{b}", draw.choice((1, -1)), draw.randint(1, 3), (Support("Ada", "essai"),))
            for a, b in pairs
        ],
    )


def chain(*signed: tuple[str, str, int, float]) -> CausalMap:
    """Return a map from (cause, effect, sign, weight)."""
    names = dict.fromkeys(name for a, b, _, _ in signed for name in (a, b))
    return checked(
        "Chaîne",
        [Node(name, name.upper()) for name in names],
        [Link(a, b, sign, weight, (Support("Ada"),)) for a, b, sign, weight in signed],
    )


@st.composite
def maps(draw: st.DrawFn, most: int = 7) -> CausalMap:
    """Return any small map."""
    size = draw(st.integers(1, most))
    pairs = [(a, b) for a in range(size) for b in range(size) if a != b]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    label = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=12)
    labels = [draw(label.map(lambda t, r=rank: f"{t.strip()} {r}".strip())) for rank in range(size)]
    links = [
        Link(
            f"n{a}",
            f"n{b}",
            draw(st.sampled_from((1, -1))),
            draw(st.sampled_from((1.0, 1.5, 2.0, 3.0))),
            (Support("Ada", draw(st.sampled_from(("", "=1+1", "'=1", "rapport; p. 3")))),),
        )
        for a, b in chosen
    ]
    return checked("Carte", [Node(f"n{rank}", labels[rank]) for rank in range(size)], links)

"""Records of a causal map: what it holds, and what is read in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rebonds.text import Text

if TYPE_CHECKING:
    from rebonds.causal.maps import CausalMap

#: Kinds of node.
KINDS = {
    "factor": Text("facteur", "factor"),
    "problem": Text("problème", "problem"),
    "action": Text("action", "action"),
    "outcome": Text("effet attendu", "outcome"),
    "actor": Text("acteur", "actor"),
}
SIGNS = {1: Text("renforce", "increases"), -1: Text("réduit", "decreases")}
WEIGHTS = {1: Text("faible", "weak"), 2: Text("net", "clear"), 3: Text("fort", "strong")}
SENSES = {1: Text("renforçante", "reinforcing"), -1: Text("équilibrante", "balancing")}
QUADRANTS = {
    "driving": Text("motrice", "driving"),
    "relay": Text("relais", "relay"),
    "dependent": Text("dépendante", "dependent"),
    "autonomous": Text("autonome", "autonomous"),
}
MEANINGS = {
    "driving": Text("agit beaucoup, subit peu", "acts much, is acted on little"),
    "relay": Text("agit et subit beaucoup : instable", "acts and is acted on much: unstable"),
    "dependent": Text("subit beaucoup, agit peu : un résultat", "is acted on much, acts little: a result"),
    "autonomous": Text("agit et subit peu : à part", "acts and is acted on little: apart"),
}
BEHAVIOURS = {
    "rest": Text("se pose", "comes to rest"),
    "cycle": Text("tourne en rond", "goes round"),
    "unsettled": Text("ne se pose pas", "does not settle"),
}
VERDICTS = {True: Text("robuste", "robust"), False: Text("fragile", "fragile")}


@dataclass(frozen=True)
class Node:
    """A thing that can grow or shrink; ``about`` refers to another object (a problem card), if any."""

    id: str
    label: str
    kind: str = "factor"
    about: str = ""


@dataclass(frozen=True)
class Support:
    """Who says that a link holds, and on what ground; at least one of the two is told."""

    author: str
    source: str = ""


@dataclass(frozen=True)
class Link:
    """A link: when ``cause`` grows, ``effect`` grows (``sign`` 1) or shrinks (-1), all else equal."""

    cause: str
    effect: str
    sign: int
    weight: float
    support: tuple[Support, ...]

    @property
    def key(self) -> tuple[str, str]:
        """Both ends: a map holds one link at most from one node to another."""
        return self.cause, self.effect


@dataclass(frozen=True)
class Loop:
    r"""A loop: its nodes in order, the ranks of its links, its sign and its strength.

    The strength is the product :math:`\prod |w|` of its links' effects, in [0, 1].
    """

    nodes: tuple[str, ...]
    links: tuple[int, ...]
    sign: int
    strength: float

    @property
    def reinforcing(self) -> bool:
        """True where a push comes back as a push the same way."""
        return self.sign > 0


@dataclass(frozen=True)
class Loops:
    """Loops, the strongest first; ``length`` is the longest looked for, shorter than asked where there were too many."""

    items: tuple[Loop, ...]
    length: int
    asked: int

    @property
    def complete(self) -> bool:
        """True where every loop of the length asked is there."""
        return self.length == self.asked


@dataclass(frozen=True)
class Leverage:
    """What a node weighs in a map.

    Attributes
    ----------
    out, into : float
        Sums of the weights of its links, away from it and towards it.
    reach : float
        Its share of all influence along paths, long ones damped; shares add up to 1.
    betweenness : float
        Share of the shortest paths that go through it (strong links are short).
    reinforcing, balancing : int
        Loops that go through it.
    loop_share : float
        Share of the strength of all loops that goes through it: what would open if it were taken out.
    rank : int
        By reach, from 1; nodes that act alike share a rank.
    """

    node: str
    label: str
    out: float
    into: float
    reach: float
    betweenness: float
    reinforcing: int
    balancing: int
    loop_share: float
    rank: int


@dataclass(frozen=True)
class Position:
    """Where a node stands: its shares of all influence and of all dependence, its quadrant, its rank by influence."""

    influence: float
    dependence: float
    quadrant: str
    rank: int


@dataclass(frozen=True)
class Standing:
    """A node, directly and through paths; ``moved`` counts the ranks that paths make it win (or lose, negative)."""

    node: str
    label: str
    direct: Position
    indirect: Position
    moved: int


@dataclass(frozen=True)
class Micmac:
    """Standings in the order of the map, and how the indirect ranking was reached.

    ``power`` is the number of links of the paths counted; ``stable`` tells whether one more changed no rank.
    """

    nodes: tuple[Standing, ...]
    power: int
    stable: bool

    def of(self, quadrant: str) -> tuple[Standing, ...]:
        """Return the nodes of an indirect quadrant, the most influential first."""
        kept = (one for one in self.nodes if one.indirect.quadrant == quadrant)
        return tuple(sorted(kept, key=lambda one: (one.indirect.rank, one.label)))


@dataclass(frozen=True)
class Outcome:
    """What a map does: states at rest, or their mean over a cycle, or over the last steps where it never settles."""

    states: tuple[float, ...]
    behaviour: str
    steps: int
    period: int


@dataclass(frozen=True)
class Effect:
    """A node, left alone and under the push; ``sign`` is 0 where the change is nil."""

    node: str
    label: str
    before: float
    after: float
    change: float
    sign: int
    held: bool


@dataclass(frozen=True)
class WhatIf:
    """What changes when nodes are held, the largest change first."""

    held: tuple[tuple[str, float], ...]
    effects: tuple[Effect, ...]
    alone: Outcome
    pushed: Outcome


@dataclass(frozen=True)
class Held:
    """A result: the share of the draws in which it holds, and whether that makes it robust."""

    key: str
    share: float
    robust: bool


@dataclass(frozen=True)
class Robustness:
    """What holds under other weights.

    Attributes
    ----------
    levers : tuple of Held
        Each named lever: stays among as many first.
    effects : tuple of Held
        Each node under the push: its change keeps its sign (none where nothing is held).
    dominance : Held or None
        The strongest loop stays the strongest; ``key`` names its nodes.
    balance : Held or None
        Reinforcing loops together stay stronger than balancing ones, or weaker; ``key`` says which.
    draws, seed : int
    """

    levers: tuple[Held, ...]
    effects: tuple[Held, ...]
    dominance: Held | None
    balance: Held | None
    draws: int
    seed: int


@dataclass(frozen=True)
class Suggestion:
    """Two nodes that may be one: their labels are alike."""

    a: str
    b: str
    label_a: str
    label_b: str
    likeness: float


@dataclass(frozen=True)
class Both:
    """A link that both maps hold."""

    a: Link
    b: Link

    @property
    def opposite(self) -> bool:
        """True where the signs differ."""
        return self.a.sign != self.b.sign

    @property
    def gap(self) -> float:
        """Weight in A less weight in B."""
        return self.a.weight - self.b.weight


@dataclass(frozen=True)
class Comparison:
    """Two maps compared; links of B are told with the nodes of A where they are matched.

    Attributes
    ----------
    matched : tuple of (str, str)
        Nodes of A and of B that are one.
    nodes_a, nodes_b : tuple of Node
        Only in one map.
    only_a, only_b : tuple of Link
        Only in one map.
    opposite : tuple of Both
        Opposite signs: what to talk about first.
    gaps : tuple of Both
        Same sign, weights a step apart or more.
    agreed : tuple of Both
    suggestions : tuple of Suggestion
        Nodes left apart whose labels are alike.
    agreement : float or None
        Links with one sign in both, over all links of either (Jaccard); none without links.
    """

    matched: tuple[tuple[str, str], ...]
    nodes_a: tuple[Node, ...]
    nodes_b: tuple[Node, ...]
    only_a: tuple[Link, ...]
    only_b: tuple[Link, ...]
    opposite: tuple[Both, ...]
    gaps: tuple[Both, ...]
    agreed: tuple[Both, ...]
    suggestions: tuple[Suggestion, ...]
    agreement: float | None


@dataclass(frozen=True)
class CausalReading:
    """A map read: loops, levers, positions, the effects of a push, and what holds under other weights.

    ``what_if`` is ``None`` where nothing is held.
    """

    title: str
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    loops: Loops
    levers: tuple[Leverage, ...]
    micmac: Micmac
    what_if: WhatIf | None
    robustness: Robustness

    @property
    def map(self) -> CausalMap:
        """The map itself."""
        from rebonds.causal.maps import CausalMap

        return CausalMap(self.title, self.nodes, self.links)

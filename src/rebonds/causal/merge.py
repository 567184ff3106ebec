"""Two groups' maps side by side: what only one says, where they disagree, and one map of both."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from rebonds.causal.maps import CausalMap, checked
from rebonds.causal.parameters import load
from rebonds.causal.results import Both, Comparison, Link, Node, Suggestion, Support
from rebonds.errors import UsageError
from rebonds.sources.words import fold
from rebonds.text import Text, typeset


def matching(a: CausalMap, b: CausalMap, chosen: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the node of A that each node of B is, where there is one.

    What is chosen comes first (an empty text keeps a node apart), then the same label, case and accents aside,
    then the same identifier.

    Raises
    ------
    UsageError
        A choice names a node that does not exist, or one node of A twice.
    """
    found: dict[str, str] = {}
    apart: set[str] = set()
    for mine, theirs in (chosen or {}).items():
        if mine not in b.rank or (theirs and theirs not in a.rank):
            raise UsageError(
                Text(
                    typeset(f"Nœud inconnu : « {mine} » = « {theirs} »."), f"Unknown node: {mine} = {theirs}."
                )
            )
        if theirs and theirs in found.values():
            raise UsageError(
                Text(
                    typeset(f"« {a.label(theirs)} » est choisi deux fois."),
                    f"“{a.label(theirs)}” is chosen twice.",
                )
            )
        if theirs:
            found[mine] = theirs
        else:
            apart.add(mine)
    labels: dict[str, str] = {}
    for node in a.nodes:
        labels.setdefault(_plain(node), node.id)
    by_label = {node.id: labels.get(_plain(node), "") for node in b.nodes}
    by_id = {node.id: node.id for node in b.nodes if node.id in a.rank}
    for same in (by_label, by_id):
        taken = set(found.values())
        for ident, other in same.items():
            if ident not in found and ident not in apart and other and other not in taken:
                found[ident] = other
                taken.add(other)
    return found


def _plain(node: Node) -> str:
    return fold(node.label) or node.label


def renamed(a: CausalMap, b: CausalMap, matched: Mapping[str, str]) -> dict[str, str]:
    """Return the identifier that each node of B bears beside A: never that of another node of A."""
    taken = set(a.rank)
    names = {}
    for node in b.nodes:
        name, turn = matched.get(node.id, node.id), 2
        while node.id not in matched and name in taken:
            name, turn = f"{node.id}-{turn}", turn + 1
        names[node.id] = name
        taken.add(name)
    return names


def compare(a: CausalMap, b: CausalMap, chosen: Mapping[str, str] | None = None) -> Comparison:
    """Compare two maps.

    Parameters
    ----------
    a, b : CausalMap
    chosen : mapping, optional
        Node of B -> node of A (empty: keep apart); see `matching`.
    """
    matched = matching(a, b, chosen)
    names = renamed(a, b, matched)
    mine = {link.key: link for link in a.links}
    theirs = {(names[link.cause], names[link.effect]): link for link in b.links}
    theirs = {key: Link(*key, link.sign, link.weight, link.support) for key, link in theirs.items()}
    both = [Both(mine[key], theirs[key]) for key in mine if key in theirs]
    same = [one for one in both if not one.opposite]
    gap = load().gap
    union = len(mine) + len(theirs) - len(both)
    nodes_a = tuple(n for n in a.nodes if n.id not in set(matched.values()))
    nodes_b = tuple(n for n in b.nodes if n.id not in matched)
    return Comparison(
        matched=tuple((theirs_, mine_) for mine_, theirs_ in matched.items()),
        nodes_a=nodes_a,
        nodes_b=tuple(Node(names[n.id], n.label, n.kind, n.about) for n in nodes_b),
        only_a=tuple(link for key, link in mine.items() if key not in theirs),
        only_b=tuple(link for key, link in theirs.items() if key not in mine),
        opposite=tuple(one for one in both if one.opposite),
        gaps=tuple(one for one in same if abs(one.gap) >= gap),
        agreed=tuple(one for one in same if abs(one.gap) < gap),
        suggestions=_suggestions(nodes_a, nodes_b, chosen or {}),
        agreement=len(same) / union if union else None,
    )


def _suggestions(
    nodes_a: tuple[Node, ...], nodes_b: tuple[Node, ...], chosen: Mapping[str, str]
) -> tuple[Suggestion, ...]:
    least = load().likeness
    found = []
    for theirs in nodes_b:
        if theirs.id in chosen:
            continue
        for mine in nodes_a:
            alike = likeness(mine.label, theirs.label)
            if alike >= least:
                found.append(Suggestion(mine.id, theirs.id, mine.label, theirs.label, alike))
    return tuple(sorted(found, key=lambda one: (-one.likeness, one.label_a, one.label_b)))


def likeness(a: str, b: str) -> float:
    """Return how alike two labels are, 0 to 1: the larger of their letters' and of their sorted words' likeness."""
    first, second = (sorted(filter(None, map(fold, label.split()))) for label in (a, b))
    words = difflib.SequenceMatcher(None, " ".join(first), " ".join(second)).ratio()
    return max(difflib.SequenceMatcher(None, fold(a), fold(b)).ratio(), words)


def merged(a: CausalMap, b: CausalMap, title: str, chosen: Mapping[str, str] | None = None) -> CausalMap:
    """Return one map of both: weights of shared links are averaged, supports add up.

    A link told with opposite signs is left out: it is for the groups to settle, and `compare` lists it.
    """
    found = compare(a, b, chosen)
    matched = {theirs: mine for mine, theirs in found.matched}
    links = [*found.only_a, *found.only_b]
    for one in (*found.agreed, *found.gaps):
        weight = (one.a.weight + one.b.weight) / 2
        links.append(Link(*one.a.key, one.a.sign, weight, _supports(one.a.support, one.b.support)))
    about = {matched[n.id]: n.about for n in b.nodes if n.id in matched and n.about}
    nodes = [Node(n.id, n.label, n.kind, n.about or about.get(n.id, "")) for n in a.nodes]
    order = {link.key: place for place, link in enumerate(a.links)}
    links.sort(key=lambda link: (order.get(link.key, len(order)), link.key))
    return checked(title, [*nodes, *found.nodes_b], links)


def _supports(a: tuple[Support, ...], b: tuple[Support, ...]) -> tuple[Support, ...]:
    return tuple(dict.fromkeys((*a, *b)))

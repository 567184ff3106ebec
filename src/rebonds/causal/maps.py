"""A causal map: nodes, and signed weighted links, each with who says so and on what ground."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from rebonds.causal.parameters import load
from rebonds.causal.results import KINDS, SIGNS, Link, Node
from rebonds.errors import DataError
from rebonds.sources.words import closest
from rebonds.text import Text, number, typeset

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True)
class CausalMap:
    """A map that was checked (`checked`): every link has both ends, a sign, a weight and a support."""

    title: str
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]

    @cached_property
    def rank(self) -> dict[str, int]:
        """Rank of each node in the matrices."""
        return {node.id: place for place, node in enumerate(self.nodes)}

    @cached_property
    def by_id(self) -> dict[str, Node]:
        """Nodes by identifier."""
        return {node.id: node for node in self.nodes}

    def label(self, ident: str) -> str:
        """Return the label of a node."""
        return self.by_id[ident].label

    def ends(self) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """Return the ranks of the causes and of the effects, link by link."""
        causes = np.array([self.rank[link.cause] for link in self.links], dtype=np.intp)
        effects = np.array([self.rank[link.effect] for link in self.links], dtype=np.intp)
        return causes, effects

    def signed(self) -> Matrix:
        r"""Return the effect of each link, in [-1, 1]: :math:`w = s\,p / p_{max}`."""
        most = load().most_weight
        return np.array([link.sign * link.weight / most for link in self.links], dtype=float)

    def matrix(self) -> Matrix:
        """Return the effects as a matrix: the row acts on the column; (nodes, nodes), in [-1, 1]."""
        found = np.zeros((len(self.nodes), len(self.nodes)))
        if self.links:
            found[self.ends()] = self.signed()
        return found


def checked(title: str, nodes: Iterable[Node], links: Iterable[Link]) -> CausalMap:
    """Return a map, or say what is wrong with it.

    Parameters
    ----------
    title : str
    nodes : iterable of Node
    links : iterable of Link

    Raises
    ------
    DataError
        Two nodes of one identifier, an unknown kind, a link without an end, onto itself, told twice, of no sign,
        of a weight out of the scale, or that nobody supports; a map too large.
    """
    kept, told, rules = tuple(nodes), tuple(links), load()
    if len(kept) > rules.nodes or len(told) > rules.links:
        raise DataError(
            Text(
                f"Carte trop grande : {len(kept)} nœuds et {len(told)} liens.",
                f"Map too large: {len(kept)} nodes and {len(told)} links.",
            ),
            Text(
                f"Au plus {rules.nodes} nœuds et {rules.links} liens : partagez-la.",
                f"At most {rules.nodes} nodes and {rules.links} links: split it.",
            ),
        )
    ids: set[str] = set()
    for node in kept:
        _check_node(node, ids)
        ids.add(node.id)
    pairs: set[tuple[str, str]] = set()
    labels = {node.id: node.label for node in kept}
    for link in told:
        _check_link(link, labels, pairs)
        pairs.add(link.key)
    return CausalMap(title, kept, told)


def _check_node(node: Node, ids: set[str]) -> None:
    if not node.id.strip() or not node.label.strip():
        raise _wrong(Text("un nœud n'a pas de nom", "a node has no name"))
    if node.id in ids:
        raise _wrong(
            Text(f"deux nœuds ont l'identifiant « {node.id} »", f"two nodes have the identifier “{node.id}”"),
            Text("Renommez l'un des deux.", "Rename one of them."),
        )
    if node.kind not in KINDS:
        known = ", ".join(KINDS)
        raise _wrong(
            Text(
                f"nature inconnue « {node.kind} » ({node.label})",
                f"unknown kind “{node.kind}” ({node.label})",
            ),
            Text(f"Natures : {known}.", f"Kinds: {known}."),
        )


def _check_link(link: Link, labels: dict[str, str], pairs: set[tuple[str, str]]) -> None:
    rules = load()
    for end in link.key:
        if end not in labels:
            near = closest(end, labels)
            hint = Text(f"Le plus proche est « {near} ».", f"The nearest is “{near}”.") if near else None
            raise _wrong(
                Text(
                    f"un lien va vers « {end} », qui n'existe pas",
                    f"a link has an end “{end}” that does not exist",
                ),
                hint,
            )
    name = f"{labels[link.cause]} → {labels[link.effect]}"
    if link.cause == link.effect:
        raise _wrong(
            Text(f"« {labels[link.cause]} » agit sur lui-même", f"“{labels[link.cause]}” acts on itself"),
            Text(
                "Nommez ce par quoi il passe : un second nœud.", "Name what it goes through: a second node."
            ),
        )
    if link.key in pairs:
        raise _wrong(
            Text(f"le lien {name} est dit deux fois", f"the link {name} is told twice"),
            Text(
                "Gardez-en un ; ajoutez-lui l'autre auteur ou l'autre source.",
                "Keep one; add the other author or source to it.",
            ),
        )
    if link.sign not in SIGNS:
        raise _wrong(
            Text(f"le lien {name} n'est ni + ni −", f"the link {name} is neither + nor −"),
            Text("Signe : 1 ou -1.", "Sign: 1 or -1."),
        )
    if not rules.least_weight <= link.weight <= rules.most_weight:
        least, most = rules.least_weight, rules.most_weight
        fr, en = (
            f"{number(link.weight, lang)} : {number(least, lang)} – {number(most, lang)}"
            for lang in ("fr", "en")
        )
        raise _wrong(
            Text(
                f"le poids du lien {name} est hors de l'échelle ({fr})",
                f"the weight of {name} is off the scale ({en})",
            )
        )
    if not any(one.author.strip() or one.source.strip() for one in link.support):
        raise _wrong(
            Text(f"personne ne soutient le lien {name}", f"nobody supports the link {name}"),
            Text("Donnez-lui un auteur ou une source.", "Give it an author or a source."),
        )


def _wrong(what: Text, hint: Text | None = None) -> DataError:
    said = Text(typeset(f"Carte causale : {what.fr}."), f"Causal map: {what.en}.")
    return DataError(said, Text(typeset(hint.fr), hint.en) if hint else None)

"""Causal maps in and out: GEXF for Gephi, JSON, and any file by its name."""

from __future__ import annotations

import io
import json
import re
from typing import Any

from rebonds.causal.maps import CausalMap, checked
from rebonds.causal.results import KINDS, Link, Node, Support
from rebonds.causal.tables import read_tables
from rebonds.errors import DataError
from rebonds.text import Text, typeset

JSON_SCHEMA = 1


def to_json(held: CausalMap) -> dict[str, Any]:
    """Return a map as plain data; `from_json` reads it back."""
    return {
        "schema": JSON_SCHEMA,
        "title": held.title,
        "nodes": [{"id": n.id, "label": n.label, "kind": n.kind, "about": n.about} for n in held.nodes],
        "links": [
            {
                "cause": link.cause,
                "effect": link.effect,
                "sign": link.sign,
                "weight": link.weight,
                "support": [{"author": one.author, "source": one.source} for one in link.support],
            }
            for link in held.links
        ],
    }


def from_json(content: bytes | str, name: str = "JSON") -> CausalMap:
    """Read a map from its JSON.

    Raises
    ------
    DataError
        What is not JSON, not a map, or what `checked` refuses.
    """
    try:
        data = json.loads(content)
        nodes = [
            Node(str(n["id"]), str(n["label"]), str(n.get("kind") or "factor"), str(n.get("about") or ""))
            for n in data["nodes"]
        ]
        links = [
            Link(
                str(one["cause"]),
                str(one["effect"]),
                int(one["sign"]),
                float(one.get("weight", 1)),
                tuple(Support(str(s.get("author", "")), str(s.get("source", ""))) for s in one["support"]),
            )
            for one in data["links"]
        ]
        title = str(data.get("title", ""))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DataError(
            Text(f"{name} n'est pas une carte causale en JSON.", f"{name} is not a causal map in JSON."),
            Text(
                "Il faut « nodes » (id, label) et « links » (cause, effect, sign, weight, support).",
                "It needs “nodes” (id, label) and “links” (cause, effect, sign, weight, support).",
            ),
        ) from error
    return checked(title, nodes, links)


def to_gexf(held: CausalMap) -> bytes:
    """Return a map as GEXF 1.2, which Gephi opens; `from_gexf` reads it back."""
    import networkx as nx

    graph = nx.DiGraph(mode="static")
    for node in held.nodes:
        graph.add_node(_xml(node.id), label=_xml(node.label), nature=node.kind, about=_xml(node.about))
    for link in held.links:
        graph.add_edge(
            _xml(link.cause),
            _xml(link.effect),
            weight=float(link.weight),
            sign=link.sign,
            support=_xml(json.dumps([[one.author, one.source] for one in link.support], ensure_ascii=False)),
        )
    text = "\n".join(nx.generate_gexf(graph, version="1.2draft"))
    return ('<?xml version="1.0" encoding="UTF-8"?>\n' + text + "\n").encode()


def _xml(text: str) -> str:
    """Return a text without the characters that XML 1.0 forbids."""
    return "".join(c for c in text if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff"))


def from_gexf(content: bytes, name: str = "GEXF", author: str = "") -> CausalMap:
    """Read a map from GEXF: ours, or another tool's whose edges have a ``sign`` or a signed weight.

    Parameters
    ----------
    content : bytes
    name : str
        Name of the file, for messages.
    author : str
        Stands for the author of the links that name none.

    Raises
    ------
    DataError
        What is not GEXF, an entity declaration, or what `checked` refuses.
    """
    import networkx as nx

    if re.search(rb"<!\s*(DOCTYPE|ENTITY)", content, re.IGNORECASE):
        raise DataError(
            Text(f"{name} déclare des entités XML : refusé.", f"{name} declares XML entities: refused.")
        )
    try:
        graph = nx.read_gexf(io.BytesIO(content))
        nodes = [
            Node(str(n), str(d.get("label") or n), _known_kind(d.get("nature")), str(d.get("about") or ""))
            for n, d in graph.nodes(data=True)
        ]
        links = [_edge(str(a), str(b), d, author or name) for a, b, d in graph.edges(data=True)]
    except DataError:
        raise
    except Exception as error:  # the reader's own errors are of many kinds, none of which is said to be all
        raise DataError(
            Text(f"{name} ne se lit pas comme un fichier GEXF.", f"{name} cannot be read as GEXF."),
            Text("Exportez de nouveau le graphe depuis Gephi.", "Export the graph again from Gephi."),
        ) from error
    return checked("", nodes, links)


def _known_kind(told: object) -> str:
    return str(told) if told in KINDS else "factor"


def _edge(cause: str, effect: str, data: dict[str, Any], author: str) -> Link:
    weight = float(data.get("weight", 1.0))
    sign = int(data.get("sign", 1 if weight >= 0 else -1))
    pairs = json.loads(data["support"]) if "support" in data else []
    support = tuple(Support(str(a), str(s)) for a, s in pairs) or (Support(author),)
    return Link(cause, effect, sign, abs(weight), support)


def read_file(
    name: str, content: bytes, nodes: tuple[str, bytes] | None = None, author: str = ""
) -> CausalMap:
    """Read a map from a file of any known format, told by its name."""
    suffix = name.casefold().rpartition(".")[2]
    if suffix == "json":
        return from_json(content, name)
    if suffix == "gexf":
        return from_gexf(content, name, author)
    if suffix in ("csv", "xlsx", "txt"):
        return read_tables((name, content), nodes, author=author)
    raise DataError(
        Text(typeset(f"Format inconnu : « {name} »."), f"Unknown format: “{name}”."),
        Text("CSV, XLSX, GEXF ou JSON.", "CSV, XLSX, GEXF or JSON."),
    )

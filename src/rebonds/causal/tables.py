"""Causal maps as tables that people write: links, and nodes if wanted (CSV, XLSX)."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable

from rebonds.causal.maps import CausalMap, checked
from rebonds.causal.results import KINDS, Link, Node, Support
from rebonds.errors import DataError
from rebonds.formulas import harmless, unharmed
from rebonds.sources import sheet
from rebonds.sources.words import fold
from rebonds.text import Text, typeset

#: Columns, and the other names that they may bear.
LINK_COLUMNS = {
    "cause": ("cause", "de", "from", "origine", "source_node"),
    "effect": ("effect", "effet", "vers", "to", "target", "cible"),
    "sign": ("sign", "signe", "polarity", "polarité"),
    "weight": ("weight", "poids", "force"),
    "author": ("author", "auteur", "autrice", "auteurs", "authors"),
    "source": ("source", "sources", "preuve", "reference", "référence"),
}
NODE_COLUMNS = {
    "id": ("id", "identifiant", "node", "nœud", "noeud"),
    "label": ("label", "libellé", "libelle", "nom", "name"),
    "kind": ("kind", "nature", "type"),
    "about": ("about", "objet", "problème", "probleme"),
}
_POSITIVE = {"+", "1", "+1", "1.0", "plus", "positive", "positif", "renforce", "increases", "'+"}
_NEGATIVE = {
    "-",
    "−",
    "–",
    "-1",
    "−1",
    "-1.0",
    "moins",
    "minus",
    "negative",
    "négatif",
    "réduit",
    "decreases",
    "'-",
}
_BETWEEN = " ; "


def read_tables(
    links: tuple[str, bytes],
    nodes: tuple[str, bytes] | None = None,
    *,
    title: str = "",
    author: str = "",
) -> CausalMap:
    """Read a map from one or two tables.

    Parameters
    ----------
    links : (str, bytes)
        Name and content of the table of links: ``cause``, ``effect``, ``sign`` (required), ``weight``, ``author``,
        ``source``. Ends are identifiers or labels of the nodes; a line repeated with another author adds a support.
    nodes : (str, bytes), optional
        Name and content of the table of nodes: ``id``, ``label``, ``kind``, ``about``. Without it, every end is a node.
    title : str
    author : str
        Stands for the author of the lines that name neither author nor source.

    Raises
    ------
    DataError
        With the line that cannot be read, or what `checked` refuses.
    """
    known = _nodes(*nodes) if nodes else {}
    open_ends = nodes is None
    by_label = {node.label.casefold(): node.id for node in known.values()}
    found: dict[tuple[str, str], Link] = {}
    name, content = links
    for line, row in sheet.rows(sheet.Given(name, content), LINK_COLUMNS, ("cause", "effect", "sign")):
        where = Text(f"{name}, ligne {line}", f"{name}, line {line}")
        ends = []
        for column in ("cause", "effect"):
            told = unharmed(row[column])
            if not told:
                raise _wrong(where, Text(f"« {column} » est vide", f"“{column}” is empty"))
            ident = told if told in known else by_label.get(told.casefold(), "")
            if not ident and not open_ends:
                raise _wrong(where, Text(f"nœud inconnu : « {told} »", f"unknown node: “{told}”"))
            if not ident:
                ident = free_id(told, known)
                known[ident] = Node(ident, told)
                by_label[told.casefold()] = ident
            ends.append(ident)
        link = Link(
            ends[0],
            ends[1],
            _sign(row["sign"], where),
            _weight(row.get("weight", ""), where),
            _support(row, author),
        )
        before = found.get(link.key)
        if before is not None:
            if (before.sign, before.weight) != (link.sign, link.weight):
                raise _wrong(
                    where,
                    Text(
                        "ce lien est déjà dit plus haut, avec un autre signe ou un autre poids",
                        "this link is told above, with another sign or weight",
                    ),
                )
            support = tuple(dict.fromkeys((*before.support, *link.support)))
            link = Link(*link.key, link.sign, link.weight, support)
        found[link.key] = link
    return checked(title, known.values(), found.values())


def _nodes(name: str, content: bytes) -> dict[str, Node]:
    known: dict[str, Node] = {}
    kinds = {text.to(lang).casefold(): key for key, text in KINDS.items() for lang in ("fr", "en")}
    for line, row in sheet.rows(sheet.Given(name, content), NODE_COLUMNS, ("label",)):
        where = Text(f"{name}, ligne {line}", f"{name}, line {line}")
        label = unharmed(row["label"])
        ident = unharmed(row.get("id", "")) or free_id(label, known)
        if not label or ident in known:
            said = Text("le nœud n'a pas de nom", "the node has no name")
            twice = Text(f"l'identifiant « {ident} » y est déjà", f"identifier “{ident}” is there already")
            raise _wrong(where, twice if label else said)
        told = row.get("kind", "").casefold()
        kind = told if told in KINDS else kinds.get(told, told and "?")
        if kind == "?":
            listed = ", ".join(KINDS)
            raise _wrong(
                where, Text(f"nature inconnue « {told} » ({listed})", f"unknown kind “{told}” ({listed})")
            )
        known[ident] = Node(ident, label, kind or "factor", unharmed(row.get("about", "")))
    return known


def free_id(label: str, taken: Iterable[str]) -> str:
    """Return an identifier made of a label, that no other node bears."""
    base = re.sub(r"-+", "-", "".join(c if fold(c) else "-" for c in label)).strip("-")
    base = "-".join(fold(part) for part in base.split("-"))[:40].strip("-") or "n"
    used, name, turn = set(taken), base, 2
    while name in used:
        name, turn = f"{base}-{turn}", turn + 1
    return name


def _sign(told: str, where: Text) -> int:
    word = told.casefold()
    if word in _POSITIVE:
        return 1
    if word in _NEGATIVE:
        return -1
    raise _wrong(where, Text(f"signe « {told} » : + ou -", f"sign “{told}”: + or -"))


def _weight(told: str, where: Text) -> float:
    if not told:
        return 1.0
    try:
        found = float(told.replace(",", "."))
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise _wrong(where, Text(f"poids « {told} » : un nombre", f"weight “{told}”: a number"))
    return found


def _support(row: dict[str, str], author: str) -> tuple[Support, ...]:
    """Return the supports of a line; the texts of several are separated by a semicolon between spaces."""
    authors, sources = (unharmed(row.get(key, "")).split(_BETWEEN) for key in ("author", "source"))
    size = max(len(authors), len(sources))
    pairs = zip(authors + [""] * (size - len(authors)), sources + [""] * (size - len(sources)), strict=True)
    told = tuple(Support(a.strip(), s.strip()) for a, s in pairs if a.strip() or s.strip())
    return told or ((Support(author),) if author else ())


def _wrong(where: Text, what: Text) -> DataError:
    return DataError(
        Text(typeset(f"{where.fr} : {what.fr}."), f"{where.en}: {what.en}."),
        Text(
            "Corrigez cette ligne ; rien n'a été changé.",
            "Correct this line; nothing was changed.",
        ),
    )


def links_csv(held: CausalMap, lang: str = "fr") -> bytes:
    """Return the table of links, for a spreadsheet; `read_tables` reads it back."""
    lines = []
    for link in held.links:
        authors, sources = (
            _BETWEEN.join(text.replace(_BETWEEN, "; ") for text in texts)
            for texts in zip(*((one.author, one.source) for one in link.support), strict=True)
        )
        weight = f"{link.weight:g}"
        lines.append(
            [
                harmless(link.cause),
                harmless(link.effect),
                "+" if link.sign > 0 else "-",
                weight.replace(".", ",") if lang == "fr" else weight,
                harmless(authors.strip(" ;") and authors),
                harmless(sources.strip(" ;") and sources),
            ]
        )
    return _csv(list(LINK_COLUMNS), lines, lang)


def nodes_csv(held: CausalMap, lang: str = "fr") -> bytes:
    """Return the table of nodes, for a spreadsheet; `read_tables` reads it back."""
    lines = [[harmless(n.id), harmless(n.label), n.kind, harmless(n.about)] for n in held.nodes]
    return _csv(list(NODE_COLUMNS), lines, lang)


def _csv(head: list[str], lines: list[list[str]], lang: str) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";" if lang == "fr" else ",")
    writer.writerow(head)
    writer.writerows(lines)
    return out.getvalue().encode("utf-8-sig")

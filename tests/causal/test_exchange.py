"""Merging, and maps in and out: what is written reads back, what is wrong is told with its line."""

from __future__ import annotations

import io

import pytest
import xlsxwriter
from hypothesis import given, settings

from rebonds.causal import exchange, tables
from rebonds.causal.maps import CausalMap, checked
from rebonds.causal.merge import compare, likeness, merged
from rebonds.causal.results import Link, Node, Support
from rebonds.errors import DataError, UsageError
from tests.causal.invented import chain, maps


@settings(deadline=None, max_examples=80)
@given(maps())
def test_every_format_reads_back(held: CausalMap) -> None:
    for lang in ("fr", "en"):
        links, nodes = tables.links_csv(held, lang), tables.nodes_csv(held, lang)
        again = tables.read_tables(("l.csv", links), ("n.csv", nodes), title=held.title)
        assert again == held
    assert exchange.from_json(__import__("json").dumps(exchange.to_json(held))) == held
    back = exchange.from_gexf(exchange.to_gexf(held))
    assert {n.id: n for n in back.nodes} == {n.id: n for n in held.nodes}
    assert {link.key: link for link in back.links} == {link.key: link for link in held.links}


def read(text: str, nodes: str | None = None, author: str = "") -> CausalMap:
    second = ("n.csv", nodes.encode()) if nodes is not None else None
    return tables.read_tables(("l.csv", text.encode()), second, author=author)


def test_a_table_as_people_write_it() -> None:
    held = read(
        "De;Vers;Signe;Poids;Auteur;Source\n"
        "Loyers chers;Départs des jeunes;+;2,5;Ada (inventée);\n"
        "Départs des jeunes;Écoles ouvertes;−;3;Ada (inventée);Note de 2024\n"
        "départs des jeunes;écoles ouvertes;-;3;Noé (inventé);\n"
    )
    assert [n.id for n in held.nodes] == ["loyers-chers", "departs-des-jeunes", "ecoles-ouvertes"]
    assert held.links[0].weight == 2.5 and held.links[1].sign == -1
    assert held.links[1].support == (Support("Ada (inventée)", "Note de 2024"), Support("Noé (inventé)", ""))
    assert read("cause,effect,sign\na,b,1\n", author="Moi").links[0].support == (Support("Moi"),)


def test_what_is_wrong_in_a_table_is_told_with_its_line() -> None:
    head = "cause,effect,sign,weight,author\n"
    cases = {
        head + "a,b,+,1,x\na,c,oui,1,x\n": ("ligne 3", "oui"),
        head + "a,b,+,beaucoup,x\n": ("ligne 2", "beaucoup"),
        head + "a,,+,1,x\n": ("ligne 2", "effect"),
        head + "a,b,+,1,x\na,b,-,1,y\n": ("ligne 3", "déjà"),
        head + "a,b,+,1,\n": ("a → b", "soutient"),
        "cause,effect\na,b\n": ("sign", "absente"),
        "": ("vide",),
    }
    for text, told in cases.items():
        with pytest.raises(DataError) as caught:
            read(text)
        for word in told:
            assert word in caught.value.message("fr")
    for nodes, word in (
        ("id,label\na,A\na,B\n", "ligne 3"),
        ("id,label,kind\na,A,chose\n", "chose"),
        ("id,label\na,A\n", "nœud inconnu"),
    ):
        with pytest.raises(DataError) as caught:
            read(head + "a,b,+,1,x\n", nodes)
        assert word in caught.value.message("fr")


def test_a_workbook_reads_too() -> None:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    sheet = book.add_worksheet()
    for row, cells in enumerate([("cause", "effect", "sign", "weight", "author"), ("a", "b", 1, 2, "Ada")]):
        sheet.write_row(row, 0, cells)
    book.close()
    held = exchange.read_file("carte.xlsx", content.getvalue())
    assert held.links == (Link("a", "b", 1, 2.0, (Support("Ada", ""),)),)


def test_no_cell_is_taken_for_a_formula() -> None:
    held = checked("x", [Node("a", "=1+1"), Node("b", "@b")], [Link("a", "b", 1, 1, (Support("+33"),))])
    text = (tables.links_csv(held) + tables.nodes_csv(held)).decode()
    assert ";=1" not in text and "'=1+1" in text and "'@b" in text and "'+33" in text


def test_files_that_are_not_maps_are_refused() -> None:
    for content in ("[]", "{", '{"nodes": [], "links": [{}]}', "[" * 100_000, '{"nodes": 3, "links": 1}'):
        with pytest.raises(DataError):
            exchange.from_json(content)
    bomb = b'<?xml version="1.0"?><!DOCTYPE g [<!ENTITY a "b">]><gexf>&a;</gexf>'
    with pytest.raises(DataError, match="entités"):
        exchange.from_gexf(bomb)
    for content in (b"", b"<gexf/>", b"\x00\x01", b"<a><b></a>"):
        with pytest.raises(DataError):
            exchange.from_gexf(content)
    with pytest.raises(DataError, match="Format inconnu"):
        exchange.read_file("carte.docx", b"")
    with pytest.raises(DataError, match="UTF-8"):
        exchange.read_file("carte.csv", "é".encode("latin-1"))


def test_gexf_of_another_tool() -> None:
    import networkx as nx

    graph = nx.DiGraph()
    graph.add_edge("a", "b", weight=-2.0)
    content = "\n".join(nx.generate_gexf(graph)).encode()
    held = exchange.from_gexf(content, "gephi.gexf", author="Ada")
    assert held.links == (Link("a", "b", -1, 2.0, (Support("Ada"),)),)


def labelled(**labels: str) -> list[Node]:
    return [Node(ident, label) for ident, label in labels.items()]


ADA, NOE = (Support("Ada"),), (Support("Noé"),)
A = checked(
    "A",
    labelled(rent="Loyers", leave="Départs des jeunes", school="Écoles", bus="Bus"),
    [
        Link("rent", "leave", 1, 3, ADA),
        Link("leave", "school", -1, 2, ADA),
        Link("bus", "leave", -1, 1, ADA),
        Link("school", "leave", -1, 1, ADA),
    ],
)
B = checked(
    "B",
    labelled(n1="loyers", n2="Départ des jeunes", n3="ÉCOLES", bus="Commerces"),
    [
        Link("n1", "n2", 1, 1, NOE),
        Link("n2", "n3", 1, 2, NOE),
        Link("bus", "n1", 1, 2, NOE),
        Link("n3", "n2", -1, 1, NOE),
    ],
)


def test_two_groups_compared() -> None:
    first = compare(A, B)
    assert ("rent", "n1") in first.matched and ("school", "n3") in first.matched
    assert ("bus", "bus") in first.matched  # the same identifier, unless kept apart
    assert [(s.a, s.b) for s in first.suggestions] == [("leave", "n2")]
    found = compare(A, B, {"n2": "leave", "bus": ""})
    assert [n.id for n in found.nodes_b] == ["bus-2"] and [n.id for n in found.nodes_a] == ["bus"]
    assert [one.a.key for one in found.opposite] == [("leave", "school")]
    assert [(one.a.key, one.gap) for one in found.gaps] == [(("rent", "leave"), 2)]
    assert [one.a.key for one in found.agreed] == [("school", "leave")]
    assert [link.key for link in found.only_a] == [("bus", "leave")]
    assert [link.key for link in found.only_b] == [("bus-2", "rent")]
    assert found.agreement == pytest.approx(2 / 5)
    assert not found.suggestions


def test_one_map_of_both_leaves_out_what_is_to_settle() -> None:
    one = merged(A, B, "A et B", {"n2": "leave", "bus": ""})
    links = {link.key: link for link in one.links}
    assert ("leave", "school") not in links and len(links) == 4
    assert links["rent", "leave"].weight == 2 and links["rent", "leave"].support == (*ADA, *NOE)
    assert [n.id for n in one.nodes] == ["rent", "leave", "school", "bus", "bus-2"]


@settings(deadline=None, max_examples=40)
@given(maps())
def test_a_map_agrees_with_itself(held: CausalMap) -> None:
    found = compare(held, held)
    assert not (
        found.only_a or found.only_b or found.opposite or found.gaps or found.nodes_a or found.nodes_b
    )
    assert found.agreement == (1.0 if held.links else None)
    assert merged(held, held, held.title) == held


def test_choices_that_make_no_sense_are_refused() -> None:
    for chosen in ({"n1": "nowhere"}, {"nowhere": "rent"}, {"n1": "rent", "n2": "rent"}):
        with pytest.raises(UsageError):
            compare(A, B, chosen)


def test_labels_alike() -> None:
    assert likeness("Prix du foncier", "foncier, prix du") > 0.9
    assert likeness("Loyers", "Écoles") < 0.6


def test_identifiers_are_made_of_labels() -> None:
    assert tables.free_id("Écoles & bus", []) == "ecoles-bus"
    assert tables.free_id("Écoles", ["ecoles"]) == "ecoles-2"
    assert tables.free_id("…", []) == "n"
    assert chain(("a", "b", 1, 1)).label("a") == "A"

"""Drawings, reports and the command: what they say is what the record holds, whatever the format."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings

from rebonds.causal import exchange, tables
from rebonds.causal.layout import places
from rebonds.causal.maps import CausalMap, checked
from rebonds.causal.merge import compare
from rebonds.causal.reading import read
from rebonds.causal.results import Link, Node, Support
from rebonds.cli import run
from rebonds.drawing import causal_map_svg, quadrants_svg
from rebonds.lenses.serialise_flows import record_of
from rebonds.reporting.causal import causal_report, comparison_report
from rebonds.reporting.deliver import rendered
from rebonds.reporting.picture import png
from tests.causal.invented import chain, invented, maps

SCHEMAS = Path(__file__).resolve().parents[2] / "src/rebonds/lenses/schema"
SVG = "{http://www.w3.org/2000/svg}"
HELD = chain(("loyers", "departs", 1, 3), ("departs", "ecoles", -1, 2), ("ecoles", "loyers", 1, 1))


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 (our own drawing)


def test_the_sign_is_told_by_a_mark_and_a_dash() -> None:
    for mode in ("page", "file"):
        drawn = parsed(causal_map_svg(HELD, mode=mode, css=False))
        paths = [p for p in drawn.iter(f"{SVG}path") if "Q" in p.get("d", "")]
        dashed = [p for p in paths if p.get("stroke-dasharray")]
        assert len(paths) == 3 and len(dashed) == 1
        widths = sorted(float(p.get("stroke-width", "0")) for p in paths)
        assert widths == [1.2, 2.1, 3.2]
        described = drawn.find(f"{SVG}desc")
        assert described is not None and described.text is not None
        assert "DEPARTS : réduit ECOLES (2)." in described.text.replace("\u00a0", " ")


@settings(deadline=None, max_examples=40)
@given(maps())
def test_any_map_draws_and_escapes(held: CausalMap) -> None:
    drawn = parsed(causal_map_svg(held, "en", mode="page", css=False))
    focusable = [g for g in drawn.iter(f"{SVG}g") if g.get("data-key")]
    assert [g.get("data-key") for g in focusable] == [node.id for node in held.nodes]
    parsed(quadrants_svg(read(held, draws=2).micmac, mode="page", css=False))


def test_nodes_do_not_overlap_and_stay_where_they_were_put() -> None:
    held = invented(60, 300)
    at = places(held)
    assert at == places(held)
    points = list(at.values())
    for rank, (x, y) in enumerate(points):
        for u, v in points[:rank]:
            assert abs(x - u) >= 132 or abs(y - v) >= 46
    kept = {"n0": (5.0, 7.0), "n1": (900.0, 7.0)}
    moved = places(held, kept=kept)
    assert all(moved[key] == value for key, value in kept.items())
    assert places(CausalMap("vide", (), ())) == {}
    with pytest.raises(ValueError, match="needs a node"):
        causal_map_svg(CausalMap("vide", (), ()))


def test_every_format_of_a_report() -> None:
    found = read(HELD, {"loyers": 0})
    report = causal_report(found)
    for lang in ("fr", "en"):
        for format in ("text", "html", "csv", "xlsx", "pdf", "svg"):
            assert rendered(report, format, lang)
        text = rendered(report, "text", lang).decode()
        assert ("équilibrante" if lang == "fr" else "balancing") in text
        assert ("robuste" if lang == "fr" else "robust") in text
    assert "Ce n’est pas une prévision" in rendered(report, "text").decode().replace("\n", " ")
    assert png(report.drawings[0].make("fr", "file")).startswith(b"\x89PNG")


def test_json_follows_its_schema_and_reads_back_as_a_map() -> None:
    for record in (read(HELD, {"loyers": 0}), read(HELD), read(chain(("a", "b", 1, 1)))):
        content = json.loads(rendered(causal_report(record), "json"))
        schema = json.loads((SCHEMAS / "causal.schema.json").read_text(encoding="utf-8"))
        jsonschema.validate(content, schema)
        assert exchange.from_json(json.dumps(content)).links == record.links
    other = checked("B", HELD.nodes, [replace(HELD.links[0], sign=-1)])
    found = compare(HELD, other)
    content = json.loads(rendered(comparison_report(found, HELD, other), "json", "en"))
    schema = json.loads((SCHEMAS / "causal_comparison.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(content, schema)
    assert content["opposite"][0]["b"]["sign"] == -1
    assert record_of(type(found)) == "causal_comparison"


def test_a_comparison_tells_opposite_signs_first() -> None:
    nodes = [Node("a", "Loyers"), Node("b", "Départs")]
    mine = checked("Groupe A", nodes, [Link("a", "b", 1, 3, (Support("Ada"),))])
    theirs = checked("Groupe B", nodes, [Link("a", "b", -1, 2, (Support("Noé", "note"),))])
    report = comparison_report(compare(mine, theirs), mine, theirs)
    row = report.tables[0].rows[0]
    assert [cell if isinstance(cell, str) else cell.fr for cell in row[:5]] == [  # type: ignore[union-attr]
        "signes contraires", "Loyers", "Départs", "+3", "−2"
    ]  # fmt: skip
    assert "Noé (note)" in rendered(report, "csv").decode()


def test_a_map_without_loop_or_that_never_settles_says_so() -> None:
    text = rendered(causal_report(read(chain(("a", "b", 1, 1)))), "text").decode()
    assert "rien ne revient à sa cause" in text
    found = read(HELD, {"loyers": 1})
    assert found.what_if is not None
    restless = replace(
        found, what_if=replace(found.what_if, pushed=replace(found.what_if.pushed, behaviour="cycle"))
    )
    assert "ne se pose pas" in rendered(causal_report(restless), "text").decode()


def test_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REBONDS_LANG", "fr")
    table, other = tmp_path / "liens.csv", tmp_path / "autres.csv"
    table.write_bytes(tables.links_csv(HELD))
    other.write_bytes(tables.links_csv(checked("", HELD.nodes, HELD.links[:2])))
    assert run(["causal", str(table), "--what-if", "loyers=0"], "fr") == 0
    said = capsys.readouterr().out
    assert "équilibrante" in said and "tenu" in said
    out = tmp_path / "carte.gexf"
    assert run(["causal", str(table), "--format", "gexf", "--out", str(out)], "fr") == 0
    assert exchange.from_gexf(out.read_bytes()).links == HELD.links
    picture = tmp_path / "carte.png"
    assert run(["causal", str(out), "--format", "png", "--out", str(picture)], "fr") == 0
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert run(["causal", str(table), "--against", str(other)], "fr") == 0
    assert "dans A seulement" in capsys.readouterr().out
    for words, code in (
        (["causal", str(table), "--what-if", "loyer=1"], 2),
        (["causal", str(table), "--what-if", "loyers"], 2),
        (["causal", str(table), "--length", "40"], 2),
        (["causal", str(tmp_path / "rien.csv")], 5),
        (["causal", str(table), "--format", "docx"], 2),
        (["causal", str(table), "--against", str(other), "--format", "gexf"], 2),
    ):
        assert run(words, "fr") == code, words

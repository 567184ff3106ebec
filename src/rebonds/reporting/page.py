"""A reading as one HTML file that stands alone: drawing, sentences, table, gaps, sources; nothing from outside."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from importlib import resources
from pathlib import Path
from typing import Any

from rebonds import drawing
from rebonds.lenses.plain import LICENCE
from rebonds.lenses.reading import PairReading, Reading
from rebonds.reporting.atomic import replacing
from rebonds.reporting.document import document
from rebonds.reporting.sections import source_text
from rebonds.text import Text

#: Nothing may be loaded, not even by a text of the data that would look like a tag.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


def html_text(reading: Reading | PairReading, lang: str = "fr") -> str:
    """Return a reading as a whole HTML document."""
    data = document(reading, lang, full=False)
    if isinstance(reading, PairReading):
        figure = drawing.pair_figure(reading, lang)
    else:
        figure = drawing.doughnut_figure(reading, lang)
    said = data["words"]
    details = Text("Description de la figure", "Description of the figure").to(lang)
    parts = [
        f'<header><h1>{escape(data["title"])}</h1><p class="quiet">{escape(data["facts"])}</p></header>',
        f"<figure>{figure}<figcaption>{escape(data['producers'])}</figcaption></figure>",
        f"<details><summary>{escape(details)}</summary>{_paragraphs(data['alt'])}</details>",
        sentences(data["sentences"]),
        f'<h2 id="figures">{escape(said["figures"])}</h2>{_table(data)}',
        f"<h2>{escape(said['gaps'])}</h2>{as_list(data['gaps'])}",
        f"<h2>{escape(said['sources'])}</h2>{as_list(source_text(s, lang) for s in reading.sources)}",
        f"<h2>{escape(said['reading'])}</h2><p>{escape(data['how'])}</p>",
    ]
    return whole_page(data["title"], data["foot"], parts, lang)


def whole_page(title: str, foot: str, parts: list[str], lang: str) -> str:
    """Return an HTML document around its parts: style inside, nothing loaded from outside."""
    style = resources.files("rebonds.reporting").joinpath("templates/page.css").read_text(encoding="utf-8")
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)} – Rebonds</title>\n<style>{style}</style>\n</head>\n"
        f"<body>\n<main>{''.join(parts)}</main>\n<footer><p>{escape(foot)}</p></footer>\n</body>\n</html>\n"
    )


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(p)}</p>" for p in text.split("\n") if p.strip())


def sentences(found: list[dict[str, str]]) -> str:
    """Return the sentences to retain."""
    lines = "".join(f"<li><strong>{escape(s['lead'])}.</strong> {escape(s['text'])}</li>" for s in found)
    return f'<ul class="keys">{lines}</ul>'


def as_list(items: Iterable[str]) -> str:
    """Return a list of texts."""
    return "<ul>" + "".join(f"<li>{escape(i)}</li>" for i in items) + "</ul>"


def _table(data: dict[str, Any]) -> str:
    heads = "".join(f'<th scope="col">{escape(h)}</th>' for h in data["heads"])
    bodies, number, span = [], 0, len(data["heads"])
    for group in data["groups"]:
        name = f'<tr class="group"><th colspan="{span}" scope="rowgroup">{escape(group["name"])}</th></tr>'
        rows = "".join(
            f"<tr>{_cells(row['cells'], i)}</tr>" for i, row in enumerate(group["rows"], number + 1)
        )
        number += len(group["rows"])
        bodies.append(f"<tbody>{name}{rows}</tbody>")
    label = escape(data["words"]["figures"])
    return (
        f'<div class="table" tabindex="0" role="region" aria-labelledby="figures"><table>'
        f'<caption class="unseen">{label}</caption>'
        f"<thead><tr>{heads}</tr></thead>{''.join(bodies)}</table></div>"
    )


def _cells(cells: list[Any], number: int) -> str:
    """Return the cells of a row; its number is the one in the compact drawing."""
    first, *others = cells
    head = f'<th scope="row"><span class="number">{number}.</span>\u00a0{escape(first)}</th>'
    return head + "".join(_cell(c) for c in others)


def _cell(cell: str | dict[str, Any]) -> str:
    if isinstance(cell, str):
        return f"<td>{escape(cell)}</td>"
    name = {True: "crossed", False: "held", None: "quiet"}[cell["crossed"]]
    mark = f'<span aria-hidden="true">{escape(cell["mark"])}</span>\u00a0' if cell["mark"] else ""
    return f'<td class="{name}">{mark}{escape(cell["text"])}</td>'


def html(reading: Reading | PairReading, path: Path, lang: str = "fr") -> None:
    """Write a reading as one HTML file."""
    content = html_text(reading, lang)
    with replacing(path) as temporary:
        temporary.write_text(content, encoding="utf-8")


def svg_text(reading: Reading | PairReading, lang: str = "fr") -> str:
    """Return the drawing of a reading with its title, its sources and its licence, colours literal."""
    if isinstance(reading, PairReading):
        drawn = drawing.pair_svg(reading, lang, mode="file")
    else:
        drawn = drawing.doughnut_svg(reading, lang, mode="file")
    return f"{drawn}\n<!-- Rebonds, {LICENCE} -->\n"


def svg(reading: Reading | PairReading, path: Path, lang: str = "fr") -> None:
    """Write the drawing of a reading as an SVG file."""
    content = svg_text(reading, lang)
    with replacing(path) as temporary:
        temporary.write_text(content, encoding="utf-8")

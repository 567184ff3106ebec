"""A report as one HTML file that stands alone."""

from __future__ import annotations

from html import escape
from typing import Any

from rebonds.reporting.page import as_list, sentences, whole_page
from rebonds.reporting.plain import plain
from rebonds.reporting.report import Drawing, Report


def report_html(report: Report, lang: str = "fr") -> str:
    """Return a report as a whole HTML document, its drawings inside."""
    said = plain(report, lang)
    parts = [f'<header><h1>{escape(said["title"])}</h1><p class="quiet">{escape(said["facts"])}</p></header>']
    if said["warning"]:
        parts.append(f'<p class="warning"><strong>{escape(said["warning"])}</strong></p>')
    parts.append(sentences(said["sentences"]))
    parts += [_figure(one, lang) for one in report.drawings]
    parts += [_table(one) for one in said["tables"] if one["rows"]]
    parts += [f"<h2>{escape(one['title'])}</h2>{as_list(one['items'])}" for one in said["lists"]]
    parts.append(f"<h2>{escape(said['words']['sources'])}</h2>{as_list(said['sources_full'])}")
    parts.append(f"<h2>{escape(said['words']['trace'])}</h2>{as_list(said['trace'])}")
    return whole_page(said["title"], said["foot"], parts, lang)


def _figure(one: Drawing, lang: str) -> str:
    return f"<figure>{one.make(lang, 'page')}<figcaption>{escape(one.title.to(lang))}</figcaption></figure>"


def _table(table: dict[str, Any]) -> str:
    name = f"table-{table['id']}"
    if table["layout"] == "records":
        cards = "".join(_record(one) for one in table["cards"])
        return f'<h2 id="{name}">{escape(table["title"])}</h2>{cards}'
    heads = "".join(
        f'<th scope="col"{_figures(f)}>{escape(h)}</th>'
        for h, f in zip(table["heads"], table["figures"], strict=True)
    )
    rows = "".join(f"<tr>{_cells(row, table['figures'])}</tr>" for row in table["rows"])
    notes = "".join(f'<p class="quiet">{escape(n)}</p>' for n in table["notes"])
    return (
        f'<h2 id="{name}">{escape(table["title"])}</h2>'
        f'<div class="table" tabindex="0" role="region" aria-labelledby="{name}"><table>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>{notes}"
    )


def _figures(yes: bool) -> str:
    return ' class="figures"' if yes else ""


def _cells(row: list[str], figures: list[bool]) -> str:
    first, *others = (f"<td{_figures(f)}>{escape(c)}</td>" for c, f in zip(row, figures, strict=True))
    head = first.replace("<td", '<th scope="row"', 1).replace("</td>", "</th>")
    return head + "".join(others)


def _record(card: dict[str, Any]) -> str:
    lines = "".join(
        "<p>"
        + " · ".join(
            f'<span class="quiet">{escape(one["head"])}</span> {escape(one["text"])}' for one in line
        )
        + "</p>"
        for line in card["lines"]
    )
    title = f"{escape(card['rank'])}. {escape(card['title'])}"
    return f'<section class="record"><h3>{title}</h3>{lines}</section>'

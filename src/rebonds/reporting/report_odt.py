"""A report as an OpenDocument text, to be edited and sent round: headings, lists and tables with their own styles."""

from __future__ import annotations

import io
from typing import Any

from odfdo import Document, Element, Header, List, ListItem, Paragraph, Table
from odfdo.style import Style

from rebonds.reporting.odt_styles import set_styles
from rebonds.reporting.plain import plain
from rebonds.reporting.report import Report

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
_BOLD, _SOFT, _HEAD, _FIGURE = "RebondsBold", "RebondsSoft", "RebondsHead", "RebondsFigure"


def report_odt(report: Report, lang: str = "fr") -> bytes:
    """Return a report as an ODT; texts are data, never markup."""
    said = plain(report, lang)
    document = Document("text")
    body = document.body
    body.clear()
    set_styles(document)
    _styles(document)
    document.meta.title = said["title"]
    document.meta.language = "fr-FR" if lang == "fr" else "en-GB"
    body.append(Header(1, said["title"], style="Heading_20_1"))
    body.append(Paragraph(said["facts"], style=_SOFT))
    if said["warning"]:
        body.append(_led(said["warning"], ""))
    for one in said["sentences"]:
        body.append(_led(f"{one['lead']}.", f" {one['text']}"))
    for table in said["tables"]:
        if table["rows"]:
            _add_table(body, table)
    for one in said["lists"]:
        _add_list(body, one["title"], one["items"])
    if said["sources"]:
        _add_list(body, said["words"]["sources"], said["sources"])
    body.append(Paragraph(said["foot"], style=_SOFT))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _styles(document: Document) -> None:
    bold = Style("text", name=_BOLD, bold=True)
    soft = Style("paragraph", name=_SOFT, color="#515c68")
    head = Style("paragraph", name=_HEAD, bold=True)
    figure = Style("paragraph", name=_FIGURE)
    figure.set_properties({"fo:text-align": "end"}, area="paragraph")
    for one in (bold, soft, head, figure):
        document.insert_style(one, automatic=True)


def _led(lead: str, text: str) -> Paragraph:
    paragraph = Paragraph(lead + text)
    paragraph.set_span(_BOLD, offset=0, length=len(lead))
    return paragraph


def _add_list(body: Element, title: str, items: list[str]) -> None:
    body.append(Header(2, title, style="Heading_20_2"))
    listed = List()
    for item in items:
        listed.append(ListItem(item))
    body.append(listed)


def _add_table(body: Element, found: dict[str, Any]) -> None:
    body.append(Header(2, found["title"], style="Heading_20_2"))
    table = Table(found["id"].replace("-", "_"), width=len(found["heads"]), height=1 + len(found["rows"]))
    for row, cells in enumerate([found["heads"], *found["rows"]]):
        for column, text in enumerate(cells):
            cell = table.get_cell((column, row))
            cell.clear()
            style = _HEAD if not row else _FIGURE if found["figures"][column] else None
            cell.append(Paragraph(text, style=style))
            table.set_cell((column, row), cell)
    body.append(table)
    for note in found["notes"]:
        body.append(Paragraph(note, style=_SOFT))

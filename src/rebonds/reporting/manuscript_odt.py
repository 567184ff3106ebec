"""A long text as an OpenDocument file, to be changed in any word processor: real headings, styles, a foot of page."""

from __future__ import annotations

import io
from typing import Any

from rebonds.reporting.manuscript import Bullets, Heading, Manuscript, Notice, Paragraph, Quotation, quoted
from rebonds.reporting.odt_styles import set_foot, set_styles


def manuscript_odt(text: Manuscript) -> bytes:
    """Return a text as the bytes of an ODT."""
    from odfdo import Document, Header, List, ListItem
    from odfdo import Paragraph as Line

    made = Document("text")
    body = made.body
    body.clear()
    _name_styles(made)
    set_foot(made, text.foot)
    body.append(Header(1, text.title, style="Heading_20_1"))
    body.append(Line(text.facts, style="Facts"))
    if text.warning:
        body.append(Line(text.warning, style="Notice"))
    for one in text.pieces:
        if isinstance(one, Heading):
            body.append(Header(one.level, one.text, style=f"Heading_20_{one.level}"))
        elif isinstance(one, Paragraph):
            body.append(_led(one))
        elif isinstance(one, Quotation):
            body.append(Line(quoted(one.text, text.lang), style="Quotations"))
            if one.by:
                body.append(Line(f"– {one.by}", style="Attribution"))
        elif isinstance(one, Notice):
            body.append(Line(one.text, style="Notice"))
        elif isinstance(one, Bullets):
            held = List(style="Numbered" if one.ordered else "Bulleted")
            for item in one.items:
                held.append(ListItem(Line(item, style="Body")))
            body.append(held)
    made.meta.title = text.title
    made.meta.keyword = ", ".join(text.keywords)
    made.meta.language = "en-GB" if text.lang == "en" else "fr-FR"
    made.meta.set_generator("Rebonds")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _led(one: Paragraph) -> Any:
    from odfdo import Paragraph as Line
    from odfdo import Span

    line = Line("", style="Body")
    if one.lead:
        line.append(Span(f"{one.lead} ", style="Lead"))
    line.append(Span(one.text) if one.lead else one.text)
    return line


def _name_styles(made: Any) -> None:
    from odfdo import Element, Style

    set_styles(made)
    made.insert_style(Style("text", name="Lead", area="text", bold=True), automatic=False)
    for name, inner in (
        (
            "Bulleted",
            '<text:list-level-style-bullet text:level="1" text:bullet-char="–">{}</text:list-level-style-bullet>',
        ),
        (
            "Numbered",
            '<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix=".">{}'
            "</text:list-level-style-number>",
        ),
    ):
        space = '<style:list-level-properties text:space-before="0.3cm" text:min-label-width="0.6cm"/>'
        element = Element.from_tag(
            f'<text:list-style style:name="{name}">{inner.format(space)}</text:list-style>'
        )
        made.insert_style(element, automatic=False)

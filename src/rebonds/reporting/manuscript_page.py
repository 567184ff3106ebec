"""A long text as HTML: a fragment for the pages of the workbench, or one file that stands alone."""

from __future__ import annotations

from html import escape

from rebonds.reporting.manuscript import Bullets, Heading, Manuscript, Notice, Paragraph, Piece, Quotation
from rebonds.reporting.manuscript import quoted as marks
from rebonds.reporting.page import whole_page


def fragment(text: Manuscript) -> str:
    """Return the pieces of a text as HTML, every text escaped."""
    return "".join(_piece(one, rank, text.lang) for rank, one in enumerate(text.pieces))


def manuscript_html(text: Manuscript) -> str:
    """Return a text as a whole HTML document that loads nothing."""
    parts = [
        f'<header><h1>{escape(text.title)}</h1><p class="quiet">{escape(text.facts)}</p></header>',
        _warning(text.warning),
        contents(text),
        fragment(text),
    ]
    return whole_page(text.title, text.foot, parts, text.lang)


def contents(text: Manuscript) -> str:
    """Return the table of contents, where there are enough parts to need one."""
    found = [
        (rank, one) for rank, one in enumerate(text.pieces) if isinstance(one, Heading) and one.level == 2
    ]
    if len(found) < 3:
        return ""
    lines = "".join(f'<li><a href="#p-{rank}">{escape(one.text)}</a></li>' for rank, one in found)
    named = escape(text.contents)
    return (
        f'<nav aria-label="{named}"><p aria-hidden="true"><strong>{named}</strong></p><ol>{lines}</ol></nav>'
    )


def _warning(said: str) -> str:
    return f'<p class="warning"><strong>{escape(said)}</strong></p>' if said else ""


def _piece(one: Piece, rank: int, lang: str) -> str:
    if isinstance(one, Heading):
        return f'<h{one.level} id="p-{rank}">{escape(one.text)}</h{one.level}>'
    if isinstance(one, Paragraph):
        lead = f"<strong>{escape(one.lead)}</strong> " if one.lead else ""
        return f"<p>{lead}{escape(one.text)}</p>"
    if isinstance(one, Quotation):
        by = f"<footer>{escape(one.by)}</footer>" if one.by else ""
        return f"<blockquote><p>{escape(marks(one.text, lang))}</p>{by}</blockquote>"
    if isinstance(one, Notice):
        return _warning(one.text)
    assert isinstance(one, Bullets)  # noqa: S101 (the last of the union)
    tag = "ol" if one.ordered else "ul"
    return f"<{tag}>{''.join(f'<li>{escape(i)}</li>' for i in one.items)}</{tag}>"

"""A long text as an accessible PDF (PDF/UA-1)."""

from __future__ import annotations

from typing import Any

from rebonds.reporting.document import compiled
from rebonds.reporting.manuscript import Bullets, Heading, Manuscript, Notice, Paragraph, Piece, quoted


def manuscript_pdf(text: Manuscript) -> bytes:
    """Return a text as a PDF: texts reach Typst as data, never as markup."""
    return compiled(
        {
            "title": text.title,
            "lang": text.lang,
            "keywords": list(text.keywords),
            "facts": text.facts,
            "foot": text.foot,
            "warning": text.warning,
            "contents": text.contents,
            "outline": sum(isinstance(p, Heading) and p.level == 2 for p in text.pieces) > 2,
            "pieces": [_piece(one, text.lang) for one in text.pieces],
        },
        "manuscript",
    )


def _piece(one: Piece, lang: str) -> dict[str, Any]:
    if isinstance(one, Heading):
        return {"kind": "heading", "text": one.text, "level": one.level}
    if isinstance(one, Paragraph):
        return {"kind": "paragraph", "text": one.text, "lead": one.lead}
    if isinstance(one, Notice):
        return {"kind": "notice", "text": one.text}
    if isinstance(one, Bullets):
        return {"kind": "bullets", "items": list(one.items), "ordered": one.ordered}
    return {"kind": "quotation", "text": quoted(one.text, lang), "by": one.by}

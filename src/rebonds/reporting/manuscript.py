"""A long text: headings, paragraphs, quotations, lists, notices, before it becomes a page, a PDF or an ODT.

What rooms publish (an investigation report, minutes) is one of these. `Report` is for answers made of figures; this is
for texts made by people, so everything here is already in the language of its readers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from rebonds.text import typeset

FORMATS = ("html", "pdf", "odt")


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is the title of the document, so parts start at 2."""

    text: str
    level: int = 2


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, with a few words that lead it."""

    text: str
    lead: str = ""


@dataclass(frozen=True)
class Quotation:
    """Somebody's words, and who said them as she accepts to be named."""

    text: str
    by: str = ""


@dataclass(frozen=True)
class Bullets:
    """A list."""

    items: tuple[str, ...]
    ordered: bool = False


@dataclass(frozen=True)
class Notice:
    """What must be read before the rest, set apart."""

    text: str


Piece = Heading | Paragraph | Quotation | Bullets | Notice


@dataclass(frozen=True)
class Manuscript:
    """A whole document.

    Parameters
    ----------
    title : str
    facts : str
        A line under the title: who, when.
    pieces : tuple of Piece
    foot : str
        Foot of each page: title, date, licence.
    lang : {"fr", "en"}
    warning : str
        What is said before anything else (an invented example, for instance).
    keywords : tuple of str
    """

    title: str
    facts: str
    pieces: tuple[Piece, ...]
    foot: str
    lang: str = "fr"
    warning: str = ""
    contents: str = "Sommaire"
    keywords: tuple[str, ...] = ("Rebonds",)

    def __post_init__(self) -> None:
        """Let no heading skip a level: readers of a screen move from one to the next."""
        above = 1
        out: list[Piece] = []
        for one in self.pieces:
            if isinstance(one, Heading):
                above = max(2, min(one.level, above + 1, 4))
                out.append(replace(one, level=above))
            else:
                out.append(one)
        object.__setattr__(self, "pieces", tuple(out))


def paragraphs(text: str, lead: str = "") -> Iterable[Paragraph]:
    """Yield the paragraphs of a text as people type it: an empty line parts them."""
    blocks = text.replace("\r\n", "\n").split("\n\n")
    for rank, block in enumerate(" ".join(b.split()) for b in blocks):
        if block:
            yield Paragraph(block, lead if rank == 0 else "")


def quoted(text: str, lang: str) -> str:
    """Return somebody's words between the quotation marks of the language."""
    plain = " ".join(text.split())
    return f"“{plain}”" if lang == "en" else typeset(f"« {plain} »")


def rendered(text: Manuscript, format: str) -> bytes:
    """Return a document in one of `FORMATS`.

    Raises
    ------
    ValueError
        Another format.
    """
    if format == "html":
        from rebonds.reporting.manuscript_page import manuscript_html

        return manuscript_html(text).encode()
    if format == "pdf":
        from rebonds.reporting.manuscript_pdf import manuscript_pdf

        return manuscript_pdf(text)
    if format == "odt":
        from rebonds.reporting.manuscript_odt import manuscript_odt

        return manuscript_odt(text)
    raise ValueError(f"no {format} for a text")

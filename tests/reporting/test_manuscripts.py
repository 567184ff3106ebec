"""Long texts in three formats: the same words, real headings, nothing run and nothing loaded."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odfdo import Document

from rebonds.reporting.manuscript import (
    FORMATS,
    Bullets,
    Heading,
    Manuscript,
    Notice,
    Paragraph,
    Quotation,
    paragraphs,
    quoted,
    rendered,
)
from rebonds.reporting.manuscript_page import fragment

NASTY = '<script>alert(1)</script> #panic("x") *gras* $a$ `c` @ref "q" & \\'
WHOLE = Manuscript(
    "Retours d’enquête",
    "Dix vallées, 2026",
    (
        Paragraph("Au début."),
        Heading("Une partie"),
        Paragraph(NASTY, "Question."),
        Quotation("On a dit cela.", "une agente"),
        Heading("Trop profond", 4),
        Bullets(("un", "deux")),
        Bullets(("premier",), ordered=True),
        Notice("Attention."),
        Heading("Autre partie"),
        Heading("Dernière"),
    ),
    "pied de page · 2026",
    warning="Exemple inventé.",
)


def test_headings_never_skip_a_level():
    assert [one.level for one in WHOLE.pieces if isinstance(one, Heading)] == [2, 3, 2, 2]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-3, 9), max_size=12))
def test_whatever_the_levels_each_is_at_most_one_deeper(levels):
    made = Manuscript("t", "", tuple(Heading("h", level) for level in levels), "")
    before = 1
    for one in made.pieces:
        assert 2 <= one.level <= min(4, before + 1)
        before = one.level


def test_html_escapes_every_text_and_loads_nothing():
    html = rendered(WHOLE, "html").decode()
    assert "<script" not in html and "&lt;script&gt;" in html and "default-src 'none'" in html
    assert html.count("<h1>") == 1 and 'href="#p-1"' in html and '<h2 id="p-1">Une partie</h2>' in html
    assert "<ol><li>premier</li></ol>" in html and "Exemple inventé." in html and "pied de page" in html
    assert "<h1" not in fragment(WHOLE)


def test_the_pdf_is_tagged_and_says_what_it_is():
    content = rendered(WHOLE, "pdf")
    assert content.startswith(b"%PDF") and b"pdfuaid" in content and b"StructTreeRoot" in content


def test_the_pdf_holds_whatever_people_type():
    assert rendered(
        Manuscript(NASTY, NASTY, (Quotation(NASTY, NASTY), Notice(NASTY)), NASTY), "pdf"
    ).startswith(b"%PDF")


def test_the_odt_reads_back_with_its_structure():
    content = rendered(WHOLE, "odt")
    with zipfile.ZipFile(io.BytesIO(content)) as pack:
        assert pack.read("mimetype") == b"application/vnd.oasis.opendocument.text"
        styles = pack.read("styles.xml").decode()
    assert "pied de page" in styles and "<text:page-number" in styles
    # headings bear no number of the template, words and who said them stay together and are set in
    assert not re.search(r'<text:outline-level-style[^>]*style:num-format="[^"]', styles)
    assert "num-list-format" not in re.search(r"<text:outline-style.*?</text:outline-style>", styles, re.S)[0]
    quotation = re.search(r'<style:style style:name="Quotations".*?</style:style>', styles, re.S)[0]
    assert 'fo:keep-with-next="always"' in quotation and 'fo:margin-left="0.8cm"' in quotation
    held = Document(io.BytesIO(content))
    heads = [(int(h.level), h.text_recursive) for h in held.body.headers]
    assert heads == [
        (1, "Retours d’enquête"), (2, "Une partie"), (3, "Trop profond"), (2, "Autre partie"), (2, "Dernière"),
    ]  # fmt: skip
    text = held.get_formatted_text()
    assert (
        "alert(1)" in text and "une agente" in text and "premier" in text and held.meta.title == WHOLE.title
    )


def test_what_people_type_becomes_paragraphs():
    assert [p.text for p in paragraphs("Un\nsuite.\r\n\r\n\n Deux.\n\n\n")] == ["Un suite.", "Deux."]
    assert next(iter(paragraphs("Un.\n\nDeux.", "Mot."))).lead == "Mot."
    assert quoted("a  b", "fr") == "«\u00a0a b\u00a0»" and quoted("a", "en") == "“a”"


def test_another_format_is_refused():
    assert FORMATS == ("html", "pdf", "odt")
    with pytest.raises(ValueError, match="docx"):
        rendered(WHOLE, "docx")

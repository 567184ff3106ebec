"""Styles that every OpenDocument text of the product shares: headings without numbers, paragraphs that breathe."""

from __future__ import annotations

from typing import Any

_SANS = 'style:font-name="Liberation Sans"'
_HEADINGS = {1: ("18pt", "0cm", "0.2cm"), 2: ("15pt", "0.8cm", "0.25cm"), 3: ("12.5pt", "0.55cm", "0.2cm")}
_SMALLEST = ("11pt", "0.4cm", "0.1cm")
#: Two lines at least at the foot and at the head of a page.
_LINES = 'fo:orphans="2" fo:widows="2"'


def set_styles(made: Any) -> None:
    """Give a document its headings, body, quotations and small texts."""
    from odfdo import Element

    for one in made.styles.get_elements("//text:outline-level-style"):
        # The template numbers headings ("1.1.2."): a text that is read aloud or quoted needs none.
        for name in ("loext:num-list-format", "style:num-suffix", "style:num-prefix", "text:display-levels"):
            if one.get_attribute(name) is not None:
                one.del_attribute(name)
        one.set_attribute("style:num-format", "")
    for level in range(1, 7):
        size, above, below = _HEADINGS.get(level, _SMALLEST)
        made.insert_style(
            Element.from_tag(
                f'<style:style style:name="Heading_20_{level}" style:display-name="Heading {level}"'
                f' style:family="paragraph" style:parent-style-name="Heading" style:default-outline-level="{level}">'
                f'<style:paragraph-properties fo:margin-top="{above}" fo:margin-bottom="{below}"'
                f' fo:keep-with-next="always" fo:keep-together="always"/>'
                f'<style:text-properties {_SANS} fo:font-size="{size}" fo:font-weight="bold" fo:font-style="normal"/>'
                "</style:style>"
            )
        )
    for name, paragraph, text in (
        ("Body", f'fo:margin-bottom="0.2cm" {_LINES}', 'fo:font-size="11pt"'),
        ("Facts", 'fo:margin-bottom="0.2cm"', 'fo:font-size="10pt" fo:color="#515c68"'),
        ("Foot", 'fo:margin-top="0.3cm"', 'fo:font-size="8.5pt" fo:color="#515c68"'),
        (
            "Notice",
            'fo:margin-bottom="0.2cm"',
            'fo:font-size="11pt" fo:font-weight="bold" fo:color="#a83409"',
        ),
        (
            "Quotations",
            f'fo:margin-left="0.8cm" fo:margin-bottom="0.05cm" fo:keep-with-next="always" {_LINES}',
            'fo:font-size="11pt" fo:font-style="italic"',
        ),
        (
            "Attribution",
            'fo:margin-left="0.8cm" fo:margin-bottom="0.3cm"',
            'fo:font-size="10pt" fo:color="#515c68"',
        ),
    ):
        made.insert_style(
            Element.from_tag(
                f'<style:style style:name="{name}" style:family="paragraph" style:parent-style-name="Standard">'
                f"<style:paragraph-properties {paragraph}/><style:text-properties {text}/></style:style>"
            )
        )


def set_foot(made: Any, said: str) -> None:
    """Write the foot of every page, with its number."""
    from odfdo import Element

    for master in made.styles.get_elements("//style:master-page")[:1]:
        foot = Element.from_tag('<style:footer><text:p text:style-name="Foot"/></style:footer>')
        line = foot.children[0]
        line.text = f"{said} · "
        line.append(Element.from_tag('<text:page-number text:select-page="current">1</text:page-number>'))
        line.children[-1].tail = " / "
        line.append(Element.from_tag("<text:page-count>1</text:page-count>"))
        master.insert(foot, position=0)

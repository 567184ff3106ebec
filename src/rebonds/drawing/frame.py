"""What every drawing shares: the root element, its name and description, its legend and its footer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rebonds.drawing.palette import FONT_FILE, FONT_PAGE, Style, stylesheet
from rebonds.drawing.svg import esc, tag, text_width, wrap

#: Where a wedge, a bar or a territory leads: a mapping, or a function returning an address or ``None``.
Links = Mapping[str, str] | Callable[[str], str | None] | None


def address(links: Links, key: str) -> str | None:
    """Return where ``key`` leads, or ``None``."""
    if links is None:
        return None
    return links(key) if callable(links) else links.get(key)


@dataclass(frozen=True)
class Sheet:
    """How a drawing is closed: mode, carried style sheet, and the nonce of the page's security policy."""

    style: Style
    css: bool = True
    nonce: str | None = None

    def close(
        self,
        body: str,
        *,
        box: tuple[float, float, float, float],
        title: str,
        desc: str,
        interactive: bool,
        lang: str,
        defs: str = "",
        kind: str = "ring",
    ) -> str:
        """Return the whole document.

        ``box`` is the view box. A drawing with links or focusable parts is a ``graphics-document`` (an
        ``img`` would hide them from assistive tools); the others are images.
        """
        style = self.style
        x, y, width, height = box
        fixed = not style.themed
        attrs: dict[str, object] = {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"{x:g} {y:g} {width:g} {height:g}",
            "width": f"{width:g}" if fixed else "100%",
            "height": f"{height:g}" if fixed else None,
            "class": None if fixed else f"rbd rbd-{kind} rbd-{style.mode}",
            "role": "graphics-document" if interactive else "img",
            "aria-labelledby": style.uid("title"),
            "aria-describedby": style.uid("desc"),
            "lang": lang,
            "font-family": FONT_FILE if fixed else FONT_PAGE,
        }
        sheet = ""
        if style.themed and self.css:
            sheet = tag(
                "style", {"nonce": self.nonce}, stylesheet().replace("&", "&amp;").replace("<", "&lt;")
            )
        paper = tag("rect", style.attrs("paper", x=x, y=y, width=width, height=height)) if fixed else ""
        return tag(
            "svg",
            attrs,
            tag("title", {"id": style.uid("title")}, esc(title)),
            tag("desc", {"id": style.uid("desc")}, esc(desc)),
            sheet,
            tag("defs", None, defs) if defs else "",
            paper,
            body,
        )


def focusable(
    style: Style, *, href: str | None, label: str, inside: str, static: bool = False, key: str = ""
) -> str:
    """Wrap a part of a drawing so that the keyboard reaches it and assistive tools say it.

    With ``static`` (print), only the title remains.
    """
    title = tag("title", None, esc(label))
    if static:
        return tag("g", None, title, inside)
    attrs: dict[str, object] = {"aria-label": label, "data-key": key or None}
    if href:
        return tag("a", {"href": href, **attrs}, title, inside)
    return tag("g", {"tabindex": "0", "role": "img", **attrs}, title, inside)


def words_at(
    style: Style,
    text: str,
    x: float,
    y: float,
    *,
    size: float,
    name: str = "label",
    anchor: str = "start",
    bold: bool = False,
    **more: object,
) -> str:
    """Return one line of text; ``y`` is the baseline."""
    attrs = style.attrs(
        name,
        x=float(x),
        y=float(y),
        font_size=float(size),
        text_anchor=None if anchor == "start" else anchor,
        font_weight="bold" if bold else None,
        **more,
    )
    return tag("text", attrs, esc(text))


@dataclass(frozen=True)
class Key:
    """An entry of a legend: a swatch drawn in a box of ``26 x 16`` and its text."""

    swatch: str
    text: str


def legend(
    style: Style, keys: Sequence[Key], *, x: float, y: float, width: float, size: float = 14.0
) -> tuple[str, float]:
    """Lay the keys out in lines; return the markup and its height."""
    if not keys:
        return "", 0.0
    row = size * 1.75
    gap, swatch = size * 1.5, 34.0
    out: list[str] = []
    left, top = x, y
    for key in keys:
        lines = wrap(key.text, width - swatch, size)
        taken = swatch + max(text_width(t, size) for t in lines)
        if left > x and left + taken > x + width:
            left, top = x, top + row
        out.append(tag("g", {"transform": f"translate({left:g} {top:g})"}, key.swatch))
        for i, text in enumerate(lines):
            out.append(words_at(style, text, left + swatch, top + size * 0.95 + i * size * 1.25, size=size))
        top += (len(lines) - 1) * size * 1.25
        left += taken + gap
    return tag("g", {"aria-hidden": "true"}, *out), top + row - y


def paragraph(
    style: Style, text: str, *, x: float, y: float, width: float, size: float = 11.5
) -> tuple[str, float]:
    """Set a small paragraph; return the markup and its height."""
    lines = wrap(text, width, size)
    leading = size * 1.35
    out = [
        words_at(style, t, x, y + size + i * leading, size=size, name="quiet") for i, t in enumerate(lines)
    ]
    return "".join(out), len(lines) * leading

"""The few SVG primitives that every drawing is made of: elements, paths, measured and wrapped text."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Mapping

# Advance widths of Helvetica and Arial (AFM, thousandths of an em); other characters count as _DEFAULT_WIDTH.
_WIDTHS = {
    **dict.fromkeys("abdeghnopqu0123456789", 556),
    **dict.fromkeys("cksvxyz", 500),
    **dict.fromkeys("ftI.,:;/ ", 278),
    **dict.fromkeys("ijl'’", 222),
    **dict.fromkeys("r-()", 333),
    **dict.fromkeys("ABEKPSVXY", 667),
    **dict.fromkeys("CDHNRUw", 722),
    **dict.fromkeys("GOQ", 778),
    **dict.fromkeys("FTZ", 611),
    **{
        "m": 833,
        "M": 833,
        "W": 944,
        "J": 500,
        "L": 556,
        "%": 889,
        "€": 556,
        "×": 584,
        "\u202f": 200,
        "\u00a0": 278,
    },
}
_DEFAULT_WIDTH = 600
# The page's own font is unknown here and may be wider than Helvetica.
_SAFETY = 1.1
_BOLD = 1.07

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})


def esc(text: object) -> str:
    """Escape a text for XML content and attributes, dropping the characters XML 1.0 forbids."""
    kept = "".join(
        c for c in str(text) if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff" and not _lone(c))
    )
    return kept.translate(_ESCAPES)


def _lone(char: str) -> bool:
    return "\ud800" <= char <= "\udfff"


def num(value: float) -> str:
    """Write a coordinate with at most two decimals and nothing superfluous."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def tag(name: str, attrs: Mapping[str, object] | None = None, *children: str) -> str:
    """Return an element; attributes that are ``None`` are left out, numbers are rounded, text is escaped.

    ``children`` are markup already escaped.
    """
    parts = [name]
    for key, value in (attrs or {}).items():
        if value is None:
            continue
        written = num(value) if isinstance(value, float) else esc(value)
        parts.append(f'{key}="{written}"')
    inside = "".join(children)
    head = " ".join(parts)
    return f"<{head}>{inside}</{name}>" if inside else f"<{head}/>"


def polar(radius: float, angle: float, cx: float = 0.0, cy: float = 0.0) -> tuple[float, float]:
    """Return the point at ``angle`` degrees clockwise from the top, at ``radius`` from the centre."""
    a = math.radians(angle)
    return cx + radius * math.sin(a), cy - radius * math.cos(a)


def _xy(point: tuple[float, float]) -> str:
    return f"{num(point[0])} {num(point[1])}"


def sector(r0: float, r1: float, a0: float, a1: float) -> str:
    """Return the path of a ring sector; angles in degrees, clockwise from the top."""
    if a1 - a0 >= 359.99:
        return _annulus(r0, r1)
    large = int(a1 - a0 > 180)
    out = f"M{_xy(polar(r1, a0))}A{num(r1)} {num(r1)} 0 {large} 1 {_xy(polar(r1, a1))}"
    if r0 <= 0:
        return out + "L0 0Z"
    return out + f"L{_xy(polar(r0, a1))}A{num(r0)} {num(r0)} 0 {large} 0 {_xy(polar(r0, a0))}Z"


def _annulus(r0: float, r1: float) -> str:
    def circle(r: float, sweep: int) -> str:
        turn = f"A{num(r)} {num(r)} 0 1 {sweep} 0 "
        return f"M0 {num(-r)}{turn}{num(r)}{turn}{num(-r)}Z"

    return circle(r1, 1) + (circle(r0, 0) if r0 > 0 else "")


def broken_sector(r0: float, r1: float, a0: float, a1: float, tooth: float = 4.0) -> str:
    """Return a ring sector whose outer edge is torn: the true value lies beyond the drawing."""
    teeth = max(4, 2 * round((a1 - a0) / 5))
    points = []
    for i in range(teeth + 1):
        radius = r1 + (tooth if i % 2 else -tooth)
        points.append(_xy(polar(radius, a0 + (a1 - a0) * i / teeth)))
    large = int(a1 - a0 > 180)
    edge = "L".join(points)
    return f"M{edge}L{_xy(polar(r0, a1))}A{num(r0)} {num(r0)} 0 {large} 0 {_xy(polar(r0, a0))}Z"


def arc(radius: float, a0: float, a1: float) -> str:
    """Return the open arc from ``a0`` to ``a1``; anticlockwise when ``a1 < a0``."""
    large = int(abs(a1 - a0) > 180)
    sweep = int(a1 > a0)
    return f"M{_xy(polar(radius, a0))}A{num(radius)} {num(radius)} 0 {large} {sweep} {_xy(polar(radius, a1))}"


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Estimate the width of a text set in a sans serif font of ``size`` (a generous estimate)."""
    total = 0
    for char in unicodedata.normalize("NFD", text):
        if not unicodedata.combining(char):
            total += _WIDTHS.get(char, _DEFAULT_WIDTH)
    return total / 1000 * size * _SAFETY * (_BOLD if bold else 1.0)


def wrap(text: str, width: float, size: float, bold: bool = False) -> list[str]:
    """Break a text into lines no wider than ``width`` where words allow; words are never cut.

    Only ordinary spaces break, so numbers keep their units and French punctuation its no-break space.
    """
    lines: list[str] = []
    current = ""
    for word in [w for w in text.split(" ") if w]:
        candidate = f"{current} {word}" if current else word
        if current and text_width(candidate, size, bold) > width:
            lines.append(current)
            current = word
        else:
            current = candidate
    return [*lines, current] if current else lines


def ellipsis(text: str, width: float, size: float, bold: bool = False) -> str:
    """Cut a text to ``width`` with an ellipsis; the caller keeps the full text in the title."""
    if text_width(text, size, bold) <= width:
        return text
    kept = text
    while len(kept) > 1 and text_width(kept + "…", size, bold) > width:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def identifier(*parts: object) -> str:
    """Build an XML id from free parts: ASCII letters, digits and dashes, starting with a letter."""
    text = "-".join(str(p) for p in parts)
    plain = unicodedata.normalize("NFKD", text)
    kept = "".join(c if c.isascii() and (c.isalnum() or c == "-") else "-" for c in plain)
    return kept if kept[:1].isalpha() else f"r{kept}"


def joined(items: Iterable[str]) -> str:
    """Concatenate fragments of markup."""
    return "".join(items)

"""A causal map drawn: boxes, and arrows whose sign is told by a mark and a dash as well as by colour."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from rebonds.drawing import words
from rebonds.drawing.frame import Key, Links, Sheet, address, focusable, legend, words_at
from rebonds.drawing.palette import Style
from rebonds.drawing.svg import ellipsis, identifier, num, tag, text_width, wrap
from rebonds.text import Text, number

if TYPE_CHECKING:
    from rebonds.causal.maps import CausalMap
    from rebonds.causal.results import Link, Node

Place = tuple[float, float]
_SIZE, _SMALL, _LEADING, _LABEL = 12.5, 10.0, 15.0, 118.0
_MOST_LINES, _MARGIN, _ARROW, _BEND = 3, 28.0, 9.0, 0.12
_WIDTHS = (1.2, 2.1, 3.2)


def causal_map_svg(
    held: CausalMap,
    lang: str = "fr",
    *,
    places: Mapping[str, Place] | None = None,
    links: Links = None,
    mode: str = "page",
    prefix: str | None = None,
    css: bool = True,
    nonce: str | None = None,
) -> str:
    """Draw a map.

    Parameters
    ----------
    held : CausalMap
    places : mapping, optional
        Centre of each node; the others find theirs.
    links : mapping or callable, optional
        Where each node leads, by its identifier.

    Raises
    ------
    ValueError
        The map has no node.
    """
    if not held.nodes:
        raise ValueError("a map needs a node")
    from rebonds.causal.layout import places as laid

    style = Style(mode, prefix or identifier("causal", mode))
    static = mode in ("print", "file")
    boxes = {node.id: _Box(node, lang) for node in held.nodes}
    at = laid(held, {key: (box.width, box.height) for key, box in boxes.items()}, places)
    left = min(at[k][0] - b.width / 2 for k, b in boxes.items()) - _MARGIN
    right = max(at[k][0] + b.width / 2 for k, b in boxes.items()) + _MARGIN
    top = min(at[k][1] - b.height / 2 for k, b in boxes.items()) - _MARGIN
    bottom = max(at[k][1] + b.height / 2 for k, b in boxes.items()) + _MARGIN
    lines, marks = [], []
    taken = [box.around(at[key]) for key, box in boxes.items()]
    for link in held.links:
        line, curve = _arrow(style, link, at, boxes)
        lines.append(line)
        marks.append(_mark(style, link.sign, *_free(curve, taken)))
    shown = [
        focusable(
            style,
            href=address(links, node.id),
            label=said(held, node, lang),
            inside=boxes[node.id].markup(style, at[node.id]),
            static=static,
            key=node.id,
        )
        for node in held.nodes
    ]
    width = max(right - left, 300.0)
    keys, used = legend(style, _keys(style, lang), x=left + 8, y=bottom, width=width - 16, size=12)
    return Sheet(style, css, nonce).close(
        tag("g", {"aria-hidden": "true"}, *lines)
        + "".join(shown)
        + tag("g", {"aria-hidden": "true"}, *marks)
        + keys,
        box=(round(left), round(top), round(width), round(bottom - top + used + 10)),
        title=held.title or Text("Carte causale", "Causal map").to(lang),
        desc=description(held, lang),
        interactive=not static,
        lang=lang,
        kind="map",
    )


class _Box:
    """The box of a node: its label on three lines at most, under its kind where it is not a plain factor."""

    def __init__(self, node: Node, lang: str) -> None:
        from rebonds.causal.results import KINDS

        lines = wrap(node.label, _LABEL, _SIZE)
        if len(lines) > _MOST_LINES:
            lines = [*lines[: _MOST_LINES - 1], " ".join(lines[_MOST_LINES - 1 :])]
        self.lines = [ellipsis(line, _LABEL + 14, _SIZE) for line in lines]
        self.kind = "" if node.kind == "factor" else KINDS[node.kind].to(lang)
        widest = max([text_width(t, _SIZE) for t in self.lines] + [text_width(self.kind, _SMALL)])
        self.width = widest + 18
        self.height = len(self.lines) * _LEADING + 12 + (12 if self.kind else 0)

    def markup(self, style: Style, at: Place) -> str:
        x, y = at[0] - self.width / 2, at[1] - self.height / 2
        shape: dict[str, object] = {"x": x, "y": y, "width": self.width, "height": self.height, "rx": 7.0}
        out = [tag("rect", style.attrs("badge", **shape))]
        top = y + 6
        if self.kind:
            out.append(words_at(style, self.kind, at[0], top + 9, size=_SMALL, name="quiet", anchor="middle"))
            top += 12
        for rank, line in enumerate(self.lines):
            out.append(
                words_at(style, line, at[0], top + 11.5 + rank * _LEADING, size=_SIZE, anchor="middle")
            )
        out.append(tag("rect", style.attrs("hit", **shape)))
        return "".join(out)

    def around(self, at: Place) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom."""
        return (
            at[0] - self.width / 2,
            at[1] - self.height / 2,
            at[0] + self.width / 2,
            at[1] + self.height / 2,
        )

    def edge(self, at: Place, towards: Place, more: float = 0.0) -> Place:
        """Return where a line from the centre towards a point leaves the box."""
        dx, dy = towards[0] - at[0], towards[1] - at[1]
        if dx == 0 and dy == 0:
            return at
        across = (self.width / 2 + more) / abs(dx) if dx else math.inf
        down = (self.height / 2 + more) / abs(dy) if dy else math.inf
        part = min(across, down)
        return at[0] + dx * part, at[1] + dy * part


def stroke(weight: float) -> float:
    """Return the width of the line of a link."""
    return _WIDTHS[min(2, max(0, round(weight) - 1))]


def _arrow(
    style: Style, link: Link, at: Mapping[str, Place], boxes: Mapping[str, _Box]
) -> tuple[str, tuple[Place, Place, Place]]:
    (x0, y0), (x1, y1) = at[link.cause], at[link.effect]
    # Bent to its left: both ways between two nodes stay apart.
    bend = (x0 + x1) / 2 + (y1 - y0) * _BEND, (y0 + y1) / 2 - (x1 - x0) * _BEND
    start = boxes[link.cause].edge((x0, y0), bend)
    tip = boxes[link.effect].edge((x1, y1), bend, 2.0)
    ahead = math.hypot(tip[0] - bend[0], tip[1] - bend[1]) or 1.0
    ux, uy = (tip[0] - bend[0]) / ahead, (tip[1] - bend[1]) / ahead
    size = _ARROW + stroke(link.weight)
    base = tip[0] - ux * size, tip[1] - uy * size
    head = (
        f"M{num(tip[0])} {num(tip[1])}L{num(base[0] - uy * size * 0.45)} {num(base[1] + ux * size * 0.45)}"
        f"L{num(base[0] + uy * size * 0.45)} {num(base[1] - ux * size * 0.45)}Z"
    )
    d = f"M{num(start[0])} {num(start[1])}Q{num(bend[0])} {num(bend[1])} {num(base[0])} {num(base[1])}"
    line, fill = ("linkplus", "sidea") if link.sign > 0 else ("linkminus", "alarm")
    drawn = tag("path", style.attrs(line, d=d, stroke_width=stroke(link.weight))) + tag(
        "path", style.attrs(fill, d=head)
    )
    return drawn, (start, bend, base)


def _free(curve: tuple[Place, Place, Place], taken: list[tuple[float, float, float, float]]) -> Place:
    """Return a point of a curve, near its middle, that neither a box nor another mark covers."""
    (x0, y0), (x1, y1), (x2, y2) = curve
    for t in (0.5, 0.4, 0.6, 0.3, 0.7, 0.22, 0.78):
        x = (1 - t) ** 2 * x0 + 2 * t * (1 - t) * x1 + t**2 * x2
        y = (1 - t) ** 2 * y0 + 2 * t * (1 - t) * y1 + t**2 * y2
        if not any(left - 7 < x < right + 7 and top - 7 < y < low + 7 for left, top, right, low in taken):
            break
    else:
        x, y = (x0 + 2 * x1 + x2) / 4, (y0 + 2 * y1 + y2) / 4
    taken.append((x - 7, y - 7, x + 7, y + 7))
    return x, y


def _mark(style: Style, sign: int, x: float, y: float) -> str:
    line = "linkplus" if sign > 0 else "linksolid"
    d = f"M{num(x - 3.6)} {num(y)}h7.2" + (f"M{num(x)} {num(y - 3.6)}v7.2" if sign > 0 else "")
    circle = tag("circle", style.attrs("badge", cx=x, cy=y, r=7.0))
    return circle + tag("path", style.attrs(line, d=d, stroke_width=1.8))


def _keys(style: Style, lang: str) -> list[Key]:
    def swatch(name: str, width: float, sign: int = 0) -> str:
        drawn = tag("path", style.attrs(name, d="M0 8h26", stroke_width=width))
        return drawn + (_mark(style, sign, 13.0, 8.0) if sign else "")

    return [
        Key(swatch("linkplus", _WIDTHS[1], 1), Text("renforce", "increases").to(lang)),
        Key(swatch("linkminus", _WIDTHS[1], -1), Text("réduit", "decreases").to(lang)),
        Key(swatch("linkplus", _WIDTHS[2]), Text("plus épais : plus fort", "thicker: stronger").to(lang)),
    ]


def said(held: CausalMap, node: Node, lang: str) -> str:
    """Say a node and what it acts on, in one sentence."""
    from rebonds.causal.results import KINDS, SIGNS

    told = [
        f"{SIGNS[link.sign].to(lang)} {held.label(link.effect)} ({number(link.weight, lang)})"
        for link in held.links
        if link.cause == node.id
    ]
    nothing = Text("n’agit sur rien", "acts on nothing").to(lang)
    name = node.label if node.kind == "factor" else f"{node.label} ({KINDS[node.kind].to(lang)})"
    return f"{name}{words.colon(lang)}{words.semicolon(lang).join(told) or nothing}."


def description(held: CausalMap, lang: str) -> str:
    """Return the long description of a map: each node and what it acts on, weights from 1 to 3."""
    minus = sum(link.sign < 0 for link in held.links)
    head = Text(
        f"{len(held.nodes)} nœuds, {len(held.links)} liens dont {minus} réduisent.",
        f"{len(held.nodes)} nodes, {len(held.links)} links of which {minus} decrease.",
    ).to(lang)
    acting = {link.cause for link in held.links}
    return " ".join([head, *(said(held, node, lang) for node in held.nodes if node.id in acting)])

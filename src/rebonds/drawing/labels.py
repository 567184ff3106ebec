"""Where labels go: inside a sector of the ring, or around it, wrapped, shrunk and never overlapping."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rebonds.drawing.palette import Style
from rebonds.drawing.ring import Slice
from rebonds.drawing.svg import ellipsis, esc, polar, tag, text_width, wrap

LEADING = 1.18


@dataclass(frozen=True)
class Line:
    """A line of a label: text, size, weight and class of style."""

    text: str
    size: float
    bold: bool = False
    style: str = "label"

    @property
    def width(self) -> float:
        """Estimated width."""
        return text_width(self.text, self.size, self.bold)

    @property
    def height(self) -> float:
        """Height taken, leading included."""
        return self.size * LEADING


@dataclass(frozen=True)
class Block:
    """Lines placed: ``x`` is the anchor, ``y`` the top."""

    lines: tuple[Line, ...]
    x: float
    y: float
    anchor: str = "middle"

    @property
    def height(self) -> float:
        """Total height."""
        return sum(line.height for line in self.lines)

    @property
    def width(self) -> float:
        """Width of the longest line."""
        return max((line.width for line in self.lines), default=0.0)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        shift = {"middle": self.width / 2, "start": 0.0, "end": self.width}[self.anchor]
        return self.x - shift, self.y, self.x - shift + self.width, self.y + self.height

    def markup(self, style: Style) -> str:
        """Return the text element: one ``tspan`` a line."""
        spans, y = [], self.y
        for line in self.lines:
            attrs = style.attrs(
                line.style,
                x=float(self.x),
                y=float(y + line.size * 0.92),
                font_size=float(line.size),
                font_weight="bold" if line.bold else None,
            )
            spans.append(tag("tspan", attrs, esc(line.text)))
            y += line.height
        return tag("text", {"text-anchor": self.anchor}, *spans)


@dataclass(frozen=True)
class Part:
    """A text of a label before it is wrapped; optional parts are dropped first when room lacks."""

    text: str
    bold: bool = False
    style: str = "label"
    optional: bool = False
    scale: float = 1.0


def _broken(parts: Sequence[Part], size: float, width: float) -> tuple[Line, ...]:
    lines: list[Line] = []
    for part in parts:
        s = size * part.scale
        lines += [Line(t, s, part.bold, part.style) for t in wrap(part.text, width, s, part.bold)]
    return tuple(lines)


def _inside(block: Block, r0: float, r1: float, piece: Slice, pad: float) -> bool:
    y = block.y
    for line in block.lines:
        half = line.width / 2
        for px in (block.x - half, block.x, block.x + half):
            for py in (y, y + line.height):
                radius = math.hypot(px, py)
                if not r0 + pad <= radius <= r1 - pad:
                    return False
                turn = (math.degrees(math.atan2(px, -py)) - piece.mid + 180) % 360 - 180
                if piece.half < 180 and abs(turn) > piece.half - math.degrees(
                    math.asin(min(1, pad / radius))
                ):
                    return False
        y += line.height
    return True


def in_sector(
    parts: Sequence[Part], piece: Slice, r0: float, r1: float, *, size: float = 15.0, least: float = 10.5
) -> Block | None:
    """Fit a label in the sector between two radii; ``None`` when even its shortest form has no room.

    Tries, in this order, the full text from ``size`` down to ``least``, then without the optional parts.
    """
    kept = [list(parts)]
    if any(p.optional for p in parts):
        kept.append([p for p in parts if not p.optional])
    chord = 2 * r1 * math.sin(math.radians(min(piece.half, 90)))
    for version in kept:
        s = size
        while s >= least - 1e-9:
            found = _fit(version, piece, r0, r1, size=s, chord=chord)
            if found:
                return found
            s -= 0.75
    return None


def _fit(
    parts: Sequence[Part], piece: Slice, r0: float, r1: float, *, size: float, chord: float
) -> Block | None:
    middle = (r0 + r1) / 2
    shifts = sorted((middle + k * (r1 - r0) / 16 for k in range(-4, 5)), key=lambda r: abs(r - middle))
    tried: set[tuple[str, ...]] = set()
    for k in range(10):
        lines = _broken(parts, size, chord * (1 - 0.07 * k))
        key = tuple(line.text for line in lines)
        if key in tried:
            continue
        tried.add(key)
        block = Block(lines, 0, 0)
        for radius in shifts:
            x, y = polar(radius, piece.mid)
            placed = replace(block, x=x, y=y - block.height / 2)
            if _inside(placed, r0, r1, piece, 2.5):
                return placed
    return None


def around(
    labels: Sequence[tuple[Slice, Sequence[Part]]], radius: float, width: float, *, size: float = 15.0
) -> list[Block]:
    """Place labels around a circle, on two sides, pushed apart until none overlaps another.

    Parameters
    ----------
    labels : sequence of (Slice, parts)
    radius : float
        Distance of the anchors from the centre.
    width : float
        Width at which texts wrap.
    """
    blocks: list[Block] = []
    for piece, parts in labels:
        lines = _broken(parts, size, width)
        lines = tuple(replace(li, text=ellipsis(li.text, width * 1.25, li.size, li.bold)) for li in lines)
        x, y = polar(radius, piece.mid)
        block = Block(lines, x, y)
        turn = piece.mid % 360
        if min(turn, 360 - turn) < 8:
            block = replace(block, anchor="middle", y=y - block.height)
        elif abs(turn - 180) < 8:
            block = replace(block, anchor="middle", y=y)
        else:
            lean = (1 - math.cos(math.radians(turn))) / 2  # 0 at the top, 1 at the bottom
            block = replace(block, anchor="start" if turn < 180 else "end", y=y - block.height * (1 - lean))
        blocks.append(block)
    return _spread(blocks)


def _spread(blocks: list[Block], gap: float = 8.0) -> list[Block]:
    placed = list(blocks)
    for anchor in ("start", "end"):
        order = sorted((i for i, b in enumerate(placed) if b.anchor == anchor), key=lambda i: placed[i].y)
        for _ in range(60):
            moved = False
            for upper, lower in pairwise(order):
                overlap = placed[upper].y + placed[upper].height + gap - placed[lower].y
                if overlap > 0.01:
                    placed[upper] = replace(placed[upper], y=placed[upper].y - overlap / 2)
                    placed[lower] = replace(placed[lower], y=placed[lower].y + overlap / 2)
                    moved = True
            if not moved:
                break
    return placed

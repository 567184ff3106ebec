"""A small plot on two logarithmic axes, drawn with the product's own SVG primitives."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from rebonds.drawing.svg import tag

Points = Sequence[tuple[float, float]]

_WIDTH, _HEIGHT = 720.0, 420.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 64.0, 210.0, 34.0, 48.0
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56606b", "#e69f00")
_DASHES = ("", "6 3", "2 3", "8 3 2 3", "1 4", "12 4")


def log_log(
    path: Path, title: str, lines: Mapping[str, Points], *, x: str, y: str, ticks: Mapping[float, str]
) -> None:
    """Write lines on logarithmic axes: each has its colour, its dash and its name at its end.

    Parameters
    ----------
    path : Path
    title : str
    lines : mapping of str to points
        Positive coordinates.
    x, y : str
        Names of the axes, with units.
    ticks : mapping of float to str
        Marks of the vertical axis.
    """
    xs = [a for points in lines.values() for a, _ in points]
    ys = [b for points in lines.values() for _, b in points]
    low, high = min(xs), max(xs)
    shown = {at: name for at, name in ticks.items() if min(ys) / 3 <= at <= max(ys) * 3}
    bottom, top = min([*shown, min(ys)]), max([*shown, max(ys)])

    def place(a: float, b: float) -> tuple[float, float]:
        across = math.log(a / low) / math.log(high / low)
        up = math.log(b / bottom) / math.log(top / bottom)
        return _LEFT + across * (_WIDTH - _LEFT - _RIGHT), _HEIGHT - _BOTTOM - up * (_HEIGHT - _TOP - _BOTTOM)

    def text(at: tuple[float, float], words: str, anchor: str = "start", **more: object) -> str:
        return tag("text", {"x": at[0], "y": at[1], "text-anchor": anchor, **more}, words)

    right = _WIDTH - _RIGHT
    parts = [
        tag("rect", {"width": _WIDTH, "height": _HEIGHT, "fill": "#ffffff"}),
        text((_LEFT, 20.0), title, **{"font-weight": "bold"}),
        text(((_LEFT + right) / 2, _HEIGHT - 8.0), x, "middle"),
        text((14.0, (_TOP + _HEIGHT - _BOTTOM) / 2), y, "middle", transform="rotate(-90 14 203)"),
    ]
    for at, name in shown.items():
        _, up = place(low, at)
        parts.append(tag("path", {"d": f"M{_LEFT} {up:.1f}H{right}", "stroke": "#dfe3e6"}))
        parts.append(text((_LEFT - 6, up + 4), name, "end"))
    for at in sorted(set(xs)):
        across, _ = place(at, bottom)
        parts.append(tag("path", {"d": f"M{across:.1f} {_HEIGHT - _BOTTOM}v5", "stroke": "#56606b"}))
        parts.append(text((across, _HEIGHT - _BOTTOM + 18), f"{at:,.0f}", "middle"))
    names = []
    for rank, (name, points) in enumerate(lines.items()):
        colour, dash = _COLOURS[rank % len(_COLOURS)], _DASHES[rank % len(_DASHES)]
        drawn = " ".join(f"{a:.1f},{b:.1f}" for a, b in (place(*point) for point in points))
        style = {"fill": "none", "stroke": colour, "stroke-width": 2, "stroke-dasharray": dash or None}
        parts.append(tag("polyline", {"points": drawn, **style}))
        parts += [
            tag("circle", {"cx": a, "cy": b, "r": 3, "fill": colour})
            for a, b in (place(*point) for point in points)
        ]
        end = place(*points[-1])
        names.append([end[1] + 4, end[0], name, colour])
    names.sort()
    for before, after in itertools.pairwise(names):
        if abs(after[1] - before[1]) < _RIGHT:  # names that would overlap make room
            after[0] = max(after[0], before[0] + 14)
    parts += [text((at + 8, up), name, fill=colour) for up, at, name, colour in names]
    whole = tag(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {_WIDTH:.0f} {_HEIGHT:.0f}",
            "role": "img",
            "aria-label": title,
            "font-family": "Helvetica, Arial, sans-serif",
            "font-size": 12,
            "fill": "#1c2024",
        },
        *parts,
    )
    path.write_text(whole + "\n", encoding="utf-8")

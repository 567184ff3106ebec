"""A radar: where a group stands on several axes of one scale, now and as a target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rebonds.drawing import words
from rebonds.drawing.frame import Key, Sheet, focusable, legend, words_at
from rebonds.drawing.palette import Style
from rebonds.drawing.svg import identifier, num, polar, tag, wrap
from rebonds.text import Text, number

WIDTH, _RADIUS, _SIZE = 640.0, 170.0, 12.0
_CX, _CY = WIDTH / 2, 235.0
_LABEL = 138.0


@dataclass(frozen=True)
class Axis:
    """An axis: its name, the position now and the target, on the scale of the radar; none where not told."""

    label: str
    now: float | None
    target: float | None


def radar_svg(
    axes: Sequence[Axis],
    who: str,
    lang: str = "fr",
    *,
    low: float = 1,
    high: float = 5,
    mode: str = "page",
    prefix: str | None = None,
    css: bool = True,
    nonce: str | None = None,
) -> str:
    """Draw the axes around a circle, the first at the top, clockwise.

    The lowest level stands on a small circle, not at the centre, so that a position of 1 is seen. Lines join
    neighbouring axes only where both are told: a missing position is never drawn as a low one.

    Parameters
    ----------
    axes : sequence of Axis
    who : str
        Whose positions they are; part of the title.
    lang : str
    low, high : float
        Ends of the scale.
    mode, prefix, css, nonce
        As for every drawing.

    Returns
    -------
    str
        SVG.

    Raises
    ------
    ValueError
        Fewer than three axes, or no position at all.
    """
    if len(axes) < 3 or all(a.now is None and a.target is None for a in axes):
        raise ValueError("a radar needs three axes and one position")
    style = Style(mode, prefix or identifier("radar", mode))
    static = mode in ("print", "file")
    steps = [low + i for i in range(int(high - low) + 1)]
    parts = [tag("circle", style.attrs("grid", cx=_CX, cy=_CY, r=_radius(s, low, high))) for s in steps]
    for rank, axis in enumerate(axes):
        start, end = (_at(rank, len(axes), level, low, high) for level in (low, high))
        parts.append(tag("path", style.attrs("spoke", d=f"M{_xy(start)}L{_xy(end)}")))
        parts.append(_name(style, axis.label, rank, len(axes)))
    for step in steps:
        # Between two axes, where no position stands.
        x, y = polar(_radius(step, low, high), 180 / len(axes))
        parts.append(
            words_at(
                style, number(step, lang), _CX + x, _CY + y + 4, size=10.5, name="quiet", anchor="middle"
            )
        )
    for side, name, dot in (("target", "bridge", "dotopen"), ("now", "series", "dot")):
        values = [getattr(axis, side) for axis in axes]
        points = [None if v is None else _at(i, len(axes), v, low, high) for i, v in enumerate(values)]
        parts.append(_outline(style, points, name))
        parts += [
            tag("circle", style.attrs(dot, cx=p[0], cy=p[1], r=4.5 if side == "now" else 5.5))
            for p in points
            if p is not None
        ]
    for rank, axis in enumerate(axes):
        x, y = _at(rank, len(axes), high, low, high)
        target = tag("circle", style.attrs("hit", cx=x, cy=y, r=12.0))
        parts.append(focusable(style, href=None, label=said(axis, lang), inside=target, static=static))
    keys = [
        Key(tag("circle", style.attrs("dot", cx=13.0, cy=8.0, r=4.5)), Text("aujourd’hui", "today").to(lang)),
        Key(tag("circle", style.attrs("dotopen", cx=13.0, cy=8.0, r=5.5)), Text("cible", "target").to(lang)),
    ]
    drawn, used = legend(style, keys, x=_CX - 90, y=_CY + _RADIUS + 58, width=240, size=12)
    title = Text("Positions et cibles", "Positions and targets").to(lang)
    return Sheet(style, css, nonce).close(
        "".join(parts) + drawn,
        box=(0, 0, WIDTH, round(_CY + _RADIUS + 64 + used)),
        title=f"{title}{words.colon(lang)}{who}",
        desc=" ".join(said(axis, lang) for axis in axes),
        interactive=not static,
        lang=lang,
        kind="map",
    )


def said(axis: Axis, lang: str) -> str:
    """Say where an axis stands, in one sentence."""
    unknown = Text("non dit", "not told").to(lang)
    now, target = (unknown if v is None else number(v, lang) for v in (axis.now, axis.target))
    return (
        axis.label
        + words.colon(lang)
        + Text(f"aujourd’hui {now}, cible {target}.", f"today {now}, target {target}.").to(lang)
    )


def _radius(level: float, low: float, high: float) -> float:
    return _RADIUS * (0.18 + 0.82 * (level - low) / (high - low))


def _at(rank: int, of: int, level: float, low: float, high: float) -> tuple[float, float]:
    x, y = polar(_radius(level, low, high), 360 * rank / of)
    return _CX + x, _CY + y


def _xy(point: tuple[float, float]) -> str:
    return f"{num(point[0])} {num(point[1])}"


def _outline(style: Style, points: Sequence[tuple[float, float] | None], name: str) -> str:
    lines = []
    for here, there in zip(points, [*points[1:], points[0]], strict=True):
        if here is not None and there is not None:
            lines.append(f"M{_xy(here)}L{_xy(there)}")
    return tag("path", style.attrs(name, d="".join(lines))) if lines else ""


def _name(style: Style, label: str, rank: int, of: int) -> str:
    x, y = polar(_RADIUS + 16, 360 * rank / of)
    anchor = "middle" if abs(x) < 30 else "start" if x > 0 else "end"
    lines = wrap(label, _LABEL, _SIZE)
    top = _CY + y + 4
    if y < -0.8 * _RADIUS:
        top -= (len(lines) - 1) * _SIZE * 1.2
    elif y < 0.8 * _RADIUS:
        top -= (len(lines) - 1) * _SIZE * 0.6
    else:
        top += _SIZE * 0.5
    return "".join(
        words_at(style, line, _CX + x, top + i * _SIZE * 1.2, size=_SIZE, anchor=anchor)
        for i, line in enumerate(lines)
    )

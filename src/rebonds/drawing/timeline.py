"""An indicator through its vintages; a change of source or of method breaks the line."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from rebonds.drawing import words
from rebonds.drawing.frame import Key, Sheet, legend, words_at
from rebonds.drawing.palette import Style
from rebonds.drawing.svg import esc, identifier, num, tag, text_width
from rebonds.drawing.wedges import UNKNOWN_PATTERNS, painted, swatch
from rebonds.indicators.card import IndicatorCard, Threshold
from rebonds.indicators.values import Value
from rebonds.text import Text, with_unit

WIDTH, _LEFT, _RIGHT = 420.0, 26.0, 26.0
_TOP, _HEIGHT = 40.0, 104.0


class _Plane:
    """From a year and a value to a point of the drawing."""

    def __init__(self, years: Sequence[int], values: Sequence[float]) -> None:
        self.first, self.last = min(years), max(years)
        low, high = min(values), max(values)
        margin = (high - low) * 0.12 or abs(high) * 0.1 or 1.0
        self.low, self.high = low - margin, high + margin

    def x(self, year: float) -> float:
        span = self.last - self.first
        share = (year - self.first) / span if span else 0.5
        return _LEFT + share * (WIDTH - _LEFT - _RIGHT)

    def y(self, value: float) -> float:
        return _TOP + _HEIGHT * (1 - (value - self.low) / (self.high - self.low))


def timeline_svg(
    points: Sequence[Value],
    *,
    card: IndicatorCard | None = None,
    threshold: Threshold | float | None = None,
    breaks: Sequence[int] = (),
    lang: str = "fr",
    mode: str = "page",
    prefix: str | None = None,
    css: bool = True,
    nonce: str | None = None,
) -> str:
    """Draw the values of an indicator by vintage.

    Parameters
    ----------
    points : sequence of Value
        One a vintage, in any order; those of an unknown state leave a marked gap, never a zero.
    card : IndicatorCard, optional
        Gives the label, the unit and the decimals.
    threshold : Threshold or float, optional
        Drawn when it lies near the values, else only written.
    breaks : sequence of int
        Years from which the series is no longer comparable, beside the changes of source, which always
        break it.

    Raises
    ------
    ValueError
        Without any known value that carries a vintage.
    """
    dated = sorted((p for p in points if p.vintage is not None), key=lambda p: p.vintage or 0)
    known = [p for p in dated if p.known]
    if not known:
        raise ValueError("a time line needs at least one known value with its vintage")
    limit = threshold.value if isinstance(threshold, Threshold) else threshold
    extent = [v for p in known for v in (p.value, p.low, p.high) if v is not None]
    span = (max(extent) - min(extent)) or abs(max(extent)) or 1.0
    near = limit is not None and min(extent) - span <= limit <= max(extent) + span
    if near and limit is not None:
        extent.append(limit)
    plane = _Plane([p.vintage or 0 for p in dated], extent)
    style = Style(mode, prefix or identifier("line", card.id if card else "values", known[0].territory, mode))

    def figure(value: float | None) -> str:
        return words.figure(card, value, lang) if card else with_unit(value, "", lang)

    cuts = _cuts(known, breaks)
    parts = [_axis(style, plane, dated)]
    if limit is not None:
        text = Text("seuil", "threshold").to(lang) + f" {figure(limit)}"
        if isinstance(threshold, Threshold) and card is not None:
            text = words.threshold_text(card, threshold, card.side, lang)
        parts.append(_limit(style, plane, limit, text, near=near))
    parts += [_missing(style, plane, p) for p in dated if not p.known]
    gaps = [p.vintage or 0 for p in dated if not p.known]
    parts.append(_lines(style, plane, known, cuts, gaps))
    parts += [_point(style, plane, p) for p in known]
    parts += _figures(style, plane, known, [figure(p.value) for p in known])
    keys, height = legend(
        style, _keys(style, dated, cuts, lang), x=_LEFT, y=_TOP + _HEIGHT + 34, width=WIDTH - _LEFT, size=12
    )
    parts.append(keys)
    name = card.label.to(lang) if card else Text("Évolution", "Change over time").to(lang)
    said = words.semicolon(lang).join(
        f"{p.vintage}{words.colon(lang)}{figure(p.value) if p.known else words.state(p.state, lang)}"
        for p in dated
    )
    if cuts:
        years = words.joined([str(y) for y in sorted(cuts)], lang)
        said += ". " + Text(f"Rupture de série en {years}", f"Break in the series in {years}").to(lang)
    return Sheet(style, css, nonce).close(
        "".join(parts),
        box=(0, 0, WIDTH, round(_TOP + _HEIGHT + 38 + height)),
        title=name,
        desc=f"{said}.",
        interactive=False,
        lang=lang,
        defs=style.patterns(),
        kind="chart",
    )


def _cuts(known: Sequence[Value], breaks: Sequence[int]) -> set[int]:
    cuts = set()
    for before, after in pairwise(known):
        first, last = before.vintage or 0, after.vintage or 0
        if set(before.sources) != set(after.sources) or any(first < year <= last for year in breaks):
            cuts.add(last)
    return cuts


def _axis(style: Style, plane: _Plane, dated: Sequence[Value]) -> str:
    base = _TOP + _HEIGHT
    out = [tag("path", style.attrs("axis", d=f"M{num(_LEFT)} {num(base)}H{num(WIDTH - _RIGHT)}"))]
    last = -100.0
    years = sorted({p.vintage or 0 for p in dated})
    end = plane.x(years[-1])
    for year in years:
        x = plane.x(year)
        out.append(tag("path", style.attrs("axis", d=f"M{num(x)} {num(base)}v5")))
        if year == years[-1] or (x - last >= 38 and end - x >= 38):
            out.append(words_at(style, str(year), x, base + 19, size=12, name="quiet", anchor="middle"))
            last = x
    return "".join(out)


def _limit(style: Style, plane: _Plane, limit: float, text: str, *, near: bool) -> str:
    if not near:
        return words_at(style, text, WIDTH - _RIGHT, 14, size=12, name="crossed", anchor="end")
    y = plane.y(limit)
    line = tag("path", style.attrs("threshold", d=f"M{num(_LEFT)} {num(y)}H{num(WIDTH - _RIGHT)}"))
    return line + words_at(style, text, WIDTH - _RIGHT, 14, size=12, name="crossed", anchor="end")


def _missing(style: Style, plane: _Plane, point: Value) -> str:
    paint = style.paint(UNKNOWN_PATTERNS.get(point.state, "missing"))
    x = plane.x(point.vintage or 0)
    return tag(
        "rect",
        {**paint, "x": x - 5, "y": _TOP, "width": 10.0, "height": _HEIGHT},
        tag("title", None, esc(str(point.vintage))),
    )


def _lines(style: Style, plane: _Plane, known: Sequence[Value], cuts: set[int], gaps: Sequence[int]) -> str:
    """Return the line, broken where the series changes and where a vintage is missing."""
    out, path = [], ""
    for before, after in pairwise(known):
        x0, x1 = plane.x(before.vintage or 0), plane.x(after.vintage or 0)
        y0, y1 = plane.y(before.value or 0), plane.y(after.value or 0)
        if after.vintage in cuts:
            x, base = (x0 + x1) / 2, _TOP + _HEIGHT
            mark = f"M{num(x - 5)} {num(base + 5)}l5 -10M{num(x)} {num(base + 5)}l5 -10"
            out.append(tag("path", style.attrs("bridge", d=f"M{num(x)} {num(_TOP)}V{num(base - 8)}")))
            out.append(tag("path", style.attrs("band", d=mark)))
        elif not any((before.vintage or 0) < year < (after.vintage or 0) for year in gaps):
            path += f"M{num(x0)} {num(y0)}L{num(x1)} {num(y1)}"
    if path:
        out.append(tag("path", style.attrs("series", d=path)))
    return "".join(out)


def _point(style: Style, plane: _Plane, point: Value) -> str:
    x, y = plane.x(point.vintage or 0), plane.y(point.value or 0)
    bar = ""
    if point.low is not None and point.high is not None and point.high > point.low:
        top, bottom = plane.y(point.high), plane.y(point.low)
        d = f"M{num(x)} {num(top)}V{num(bottom)}M{num(x - 4)} {num(top)}h8M{num(x - 4)} {num(bottom)}h8"
        bar = tag("path", style.attrs("band", d=d))
    return bar + tag(
        "circle", style.attrs("dotopen" if point.state == "estimated" else "dot", cx=x, cy=y, r=4.5)
    )


def _figures(style: Style, plane: _Plane, known: Sequence[Value], texts: Sequence[str]) -> list[str]:
    out = []
    for i in dict.fromkeys((0, len(known) - 1)):
        x, y = plane.x(known[i].vintage or 0), plane.y(known[i].high or known[i].value or 0) - 10
        half = text_width(texts[i], 13, True) / 2
        anchor = "start" if x - half < 2 else "end" if x + half > WIDTH - 2 else "middle"
        at = 2.0 if anchor == "start" else WIDTH - 2 if anchor == "end" else x
        out.append(words_at(style, texts[i], at, y, size=13, anchor=anchor, bold=True))
    return out


def _keys(style: Style, dated: Sequence[Value], cuts: set[int], lang: str) -> list[Key]:
    keys = []
    if any(p.state == "estimated" for p in dated):
        dot = tag("circle", style.attrs("dotopen", cx=13.0, cy=8.0, r=4.5))
        keys.append(Key(dot, Text("valeur estimée", "estimated value").to(lang)))
    if cuts:
        mark = tag("path", style.attrs("band", d="M8 13l5 -10M13 13l5 -10"))
        keys.append(Key(mark, Text("rupture de série", "break in the series").to(lang)))
    for state, pattern in UNKNOWN_PATTERNS.items():
        if any(p.state == state for p in dated):
            keys.append(Key(swatch(style, painted(style, pattern)), words.state(state, lang)))
    return keys

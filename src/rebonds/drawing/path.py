"""A shock day by day: output as a part of what it was, with its band."""

from __future__ import annotations

from collections.abc import Sequence

from rebonds.drawing.frame import Key, Sheet, legend, words_at
from rebonds.drawing.palette import Style
from rebonds.drawing.svg import ellipsis, identifier, num, tag
from rebonds.flows.results import ShockReading
from rebonds.text import NARROW_NBSP, NBSP, Text, number

WIDTH, _LEFT, _RIGHT, _TOP, _HEIGHT = 420.0, 54.0, 14.0, 24.0, 210.0
_TICKS = 4


class Plane:
    """From a day and a part of usual output to a point."""

    def __init__(self, days: int, low: float, high: float) -> None:
        self.days, self.low, self.high = max(days, 1), low, high

    def x(self, day: float) -> float:
        """Return where a day stands."""
        return _LEFT + day / self.days * (WIDTH - _LEFT - _RIGHT)

    def y(self, part: float) -> float:
        """Return where a part stands."""
        return _TOP + (self.high - part) / (self.high - self.low) * _HEIGHT


def shock_path_svg(
    found: ShockReading,
    lang: str = "fr",
    *,
    other: ShockReading | None = None,
    mode: str = "page",
    prefix: str | None = None,
    css: bool = True,
    nonce: str | None = None,
) -> str:
    """Draw the path of the place hit most, with that of the country; another response is dashed.

    Parameters
    ----------
    found : ShockReading
    other : ShockReading, optional
        A second response.

    Raises
    ------
    ValueError
        The scenario has no path.
    """
    if not found.path:
        raise ValueError("a path needs its days")
    style = Style(mode, prefix or identifier("path", found.scenario, mode))
    series = _series(found)
    beside = _series(other) if other is not None and other.path else []
    lines = [values for _, values in (*series, *beside)]
    bounds = [*found.path_low, *found.path_high]
    low = min(min(values) for values in (*lines, bounds or [1.0]))
    high = max(1.0, *(max(values) for values in (*lines, bounds or [1.0])))
    margin = (high - low) * 0.06 or 0.01
    plane = Plane(max(len(values) for values in lines) - 1, low - margin, high + margin)
    parts = [_axes(style, plane, lang)]
    if found.path_low and found.path_high:
        parts.append(_band(style, plane, found.path_low, found.path_high))
    names = ("series", "chart2", "chart3")
    for rank, (_, values) in enumerate(series):
        parts.append(tag("path", style.attrs(names[rank], d=_line(plane, values))))
    for rank, (_, values) in enumerate(beside):
        dashes = {"stroke_dasharray": "5 4"}
        parts.append(tag("path", style.attrs(names[rank], d=_line(plane, values), **dashes)))
    bottom = _TOP + _HEIGHT + 44
    keys, used = legend(
        style, _keys(style, found, other, series, lang), x=14, y=bottom, width=WIDTH - 28, size=12
    )
    return Sheet(style, css, nonce).close(
        "".join(parts) + keys,
        box=(0, 0, WIDTH, round(bottom + used + 6)),
        title=Text("Jour par jour", "Day by day").to(lang),
        desc=_said(found, series, lang),
        interactive=False,
        lang=lang,
        kind="chart",
    )


def _series(found: ShockReading) -> list[tuple[str, list[float]]]:
    """Return the lines: the country, then the two places that fall deepest."""
    out = [("", [day.total for day in found.path])]
    places = [(name, [day.places[i] for day in found.path]) for i, name in enumerate(found.followed)]
    places.sort(key=lambda one: min(one[1]))
    return [*out, *places[:2]]


def _line(plane: Plane, values: Sequence[float]) -> str:
    return "M" + "L".join(f"{plane.x(day):.1f} {plane.y(value):.2f}" for day, value in enumerate(values))


def _band(style: Style, plane: Plane, low: Sequence[float], high: Sequence[float]) -> str:
    back = "L".join(f"{plane.x(d):.1f} {plane.y(v):.2f}" for d, v in reversed(list(enumerate(low))))
    return tag("path", style.attrs("ribbon", d=f"{_line(plane, high)}L{back}Z"))


def _percent(part: float, step: float, lang: str) -> str:
    decimals = 0 if step >= 0.01 else 1 if step >= 0.001 else 2
    text = number(100 * part, lang, decimals)
    return f"{text}%" if lang == "en" else f"{text}{NARROW_NBSP}%"


def _axes(style: Style, plane: Plane, lang: str) -> str:
    span = plane.high - plane.low
    step = next(
        s
        for s in (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2)
        if span / s <= _TICKS + 2
    )
    out = []
    part = 1.0
    while part > plane.low:
        y = plane.y(part)
        out.append(tag("path", style.attrs("grid", d=f"M{num(_LEFT)} {num(y)}H{num(WIDTH - _RIGHT)}")))
        text = _percent(part, step, lang)
        out.append(words_at(style, text, _LEFT - 6, y + 4, size=12, name="quiet", anchor="end"))
        part -= step
    base = _TOP + _HEIGHT
    out.append(tag("path", style.attrs("axis", d=f"M{num(_LEFT)} {num(base)}H{num(WIDTH - _RIGHT)}")))
    days = plane.days
    every = next(s for s in (1, 2, 5, 10, 20, 30, 60, 90, 180, 365, 730) if days / s <= 6)
    for day in range(0, days + 1, every):
        anchor = "start" if day == 0 else "middle"
        out.append(words_at(style, str(day), plane.x(day), base + 16, size=12, name="quiet", anchor=anchor))
    note = Text("jours ; l’axe ne part pas de zéro", "days; the axis does not start at zero").to(lang)
    out.append(words_at(style, note, WIDTH - _RIGHT, base + 33, size=12, name="quiet", anchor="end"))
    head = Text("part de la production habituelle", "share of usual output").to(lang)
    out.append(words_at(style, head, 14, 14, size=12, name="quiet"))
    return "".join(out)


def _keys(
    style: Style,
    found: ShockReading,
    other: ShockReading | None,
    series: Sequence[tuple[str, list[float]]],
    lang: str,
) -> list[Key]:
    country = Text("le pays", "the country").to(lang)
    keys = []
    for name, style_name in zip((n for n, _ in series), ("series", "chart2", "chart3"), strict=False):
        mark = tag("path", style.attrs(style_name, d="M0 8H26"))
        keys.append(Key(mark, ellipsis(name or country, 240, 12)))
    if found.path_low and found.path_high:
        band = tag("rect", style.attrs("ribbon", y=3.0, width=26.0, height=10.0))
        keys.append(Key(band, Text("marge, pour le pays", "band, for the country").to(lang)))
    if other is not None and other.path:
        mark = tag("path", style.attrs("series", d="M0 8H26", stroke_dasharray="5 4"))
        keys.append(Key(mark, ellipsis(other.title.to(lang), 300, 12)))
    return keys


def _said(found: ShockReading, series: Sequence[tuple[str, list[float]]], lang: str) -> str:
    country = Text("Le pays", "The country").to(lang)
    told = []
    for name, values in series:
        worst = min(range(len(values)), key=values.__getitem__)
        low = _percent(values[worst], 0.0001, lang)
        told.append(
            Text(
                f"{name or country}{NBSP}: au plus bas le jour {worst}, à {low} de sa production habituelle.",
                f"{name or country}: lowest on day {worst}, at {low} of its usual output.",
            ).to(lang)
        )
    return " ".join(told) + f" {found.title.to(lang)}."

"""Where a territory stands among all: a strip of counted bins, with marks for what matters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from rebonds.drawing import words
from rebonds.drawing.classes import quantile
from rebonds.drawing.frame import Key, Sheet, legend, words_at
from rebonds.drawing.palette import Style
from rebonds.drawing.svg import identifier, num, tag, text_width
from rebonds.indicators.card import IndicatorCard, Threshold
from rebonds.text import Text, number, with_unit

WIDTH, _SIDE = 420.0, 10.0
_TOP, _HEIGHT = 44.0, 72.0
_BINS, _TAIL = 48, 0.005


class Axis:
    """The horizontal axis: from the 0.5th to the 99.5th percentile, so that outliers do not crush the rest."""

    def __init__(self, ordered: Sequence[float], kept: Sequence[float]) -> None:
        low, high = quantile(ordered, _TAIL), quantile(ordered, 1 - _TAIL)
        span = (high - low) or abs(high) or 1.0
        near = [v for v in kept if low - span <= v <= high + span]
        self.low, self.high = min([low, *near]), max([high, *near])
        if self.low == self.high:
            self.low, self.high = self.low - span / 2, self.high + span / 2

    def at(self, value: float) -> float:
        """Return the abscissa of a value, held inside the drawing."""
        share = (value - self.low) / (self.high - self.low)
        return _SIDE + min(max(share, 0.0), 1.0) * (WIDTH - 2 * _SIDE)

    def bin(self, value: float) -> int:
        """Return the bin of a value; the outermost bins gather what lies beyond."""
        share = (value - self.low) / (self.high - self.low)
        return min(max(int(share * _BINS), 0), _BINS - 1)

    def inside(self, value: float) -> bool:
        """Tell whether a value lies on the axis."""
        return self.low <= value <= self.high


def strip_svg(
    values: Mapping[str, float] | Sequence[float],
    highlight: str | float | None = None,
    *,
    card: IndicatorCard | None = None,
    threshold: Threshold | float | None = None,
    peers: Sequence[str] | Mapping[str, float] = (),
    label: str = "",
    lang: str = "fr",
    mode: str = "page",
    prefix: str | None = None,
    css: bool = True,
    nonce: str | None = None,
) -> str:
    """Draw the distribution of an indicator and the place of one territory in it.

    Parameters
    ----------
    values : mapping of code to value, or sequence of values
        Known values only.
    highlight : str or float, optional
        Code (with a mapping) or value of the territory.
    card : IndicatorCard, optional
        Gives the label, the unit, the decimals and the side.
    threshold : Threshold or float, optional
        Marked by a dashed line, or by an arrow when it lies far from every value.
    peers : sequence of codes, or mapping of name to value
        Marked by triangles.
    label : str, optional
        Name of the highlighted territory.

    Raises
    ------
    ValueError
        Without any value.
    """
    table = dict(values) if isinstance(values, Mapping) else {}
    numbers = sorted(values.values() if isinstance(values, Mapping) else values)
    if not numbers:
        raise ValueError("a strip needs at least one value")
    mine = table.get(highlight) if isinstance(highlight, str) else highlight
    marks = list(peers.values()) if isinstance(peers, Mapping) else [table[c] for c in peers if c in table]
    limit = threshold.value if isinstance(threshold, Threshold) else threshold
    style = Style(
        mode, prefix or identifier("strip", card.id if card else "values", highlight or "all", mode)
    )
    axis = Axis(numbers, [v for v in (mine, limit) if v is not None])

    def figure(value: float) -> str:
        return words.figure(card, value, lang) if card else with_unit(value, "", lang)

    parts = [_bars(style, axis, numbers, mine)]
    parts.append(_scale(style, axis, numbers, figure, lang))
    parts += [_peer(style, axis.at(v)) for v in marks]
    if limit is not None:
        parts.append(_limit(style, axis, limit, _limit_text(card, threshold, figure(limit), lang)))
    if mine is not None:
        parts.append(
            _mine(style, axis, mine, f"{label}{words.colon(lang)}{figure(mine)}" if label else figure(mine))
        )
    keys, height = legend(
        style,
        _keys(style, len(numbers), len(marks), mine is not None, lang),
        x=_SIDE,
        y=_TOP + _HEIGHT + 38,
        width=WIDTH - 2 * _SIDE,
        size=12,
    )
    parts.append(keys)
    name = card.label.to(lang) if card else Text("Distribution", "Distribution").to(lang)
    return Sheet(style, css, nonce).close(
        "".join(parts),
        box=(0, 0, WIDTH, round(_TOP + _HEIGHT + 42 + height)),
        title=name,
        desc=_said(numbers, mine, limit, figure, lang),
        interactive=False,
        lang=lang,
        kind="chart",
    )


def _bars(style: Style, axis: Axis, values: Sequence[float], mine: float | None) -> str:
    counts = [0] * _BINS
    for value in values:
        counts[axis.bin(value)] += 1
    top, step = max(counts), (WIDTH - 2 * _SIDE) / _BINS
    base = _TOP + _HEIGHT
    plain, marked = [], ""
    for i, count in enumerate(counts):
        if not count:
            continue
        height = max(1.5, count / top * (_HEIGHT - 12))
        x = _SIDE + i * step + 0.5
        d = f"M{num(x)} {num(base)}v{num(-height)}h{num(step - 1)}V{num(base)}z"
        if mine is not None and axis.bin(mine) == i:
            marked = tag("path", style.attrs("barhi", d=d))
        else:
            plain.append(d)
    line = tag("path", style.attrs("axis", d=f"M{num(_SIDE)} {num(base)}H{num(WIDTH - _SIDE)}"))
    return tag("path", style.attrs("bar", d="".join(plain))) + marked + line


def _scale(
    style: Style, axis: Axis, values: Sequence[float], figure: Callable[[float], str], lang: str
) -> str:
    base = _TOP + _HEIGHT
    low, high = values[0] < axis.low, values[-1] > axis.high
    left, right, middle = figure(axis.low), figure(axis.high), quantile(values, 0.5)
    left = f"≤\u202f{left}" if low else left
    right = f"≥\u202f{right}" if high else right
    out = [
        words_at(style, left, _SIDE, base + 28, size=12, name="quiet"),
        words_at(style, right, WIDTH - _SIDE, base + 28, size=12, name="quiet", anchor="end"),
    ]
    x = axis.at(middle)
    out.append(tag("path", style.attrs("band", d=f"M{num(x)} {num(base - 1)}v14")))
    text = Text("médiane", "median").to(lang) + f" {figure(middle)}"
    half = text_width(text, 12) / 2
    before = _SIDE + text_width(left, 12) + 8 + half
    after = WIDTH - _SIDE - text_width(right, 12) - 8 - half
    if before <= after:
        out.append(words_at(style, text, min(max(x, before), after), base + 28, size=12, anchor="middle"))
    return "".join(out)


def _peer(style: Style, x: float) -> str:
    y = _TOP + _HEIGHT + 2
    return tag("path", style.attrs("peer", d=f"M{num(x)} {num(y)}l5 9h-10z"))


def _anchor(x: float, width: float) -> tuple[float, str]:
    if x - width / 2 < 2:
        return 2.0, "start"
    if x + width / 2 > WIDTH - 2:
        return WIDTH - 2, "end"
    return x, "middle"


def _limit_text(
    card: IndicatorCard | None, threshold: Threshold | float | None, figure: str, lang: str
) -> str:
    if card is not None and isinstance(threshold, Threshold):
        return words.threshold_text(card, threshold, card.side, lang)
    return Text("seuil", "threshold").to(lang) + f" {figure}"


def _limit(style: Style, axis: Axis, limit: float, text: str) -> str:
    x = axis.at(limit)
    if not axis.inside(limit):
        text = f"← {text}" if limit < axis.low else f"{text} →"
    at, anchor = _anchor(x, text_width(text, 12))
    line = ""
    if axis.inside(limit):
        line = tag("path", style.attrs("threshold", d=f"M{num(x)} {num(_TOP - 8)}V{num(_TOP + _HEIGHT)}"))
    return line + words_at(style, text, at, _TOP - 13, size=12, name="crossed", anchor=anchor)


def _mine(style: Style, axis: Axis, value: float, text: str) -> str:
    x = axis.at(value)
    at, anchor = _anchor(x, text_width(text, 13.5, True))
    stem = tag("path", style.attrs("series", d=f"M{num(x)} {num(_TOP + 2)}V{num(_TOP + _HEIGHT)}"))
    mark = tag("path", style.attrs("marker", d=f"M{num(x)} {num(_TOP - 8)}l7 8l-7 8l-7 -8z"))
    return stem + mark + words_at(style, text, at, 14, size=13.5, anchor=anchor, bold=True)


def _keys(style: Style, count: int, peers: int, mine: bool, lang: str) -> list[Key]:
    text = Text(f"{number(count)} territoires", f"{number(count, 'en')} territories").to(lang)
    keys = [Key(tag("path", style.attrs("bar", d="M2 16V9h6v7zM10 16V2h6v14zM18 16V6h6v10z")), text)]
    if mine:
        mark = tag("path", style.attrs("marker", d="M13 0l7 8l-7 8l-7 -8z"))
        keys.append(Key(mark, Text("le territoire", "the territory").to(lang)))
    if peers:
        mark = tag("path", style.attrs("peer", d="M13 2l6 11h-12z"))
        text = Text(f"{peers} territoires comparables", f"{peers} peer territories").to(lang)
        keys.append(Key(mark, text))
    return keys


def _said(
    values: Sequence[float],
    mine: float | None,
    limit: float | None,
    figure: Callable[[float], str],
    lang: str,
) -> str:
    low, middle, high = (figure(quantile(values, q)) for q in (0.1, 0.5, 0.9))
    out = Text(
        f"{number(len(values))} territoires. Huit sur dix se tiennent entre {low} et {high}, "
        f"la médiane est de {middle}.",
        f"{number(len(values), 'en')} territories. Eight in ten lie between {low} and {high}, "
        f"the median is {middle}.",
    ).to(lang)
    if mine is not None:
        below = sum(v < mine for v in values)
        out += Text(
            f" Le territoire lu est à {figure(mine)}\u00a0; {number(below)} ont une valeur plus basse.",
            f" The territory read is at {figure(mine)}; {number(below, 'en')} have a lower value.",
        ).to(lang)
    if limit is not None:
        out += Text(f" Seuil\u00a0: {figure(limit)}.", f" Threshold: {figure(limit)}.").to(lang)
    return out

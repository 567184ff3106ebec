"""Shares of a lens as bars with their bands, beside the median of all EPCI."""

from __future__ import annotations

from collections.abc import Sequence

from rebonds.drawing import words
from rebonds.drawing.bars import whisker
from rebonds.drawing.frame import Key, Sheet, legend, words_at
from rebonds.drawing.palette import Style
from rebonds.drawing.svg import ellipsis, identifier, num, tag
from rebonds.lenses.reading import DimensionReading
from rebonds.text import Text

WIDTH, _SIDE, _SIZE, _ROW = 420.0, 14.0, 12.5, 40.0


def drawable(dimensions: Sequence[DimensionReading]) -> list[DimensionReading]:
    """Return the measures that are shares of a whole: only they stand on one scale."""
    return [
        d
        for d in dimensions
        if d.known
        and d.headline is not None
        and d.headline.card.unit == "%"
        and 0 <= (d.headline.value.value or 0) <= 100
    ]


def measure_bars_svg(
    dimensions: Sequence[DimensionReading],
    title: Text,
    lang: str = "fr",
    *,
    mode: str = "page",
    prefix: str | None = None,
    css: bool = True,
    nonce: str | None = None,
) -> str:
    """Draw shares from 0 to 100 %, with bands and the median EPCI.

    Raises
    ------
    ValueError
        No measure is a share.
    """
    kept = drawable(dimensions)
    if not kept:
        raise ValueError("bars need at least one share")
    style = Style(mode, prefix or identifier("measures", mode))
    scale = (WIDTH - 2 * _SIDE) / 100
    parts = [_row(style, one, 6 + rank * _ROW, scale, lang) for rank, one in enumerate(kept)]
    bottom = 12 + len(kept) * _ROW
    keys = [
        Key(tag("rect", style.attrs("chorda", y=3.0, width=26.0, height=9.0)), Text("ici", "here").to(lang)),
        Key(whisker(style, 1, 25, 8), Text("marge", "band").to(lang)),
    ]
    if any(one.headline and one.headline.positions for one in kept):
        median = tag("path", style.attrs("threshold", d="M13 1V15"))
        keys.append(Key(median, Text("médiane des intercommunalités", "median EPCI").to(lang)))
    drawn, used = legend(style, keys, x=_SIDE, y=bottom, width=WIDTH - 2 * _SIDE, size=12)
    return Sheet(style, css, nonce).close(
        "".join(parts) + drawn,
        box=(0, 0, WIDTH, round(bottom + used + 6)),
        title=title.to(lang),
        desc=" ".join(_said(one, lang) for one in kept),
        interactive=False,
        lang=lang,
        kind="chart",
    )


def _figure(one: DimensionReading, lang: str) -> str:
    head = one.headline
    return words.figure(head.card, head.value.value, lang) if head else ""


def _row(style: Style, one: DimensionReading, y: float, scale: float, lang: str) -> str:
    head = one.headline
    if head is None or head.value.value is None:
        return ""
    value, low, high = head.value.value, head.value.low, head.value.high
    figure = _figure(one, lang)
    out = [
        words_at(
            style, ellipsis(one.label.to(lang), WIDTH - 2 * _SIDE - 80, _SIZE), _SIDE, y + 12, size=_SIZE
        ),
        words_at(style, figure, WIDTH - _SIDE, y + 12, size=_SIZE, anchor="end"),
        tag("path", style.attrs("axis", d=f"M{num(_SIDE)} {num(y + 28)}H{num(WIDTH - _SIDE)}")),
        tag("rect", style.attrs("chorda", x=_SIDE, y=y + 18, width=max(0.8, value * scale), height=10.0)),
    ]
    if low is not None and high is not None and (high - low) * scale > 3:
        out.append(whisker(style, _SIDE + max(0.0, low) * scale, _SIDE + min(100.0, high) * scale, y + 23))
    if head.positions:
        at = _SIDE + min(100.0, head.positions[0].quantiles[3]) * scale
        out.append(tag("path", style.attrs("threshold", d=f"M{num(at)} {num(y + 15)}v16")))
    return "".join(out)


def _said(one: DimensionReading, lang: str) -> str:
    head = one.headline
    band = ""
    if (
        head
        and head.value.low is not None
        and head.value.high is not None
        and head.value.low < head.value.high
    ):
        low, high = (words.figure(head.card, x, lang) for x in (head.value.low, head.value.high))
        band = Text(f" (de {low} à {high})", f" ({low} to {high})").to(lang)
    return f"{one.label.to(lang)}{words.colon(lang)}{_figure(one, lang)}{band}."

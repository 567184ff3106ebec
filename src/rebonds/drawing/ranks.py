"""How often each alternative is first, or among the first three, over all the weights that could be held."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rebonds.drawing import words
from rebonds.drawing.frame import Key, Sheet, legend, words_at
from rebonds.drawing.palette import Style
from rebonds.drawing.svg import ellipsis, identifier, num, tag
from rebonds.text import Text

if TYPE_CHECKING:  # the record's module computes with numpy; a drawing only reads it
    from rebonds.lenses.parcels import Standing

WIDTH, _SIDE, _SIZE, _ROW = 420.0, 14.0, 12.5, 40.0
_TOP = 3
_TITLE = Text("Premier selon quels poids ?", "First under which weights?")


def rank_bars_svg(
    standings: Sequence[Standing],
    lang: str = "fr",
    *,
    most: int = 12,
    mode: str = "page",
    prefix: str | None = None,
    css: bool = True,
    nonce: str | None = None,
) -> str:
    """Draw the share of the weights that put each alternative first, then second or third.

    Raises
    ------
    ValueError
        There is no alternative.
    """
    kept = standings[:most]
    if not kept:
        raise ValueError("bars need at least one alternative")
    style = Style(mode, prefix or identifier("ranks", mode))
    parts = [_row(style, one, 6 + rank * _ROW, lang) for rank, one in enumerate(kept)]
    bottom = 12 + len(kept) * _ROW

    def box(name: str) -> str:
        out = tag("rect", style.attrs("outline", y=3.0, width=26.0, height=9.0))
        return tag("rect", style.attrs(name, y=3.0, width=26.0, height=9.0)) + out

    keys = [
        Key(box("chorda"), Text("premier", "first").to(lang)),
        Key(box("ribbon"), Text("deuxième ou troisième", "second or third").to(lang)),
        Key(box("paper"), Text("plus loin", "further").to(lang)),
    ]
    drawn, used = legend(style, keys, x=_SIDE, y=bottom, width=WIDTH - 2 * _SIDE, size=12)
    return Sheet(style, css, nonce).close(
        "".join(parts) + drawn,
        box=(0, 0, WIDTH, round(bottom + used + 6)),
        title=_TITLE.to(lang),
        desc=" ".join(_said(one, lang) for one in kept),
        interactive=False,
        lang=lang,
        kind="chart",
    )


def _row(style: Style, one: Standing, y: float, lang: str) -> str:
    width = WIDTH - 2 * _SIDE
    first, top = one.ranks[0] * width, sum(one.ranks[:_TOP]) * width
    figure = words.percent(one.ranks[0], lang)
    return "".join(
        (
            words_at(
                style, ellipsis(f"{one.rank}. {one.label}", width - 60, _SIZE), _SIDE, y + 12, size=_SIZE
            ),
            words_at(style, figure, WIDTH - _SIDE, y + 12, size=_SIZE, anchor="end"),
            tag("rect", style.attrs("ribbon", x=_SIDE, y=y + 18, width=num(top), height=12.0)),
            tag("rect", style.attrs("chorda", x=_SIDE, y=y + 18, width=num(first), height=12.0)),
            tag("rect", style.attrs("outline", x=_SIDE, y=y + 18, width=num(width), height=12.0)),
        )
    )


def _said(one: Standing, lang: str) -> str:
    first, top = (words.percent(x, lang) for x in (one.ranks[0], sum(one.ranks[:_TOP])))
    return Text(
        f"{one.label} : premier dans {first} des poids, parmi les trois premiers dans {top}.",
        f"{one.label}: first under {first} of weights, among the first three under {top}.",
    ).to(lang)

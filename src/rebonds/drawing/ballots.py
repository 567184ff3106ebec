"""Answers to a ballot: for each option a bar cut into its answers, in their order."""

from __future__ import annotations

from collections.abc import Callable

from rebonds.deliberation.results import Place, Result
from rebonds.drawing.frame import Key, Sheet, legend, words_at
from rebonds.drawing.palette import Style
from rebonds.drawing.svg import identifier, num, tag, text_width, wrap
from rebonds.text import NBSP, Text

WIDTH, _SIDE, _SIZE, _LINE, _HIGH = 420.0, 14.0, 13.0, 16.0, 20.0
_GAP = 10.0
#: Some fonts set bold a sixth wider than what is estimated: a label may not be cut.
_ROOM = (WIDTH - 2 * _SIDE) * 0.84
#: Answers beyond which segments can no longer be told apart, and options beyond which a table serves better.
MOST_ANSWERS, MOST_OPTIONS = 9, 40
_PALEST = 0.14


def drawable(found: Result) -> bool:
    """Tell whether a result has answers to draw."""
    answers = len(found.ranking[0].distribution) if found.ranking else 0
    return 2 <= answers <= MOST_ANSWERS and any(place.answers for place in found.ranking)


def ballot_bars_svg(
    found: Result,
    name: Callable[[str], Text],
    lang: str = "fr",
    *,
    mode: str = "page",
    prefix: str | None = None,
    css: bool = True,
    nonce: str | None = None,
) -> str:
    """Draw how answers spread on each option, in the order of the result.

    Parameters
    ----------
    found : Result
    name : callable
        Returns how an answer is written.

    Raises
    ------
    ValueError
        There are no answers to draw, or too many kinds of them.
    """
    if not drawable(found):
        raise ValueError("bars need answers of a few kinds")
    style = Style(mode, prefix or identifier("ballots", found.sha256[:12], mode))
    kept = found.ranking[:MOST_OPTIONS]
    steps = len(kept[0].distribution)
    shades = [1 - (1 - _PALEST) * rank / (steps - 1) for rank in range(steps)]
    uneven = len({place.answers for place in kept}) > 1
    rows, y = [], 4.0
    for place in kept:
        lines = wrap(_label(place, uneven, lang), _ROOM, _SIZE, bold=True)
        rows.append(_row(style, place, y, lines, shades))
        y += len(lines) * _LINE + _HIGH + _GAP
    keys = [
        Key(_segment(style, 0.0, 3.0, 24.0, 10.0, shade), name(one.answer).to(lang))
        for one, shade in zip(kept[0].distribution, shades, strict=True)
    ]
    bottom = y + 6
    drawn, used = legend(style, keys, x=_SIDE, y=bottom, width=WIDTH - 2 * _SIDE, size=12)
    return Sheet(style, css, nonce).close(
        "".join(rows) + drawn,
        box=(0, 0, WIDTH, round(bottom + used + 6)),
        title=Text("Réponses par option", "Answers by option").to(lang),
        desc=" ".join(_said(place, name, lang) for place in kept),
        interactive=False,
        lang=lang,
        kind="chart",
    )


def _segment(style: Style, x: float, y: float, width: float, height: float, shade: float) -> str:
    return tag(
        "rect",
        style.attrs(
            "sidea", x=x, y=y, width=width, height=height, fill_opacity=f"{shade:.2f}", stroke="#68727c",
            stroke_width="0.6",
        ),
    )  # fmt: skip


def _label(place: Place, uneven: bool, lang: str) -> str:
    """Return how an option is called; with its answers where options have not as many."""
    if not uneven:
        return f"{place.rank}. {place.option}"
    answers = Text(
        f"{place.answers}{NBSP}réponse{'s' if place.answers > 1 else ''}",
        f"{place.answers}{NBSP}answer{'' if place.answers == 1 else 's'}",
    ).to(lang)
    return f"{place.rank}. {place.option} ({answers})"


def _row(style: Style, place: Place, y: float, lines: list[str], shades: list[float]) -> str:
    room = WIDTH - 2 * _SIDE
    out = [
        words_at(style, line, _SIDE, y + 12 + rank * _LINE, size=_SIZE, bold=True)
        for rank, line in enumerate(lines)
    ]
    top = y + len(lines) * _LINE
    total = sum(one.count for one in place.distribution)
    if not total:
        out.append(tag("rect", style.attrs("track", x=_SIDE, y=top, width=room, height=_HIGH)))
        return "".join(out)
    x = _SIDE
    for one, shade in zip(place.distribution, shades, strict=True):
        width = room * one.count / total
        if one.count:
            out.append(_segment(style, x, top, width, _HIGH, shade))
        if width >= text_width(str(one.count), 12) + 6:
            ink = "onsidea" if shade > 0.6 else "label"
            out.append(
                words_at(style, str(one.count), x + width / 2, top + 14, size=12, name=ink, anchor="middle")
            )
        x += width
    middle = WIDTH / 2
    out.append(tag("path", style.attrs("axis", d=f"M{num(middle)} {num(top - 2)}V{num(top + _HIGH + 3)}")))
    return "".join(out)


def _said(place: Place, name: Callable[[str], Text], lang: str) -> str:
    told = ", ".join(f"{name(one.answer).to(lang)} {one.count}" for one in place.distribution if one.count)
    return f"{place.rank}. {place.option}{Text(' : ', ': ').to(lang)}{told or '–'}."

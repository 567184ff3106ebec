"""Answers to a ballot: for each option a bar cut into its answers, in their order."""

from __future__ import annotations

from collections.abc import Callable

from rebonds.deliberation.results import Place, Result
from rebonds.drawing.frame import Key, Sheet, legend, words_at
from rebonds.drawing.palette import Style
from rebonds.drawing.svg import ellipsis, identifier, num, tag, text_width
from rebonds.text import Text

WIDTH, _SIDE, _SIZE, _ROW, _HIGH = 420.0, 14.0, 13.0, 46.0, 20.0
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
    body = "".join(_row(style, place, 4 + rank * _ROW, shades, lang) for rank, place in enumerate(kept))
    keys = [
        Key(_segment(style, 0.0, 3.0, 24.0, 10.0, shade), name(one.answer).to(lang))
        for one, shade in zip(kept[0].distribution, shades, strict=True)
    ]
    bottom = 10 + len(kept) * _ROW
    drawn, used = legend(style, keys, x=_SIDE, y=bottom, width=WIDTH - 2 * _SIDE, size=12)
    return Sheet(style, css, nonce).close(
        body + drawn,
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


def _row(style: Style, place: Place, y: float, shades: list[float], lang: str) -> str:
    answers = Text(
        f"{place.answers} réponse{'s' if place.answers > 1 else ''}",
        f"{place.answers} answer{'' if place.answers == 1 else 's'}",
    ).to(lang)
    room = WIDTH - 2 * _SIDE
    label = ellipsis(f"{place.rank}. {place.option}", room - text_width(answers, 12) - 30, _SIZE, bold=True)
    out = [
        words_at(style, label, _SIDE, y + 13, size=_SIZE, bold=True),
        words_at(style, answers, WIDTH - _SIDE, y + 13, size=12, name="quiet", anchor="end"),
    ]
    total = sum(one.count for one in place.distribution)
    if not total:
        out.append(tag("rect", style.attrs("track", x=_SIDE, y=y + 19, width=room, height=_HIGH)))
        return "".join(out)
    x = _SIDE
    for one, shade in zip(place.distribution, shades, strict=True):
        width = room * one.count / total
        if one.count:
            out.append(_segment(style, x, y + 19, width, _HIGH, shade))
        if width >= text_width(str(one.count), 12) + 6:
            ink = "onsidea" if shade > 0.6 else "label"
            out.append(
                words_at(style, str(one.count), x + width / 2, y + 33, size=12, name=ink, anchor="middle")
            )
        x += width
    middle = WIDTH / 2
    out.append(tag("path", style.attrs("axis", d=f"M{num(middle)} {num(y + 16)}V{num(y + 19 + _HIGH + 3)}")))
    return "".join(out)


def _said(place: Place, name: Callable[[str], Text], lang: str) -> str:
    told = ", ".join(f"{name(one.answer).to(lang)} {one.count}" for one in place.distribution if one.count)
    return f"{place.rank}. {place.option}{Text(' : ', ': ').to(lang)}{told or '–'}."

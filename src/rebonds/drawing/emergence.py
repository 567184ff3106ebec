"""When and where models of development show: a line per model, a dot per dated origin."""

from __future__ import annotations

from rebonds.content.models import Compass, Model
from rebonds.drawing import words
from rebonds.drawing.frame import Sheet, words_at
from rebonds.drawing.palette import Style
from rebonds.drawing.svg import identifier, num, tag, text_width
from rebonds.text import Text

WIDTH, _SIDE, _ROW, _TOP = 420.0, 14.0, 48.0, 8.0
#: Years nearer than this do not share one line.
_CLOSE = 26.0
_DECADE = 10


def emergence_svg(
    held: Compass,
    lang: str = "fr",
    *,
    chosen: tuple[str, ...] = (),
    mode: str = "page",
    prefix: str | None = None,
    css: bool = True,
    nonce: str | None = None,
) -> str:
    """Draw the time line of models, the earliest first; undated ones are said to be.

    Raises
    ------
    ValueError
        No origin has a date.
    """
    years = [o.year for m in held.models.values() for o in m.origins if o.year is not None]
    if not years:
        raise ValueError("a time line needs at least one date")
    first, last = min(years) // _DECADE * _DECADE, (max(years) // _DECADE + 1) * _DECADE
    scale = (WIDTH - 2 * _SIDE) / (last - first)
    style = Style(mode, prefix or identifier("emergence", mode))
    order = sorted(held.models.values(), key=_start)
    parts = [
        _line(style, model, _TOP + rank * _ROW, first, scale, lang, chosen)
        for rank, model in enumerate(order)
    ]
    bottom = _TOP + len(order) * _ROW + 4
    for year in range(first, last + 1, _DECADE):
        x = _SIDE + (year - first) * scale
        end = "start" if year == first else "end" if year == last else "middle"
        parts.append(words_at(style, str(year), x, bottom + 12, size=11, name="quiet", anchor=end))
        parts.append(tag("path", style.attrs("axis", d=f"M{num(x)} {num(bottom - 4)}v4")))
    return Sheet(style, css, nonce).close(
        "".join(parts),
        box=(0, 0, WIDTH, round(bottom + 20)),
        title=Text("Émergence des modèles", "Emergence of the models").to(lang),
        desc=" ".join(_said(model, lang) for model in order),
        interactive=False,
        lang=lang,
        kind="chart",
    )


def _start(model: Model) -> tuple[bool, int]:
    years = [o.year for o in model.origins if o.year is not None]
    return not years, min(years, default=0)


def _line(
    style: Style, model: Model, y: float, first: int, scale: float, lang: str, chosen: tuple[str, ...]
) -> str:
    name = model.label.to(lang)
    out = [
        words_at(style, name, _SIDE, y + 12, size=12),
        tag("path", style.attrs("axis", d=f"M{num(_SIDE)} {num(y + 24)}H{num(WIDTH - _SIDE)}")),
    ]
    kind = "chorda" if not chosen or model.id in chosen else "chordb"
    years = sorted({o.year for o in model.origins if o.year is not None})
    before = -_CLOSE
    for year in years:
        x = _SIDE + (year - first) * scale
        out.append(tag("circle", style.attrs(kind, cx=x, cy=y + 24, r=4.5)))
        # Under the line; a near second one above it, where the name leaves room.
        high = x - before < _CLOSE and x - _CLOSE / 2 > _SIDE + text_width(name, 12)
        at = y + (17 if high else 39)
        out.append(words_at(style, str(year), x, at, size=10.5, name="quiet", anchor="middle"))
        before = before if high else x
    if not years:
        undated = Text("sans date", "undated").to(lang)
        out.append(words_at(style, undated, WIDTH - _SIDE, y + 17, size=10.5, name="quiet", anchor="end"))
    return "".join(out)


def _said(model: Model, lang: str) -> str:
    undated = Text("sans date", "undated").to(lang)
    found = [f"{o.year or undated}{', ' + o.place if o.place else ''}" for o in model.origins]
    return f"{model.label.to(lang)}{words.colon(lang)}{words.semicolon(lang).join(found)}."

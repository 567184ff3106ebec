"""The plane of degrees: where each model stands between ecology and social, larger where it breaks more."""

from __future__ import annotations

from rebonds.content.models import Compass, Model
from rebonds.drawing import words
from rebonds.drawing.frame import Key, Sheet, legend, words_at
from rebonds.drawing.palette import Style
from rebonds.drawing.svg import identifier, num, tag
from rebonds.text import Text

WIDTH, _LEFT, _TOP, _STEP = 420.0, 46.0, 36.0, 96.0


def degree_plane_svg(
    held: Compass,
    lang: str = "fr",
    *,
    chosen: tuple[str, ...] = (),
    mode: str = "page",
    prefix: str | None = None,
    css: bool = True,
    nonce: str | None = None,
) -> str:
    """Draw models by degree of ecology (across) and social (up); models not yet rated are named below."""
    style = Style(mode, prefix or identifier("plane", mode))
    side = 3 * _STEP
    parts = [
        tag("path", style.attrs("axis", d=f"M{num(_LEFT)} {num(_TOP)}v{num(side)}h{num(side)}")),
        words_at(
            style, held.dimensions["ecology"].to(lang), _LEFT + side, _TOP + side + 32, size=12, anchor="end"
        ),
        words_at(style, held.dimensions["social"].to(lang), 4, _TOP - 16, size=12),
    ]
    for degree in range(4):
        x, y = _LEFT + degree * _STEP, _TOP + side - degree * _STEP
        parts.append(
            words_at(style, str(degree), x, _TOP + side + 16, size=11, name="quiet", anchor="middle")
        )
        parts.append(words_at(style, str(degree), _LEFT - 8, y + 4, size=11, name="quiet", anchor="end"))
    places: dict[tuple[int, int], list[Model]] = {}
    unrated = []
    for model in held.models.values():
        across, up = model.degrees["ecology"].value, model.degrees["social"].value
        if across is None or up is None:
            unrated.append(model)
        else:
            places.setdefault((across, up), []).append(model)
    for (across, up), models in places.items():
        x, y = _LEFT + across * _STEP, _TOP + side - up * _STEP
        # Models at one place share it: circles one in the other, names stacked beside them.
        sized = sorted(
            ((4.0 + 2 * (m.degrees["rupture"].value or 0), m) for m in models), key=lambda one: -one[0]
        )
        largest = sized[0][0]
        end = "end" if across > 1 else "start" if not across else "middle"
        for rank, (size, model) in enumerate(sized):
            kind = "chorda" if not chosen or model.id in chosen else "chordb"
            parts.append(tag("circle", style.attrs(kind, cx=x, cy=y, r=size)))
            # Above on the right half, below on the left one: long names on one line do not meet.
            at = y - largest - 5 - 14 * rank if across > 1 else y + largest + 13 + 14 * rank
            parts.append(words_at(style, model.label.to(lang), x, at, size=11.5, anchor=end))
    bottom = _TOP + side + 44
    dot = tag("circle", style.attrs("chorda", cx=13.0, cy=7.0, r=6.0))
    keys = [Key(dot, Text("plus grand : plus de rupture", "larger: more of a break").to(lang))]
    if unrated:
        names = ", ".join(m.label.to(lang) for m in unrated)
        parts.append(
            words_at(
                style,
                Text("À coter en écologie :", "Ecology to be rated:").to(lang),
                4,
                bottom + 4,
                size=11.5,
            )
        )
        parts.append(words_at(style, names, 4, bottom + 20, size=11.5, name="quiet"))
        bottom += 28
    drawn, used = legend(style, keys, x=4, y=bottom, width=WIDTH - 8, size=12)
    return Sheet(style, css, nonce).close(
        "".join(parts) + drawn,
        box=(0, 0, WIDTH, round(bottom + used + 6)),
        title=Text("Écologie et social", "Ecology and social").to(lang),
        desc=" ".join(_said(model, held, lang) for model in held.models.values()),
        interactive=False,
        lang=lang,
        kind="chart",
    )


def _said(model: Model, held: Compass, lang: str) -> str:
    unrated = Text("à coter", "to be rated").to(lang)
    found = [
        f"{label.to(lang)} {unrated if (v := model.degrees[name].value) is None else v}"
        for name, label in held.dimensions.items()
    ]
    return f"{model.label.to(lang)}{words.colon(lang)}{', '.join(found)}."

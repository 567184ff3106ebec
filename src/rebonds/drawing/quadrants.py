"""Influence and dependence of the nodes of a map: four quadrants, directly and through paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rebonds.drawing import words
from rebonds.drawing.frame import Key, Sheet, focusable, legend, words_at
from rebonds.drawing.palette import Style
from rebonds.drawing.svg import ellipsis, identifier, num, tag, text_width
from rebonds.text import Text, number, with_unit

if TYPE_CHECKING:
    from rebonds.causal.results import Micmac, Standing

WIDTH, _LEFT, _TOP, _SIDE, _SIZE = 560.0, 44.0, 30.0, 480.0, 11.5
_CORNERS = {"driving": (0, 0), "relay": (1, 0), "autonomous": (0, 1), "dependent": (1, 1)}


def quadrants_svg(
    found: Micmac,
    lang: str = "fr",
    *,
    mode: str = "page",
    prefix: str | None = None,
    css: bool = True,
    nonce: str | None = None,
) -> str:
    """Draw the standings: a dot through paths, an open one directly, joined.

    A name is written where it meets no other; else the rank of the node in the table.

    Raises
    ------
    ValueError
        There is no node.
    """
    if not found.nodes:
        raise ValueError("quadrants need a node")
    style = Style(mode, prefix or identifier("quadrants", mode))
    static = mode in ("print", "file")
    plane = _Plane(found)
    mean = 1 / len(found.nodes)
    mx, my = plane.x(mean), plane.y(mean)
    parts = [
        tag("path", style.attrs("axis", d=f"M{num(_LEFT)} {num(_TOP)}v{num(_SIDE)}h{num(_SIDE)}")),
        tag(
            "path",
            style.attrs("grid", d=f"M{num(mx)} {num(_TOP)}v{num(_SIDE)}M{num(_LEFT)} {num(my)}h{num(_SIDE)}"),
        ),
        words_at(style, Text("influence (%)", "influence (%)").to(lang), 4, _TOP - 14, size=12),
        words_at(
            style,
            Text("dépendance (%)", "dependence (%)").to(lang),
            _LEFT + _SIDE,
            _TOP + _SIDE + 32,
            size=12,
            anchor="end",
        ),
        _ticks(style, plane, lang),
        _names(style, lang),
    ]
    taken: list[tuple[float, float, float, float]] = []
    order = sorted(found.nodes, key=lambda one: (one.indirect.rank, one.label))
    for one in order:
        x, y = plane.x(one.indirect.dependence), plane.y(one.indirect.influence)
        taken.append((x - 5, y - 5, x + 5, y + 5))
    for rank, one in enumerate(order, start=1):
        x, y = plane.x(one.indirect.dependence), plane.y(one.indirect.influence)
        u, v = plane.x(one.direct.dependence), plane.y(one.direct.influence)
        inside = [
            tag("path", style.attrs("leader", d=f"M{num(u)} {num(v)}L{num(x)} {num(y)}")),
            tag("circle", style.attrs("dotopen", cx=u, cy=v, r=3.0)),
            tag("circle", style.attrs("dot", cx=x, cy=y, r=4.5)),
            _label(style, one.label, rank, (x, y), taken),
        ]
        parts.append(
            focusable(
                style, href=None, label=said(one, lang), inside="".join(inside), static=static, key=one.node
            )
        )
    keys = [
        Key(
            tag("circle", style.attrs("dot", cx=13.0, cy=8.0, r=4.5)),
            Text("par les chemins", "through paths").to(lang),
        ),
        Key(
            tag("circle", style.attrs("dotopen", cx=13.0, cy=8.0, r=3.0)),
            Text("liens directs", "direct links").to(lang),
        ),
        Key(
            tag("path", style.attrs("grid", d="M0 8h26")),
            Text("moyenne des nœuds", "mean of the nodes").to(lang),
        ),
    ]
    drawn, used = legend(style, keys, x=_LEFT, y=_TOP + _SIDE + 44, width=WIDTH - _LEFT - 8, size=12)
    return Sheet(style, css, nonce).close(
        "".join(parts) + drawn,
        box=(0, 0, WIDTH, round(_TOP + _SIDE + 50 + used)),
        title=Text("Influence et dépendance", "Influence and dependence").to(lang),
        desc=" ".join(said(one, lang) for one in order),
        interactive=not static,
        lang=lang,
        kind="map",
    )


class _Plane:
    """From shares to a point; axes go a little past the largest share."""

    def __init__(self, found: Micmac) -> None:
        positions = [p for one in found.nodes for p in (one.direct, one.indirect)]
        least = 1.25 / len(found.nodes)
        self.across = max([least, *(p.dependence for p in positions)]) * 1.08
        self.up = max([least, *(p.influence for p in positions)]) * 1.08

    def x(self, share: float) -> float:
        return _LEFT + share / self.across * _SIDE

    def y(self, share: float) -> float:
        return _TOP + _SIDE - share / self.up * _SIDE


def _ticks(style: Style, plane: _Plane, lang: str) -> str:
    out = []
    for part in (0.0, 0.5, 1.0):
        across, up = plane.across / 1.08 * part, plane.up / 1.08 * part
        said_x, said_y = number(100 * across, lang, 1), number(100 * up, lang, 1)
        out.append(
            words_at(
                style, said_x, plane.x(across), _TOP + _SIDE + 16, size=11, name="quiet", anchor="middle"
            )
        )
        out.append(words_at(style, said_y, _LEFT - 5, plane.y(up) + 4, size=11, name="quiet", anchor="end"))
    return "".join(out)


def _names(style: Style, lang: str) -> str:
    from rebonds.causal.results import QUADRANTS

    out = []
    for key, (right, low) in _CORNERS.items():
        x = _LEFT + _SIDE - 6 if right else _LEFT + 8
        y = _TOP + _SIDE - 8 if low else _TOP + 14
        text = QUADRANTS[key].to(lang).upper()
        out.append(
            words_at(
                style, text, x, y, size=10.5, name="quiet", anchor="end" if right else "start", bold=True
            )
        )
    return tag("g", {"aria-hidden": "true"}, *out)


def _label(
    style: Style,
    label: str,
    rank: int,
    at: tuple[float, float],
    taken: list[tuple[float, float, float, float]],
) -> str:
    x, y = at
    for text in (ellipsis(label, 150, _SIZE), ellipsis(label, 84, _SIZE), str(rank)):
        width = text_width(text, _SIZE)
        for left, base in (
            (x + 8, y + 4),
            (x - 8 - width, y + 4),
            (x - width / 2, y - 9),
            (x - width / 2, y + 18),
            (x + 7, y - 7),
            (x + 7, y + 14),
        ):
            box = (left, base - 10, left + width, base + 3)
            inside = (
                box[0] >= _LEFT + 2 and box[2] <= WIDTH - 4 and box[1] >= _TOP - 6 and box[3] <= _TOP + _SIDE
            )
            if inside and not any(
                box[0] < t[2] and t[0] < box[2] and box[1] < t[3] and t[1] < box[3] for t in taken
            ):
                taken.append(box)
                return words_at(style, text, left, base, size=_SIZE)
    return ""


def said(one: Standing, lang: str) -> str:
    """Say where a node stands, in one sentence."""
    from rebonds.causal.results import QUADRANTS

    drives, depends = (
        with_unit(100 * share, "%", lang, 1) for share in (one.indirect.influence, one.indirect.dependence)
    )
    name = QUADRANTS[one.indirect.quadrant].to(lang)
    return (
        one.label
        + words.colon(lang)
        + Text(
            f"{name}, influence {drives}, dépendance {depends}.",
            f"{name}, influence {drives}, dependence {depends}.",
        ).to(lang)
    )

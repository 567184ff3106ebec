"""Where a territory's flows go and come from: lines between it and its partners, on their outlines."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rebonds.drawing import words
from rebonds.drawing.frame import Key, Links, Sheet, address, focusable, legend, words_at
from rebonds.drawing.palette import Style
from rebonds.drawing.projection import conic
from rebonds.drawing.svg import ellipsis, identifier, num, tag, text_width, wrap
from rebonds.drawing.wkb import rings
from rebonds.flows.results import FlowSet, Partner
from rebonds.text import NBSP, Text, number

WIDTH, HEIGHT = 420.0, 400.0
_NEAR_KM, _HELD, _MARGIN = 150.0, 0.8, 0.14
_THICKEST, _THINNEST, _SIZE = 13.0, 0.8, 12.0

Outlines = Mapping[str, bytes | Iterable[Iterable[Sequence[float]]]]


@dataclass(frozen=True)
class View:
    """From a longitude and a latitude to a point of the frame."""

    x0: float
    y0: float
    scale: float

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """Return the point of the drawing."""
        x, y = conic(lon, lat)
        return (x - self.x0) * self.scale, (y - self.y0) * self.scale


def flow_map_svg(
    found: FlowSet,
    code: str,
    name: str,
    here: tuple[float, float],
    outlines: Outlines | None = None,
    lang: str = "fr",
    *,
    most: int = 20,
    links: Links = None,
    mode: str = "page",
    prefix: str | None = None,
    css: bool = True,
    nonce: str | None = None,
) -> str:
    """Draw the flows of one kind on the map, framed on the partners that carry most of them nearby.

    Parameters
    ----------
    found : FlowSet
    code, name : str
        Of the territory.
    here : (float, float)
        Longitude and latitude of its centre.
    outlines : mapping, optional
        Outlines by code (WKB or rings); those that the frame holds are drawn.
    most : int
        Lines drawn; partners out of the frame are listed under it.

    Raises
    ------
    ValueError
        The flows are missing, or no partner has a place.
    """
    placed = sorted(
        (p for p in found.partners if p.lon is not None and p.lat is not None and _weight(p) > 0),
        key=lambda p: (-_weight(p), p.code),
    )
    if not placed:
        raise ValueError("a flow map needs at least one partner with a place and a known flow")
    view = framed(placed, here)
    style = Style(mode, prefix or identifier("flowmap", found.kind, mode))
    static = mode in ("print", "file")
    inside = [p for p in placed if _within(view.at(p.lon or 0.0, p.lat or 0.0))][:most]
    top = max((max(p.out.value or 0.0, p.into.value or 0.0) for p in inside), default=1.0) or 1.0
    parts = [_land(style, view, outlines or {}, code)]
    centre = view.at(*here)
    for p in reversed(inside):
        parts.append(
            focusable(
                style,
                href=address(links, p.code),
                label=_said(p, found, lang),
                inside=_lines(style, centre, view.at(p.lon or 0.0, p.lat or 0.0), p, top),
                static=static,
                key=p.code,
            )
        )
    parts.append(tag("circle", style.attrs("band", cx=centre[0], cy=centre[1], r=5.0)))
    parts.append(_labels(style, view, centre, name, inside))
    parts = [tag("g", {"clip-path": f"url(#{style.uid('frame')})"}, *parts)]
    parts.append(tag("rect", style.attrs("frame", x=0.5, y=0.5, width=WIDTH - 1, height=HEIGHT - 1)))
    keys, used = legend(style, _keys(style, found, top, lang), x=10, y=HEIGHT + 12, width=WIDTH - 20, size=12)
    far = [p for p in placed if p not in inside][:4]
    note, more = _far(style, far, found, HEIGHT + 20 + used, lang)
    clip = tag(
        "clipPath", {"id": style.uid("frame")}, tag("rect", {"width": WIDTH, "height": HEIGHT, "rx": "4"})
    )
    return Sheet(style, css, nonce).close(
        "".join(parts) + keys + note,
        box=(0, 0, WIDTH, round(HEIGHT + 24 + used + more)),
        title=f"{found.label.to(lang)}{words.colon(lang)}{name}",
        desc=" ".join(_said(p, found, lang) for p in inside[:10]),
        interactive=not static,
        lang=lang,
        kind="chart",
        defs=clip,
    )


def _weight(p: Partner) -> float:
    return (p.out.value or 0.0) + (p.into.value or 0.0)


def framed(placed: Sequence[Partner], here: tuple[float, float]) -> View:
    """Return the view that holds the partners nearby that carry most of the flows."""
    near = [p for p in placed if (p.distance_km or 0.0) <= _NEAR_KM] or list(placed[:5])
    whole, held, kept = sum(_weight(p) for p in near), 0.0, []
    for p in near:
        kept.append(p)
        held += _weight(p)
        if held >= _HELD * whole and len(kept) >= 4:
            break
    points = [conic(*here), *(conic(p.lon or 0.0, p.lat or 0.0) for p in kept)]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    width = max(max(xs) - min(xs), (max(ys) - min(ys)) * WIDTH / HEIGHT, 0.004) * (1 + 2 * _MARGIN)
    scale = WIDTH / width
    middle = ((max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2)
    return View(middle[0] - width / 2, middle[1] - HEIGHT / scale / 2, scale)


def _within(point: tuple[float, float]) -> bool:
    return 4 <= point[0] <= WIDTH - 4 and 4 <= point[1] <= HEIGHT - 4


def _land(style: Style, view: View, outlines: Outlines, code: str) -> str:
    mine: list[str] = []
    others: list[str] = []
    for key, shape in outlines.items():
        for ring in rings(shape):
            points = [view.at(lon, lat) for lon, lat in ring]
            if not _touches(points):
                continue
            d = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z"
            (mine if key == code else others).append(d)
    out = []
    if others:
        out.append(tag("path", style.attrs("spoke", d="".join(others))))
    if mine:
        out.append(tag("path", style.attrs("ribbon", d="".join(mine))))
        out.append(tag("path", style.attrs("outline", d="".join(mine))))
    return tag("g", {"aria-hidden": "true"}, *out)


def _touches(points: Sequence[tuple[float, float]]) -> bool:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return max(xs) > 0 and min(xs) < WIDTH and max(ys) > 0 and min(ys) < HEIGHT


def _lines(style: Style, a: tuple[float, float], b: tuple[float, float], p: Partner, top: float) -> str:
    """Return two bent lines, tapered to where they go: out on one side, in on the other."""
    out = []
    for value, start, end, name in (
        (p.out.value or 0.0, a, b, "chorda"),
        (p.into.value or 0.0, b, a, "chordb"),
    ):
        if value > 0:
            width = max(_THINNEST, _THICKEST * math.sqrt(value / top))
            out.append(tag("path", style.attrs(name, d=_taper(start, end, width))))
    return "".join(out)


def _taper(a: tuple[float, float], b: tuple[float, float], width: float) -> str:
    """Return a line bent to the right of its way, wide where it starts, thin where it ends."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = math.hypot(dx, dy) or 1.0
    nx, ny = -dy / length, dx / length
    bend = 0.14 * length
    cx, cy = (a[0] + b[0]) / 2 + nx * bend, (a[1] + b[1]) / 2 + ny * bend
    h, t = width / 2, max(0.3, width / 10)
    return (
        f"M{num(a[0] - nx * h)} {num(a[1] - ny * h)}Q{num(cx - nx * h)} {num(cy - ny * h)} "
        f"{num(b[0] - nx * t)} {num(b[1] - ny * t)}L{num(b[0] + nx * t)} {num(b[1] + ny * t)}"
        f"Q{num(cx + nx * h)} {num(cy + ny * h)} {num(a[0] + nx * h)} {num(a[1] + ny * h)}Z"
    )


def _labels(
    style: Style, view: View, centre: tuple[float, float], name: str, inside: Sequence[Partner]
) -> str:
    """Write the names where they fit: the territory first, then its partners by weight."""
    taken: list[tuple[float, float, float, float]] = []
    out = []
    for text, (x, y), bold in [
        (name, centre, True),
        *((p.name, view.at(p.lon or 0.0, p.lat or 0.0), False) for p in inside),
    ]:
        said = ellipsis(text, 150, _SIZE, bold=bold)
        width = text_width(said, _SIZE, bold)
        left = min(max(x - width / 2, 3), WIDTH - 3 - width)
        for base in (y - 9, y + 18):
            box = (left, base - _SIZE, left + width, base + 3)
            if box[1] > 2 and box[3] < HEIGHT - 2 and not any(_overlap(box, one) for one in taken):
                taken.append(box)
                out.append(
                    words_at(
                        style, said, left, base, size=_SIZE, name="tick" if not bold else "label", bold=bold
                    )
                )
                break
    return tag("g", {"aria-hidden": "true"}, *out)


def _overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _amount(p: Partner, found: FlowSet, lang: str) -> tuple[str, str]:
    about = f"≈{NBSP}" if found.state == "estimated" else ""

    def figure(value: float | None) -> str:
        return "–" if value is None else about + number(float(f"{value:.3g}"), lang)

    return figure(p.out.value), figure(p.into.value)


def _said(p: Partner, found: FlowSet, lang: str) -> str:
    out, into = _amount(p, found, lang)
    unit = found.unit.to(lang)
    return Text(
        f"{p.name}{NBSP}: {out} {unit} y vont, {into} en viennent.",
        f"{p.name}: {out} {unit} go there, {into} come from it.",
    ).to(lang)


def _far(style: Style, far: Sequence[Partner], found: FlowSet, y: float, lang: str) -> tuple[str, float]:
    """Say the first partners that the frame leaves out."""
    if not far:
        return "", 0.0
    told = words.semicolon(lang).join("{} (→ {}, ← {})".format(p.name, *_amount(p, found, lang)) for p in far)
    text = Text(f"Hors du cadre{NBSP}: {told}.", f"Out of the frame: {told}.").to(lang)
    lines = wrap(text, WIDTH - 20, _SIZE)
    out = [words_at(style, t, 10, y + 10 + i * 16, size=_SIZE, name="quiet") for i, t in enumerate(lines)]
    return "".join(out), 16.0 * len(lines) + 4


def _keys(style: Style, found: FlowSet, top: float, lang: str) -> list[Key]:
    def swatch(name: str) -> str:
        return tag("path", style.attrs(name, d="M0 2L26 7L0 12Z"))

    most = number(float(f"{top:.2g}"), lang)
    unit = found.unit.to(lang)
    estimated = Text(", estimé", ", estimated").to(lang) if found.state == "estimated" else ""
    return [
        Key(swatch("chorda"), Text("sort du territoire", "leaves the territory").to(lang)),
        Key(swatch("chordb"), Text("y entre", "enters it").to(lang)),
        Key(
            tag("path", style.attrs("leader", d="M0 8H26")),
            Text(
                f"du plus large au plus fin{NBSP}; le plus large{NBSP}: {most} {unit}{estimated}",
                f"from wide to thin; the widest: {most} {unit}{estimated}",
            ).to(lang),
        ),
    ]

"""What stands still in a ring: grounds, limits and their names, reference lines, leaders."""

from __future__ import annotations

from rebonds.drawing import words
from rebonds.drawing.frame import words_at
from rebonds.drawing.labels import Block
from rebonds.drawing.palette import Style
from rebonds.drawing.ring import Ring, Slice
from rebonds.drawing.svg import arc, polar, sector, tag
from rebonds.text import Text, number


def ground(style: Style, ring: Ring) -> str:
    """Return the safe space between two empty tracks."""
    out = [
        tag("path", style.attrs("track", d=sector(ring.ceiling, ring.edge, 0, 360))),
        tag("path", style.attrs("safe", d=sector(ring.floor, ring.ceiling, 0, 360))),
        tag("path", style.attrs("track", d=sector(ring.hub, ring.floor, 0, 360))),
    ]
    return "".join(out)


def _grid(ring: Ring) -> list[tuple[float, float]]:
    whole = [float(k) for k in range(2, int(ring.cap) + 1)]
    return [(k, ring.overshoot_radius(k)) for k in whole]


def borders(style: Style, track: tuple[float, float], piece: Slice) -> str:
    """Return the lines between a wedge and its neighbours."""
    lines = []
    for angle in (piece.start, piece.end):
        (x0, y0), (x1, y1) = polar(track[0], angle), polar(track[1] + 8, angle)
        lines.append(f"M{x0:.1f} {y0:.1f}L{x1:.1f} {y1:.1f}")
    return tag("path", style.attrs("edge", d="".join(lines)))


def marks(style: Style, ring: Ring, piece: Slice, social: bool) -> str:
    """Return the reference lines of a wedge: half the way to the centre, or whole ratios."""
    radii = [ring.shortfall_radius(0.5)] if social else [r for k, r in _grid(ring) if k < ring.cap]
    return "".join(tag("path", style.attrs("grid", d=arc(r, piece.start, piece.end))) for r in radii)


def leader(style: Style, ring: Ring, piece: Slice, block: Block) -> str:
    """Return the line from a wedge to its label."""
    x0, y0 = polar(ring.edge + 7, piece.mid)
    left, top, right, bottom = block.box
    if block.anchor == "middle":
        x1, y1 = block.x, bottom + 2 if block.y < 0 else top - 2
    else:
        x1 = left - 4 if block.anchor == "start" else right + 4
        y1 = min(max(y0, top + 6), bottom - 6)
    return tag("path", style.attrs("leader", d=f"M{x0:.1f} {y0:.1f}L{x1:.1f} {y1:.1f}"))


def name_paths(style: Style, ring: Ring) -> str:
    """Return the curves that the names of the two limits follow."""
    if style.mode == "phone":
        return ""
    floor = tag("path", {"id": style.uid("pf"), "d": arc(ring.floor + ring.band + 4, -60, 60)})
    ceiling = tag("path", {"id": style.uid("pc"), "d": arc(ring.ceiling - ring.band - 12, -60, 60)})
    return floor + ceiling


def ring_names(style: Style, ring: Ring, lang: str) -> str:
    """Return the names of the two limits and the figures of the reference lines."""
    floor = Text("PLANCHER SOCIAL", "SOCIAL FLOOR").to(lang)
    ceiling = Text("PLAFOND ÉCOLOGIQUE", "ECOLOGICAL CEILING").to(lang)
    out = []
    for name, path in ((floor, "pf"), (ceiling, "pc")):
        inner = tag("textPath", {"href": f"#{style.uid(path)}", "startOffset": "50%"}, name)
        attrs = style.attrs(
            "arcname", font_size=9.5, text_anchor="middle", letter_spacing=0.6, font_weight="bold"
        )
        out.append(tag("text", attrs, inner))
    first = _grid(ring)
    for k, radius in first:
        if k < ring.cap:
            x, y = polar(radius, -20)
            text = f"×\u202f{number(k, lang)}"
            out.append(words_at(style, text, x, y + 4, size=11, name="tick", anchor="middle"))
    x, y = polar(ring.shortfall_radius(0.5), -15)
    out.append(words_at(style, words.percent(0.5, lang), x, y + 4, size=11, name="tick", anchor="middle"))
    return tag("g", {"aria-hidden": "true"}, *out)


def bounds(ring: Ring, blocks: list[Block], compact: bool) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of a ring with its labels."""
    if compact:
        side = ring.edge + 30
        return -side, -side, side, side
    boxes = [b.box for b in blocks]
    reach = max([ring.edge + 12] + [max(-b[0], b[2]) + 10 for b in boxes])
    top = min([-ring.edge - 12] + [b[1] - 8 for b in boxes])
    bottom = max([ring.edge + 12] + [b[3] + 8 for b in boxes])
    return -round(reach), round(top), round(reach), round(bottom)

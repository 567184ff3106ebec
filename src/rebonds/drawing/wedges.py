"""Wedges, bands and marks of one dimension, shared by the doughnut and the pair."""

from __future__ import annotations

from dataclasses import dataclass

from rebonds.drawing import words
from rebonds.drawing.frame import Key
from rebonds.drawing.labels import Part
from rebonds.drawing.palette import Style
from rebonds.drawing.ring import Ring, Slice
from rebonds.drawing.svg import arc, broken_sector, polar, sector, tag
from rebonds.lenses.reading import DimensionReading, IndicatorReading
from rebonds.text import Text, number

UNKNOWN_PATTERNS = {"missing": "missing", "secret": "secret", "not_localisable": "nowhere"}
SHORT_STATES = {
    "missing": Text("donnée manquante", "missing"),
    "secret": Text("secret", "withheld"),
    "not_localisable": Text("non localisable", "not localisable"),
}


@dataclass(frozen=True)
class Wedge:
    """What is drawn for one indicator in one slice."""

    side: str
    state: str
    score: float | None = None
    low: float | None = None
    high: float | None = None
    crossed: bool | None = None

    @classmethod
    def of(cls, dimension: DimensionReading) -> Wedge:
        """Return the wedge of a dimension's headline."""
        head = dimension.headline
        if not dimension.known or head is None or dimension.state in UNKNOWN_PATTERNS:
            return cls(dimension.side, dimension.state)
        return cls(dimension.side, dimension.state, head.score, head.low, head.high, head.crossed)

    @classmethod
    def of_indicator(cls, side: str, item: IndicatorReading | None) -> Wedge:
        """Return the wedge of an indicator of a pair."""
        if item is None or not item.value.known:
            return cls(side, item.value.state if item else "missing")
        return cls(side, item.value.state, item.score, item.low, item.high, item.crossed)

    @property
    def tolerated(self) -> bool:
        """True for a shortfall that stays within the threshold: drawn hollow, it raises no alarm."""
        return self.crossed is False and bool(self.score) and self.side == "social"

    @property
    def estimated(self) -> bool:
        """True when the figure is an estimate."""
        return self.state == "estimated"

    def reach(self, ring: Ring) -> float:
        """Return the radius that the wedge reaches; the ring's own line when nothing is crossed."""
        if self.side == "social":
            return ring.shortfall_radius(self.score or 0.0)
        return ring.overshoot_radius(self.score or 0.0)

    def outside(self, ring: Ring) -> bool:
        """Tell whether the wedge leaves the safe space at all."""
        start = ring.floor if self.side == "social" else ring.ceiling
        return self.score is not None and abs(self.reach(ring) - start) > 0.01


def area(
    style: Style, ring: Ring, piece: Slice, wedge: Wedge, fills: tuple[str, str] = ("alarm", "estalarm")
) -> str:
    """Return the wedge itself: nothing, a pattern over the whole track, or the shortfall or overshoot.

    ``fills`` are the class of a measure and the pattern of an estimate.
    """
    if wedge.state in UNKNOWN_PATTERNS:
        r0, r1 = (ring.hub, ring.floor) if wedge.side == "social" else (ring.ceiling, ring.edge)
        paint = style.paint(UNKNOWN_PATTERNS[wedge.state])
        return tag("path", {**paint, "d": sector(r0, r1, piece.start, piece.end)})
    if not wedge.outside(ring):
        return ""
    if wedge.side == "social":
        d = sector(wedge.reach(ring), ring.floor, piece.start, piece.end)
    elif ring.beyond(wedge.score or 0.0):
        d = broken_sector(ring.ceiling, ring.edge, piece.start, piece.end)
    else:
        d = sector(ring.ceiling, wedge.reach(ring), piece.start, piece.end)
    if wedge.crossed is False and fills[0] == "alarm":
        return tag("path", style.attrs("within", d=d))
    if wedge.estimated:
        fill = tag("path", {**style.paint(fills[1]), "d": d})
        return fill + (tag("path", style.attrs("dashed", d=d)) if fills[0] == "alarm" else "")
    return tag("path", style.attrs(fills[0], d=d))


def verdict_band(style: Style, ring: Ring, piece: Slice, wedge: Wedge) -> str:
    """Return the segment of the floor or of the ceiling: solid, striped, hollow or patterned."""
    if wedge.side == "social":
        r0, r1 = ring.floor, ring.floor + ring.band
    else:
        r0, r1 = ring.ceiling - ring.band, ring.ceiling
    d = sector(r0, r1, piece.start, piece.end)
    if wedge.state in UNKNOWN_PATTERNS:
        fill = tag("path", {**style.paint(UNKNOWN_PATTERNS[wedge.state]), "d": d})
    elif wedge.crossed is None:
        return tag("path", style.attrs("noverdict", d=d))
    elif wedge.estimated:
        fill = tag("path", {**style.paint("estalarm" if wedge.crossed else "estmet"), "d": d})
    else:
        fill = tag("path", style.attrs("deep" if wedge.crossed else "met", d=d))
    return fill + tag("path", style.attrs("edge", d=d))


def whisker(style: Style, ring: Ring, angle: float, wedge: Wedge) -> str:
    """Return the band of the score along the middle of the wedge, as an error bar."""
    if wedge.low is None or wedge.high is None or wedge.high <= wedge.low:
        return ""
    radius = ring.shortfall_radius if wedge.side == "social" else ring.overshoot_radius
    r0, r1 = radius(wedge.low), radius(wedge.high)
    if abs(r1 - r0) < 1:
        return ""
    cap = 4.5
    (x0, y0), (x1, y1) = polar(r0, angle), polar(r1, angle)
    turn0, turn1 = (57.3 * cap / max(r, cap) for r in (r0, r1))
    d = f"M{x0:.1f} {y0:.1f}L{x1:.1f} {y1:.1f}" + arc(r0, angle - turn0, angle + turn0)
    if wedge.side == "social" or not ring.beyond(wedge.high):
        d += arc(r1, angle - turn1, angle + turn1)
    return tag("path", style.attrs("bandhalo", d=d)) + tag("path", style.attrs("band", d=d))


def label_parts(dimension: DimensionReading, lang: str) -> list[Part]:
    """Return the label of a wedge: its name, then its figure or why there is none."""
    name = Part(dimension.label.to(lang))
    head = dimension.headline
    if dimension.state in SHORT_STATES or not dimension.known or head is None:
        short = SHORT_STATES.get(dimension.state, SHORT_STATES["missing"])
        return [name, Part(short.to(lang), style="quiet", optional=True, scale=0.86)]
    value = words.figure(head.card, head.value.value, lang)
    strong = "crossed" if head.crossed else "value"
    if dimension.side == "ecological" and head.score is not None:
        return [
            name,
            Part(words.ratio(head.score, lang), bold=True, style=strong, scale=1.08),
            Part(value, style="quiet", scale=0.86),
        ]
    return [name, Part(value, bold=True, style=strong, optional=True)]


def swatch(style: Style, inside: str) -> str:
    """Return a legend's swatch: a box of 26 by 16 with an outline."""
    return inside + tag("rect", style.attrs("outline", width=26.0, height=16.0))


def box(style: Style, name: str) -> str:
    """Return a plain box of a legend."""
    return tag("rect", style.attrs(name, width=26.0, height=16.0))


def painted(style: Style, name: str) -> str:
    """Return a patterned box of a legend."""
    return tag("rect", {**style.paint(name), "width": 26.0, "height": 16.0})


def state_keys(style: Style, wedges: list[Wedge], ring: Ring, lang: str) -> list[Key]:
    """Return the keys for the states that occur."""
    states = {w.state for w in wedges}
    keys = []
    for state, text in (
        ("missing", Text("donnée manquante", "missing data")),
        ("secret", Text("secret statistique", "statistical secrecy")),
        ("not_localisable", Text("non localisable", "not localisable")),
    ):
        if state in states:
            keys.append(Key(swatch(style, painted(style, UNKNOWN_PATTERNS[state])), text.to(lang)))
    if any(w.crossed is None and w.state not in UNKNOWN_PATTERNS for w in wedges):
        text = Text("chiffre sans seuil", "figure without threshold")
        keys.append(Key(tag("rect", style.attrs("noverdict", y=4.0, width=26.0, height=9.0)), text.to(lang)))
    if any(w.low is not None and w.high is not None and w.high > w.low for w in wedges):
        mark = tag("path", style.attrs("band", d="M2 8H24M2 3.5V12.5M24 3.5V12.5"))
        keys.append(Key(mark, Text("fourchette", "band").to(lang)))
    if any(w.side == "ecological" and w.score is not None and ring.beyond(w.score) for w in wedges):
        torn = tag("path", style.attrs("alarm", d="M0 0H22L18 4L24 8L18 12L22 16H0Z"))
        cut = f"×\u202f{number(ring.cap, lang)}"
        keys.append(Key(torn, Text(f"coupé au-delà de {cut}", f"cut beyond {cut}").to(lang)))
    return keys

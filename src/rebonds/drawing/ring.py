"""Geometry of the ring: a safe and just space between a social floor and an ecological ceiling."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Ring:
    """Radii of a doughnut, in drawing units, and how scores become radii.

    Attributes
    ----------
    hub : float
        Radius of the hole kept free at the centre (a shortfall of 1 reaches it).
    floor, ceiling : float
        Radii of the social floor and of the ecological ceiling.
    edge : float
        Outer radius of the drawing, reached by the ratio ``cap``.
    band : float
        Thickness of the two bands that carry the verdict of each dimension, inside the safe space.
    cap : float
        Largest ecological ratio drawn to scale; beyond, the wedge is torn and its number written.
    """

    hub: float
    floor: float
    ceiling: float
    edge: float
    band: float
    cap: float = 3.0

    def shortfall_radius(self, s: float) -> float:
        """Return the inner radius of a social wedge: linear from the floor (s = 0) to the hub (s = 1)."""
        return self.floor - min(max(s, 0.0), 1.0) * (self.floor - self.hub)

    def overshoot_radius(self, r: float) -> float:
        """Return the outer radius of an ecological wedge: linear from the ceiling (r = 1) to the cap."""
        return self.ceiling + min(max(r - 1.0, 0.0) / (self.cap - 1.0), 1.0) * (self.edge - self.ceiling)

    def beyond(self, r: float) -> bool:
        """Tell whether a ratio lies beyond the drawing."""
        return r > self.cap


@dataclass(frozen=True)
class Slice:
    """The angles of one dimension, in degrees clockwise from the top."""

    start: float
    end: float

    @property
    def mid(self) -> float:
        """Angle of the middle."""
        return (self.start + self.end) / 2

    @property
    def half(self) -> float:
        """Half the opening."""
        return (self.end - self.start) / 2


def slices(count: int) -> list[Slice]:
    """Share the circle between ``count`` dimensions, the first one centred at the top."""
    if not count:
        return []
    step = 360 / count
    return [Slice((i - 0.5) * step, (i + 0.5) * step) for i in range(count)]


PAGE = Ring(hub=34, floor=150, ceiling=274, edge=364, band=9)
PHONE = Ring(hub=15, floor=78, ceiling=124, edge=154, band=5)
PAIR = Ring(hub=84, floor=184, ceiling=302, edge=388, band=9)
PAIR_PHONE = Ring(hub=30, floor=82, ceiling=124, edge=154, band=5)

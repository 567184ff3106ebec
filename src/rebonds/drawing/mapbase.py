"""Outlines made ready to draw: projected, rounded to a grid, written as short paths, once for many maps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rebonds.drawing.projection import INSETS, MAINLAND, Inset, conic, part_of, plate
from rebonds.drawing.wkb import Point, Ring, rings

WIDTH = 760.0
_COLUMN, _GAP = 92.0, 10.0


@dataclass(frozen=True)
class Box:
    """The frame of an inset on the sheet."""

    name: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class MapBase:
    """Paths of territories in whole steps of ``grid`` drawing units, and the frames of the insets."""

    paths: Mapping[str, str]
    grid: float
    width: float
    height: float
    insets: tuple[Box, ...] = field(default=())

    @property
    def size(self) -> int:
        """Total length of the paths."""
        return sum(len(p) for p in self.paths.values())


def map_base(
    shapes: Mapping[str, bytes | Iterable[Iterable[Sequence[float]]]], *, budget: int = 560_000
) -> MapBase:
    """Prepare outlines for `map_svg`.

    Points are rounded to a common grid, so that shared borders stay shared; the grid is coarsened until
    the paths weigh less than ``budget`` characters.

    Raises
    ------
    DataError
        If an outline cannot be read.
    """
    parts: dict[Inset, dict[str, list[Ring]]] = {}
    for code in sorted(shapes):
        found = [r for r in rings(shapes[code]) if len(r) > 2]
        if not found:
            continue
        lons = [p[0] for r in found for p in r]
        lats = [p[1] for r in found for p in r]
        part = part_of((min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2)
        parts.setdefault(part, {})[code] = found
    placed, boxes, height = _sheet(parts)
    grid = 0.25
    while True:
        paths = {code: _path(found, grid) for code, found in placed.items()}
        base = MapBase(paths, grid, WIDTH, height, boxes)
        if base.size <= budget or grid > 4:
            return base
        grid *= 1.4


def _sheet(
    parts: dict[Inset, dict[str, list[Ring]]],
) -> tuple[dict[str, list[Ring]], tuple[Box, ...], float]:
    far = sorted((p for p in parts if p is not MAINLAND), key=lambda p: [*INSETS, p].index(p))
    left = _COLUMN + 18 if far and MAINLAND in parts else 0.0
    out: dict[str, list[Ring]] = {}
    height = 0.0
    if MAINLAND in parts:
        flat = {c: [[conic(*p) for p in r] for r in found] for c, found in parts[MAINLAND].items()}
        fitted, height = _fit(flat, left, 0.0, WIDTH - left, 820.0)
        out.update(fitted)
    boxes: list[Box] = []
    wide = _COLUMN if MAINLAND in parts else min(240.0, WIDTH / max(len(far), 1) - _GAP)
    for i, part in enumerate(far):
        lats = [p[1] for found in parts[part].values() for r in found for p in r]
        project = plate((min(lats) + max(lats)) / 2)
        flat = {c: [[project(*p) for p in r] for r in found] for c, found in parts[part].items()}
        if MAINLAND in parts:
            x, y = 0.0, i * (_COLUMN + 16 + _GAP)
        else:
            x, y = i * (wide + _GAP), 0.0
        fitted, _ = _fit(flat, x + 6, y + 6, wide - 12, wide - 12, centred=True)
        out.update(fitted)
        boxes.append(Box(part.name, x, y, wide, wide))
        height = max(height, y + wide + 18)
    return out, tuple(boxes), height


def _fit(
    flat: dict[str, list[Ring]], x: float, y: float, width: float, height: float, *, centred: bool = False
) -> tuple[dict[str, list[Ring]], float]:
    xs = [p[0] for found in flat.values() for r in found for p in r]
    ys = [p[1] for found in flat.values() for r in found for p in r]
    x0, y0 = min(xs), min(ys)
    spread_x, spread_y = max(max(xs) - x0, 1e-9), max(max(ys) - y0, 1e-9)
    scale = min(width / spread_x, height / spread_y)
    dx = x + ((width - spread_x * scale) / 2)
    dy = y + ((height - spread_y * scale) / 2 if centred else 0.0)

    def place(p: Point) -> Point:
        return dx + (p[0] - x0) * scale, dy + (p[1] - y0) * scale

    moved = {c: [[place(p) for p in r] for r in found] for c, found in flat.items()}
    return moved, spread_y * scale


def _path(found: list[Ring], grid: float) -> str:
    out: list[str] = []
    spare: tuple[int, int] | None = None
    for ring in found:
        steps = _steps(ring, grid)
        if len(steps) < 3:
            spare = spare or (steps[0] if steps else None)
            continue
        out.append(_relative(steps))
    if not out and spare is not None:
        # A territory smaller than the grid stays visible.
        out.append(f"M{spare[0]} {spare[1]}h1v1h-1z")
    return "".join(out)


def _steps(ring: Ring, grid: float) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for px, py in ring:
        step = (round(px / grid), round(py / grid))
        if out and out[-1] == step:
            continue
        if len(out) > 1 and _straight(out[-2], out[-1], step):
            out[-1] = step
            continue
        out.append(step)
    if len(out) > 1 and out[0] == out[-1]:
        out.pop()
    return out


def _straight(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> bool:
    ab, bc = (b[0] - a[0], b[1] - a[1]), (c[0] - b[0], c[1] - b[1])
    return ab[0] * bc[1] == ab[1] * bc[0] and ab[0] * bc[0] + ab[1] * bc[1] > 0


def _relative(steps: list[tuple[int, int]]) -> str:
    (x, y), rest = steps[0], steps[1:]
    # Every subpath starts at an absolute point.
    out = [f"M{x} {y}l"]
    first = True
    for nx, ny in rest:
        dx, dy = nx - x, ny - y
        out.append(f"{dx}" if first or dx < 0 else f" {dx}")
        out.append(f"{dy}" if dy < 0 else f" {dy}")
        x, y, first = nx, ny, False
    return "".join(out) + "z"

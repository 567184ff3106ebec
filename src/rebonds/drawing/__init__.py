"""Drawings of readings, as SVG text, with the same numbers as a table and in words.

Names are loaded when first used: a table in the terminal needs none of the geometry.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rebonds.drawing.bars import impact_bars_svg, sector_bars_svg
    from rebonds.drawing.causalmap import causal_map_svg
    from rebonds.drawing.chord import chord_svg
    from rebonds.drawing.describe import description, pair_description, producers_line, sources_line
    from rebonds.drawing.doughnut import doughnut_figure, doughnut_svg
    from rebonds.drawing.emergence import emergence_svg
    from rebonds.drawing.flowmap import flow_map_svg
    from rebonds.drawing.map import map_figure, map_svg
    from rebonds.drawing.mapbase import MapBase, map_base
    from rebonds.drawing.measures import measure_bars_svg
    from rebonds.drawing.pair import pair_figure, pair_svg
    from rebonds.drawing.palette import stylesheet
    from rebonds.drawing.path import shock_path_svg
    from rebonds.drawing.plane import degree_plane_svg
    from rebonds.drawing.quadrants import quadrants_svg
    from rebonds.drawing.radar import radar_svg
    from rebonds.drawing.ranks import rank_bars_svg
    from rebonds.drawing.rows import PairRow, Row, pair_rows, reading_rows
    from rebonds.drawing.strip import strip_svg
    from rebonds.drawing.timeline import timeline_svg

_MODULES = {
    "bars": ("impact_bars_svg", "sector_bars_svg"),
    "causalmap": ("causal_map_svg",),
    "chord": ("chord_svg",),
    "describe": ("description", "pair_description", "producers_line", "sources_line"),
    "doughnut": ("doughnut_figure", "doughnut_svg"),
    "emergence": ("emergence_svg",),
    "flowmap": ("flow_map_svg",),
    "map": ("map_figure", "map_svg"),
    "mapbase": ("MapBase", "map_base"),
    "measures": ("measure_bars_svg",),
    "pair": ("pair_figure", "pair_svg"),
    "palette": ("stylesheet",),
    "path": ("shock_path_svg",),
    "plane": ("degree_plane_svg",),
    "radar": ("radar_svg",),
    "ranks": ("rank_bars_svg",),
    "quadrants": ("quadrants_svg",),
    "rows": ("PairRow", "Row", "pair_rows", "reading_rows"),
    "strip": ("strip_svg",),
    "timeline": ("timeline_svg",),
}
_WHERE = {name: module for module, names in _MODULES.items() for name in names}

__all__ = [
    "MapBase",
    "PairRow",
    "Row",
    "causal_map_svg",
    "chord_svg",
    "degree_plane_svg",
    "description",
    "doughnut_figure",
    "doughnut_svg",
    "emergence_svg",
    "flow_map_svg",
    "impact_bars_svg",
    "map_base",
    "map_figure",
    "map_svg",
    "measure_bars_svg",
    "pair_description",
    "pair_figure",
    "pair_rows",
    "pair_svg",
    "producers_line",
    "quadrants_svg",
    "radar_svg",
    "rank_bars_svg",
    "reading_rows",
    "sector_bars_svg",
    "shock_path_svg",
    "sources_line",
    "strip_svg",
    "stylesheet",
    "timeline_svg",
]


def __getattr__(name: str) -> Any:
    """Load a public name from its module (PEP 562)."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
    globals()[name] = found
    return found

"""Choropleth of territories by one indicator: classes with counts, gaps hatched, overseas in insets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rebonds.drawing.choropleth import Choropleth, ValueLike, choropleth
from rebonds.drawing.frame import Links, Sheet, address, legend, paragraph, words_at
from rebonds.drawing.mapbase import WIDTH, MapBase, map_base
from rebonds.drawing.palette import Style
from rebonds.drawing.svg import esc, identifier, tag
from rebonds.drawing.wedges import UNKNOWN_PATTERNS
from rebonds.text import Text

Shapes = MapBase | Mapping[str, bytes | Iterable[Iterable[Sequence[float]]]]

#: Patterns are finer on a map, where the shapes that they fill are small.
_FINE = 0.55
_NARROW = 360.0


def map_svg(
    shapes: Shapes,
    values: Mapping[str, ValueLike],
    lang: str = "fr",
    mode: str = "page",
    links: Links = None,
    *,
    highlight: Sequence[str] = (),
    footer: str = "",
    prefix: str | None = None,
    css: bool = True,
    nonce: str | None = None,
    with_legend: bool = True,
    **options: Any,
) -> str:
    """Draw a map of territories.

    Parameters
    ----------
    shapes : MapBase or mapping of code to WKB or rings
        Outlines in longitude and latitude; `map_base` prepares them once for many maps.
    values : mapping of code to a value
        A territory without an entry is missing.
    links : mapping or callable, optional
        Address of a territory. The links are for the pointer; the keyboard has the table beside the map,
        and is spared a thousand stops.
    highlight : sequence of str
        Codes drawn with a thick outline.
    footer : str
        Producers and dates, written under the legend.
    mode, prefix, css, nonce
        As for `doughnut_svg`.
    with_legend : bool
        Whether the legend is drawn under the map.
    **options
        ``names``, ``title``, ``unit``, ``decimals``, ``threshold``, ``breaks``, ``classes`` and
        ``higher_is_better``: see `rebonds.drawing.choropleth.choropleth`.

    Returns
    -------
    str
        An SVG element, under 900 kB for the 1,255 EPCI.
    """
    base = shapes if isinstance(shapes, MapBase) else map_base(shapes)
    content = choropleth(list(base.paths), values, lang=lang, **options)
    style = Style(mode, prefix or identifier("map", content.title or "territories", mode))
    parts = [_territories(style, base, content, links), _frames(style, base)]
    parts += [_highlight(style, base, code) for code in highlight if code in base.paths]
    bottom = base.height + 12
    if with_legend:
        drawn, height = _legend(style, content, top=bottom, width=WIDTH)
        parts.append(drawn)
        bottom += height
    if footer:
        foot, height = paragraph(style, footer, x=0, y=bottom + 2, width=WIDTH)
        parts.append(foot)
        bottom += height + 4
    return Sheet(style, css, nonce).close(
        "".join(parts),
        box=(-6, -6, base.width + 12, round(bottom) + 12),
        title=content.title or Text("Carte des territoires", "Map of territories").to(lang),
        desc=content.description,
        interactive=links is not None,
        lang=lang,
        defs=style.patterns() + style.patterns(_FINE / base.grid, "-map"),
        kind="map",
    )


def map_figure(
    shapes: Shapes,
    values: Mapping[str, ValueLike],
    lang: str = "fr",
    links: Links = None,
    *,
    prefix: str | None = None,
    css: bool = True,
    nonce: str | None = None,
    highlight: Sequence[str] = (),
    **options: Any,
) -> str:
    """Return a map for a page: the drawing, then its legend set for a wide and for a narrow container.

    ``options`` are those of `choropleth`.
    """
    base = shapes if isinstance(shapes, MapBase) else map_base(shapes)
    content = choropleth(list(base.paths), values, lang=lang, **options)
    start = prefix or identifier("map", content.title or "territories")
    drawn = map_svg(
        base,
        values,
        lang,
        "page",
        links,
        highlight=highlight,
        prefix=start,
        css=css,
        nonce=nonce,
        with_legend=False,
        **options,
    )
    wide = _legend_svg(Style("page", f"{start}-wide"), content, WIDTH)
    narrow = _legend_svg(Style("phone", f"{start}-narrow"), content, _NARROW)
    return (
        f'<div class="rb-figure">{drawn}<div class="rb-wide">{wide}</div>'
        f'<div class="rb-narrow">{narrow}</div></div>'
    )


def _legend_svg(style: Style, content: Choropleth, width: float) -> str:
    drawn, height = _legend(style, content, top=0, width=width)
    return Sheet(style, css=False).close(
        drawn,
        box=(-6, 0, width + 12, round(height) + 4),
        title=Text("Légende", "Legend").to(content.lang),
        desc=content.description,
        interactive=False,
        lang=content.lang,
        defs=style.patterns(),
        kind="map",
    )


def _legend(style: Style, content: Choropleth, *, top: float, width: float) -> tuple[str, float]:
    head, used = paragraph(style, content.heading, x=0, y=top, width=width, size=13.5)
    keys, height = legend(style, content.keys(style), x=0, y=top + used + 8, width=width, size=13.5)
    return head + keys, used + 8 + height


def _territories(style: Style, base: MapBase, content: Choropleth, links: Links) -> str:
    out = []
    for group, codes in content.groups.items():
        if not codes:
            continue
        if isinstance(group, int):
            fill: object = content.scale.colours[group]
        else:
            fill = style.paint(UNKNOWN_PATTERNS[group], "-map")["fill"]
        shapes = []
        for code in codes:
            shape = f'<path d="{base.paths[code]}">{tag("title", None, esc(content.said(code)))}</path>'
            href = address(links, code)
            if href:
                shape = tag("a", {"href": href, "tabindex": "-1", "class": "rb-place"}, shape)
            shapes.append(shape)
        out.append(tag("g", {"fill": fill}, *shapes))
    attrs = style.attrs("land", transform=f"scale({base.grid:g})", stroke_width=round(0.45 / base.grid, 2))
    return tag("g", {**attrs, "fill-rule": "evenodd"}, *out)


def _frames(style: Style, base: MapBase) -> str:
    out = []
    for b in base.insets:
        out.append(tag("rect", style.attrs("frame", x=b.x, y=b.y, width=b.width, height=b.height, rx=4.0)))
        out.append(words_at(style, b.name, b.x + 2, b.y + b.height + 17, size=12.5, name="inset"))
    return "".join(out)


def _highlight(style: Style, base: MapBase, code: str) -> str:
    # Widths are in the units of the scaled group.
    out = []
    for name, width in (("highlighthalo", 5.0), ("highlight", 2.2)):
        stroke = round(width / base.grid, 2)
        out.append(tag("path", style.attrs(name, d=base.paths[code], stroke_width=stroke)))
    return tag("g", {"transform": f"scale({base.grid:g})", "aria-hidden": "true"}, *out)

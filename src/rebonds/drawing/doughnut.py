"""The doughnut of a territory: social shortfalls inwards, ecological overshoots outwards.

Drawn in the manner of Raworth (2017, Doughnut Economics) and of Fanning and Raworth (2025, Nature, v3 of
the doughnut): lengths along the radius are linear in the shortfall s and in the ratio r.
"""

from __future__ import annotations

from dataclasses import replace

from rebonds.drawing import words
from rebonds.drawing.describe import description, headline_sources, producers_line
from rebonds.drawing.frame import Key, Links, Sheet, address, focusable, legend, paragraph, words_at
from rebonds.drawing.furniture import borders, bounds, ground, leader, marks, name_paths, ring_names
from rebonds.drawing.labels import Block, around, in_sector
from rebonds.drawing.palette import Style
from rebonds.drawing.ring import PAGE, PHONE, Ring, Slice, slices
from rebonds.drawing.svg import identifier, polar, sector, tag, text_width
from rebonds.drawing.wedges import (
    Wedge,
    area,
    box,
    label_parts,
    painted,
    state_keys,
    swatch,
    verdict_band,
    whisker,
)
from rebonds.lenses.reading import DimensionReading, Reading
from rebonds.text import Text

_LABEL_WIDTH = 132.0


def doughnut_svg(
    reading: Reading,
    lang: str = "fr",
    mode: str = "page",
    links: Links = None,
    *,
    prefix: str | None = None,
    css: bool = True,
    nonce: str | None = None,
    with_legend: bool = True,
    cap: float | None = None,
) -> str:
    """Draw a reading as a doughnut.

    Parameters
    ----------
    reading : Reading
    lang : str
        ``fr`` or ``en``.
    mode : str
        ``page`` (themed, labels in full), ``phone`` (themed, compact, numbers keyed to `reading_rows`),
        ``file`` (literal colours, title and sources inside) or ``print`` (the same without title).
    links : mapping or callable, optional
        Address of a dimension's card, by its id.
    prefix : str, optional
        Start of the ids; by default made from the code of the territory and the mode.
    css, nonce : bool, str
        Whether a themed drawing carries its style sheet, and under which nonce.
    with_legend : bool
        Whether the legend is drawn under the ring.
    cap : float, optional
        Largest ecological ratio drawn to scale (3 by default); beyond, the wedge is torn.

    Returns
    -------
    str
        An SVG element. The radius of a wedge is linear in its score: ``floor - s (floor - hub)`` for a
        shortfall s in [0, 1], ``ceiling + (r - 1) / (cap - 1) (edge - ceiling)`` for a ratio r >= 1.
    """
    style = Style(mode, prefix or identifier("ring", reading.territory.code, mode))
    compact = mode == "phone"
    ring = PHONE if compact else PAGE
    if cap is not None:
        ring = replace(ring, cap=cap)
    placed = [
        (d, p)
        for side in ("social", "ecological")
        for d, p in zip(reading.side(side), slices(len(reading.side(side))), strict=True)
    ]
    blocks = {} if compact else _labels(ring, placed, lang)
    parts = [ground(style, ring)]
    for i, (dimension, piece) in enumerate(placed, start=1):
        parts.append(
            _dimension(
                style,
                ring,
                dimension,
                piece,
                index=i,
                block=blocks.get(dimension.id),
                lang=lang,
                links=links,
            )
        )
    parts.append(_hub(style, ring, reading, lang))
    if not compact:
        parts.append(ring_names(style, ring, lang))
    left, top, right, bottom = bounds(ring, list(blocks.values()), compact)
    width = right - left
    wedges = [Wedge.of(d) for d, _ in placed]
    if with_legend:
        y = bottom + (14 if compact else 22)
        drawn, height = legend(
            style,
            _keys(style, ring, wedges, lang),
            x=left + 8,
            y=y,
            width=width - 16,
            size=13 if compact else 14.5,
        )
        parts.append(drawn)
        bottom = y + height
    if mode == "file":
        top, bottom = _file_frame(style, parts, reading, lang, (left, top, right, bottom))
    title = Text(f"Doughnut\u00a0: {reading.territory.name}", f"Doughnut: {reading.territory.name}")
    return Sheet(style, css, nonce).close(
        "".join(parts),
        box=(left, top, width, bottom - top + 8),
        title=title.to(lang),
        desc=description(reading, lang),
        interactive=mode != "print",
        lang=lang,
        defs=style.patterns() + name_paths(style, ring),
    )


def doughnut_figure(
    reading: Reading, lang: str = "fr", links: Links = None, *, css: bool = True, nonce: str | None = None
) -> str:
    """Return both drawings of a page, wide and compact; the width of their container shows one of them."""
    wide = doughnut_svg(reading, lang, "page", links, css=css, nonce=nonce)
    narrow = doughnut_svg(reading, lang, "phone", links, css=False)
    return (
        f'<div class="rb-figure"><div class="rb-wide">{wide}</div><div class="rb-narrow">{narrow}</div></div>'
    )


def _labels(ring: Ring, placed: list[tuple[DimensionReading, Slice]], lang: str) -> dict[str, Block]:
    out: dict[str, Block] = {}
    for dimension, piece in placed:
        if dimension.side == "social":
            block = in_sector(
                label_parts(dimension, lang),
                piece,
                ring.floor + ring.band,
                ring.ceiling - ring.band,
                size=15.5,
            )
            if block:
                out[dimension.id] = block
    outer = [(d, p) for d, p in placed if d.side == "ecological"]
    blocks = around([(p, label_parts(d, lang)) for d, p in outer], ring.edge + 16, _LABEL_WIDTH, size=15.5)
    out.update({d.id: b for (d, _), b in zip(outer, blocks, strict=True)})
    return out


def _dimension(
    style: Style,
    ring: Ring,
    dimension: DimensionReading,
    piece: Slice,
    *,
    index: int,
    block: Block | None,
    lang: str,
    links: Links,
) -> str:
    wedge = Wedge.of(dimension)
    social = dimension.side == "social"
    track = (ring.hub, ring.floor) if social else (ring.ceiling, ring.edge)
    inside = [
        area(style, ring, piece, wedge),
        marks(style, ring, piece, social),
        borders(style, track, piece),
        verdict_band(style, ring, piece, wedge),
        whisker(style, ring, piece.mid, wedge),
    ]
    if style.mode == "phone":
        inside.append(_badge(style, ring, piece, wedge, index))
    else:
        inside.append(_torn_number(style, ring, piece, wedge, lang))
        if block is not None:
            if not social:
                inside.append(leader(style, ring, piece, block))
            inside.append(block.markup(style))
    reach = (ring.hub, ring.ceiling - ring.band) if social else (ring.ceiling - ring.band, ring.edge + 6)
    inside.append(tag("path", style.attrs("hit", d=sector(*reach, piece.start, piece.end))))
    return focusable(
        style,
        href=address(links, dimension.id),
        label=words.sentence(dimension, lang),
        inside="".join(inside),
        static=style.mode == "print",
        key=dimension.id,
    )


def _torn_number(style: Style, ring: Ring, piece: Slice, wedge: Wedge, lang: str) -> str:
    if wedge.side != "ecological" or wedge.score is None or not ring.beyond(wedge.score):
        return ""
    x, y = polar(ring.edge - 22, piece.mid)
    text = words.ratio(wedge.score, lang)
    width = text_width(text, 15, True) + 14
    pill = tag("rect", style.attrs("alarm", x=x - width / 2, y=y - 11.5, width=width, height=23.0, rx=11.5))
    return pill + words_at(style, text, x, y + 5.3, size=15, name="onalarm", anchor="middle", bold=True)


def _badge(style: Style, ring: Ring, piece: Slice, wedge: Wedge, index: int) -> str:
    social = wedge.side == "social"
    x, y = polar((ring.floor + ring.ceiling) / 2 if social else ring.edge + 15, piece.mid)
    unknown = wedge.state not in {"measured", "estimated"}
    kind = "badgealarm" if wedge.crossed else "badgemissing" if unknown else "badge"
    circle = tag("circle", style.attrs(kind, cx=x, cy=y, r=12.0))
    ink = "onalarm" if wedge.crossed else "label"
    return circle + words_at(style, str(index), x, y + 4.8, size=13.5, name=ink, anchor="middle", bold=True)


def _hub(style: Style, ring: Ring, reading: Reading, lang: str) -> str:
    known = reading.coverage.social + reading.coverage.ecological
    total = reading.coverage.social_total + reading.coverage.ecological_total
    out = [tag("circle", style.attrs("hub", r=float(ring.hub)))]
    text = f"{known}/{total}"
    if style.mode != "phone":
        size = min(22.0, 1.5 * ring.hub * 22 / max(text_width(text, 22, True), 1))
        out.append(words_at(style, text, 0, 3, size=size, anchor="middle", bold=True))
        said = Text("connues", "known").to(lang)
        out.append(words_at(style, said, 0, 18, size=12, name="quiet", anchor="middle"))
    return tag("g", {"aria-hidden": "true"}, *out)


def _keys(style: Style, ring: Ring, wedges: list[Wedge], lang: str) -> list[Key]:
    keys = []
    if any(w.crossed for w in wedges):
        text = Text("plancher non atteint ou plafond dépassé", "floor not met or ceiling crossed")
        keys.append(Key(box(style, "alarm"), text.to(lang)))
    if any(w.crossed is False for w in wedges):
        band = tag("rect", style.attrs("met", y=4.0, width=26.0, height=9.0))
        keys.append(Key(band, Text("seuil respecté", "threshold respected").to(lang)))
    if any(w.tolerated for w in wedges):
        hollow = tag("rect", style.attrs("within", x=1.0, y=1.0, width=24.0, height=14.0))
        keys.append(Key(hollow, Text("manque sous le seuil", "shortfall within the threshold").to(lang)))
    if any(w.estimated for w in wedges):
        keys.append(
            Key(swatch(style, painted(style, "estalarm")), Text("valeur estimée", "estimated value").to(lang))
        )
    safe = Text("espace sûr et juste", "safe and just space").to(lang)
    return [*keys, *state_keys(style, wedges, ring, lang), Key(swatch(style, box(style, "safe")), safe)]


def _file_frame(
    style: Style, parts: list[str], reading: Reading, lang: str, box_: tuple[float, float, float, float]
) -> tuple[float, float]:
    left, top, right, bottom = box_
    parts.append(words_at(style, reading.territory.name, left + 8, top - 30, size=26, bold=True))
    below = Text(
        f"Code {reading.territory.code}, géographie {reading.territory.cog}",
        f"Code {reading.territory.code}, {reading.territory.cog} geography",
    )
    parts.append(words_at(style, below.to(lang), left + 8, top - 8, size=14, name="quiet"))
    foot, height = paragraph(
        style,
        producers_line(headline_sources(reading), lang),
        x=left + 8,
        y=bottom + 4,
        width=right - left - 16,
    )
    parts.append(foot)
    return top - 66, bottom + height + 8

"""Two neighbours in one ring: half-wedges A and B, the joint line across them, chords in the hole."""

from __future__ import annotations

from collections.abc import Sequence

from rebonds.drawing import words
from rebonds.drawing.describe import dependence_text, pair_description, producers_line
from rebonds.drawing.frame import Key, Links, Sheet, address, focusable, legend, paragraph, words_at
from rebonds.drawing.furniture import borders, bounds, ground, leader, marks, name_paths, ring_names
from rebonds.drawing.labels import Block, Part, around, in_sector
from rebonds.drawing.palette import Style
from rebonds.drawing.ring import PAIR, PAIR_PHONE, Ring, Slice, slices
from rebonds.drawing.svg import arc, esc, identifier, polar, sector, tag, wrap
from rebonds.drawing.wedges import Wedge, area, box, painted, state_keys, verdict_band, whisker
from rebonds.lenses.reading import Dependence, IndicatorReading, PairDimension, PairReading
from rebonds.text import Text, number


def pair_svg(
    pair: PairReading,
    lang: str = "fr",
    mode: str = "page",
    links: Links = None,
    *,
    dependences: Sequence[Dependence] | None = None,
    prefix: str | None = None,
    css: bool = True,
    nonce: str | None = None,
    with_legend: bool = True,
) -> str:
    """Draw a pair: in each slice the first half is A, the second B, and a line across is both together.

    Parameters
    ----------
    pair : PairReading
    lang, mode, links, prefix, css, nonce, with_legend
        As for `doughnut_svg`.
    dependences : sequence of Dependence, optional
        Those of the pair by default. The first known one is drawn as two chords in the hole, their widths
        linear in the share of the need met on the other side; the others are in the table.
    """
    a, b = pair.a.territory, pair.b.territory
    style = Style(mode, prefix or identifier("pair", a.code, b.code, mode))
    compact = mode == "phone"
    ring = PAIR_PHONE if compact else PAIR
    placed = _placed(pair)
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
    parts.append(_hole(style, ring, pair.dependences if dependences is None else dependences, pair, lang))
    if not compact:
        parts.append(ring_names(style, ring, lang))
    left, top, right, bottom = bounds(ring, list(blocks.values()), compact)
    wedges = [Wedge.of_indicator(d.side, x) for d, _ in placed for x in (d.a, d.b)]
    if with_legend:
        drawn, height = legend(
            style,
            _keys(style, ring, wedges, pair, lang),
            x=left + 8,
            y=bottom + (14 if compact else 22),
            width=right - left - 16,
            size=13 if compact else 14.5,
        )
        parts.append(drawn)
        bottom += height + (14 if compact else 22)
    if mode == "file":
        parts.append(words_at(style, f"A\u00a0: {a.name}", left + 8, top - 34, size=21, bold=True))
        parts.append(words_at(style, f"B\u00a0: {b.name}", left + 8, top - 8, size=21, bold=True))
        foot, height = paragraph(
            style, producers_line(pair.sources, lang), x=left + 8, y=bottom + 4, width=right - left - 16
        )
        parts.append(foot)
        top, bottom = top - 66, bottom + height + 8
    title = Text(
        f"Lecture à deux\u00a0: {a.name} (A) et {b.name} (B)", f"Read together: {a.name} (A) and {b.name} (B)"
    )
    return Sheet(style, css, nonce).close(
        "".join(parts),
        box=(left, top, right - left, bottom - top + 8),
        title=title.to(lang),
        desc=pair_description(pair, lang),
        interactive=mode != "print",
        lang=lang,
        defs=style.patterns() + name_paths(style, ring),
    )


def pair_figure(
    pair: PairReading, lang: str = "fr", links: Links = None, *, css: bool = True, nonce: str | None = None
) -> str:
    """Return both drawings of a page, wide and compact; the width of their container shows one of them."""
    wide = pair_svg(pair, lang, "page", links, css=css, nonce=nonce)
    narrow = pair_svg(pair, lang, "phone", links, css=False)
    return (
        f'<div class="rb-figure"><div class="rb-wide">{wide}</div><div class="rb-narrow">{narrow}</div></div>'
    )


def _placed(pair: PairReading) -> list[tuple[PairDimension, Slice]]:
    out: list[tuple[PairDimension, Slice]] = []
    for side in ("social", "ecological"):
        found = [d for d in pair.dimensions if d.side == side]
        out += zip(found, slices(len(found)), strict=True)
    return out


def _short(item: IndicatorReading, side: str, lang: str, unit: bool) -> str:
    if not item.value.known:
        return "–"
    if side == "ecological" and item.score is not None:
        return words.ratio(item.score, lang)
    if unit:
        return words.figure(item.card, item.value.value, lang)
    return number(item.value.value, lang, item.card.decimals)


def _parts(dimension: PairDimension, lang: str) -> list[Part]:
    name = Part(dimension.label.to(lang))
    if not (dimension.a.value.known or dimension.b.value.known):
        return [
            name,
            Part(words.state(dimension.a.value.state, lang), style="quiet", optional=True, scale=0.86),
        ]
    a = _short(dimension.a, dimension.side, lang, unit=not dimension.b.value.known)
    b = _short(dimension.b, dimension.side, lang, unit=True)
    return [name, Part(f"{a}\u00a0|\u00a0{b}", bold=True, optional=dimension.side == "social", scale=0.94)]


def _labels(ring: Ring, placed: list[tuple[PairDimension, Slice]], lang: str) -> dict[str, Block]:
    out: dict[str, Block] = {}
    for dimension, piece in placed:
        if dimension.side == "social":
            block = in_sector(
                _parts(dimension, lang), piece, ring.floor + ring.band, ring.ceiling - ring.band, size=15.5
            )
            if block:
                out[dimension.id] = block
    outer = [(d, p) for d, p in placed if d.side == "ecological"]
    found = around([(p, _parts(d, lang)) for d, p in outer], ring.edge + 16, 132.0, size=15.5)
    out.update({d.id: b for (d, _), b in zip(outer, found, strict=True)})
    return out


def _sentence(dimension: PairDimension, lang: str) -> str:
    def said(item: IndicatorReading | None) -> str:
        if item is None:
            return Text("pas de valeur commune", "no joint value").to(lang)
        if not item.value.known:
            return words.state(item.value.state, lang)
        return words.figure(item.card, item.value.value, lang)

    kind = words.PAIR_KINDS[dimension.kind].to(lang) if dimension.kind in words.PAIR_KINDS else dimension.kind
    together = Text("ensemble", "together").to(lang)
    return (
        f"{dimension.label.to(lang)}{words.colon(lang)}A, {said(dimension.a)}{words.semicolon(lang)}"
        f"B, {said(dimension.b)}{words.semicolon(lang)}{together}, {said(dimension.joint)}"
        f"{words.semicolon(lang)}{kind}."
    )


def _dimension(
    style: Style,
    ring: Ring,
    dimension: PairDimension,
    piece: Slice,
    *,
    index: int,
    block: Block | None,
    lang: str,
    links: Links,
) -> str:
    social = dimension.side == "social"
    track = (ring.hub, ring.floor) if social else (ring.ceiling, ring.edge)
    inside: list[str] = []
    halves = (
        (Slice(piece.start, piece.mid), dimension.a, "sidea", "esta"),
        (Slice(piece.mid, piece.end), dimension.b, "sideb", "estb"),
    )
    for half, item, plain, striped in halves:
        wedge = Wedge.of_indicator(dimension.side, item)
        inside += [
            area(style, ring, half, wedge, fills=(plain, striped)),
            verdict_band(style, ring, half, wedge),
            whisker(style, ring, half.mid, wedge),
        ]
    inside += [
        marks(style, ring, piece, social),
        borders(style, track, piece),
        _joint(style, ring, dimension, piece),
    ]
    if style.mode == "phone":
        x, y = polar((ring.floor + ring.ceiling) / 2 if social else ring.edge + 15, piece.mid)
        inside.append(tag("circle", style.attrs("badge", cx=x, cy=y, r=12.0)))
        inside.append(words_at(style, str(index), x, y + 4.8, size=13.5, anchor="middle", bold=True))
    elif block is not None:
        if not social:
            inside.append(leader(style, ring, piece, block))
        inside.append(block.markup(style))
    reach = (ring.hub, ring.ceiling - ring.band) if social else (ring.ceiling - ring.band, ring.edge + 6)
    inside.append(tag("path", style.attrs("hit", d=sector(*reach, piece.start, piece.end))))
    return focusable(
        style,
        href=address(links, dimension.id),
        label=_sentence(dimension, lang),
        inside="".join(inside),
        static=style.mode == "print",
        key=dimension.id,
    )


def _joint(style: Style, ring: Ring, dimension: PairDimension, piece: Slice) -> str:
    wedge = Wedge.of_indicator(dimension.side, dimension.joint)
    if not wedge.outside(ring):
        return ""
    inset = min(2.0, piece.half / 4)
    d = arc(wedge.reach(ring), piece.start + inset, piece.end - inset)
    return tag("path", style.attrs("jointhalo", d=d)) + tag("path", style.attrs("joint", d=d))


def _hole(style: Style, ring: Ring, dependences: Sequence[Dependence], pair: PairReading, lang: str) -> str:
    out = [tag("circle", style.attrs("hub", r=float(ring.hub)))]
    scale = ring.hub / 84
    known = next((d for d in dependences if d.d_ab is not None or d.d_ba is not None), None)
    if known is None:
        if style.mode == "phone":
            return "".join(out)
        note = Text("Dépendances non connues", "Dependences not known").to(lang)
        lines = wrap(note, 1.5 * ring.hub, 14)
        for i, text in enumerate(lines):
            y = (i - len(lines) / 2 + 0.8) * 17
            out.append(words_at(style, text, 0, y, size=14, name="quiet", anchor="middle"))
        return "".join(out)
    said = dependence_text(known, pair.a.territory.name, pair.b.territory.name, lang)
    out.append(tag("title", None, esc(said)))
    out.append(_chord(known.d_ab, scale, 1, style))
    out.append(_chord(known.d_ba, scale, -1, style))
    for x, name, letter in ((-56, "sidea", "A"), (56, "sideb", "B")):
        out.append(tag("circle", style.attrs(name, cx=x * scale, cy=0.0, r=14 * scale)))
        text = words_at(
            style, letter, x * scale, 5 * scale, size=15 * scale, name=f"on{name}", anchor="middle", bold=True
        )
        out.append(text)
    if style.mode != "phone":
        for share, y in ((known.d_ab, -54.0), (known.d_ba, 64.0)):
            text = "–" if share is None else words.percent(share, lang)
            out.append(words_at(style, text, 0, y, size=14, anchor="middle", bold=True))
        lines = wrap(known.label.to(lang), 76, 12)[:2]
        for i, text in enumerate(lines):
            y = 4 + (i - (len(lines) - 1) / 2) * 14
            out.append(words_at(style, text, 0, y, size=12, name="quiet", anchor="middle"))
    return tag("g", {"role": "img", "aria-label": said} if style.mode != "print" else None, *out)


def _chord(share: float | None, scale: float, turn: int, style: Style) -> str:
    """Return a curved arrow from A to B over the top (``turn`` 1) or back under (-1)."""
    if share is None:
        return ""
    half = scale * (1.0 + 9.0 * min(max(share, 0.0), 1.0))
    x, lift, head = 35 * scale, 40 * scale, half + 5 * scale
    s, t = -x * turn, x * turn
    y, crest = -14 * scale * turn, -lift * turn - 8 * scale * turn
    width = half * turn
    tip = t - 6 * scale * turn
    end, near, far = tip + turn, head * turn, t + 8 * scale * turn
    d = (
        f"M{s:.1f} {y - width:.1f}Q0 {crest - width:.1f} {tip:.1f} {y - width:.1f}"
        f"L{end:.1f} {y - near:.1f}L{far:.1f} {y:.1f}L{end:.1f} {y + near:.1f}"
        f"L{tip:.1f} {y + width:.1f}Q0 {crest + width:.1f} {s:.1f} {y + width:.1f}Z"
    )
    return tag("path", style.attrs("chorda" if turn > 0 else "chordb", d=d))


def _keys(style: Style, ring: Ring, wedges: list[Wedge], pair: PairReading, lang: str) -> list[Key]:
    first = Text("première moitié", "first half").to(lang)
    second = Text("seconde moitié", "second half").to(lang)
    sep = words.colon(lang)
    keys = [
        Key(box(style, "sidea"), f"A, {first}{sep}{pair.a.territory.name}"),
        Key(box(style, "sideb"), f"B, {second}{sep}{pair.b.territory.name}"),
        Key(
            tag("path", style.attrs("joint", d="M0 8H26")),
            Text("les deux ensemble", "both together").to(lang),
        ),
    ]
    if any(w.crossed for w in wedges):
        band = tag("rect", style.attrs("deep", y=4.0, width=26.0, height=9.0))
        keys.append(Key(band, Text("seuil non respecté", "threshold not respected").to(lang)))
    if any(w.crossed is False for w in wedges):
        band = tag("rect", style.attrs("met", y=4.0, width=26.0, height=9.0))
        keys.append(Key(band, Text("seuil respecté", "threshold respected").to(lang)))
    if any(w.estimated for w in wedges):
        keys.append(Key(painted(style, "esta"), Text("valeur estimée", "estimated value").to(lang)))
    return keys + state_keys(style, wedges, ring, lang)

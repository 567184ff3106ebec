"""With whom a territory exchanges: one arc for it, one for each partner, ribbons both ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from rebonds.drawing import words
from rebonds.drawing.frame import Key, Links, Sheet, address, focusable, legend, words_at
from rebonds.drawing.palette import Style
from rebonds.drawing.svg import ellipsis, identifier, num, polar, sector, tag, text_width
from rebonds.flows.results import FlowSet, Partner
from rebonds.text import NBSP, Text, number

WIDTH, _CENTRE, _RADIUS, _BAND = 420.0, (210.0, 176.0), 136.0, 12.0
#: Angles (degrees, clockwise from the top) that the territory's arc and those of its partners fill.
_OWN, _THEIRS, _GAP = (195.0, 345.0), (0.0, 180.0), 1.6
_ROW, _SIZE = 21.0, 13.0


@dataclass(frozen=True)
class Slot:
    """A partner on the circle: its two flows and the angles that they fill there and on the territory's arc."""

    rank: int
    code: str
    name: str
    out: float
    into: float
    there: tuple[float, float, float]  # start, between out and in, end
    here: tuple[float, float, float]


def chord_svg(
    found: FlowSet,
    place: str,
    lang: str = "fr",
    *,
    most: int = 10,
    links: Links = None,
    mode: str = "page",
    prefix: str | None = None,
    css: bool = True,
    nonce: str | None = None,
) -> str:
    """Draw the flows of one kind between a territory and its first partners.

    Parameters
    ----------
    found : FlowSet
    place : str
        Name of the territory.
    most : int
        Partners drawn on their own; the others share one arc.
    links : mapping or callable, optional
        Where each partner leads, by its code.

    Raises
    ------
    ValueError
        The flows are missing, or have no partner.
    """
    slots = laid(found, most, lang)
    if not slots:
        raise ValueError("a chord needs at least one partner with a known flow")
    style = Style(mode, prefix or identifier("chord", found.kind, mode))
    static = mode in ("print", "file")
    parts = [_own(style, place, found, lang)]
    for slot in slots:
        said = _said(slot, found, lang)
        drawn = _ribbons(style, slot) + _arc(style, slot)
        parts.append(
            focusable(
                style, href=address(links, slot.code), label=said, inside=drawn, static=static, key=slot.code
            )
        )
    parts.append(_numbers(style, slots))
    listed, height = _list(style, slots, found, lang)
    keys, below = legend(style, _keys(style, found, lang), x=16, y=348 + height, width=WIDTH - 32, size=12)
    return Sheet(style, css, nonce).close(
        "".join(parts) + listed + keys,
        box=(0, 0, WIDTH, round(354 + height + below)),
        title=f"{found.label.to(lang)}{words.colon(lang)}{place}",
        desc=" ".join(_said(slot, found, lang) for slot in slots),
        interactive=not static,
        lang=lang,
        kind="chart",
        defs=style.patterns(),
    )


def laid(found: FlowSet, most: int, lang: str) -> list[Slot]:
    """Return the arcs: the first partners by weight, then all others together."""
    ranked = sorted((p for p in found.partners if _weight(p) > 0), key=lambda p: (-_weight(p), p.code))
    rows = [(p.code, p.name, p.out.value or 0.0, p.into.value or 0.0) for p in ranked[:most]]
    if len(ranked) > most:
        rest = ranked[most:]
        name = Text(f"{len(rest)} autres territoires", f"{len(rest)} other territories").to(lang)
        rows.append(("", name, sum(p.out.value or 0.0 for p in rest), sum(p.into.value or 0.0 for p in rest)))
    total = sum(out + into for _, _, out, into in rows)
    if not total:
        return []
    room = (_THEIRS[1] - _THEIRS[0]) - _GAP * (len(rows) - 1)
    own = _OWN[1] - _OWN[0]
    starts = [0.0, *accumulate(out + into for _, _, out, into in rows)]
    slots = []
    for rank, (code, name, out, into) in enumerate(rows):
        start, end = starts[rank] / total, starts[rank + 1] / total
        middle = start + out / total
        there = tuple(_THEIRS[0] + _GAP * rank + room * x for x in (start, middle, end))
        # The territory's arc runs the other way round, so that ribbons do not cross.
        here = tuple(_OWN[1] - own * x for x in (start, middle, end))
        slots.append(Slot(rank + 1, code, name, out, into, there, here))  # type: ignore[arg-type]
    return slots


def _weight(partner: Partner) -> float:
    return (partner.out.value or 0.0) + (partner.into.value or 0.0)


def _at(radius: float, angle: float) -> str:
    x, y = polar(radius, angle, *_CENTRE)
    return f"{num(x)} {num(y)}"


def _ribbon(a0: float, a1: float, b0: float, b1: float) -> str:
    """Return the path of a ribbon between two arcs of the circle, bent towards the centre."""
    r = _RADIUS - _BAND - 1
    bend = f"{num(_CENTRE[0])} {num(_CENTRE[1])}"
    arc = f"A{num(r)} {num(r)} 0 0"
    return (
        f"M{_at(r, a0)}{arc} {int(a1 > a0)} {_at(r, a1)}Q{bend} {_at(r, b0)}"
        f"{arc} {int(b1 > b0)} {_at(r, b1)}Q{bend} {_at(r, a0)}Z"
    )


def _ribbons(style: Style, slot: Slot) -> str:
    out = []
    if slot.out:
        d = _ribbon(slot.here[0], slot.here[1], slot.there[1], slot.there[0])
        out.append(tag("path", style.attrs("chorda", d=d)))
    if slot.into:
        d = _ribbon(slot.here[1], slot.here[2], slot.there[2], slot.there[1])
        out.append(tag("path", style.attrs("chordb", d=d)))
    return "".join(out)


def _sector(style: Style, name: str, start: float, end: float) -> str:
    d = sector(_RADIUS - _BAND, _RADIUS, start, max(end, start + 0.2))
    move = f"translate({num(_CENTRE[0])} {num(_CENTRE[1])})"
    return tag("path", style.attrs(name, d=d, transform=move))


def _arc(style: Style, slot: Slot) -> str:
    return _sector(style, "bar", slot.there[0], slot.there[2]) + _sector(
        style, "hit", slot.there[0], slot.there[2]
    )


def _own(style: Style, place: str, found: FlowSet, lang: str) -> str:
    lines = [ellipsis(place, 250, _SIZE, bold=True)]
    out = [_sector(style, "band", *_OWN)]
    out.append(words_at(style, lines[0], 16, 18, size=_SIZE, bold=True))
    if found.inside.known:
        kept = Text("reste sur place", "stays inside").to(lang)
        figure = f"{_figure(found, found.inside.value or 0.0, lang)} {found.unit.to(lang)}"
        out.append(words_at(style, f"{kept}{words.colon(lang)}{figure}", 16, 35, size=12, name="quiet"))
    return "".join(out)


def _numbers(style: Style, slots: Sequence[Slot]) -> str:
    """Write the rank of each partner outside its arc; those that would touch the one before are left out."""
    out, last = [], -90.0
    for slot in slots:
        middle = (slot.there[0] + slot.there[2]) / 2
        if middle - last < 7:
            continue
        last = middle
        x, y = polar(_RADIUS + 12, middle, *_CENTRE)
        out.append(words_at(style, str(slot.rank), x, y + 4.5, size=12, anchor="middle", name="quiet"))
    return tag("g", {"aria-hidden": "true"}, *out)


def _figure(found: FlowSet, value: float, lang: str) -> str:
    about = f"≈{NBSP}" if found.state == "estimated" else ""
    return about + number(float(f"{value:.3g}"), lang)


def _list(style: Style, slots: Sequence[Slot], found: FlowSet, lang: str) -> tuple[str, float]:
    """Return the partners in a list under the circle: rank, name, to it, from it."""
    out = []
    heads = ((WIDTH - 110, Text("vers lui", "to it")), (WIDTH - 16, Text("depuis lui", "from it")))
    top = 340.0
    for x, head in heads:
        out.append(words_at(style, head.to(lang), x, top, size=12, name="quiet", anchor="end"))
    unit = found.unit.to(lang)
    out.append(words_at(style, unit, 16, top, size=12, name="quiet"))
    for slot in slots:
        y = top + slot.rank * _ROW
        rank = f"{slot.rank}. "
        room = WIDTH - 205 - text_width(rank, _SIZE)
        out.append(words_at(style, rank + ellipsis(slot.name, room, _SIZE), 16, y, size=_SIZE))
        for x, value in ((WIDTH - 110, slot.out), (WIDTH - 16, slot.into)):
            text = number(float(f"{value:.3g}"), lang)
            out.append(words_at(style, text, x, y, size=_SIZE, anchor="end"))
    return tag("g", {"aria-hidden": "true"}, *out), _ROW * len(slots) + 8


def _said(slot: Slot, found: FlowSet, lang: str) -> str:
    out, into = (_figure(found, x, lang) for x in (slot.out, slot.into))
    unit = found.unit.to(lang)
    return Text(
        f"{slot.name}{NBSP}: {out} {unit} vers ce territoire, {into} depuis lui.",
        f"{slot.name}: {out} {unit} to it, {into} from it.",
    ).to(lang)


def _keys(style: Style, found: FlowSet, lang: str) -> list[Key]:
    def box(name: str) -> str:
        return tag("rect", style.attrs(name, width=26.0, height=14.0))

    keys = [
        Key(box("chorda"), Text("sort du territoire", "leaves the territory").to(lang)),
        Key(box("chordb"), Text("entre dans le territoire", "enters the territory").to(lang)),
    ]
    if found.state == "estimated":
        about = words_at(style, "≈", 13, 13, size=16, anchor="middle")
        keys.append(Key(about, Text("flux estimés, non observés", "flows estimated, not observed").to(lang)))
    return keys

"""Bars with their bands: exposure of branches, losses of places."""

from __future__ import annotations

from collections.abc import Sequence

from rebonds.drawing import words
from rebonds.drawing.frame import Key, Sheet, legend, words_at
from rebonds.drawing.palette import Style
from rebonds.drawing.svg import ellipsis, identifier, num, tag
from rebonds.flows.results import Estimate, FlowSet, ImpactLine, SectorFlow
from rebonds.text import NBSP, Text, number

WIDTH, _SIDE, _SIZE = 420.0, 14.0, 12.5
_ROW = 46.0
_TRACK = 110.0  # width of the self-supply column


def sector_bars_svg(
    found: FlowSet,
    lang: str = "fr",
    *,
    most: int = 12,
    mode: str = "page",
    prefix: str | None = None,
    css: bool = True,
    nonce: str | None = None,
) -> str:
    """Draw what each branch sells and buys outside, and the part of demand made inside, with bands.

    Parameters
    ----------
    found : FlowSet
        Of trade.
    most : int
        Branches drawn, by jobs.

    Raises
    ------
    ValueError
        No branch is known.
    """
    kept = sorted(found.sectors, key=lambda s: -(s.jobs.value or 0.0))[:most]
    if not kept:
        raise ValueError("bars need at least one branch")
    style = Style(mode, prefix or identifier("sectors", mode))
    room = WIDTH - 2 * _SIDE - _TRACK - 24
    top = max((_most(s.out), _most(s.into)) for s in kept)
    scale = room / (max(top) or 1.0)
    left = WIDTH - _SIDE - _TRACK
    parts = [
        words_at(style, Text("0 %", "0%").to(lang), left, 20, size=11, name="quiet"),
        words_at(
            style, Text("100 %", "100%").to(lang), left + _TRACK, 20, size=11, name="quiet", anchor="end"
        ),
        words_at(style, found.unit.to(lang), _SIDE, 20, size=11, name="quiet"),
    ]
    for rank, one in enumerate(kept):
        parts.append(_sector_row(style, one, 26 + rank * _ROW, scale, left, lang))
    bottom = 34 + len(kept) * _ROW
    keys, used = legend(style, _sector_keys(style, lang), x=_SIDE, y=bottom, width=WIDTH - 2 * _SIDE, size=12)
    return Sheet(style, css, nonce).close(
        "".join(parts) + keys,
        box=(0, 0, WIDTH, round(bottom + used + 6)),
        title=Text("Exposition par branche", "Exposure by branch").to(lang),
        desc=" ".join(_sector_said(s, found, lang) for s in kept),
        interactive=False,
        lang=lang,
        kind="chart",
    )


def _most(one: Estimate) -> float:
    return max(x for x in (one.value or 0.0, one.high or 0.0))


def whisker(style: Style, low: float, high: float, y: float) -> str:
    """Draw a band as a line with two ends."""
    d = f"M{num(low)} {num(y)}H{num(high)}M{num(low)} {num(y - 3)}v6M{num(high)} {num(y - 3)}v6"
    return tag("path", style.attrs("bandhalo", d=d)) + tag("path", style.attrs("band", d=d))


def _bar(style: Style, name: str, one: Estimate, y: float, scale: float, lang: str) -> str:
    if one.value is None:
        return words_at(style, words.state(one.state, lang), _SIDE, y + 7, size=11, name="quiet")
    out = tag("rect", style.attrs(name, x=_SIDE, y=y, width=max(0.8, one.value * scale), height=8.0))
    if one.low is not None and one.high is not None and (one.high - one.low) * scale > 3:
        out += whisker(style, _SIDE + one.low * scale, _SIDE + one.high * scale, y + 4)
    return out


def _sector_row(style: Style, one: SectorFlow, y: float, scale: float, left: float, lang: str) -> str:
    out = [
        words_at(style, ellipsis(one.label.to(lang), left - _SIDE - 8, _SIZE), _SIDE, y + 12, size=_SIZE),
        _bar(style, "chorda", one.out, y + 18, scale, lang),
        _bar(style, "chordb", one.into, y + 28, scale, lang),
        tag("rect", style.attrs("track", x=left, y=y + 18, width=_TRACK, height=18.0)),
    ]
    own = one.self_supply
    if own.value is not None:
        if own.low is not None and own.high is not None:
            out.append(whisker(style, left + own.low * _TRACK, left + min(1.0, own.high) * _TRACK, y + 24))
        out.append(tag("circle", style.attrs("dot", cx=left + own.value * _TRACK, cy=y + 24, r=4.0)))
        out.append(
            words_at(style, words.percent(own.value, lang), left + _TRACK, y + 12, size=11.5, anchor="end")
        )
    if one.rival_low is not None and one.rival_high is not None:
        start, end = (left + min(1.0, x) * _TRACK for x in (one.rival_low, one.rival_high))
        end = max(end, start + 1.5)
        d = f"M{num(start)} {num(y + 32)}H{num(end)}"
        out.append(tag("path", style.attrs("threshold", d=d)))
    return "".join(out)


def _sector_said(one: SectorFlow, found: FlowSet, lang: str) -> str:
    unit = found.unit.to(lang)

    def figure(e: Estimate) -> str:
        return (
            words.state("missing", lang)
            if e.value is None
            else f"≈{NBSP}{number(float(f'{e.value:.3g}'), lang)}"
        )

    own = "–" if one.self_supply.value is None else words.percent(one.self_supply.value, lang)
    return Text(
        f"{one.label.fr}{NBSP}: {figure(one.out)} {unit} vendus dehors, {figure(one.into)} achetés dehors, "
        f"{own} de la demande faite sur place.",
        f"{one.label.en}: {figure(one.out)} {unit} sold outside, {figure(one.into)} bought outside, {own} of demand "
        "made inside.",
    ).to(lang)


def _sector_keys(style: Style, lang: str) -> list[Key]:
    def box(name: str) -> str:
        return tag("rect", style.attrs(name, y=3.0, width=26.0, height=8.0))

    dot = tag("circle", style.attrs("dot", cx=13.0, cy=7.0, r=4.0))
    return [
        Key(box("chorda"), Text("vendu aux autres territoires", "sold to other territories").to(lang)),
        Key(box("chordb"), Text("acheté aux autres territoires", "bought from other territories").to(lang)),
        Key(dot, Text("part de la demande faite sur place", "share of demand made inside").to(lang)),
        Key(
            tag("path", style.attrs("threshold", d="M0 8H26")),
            Text("la même, méthode rivale (FLQ)", "the same, rival method (FLQ)").to(lang),
        ),
        Key(whisker(style, 1, 25, 8), Text("marge", "band").to(lang)),
    ]


def impact_bars_svg(
    lines: Sequence[ImpactLine],
    lang: str = "fr",
    *,
    most: int = 12,
    mode: str = "page",
    prefix: str | None = None,
    css: bool = True,
    nonce: str | None = None,
) -> str:
    """Draw losses by place or branch, with bands; gains go the other way from zero.

    Raises
    ------
    ValueError
        There is no line.
    """
    kept = sorted(lines, key=lambda one: -abs(one.output.value or 0.0))[:most]
    kept.sort(key=lambda one: -(one.output.value or 0.0))
    if not kept:
        raise ValueError("bars need at least one line")
    style = Style(mode, prefix or identifier("impact", mode))
    room = WIDTH - 2 * _SIDE
    high = max([0.0, *(_most(one.output) for one in kept)])
    low = min([0.0, *(min(one.output.value or 0.0, one.output.low or 0.0) for one in kept)])
    scale = room / ((high - low) or 1.0)
    zero = _SIDE - low * scale
    parts = []
    for rank, one in enumerate(kept):
        parts.append(_impact_row(style, one, 8 + rank * 40, zero, scale, lang))
    bottom = 16 + len(kept) * 40
    parts.append(tag("path", style.attrs("axis", d=f"M{num(zero)} 6V{num(bottom - 8)}")))
    keys = [
        Key(
            tag("rect", style.attrs("alarm", y=3.0, width=26.0, height=9.0)),
            Text("touché par le scénario", "hit by the scenario").to(lang),
        ),
        Key(
            tag("rect", style.attrs("chordb", y=3.0, width=26.0, height=9.0)),
            Text("touché à travers les autres", "hit through others").to(lang),
        ),
        Key(whisker(style, 1, 25, 8), Text("marge", "band").to(lang)),
    ]
    if low < 0:
        gain = tag("rect", style.attrs("met", y=3.0, width=26.0, height=9.0))
        keys.append(Key(gain, Text("gain", "gain").to(lang)))
    drawn, used = legend(style, keys, x=_SIDE, y=bottom, width=WIDTH - 2 * _SIDE, size=12)
    return Sheet(style, css, nonce).close(
        "".join(parts) + drawn,
        box=(0, 0, WIDTH, round(bottom + used + 6)),
        title=Text("Production perdue", "Output lost").to(lang),
        desc=" ".join(_impact_said(one, lang) for one in kept),
        interactive=False,
        lang=lang,
        kind="chart",
    )


def _impact_row(style: Style, one: ImpactLine, y: float, zero: float, scale: float, lang: str) -> str:
    value = one.output.value or 0.0
    name = "met" if value < 0 else "alarm" if one.direct else "chordb"
    left, width = min(zero, zero + value * scale), max(0.8, abs(value) * scale)
    figure = _meur(one.output, lang)
    hit = Text(" (touché)", " (hit)").to(lang) if one.direct else ""
    out = [
        words_at(
            style,
            ellipsis(one.name.to(lang) + hit, WIDTH - 2 * _SIDE - 110, _SIZE),
            _SIDE,
            y + 12,
            size=_SIZE,
        ),
        words_at(style, figure, WIDTH - _SIDE, y + 12, size=_SIZE, anchor="end"),
        tag("rect", style.attrs(name, x=left, y=y + 18, width=width, height=10.0)),
    ]
    low, high = one.output.low, one.output.high
    if low is not None and high is not None and (high - low) * scale > 3:
        out.append(whisker(style, zero + low * scale, zero + high * scale, y + 23))
    return "".join(out)


def _meur(one: Estimate, lang: str) -> str:
    if one.value is None:
        return words.state(one.state, lang)
    return f"≈{NBSP}{number(float(f'{one.value:.3g}'), lang)}{NBSP}{Text('M€', '€M').to(lang)}"


def _impact_said(one: ImpactLine, lang: str) -> str:
    hit = Text(", touché par le scénario", ", hit by the scenario").to(lang) if one.direct else ""
    lost = Text("de production perdue", "of output lost").to(lang)
    return f"{one.name.to(lang)}{words.colon(lang)}{_meur(one.output, lang)} {lost}{hit}."

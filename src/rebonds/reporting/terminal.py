"""A reading in the terminal: worth printing, and plain where the output is not a terminal.

Written without a library: importing one would cost a quarter of the half second that a reading may take.
"""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from collections.abc import Iterable, Sequence
from typing import TextIO

from rebonds import drawing
from rebonds.drawing import words
from rebonds.drawing.describe import dependence_text
from rebonds.lenses.plain import LICENCE
from rebonds.lenses.reading import IndicatorReading, PairReading, Reading
from rebonds.reporting.findings import coverage_text, key_sentences
from rebonds.reporting.pair_findings import pair_facts, pair_sentences
from rebonds.reporting.pair_sections import pair_gaps
from rebonds.reporting.sections import (
    MARKS,
    SIDES,
    WORDS,
    facts_line,
    gap_texts,
    lens_facts,
    sources_by_producer,
    title,
)
from rebonds.text import NBSP, Text

_LEAST_WIDTH, _MOST_WIDTH = 60, 132
BOLD, _ALARM, _HELD, QUIET, _END = "\033[1m", "\033[1;31m", "\033[32m", "\033[2m", "\033[0m"


class Page:
    """Lines sent to a stream, wrapped to its width, with colours on a terminal only."""

    def __init__(self, out: TextIO, width: int | None = None, colour: bool | None = None) -> None:
        self.out = out
        columns = width or shutil.get_terminal_size((100, 24)).columns
        self.width = min(_MOST_WIDTH, max(_LEAST_WIDTH, columns))
        self.colour = out.isatty() and "NO_COLOR" not in os.environ if colour is None else colour

    def say(self, line: str = "", style: str = "") -> None:
        """Write one line as it is."""
        line = line.rstrip()
        self.out.write((f"{style}{line}{_END}" if style and self.colour and line else line) + "\n")

    def head(self, text: str) -> None:
        """Write the title of a part, underlined."""
        self.say()
        self.say(text, BOLD)
        self.say("─" * len(text), QUIET)

    def flow(self, text: str, first: str = "", then: str = "", style: str = "") -> None:
        """Write a paragraph."""
        for line in wrapped(text, self.width, first, then):
            self.say(line, style)

    def items(self, texts: Iterable[str]) -> None:
        """Write a list."""
        for text in texts:
            self.flow(text, "– ", "  ")


def wrapped(text: str, width: int, first: str = "", then: str = "") -> list[str]:
    """Cut a text to a width at its breaking spaces only: a number stays beside its unit."""
    options = {"initial_indent": first, "subsequent_indent": then, "break_on_hyphens": False}
    return textwrap.wrap(text, width, **options) or [""]  # type: ignore[arg-type]


def text(
    reading: Reading | PairReading,
    lang: str = "fr",
    out: TextIO | None = None,
    *,
    width: int | None = None,
    colour: bool | None = None,
) -> None:
    """Print a reading: the ring as a table, what is crossed, what is missing, what it rests on.

    Parameters
    ----------
    reading : Reading or PairReading
    lang : {"fr", "en"}
    out : text stream, optional
        The standard output by default.
    width : int, optional
        In columns; that of the terminal by default.
    colour : bool, optional
        Whether to colour the verdicts; by default on a terminal, unless ``NO_COLOR`` is set. Colours only
        double the marks and the words.
    """
    page = Page(out or sys.stdout, width, colour)
    page.say(title(reading, lang), BOLD)
    if isinstance(reading, PairReading):
        page.flow(" · ".join([*pair_facts(reading, lang), *lens_facts(reading, lang)]), style=QUIET)
        _pair_table(page, reading, lang)
        sentences = pair_sentences(reading, lang)
    else:
        page.flow(f"{facts_line(reading, lang)} · {coverage_text(reading, lang)}", style=QUIET)
        _table(page, reading, lang)
        sentences = key_sentences(reading, lang)
    page.head(Text("À retenir", "Key points").to(lang))
    for sentence in sentences:
        page.flow(f"{sentence.lead}. {sentence.text}", "– ", "  ")
    _gaps(page, reading, lang)
    if isinstance(reading, PairReading) and reading.dependences:
        page.head(Text("Dépendances", "Dependences").to(lang))
        a, b = reading.a.territory.name, reading.b.territory.name
        page.items(dependence_text(d, a, b, lang) for d in reading.dependences)
    if isinstance(reading, Reading) and reading.peers:
        page.head(Text("Territoires de structure proche", "Territories of like structure").to(lang))
        page.flow(", ".join(p.name for p in reading.peers) + ".")
    page.head(WORDS["sources"].to(lang))
    page.items(sources_by_producer(reading.sources, lang))
    page.say()
    build = Text(f"entrepôt {reading.warehouse}", f"warehouse {reading.warehouse}").to(lang)
    page.say(" · ".join(["Rebonds", LICENCE, *([build] if reading.warehouse else [])]), QUIET)


def _gaps(page: Page, reading: Reading | PairReading, lang: str) -> None:
    page.head(WORDS["gaps"].to(lang))
    page.items(gap_texts(reading, lang) if isinstance(reading, Reading) else pair_gaps(reading, lang))


def _marked(item: IndicatorReading | None, said: str) -> str:
    crossed = item.crossed if item is not None and item.value.known else None
    return f"{MARKS[crossed]}{NBSP}{said}"


def _table(page: Page, reading: Reading, lang: str) -> None:
    names = (
        Text("Dimension", "Dimension"),
        Text("Indicateur", "Indicator"),
        Text("Valeur", "Value"),
        Text("Seuil", "Threshold"),
        Text("Verdict", "Verdict"),
        Text("Année", "Year"),
    )
    groups = []
    for side, name in SIDES:
        rows = []
        for d in reading.side(side):
            known = d.headline if d.known else None
            item = None if d.not_localisable else d.headline
            threshold = (
                words.figure(known.card, known.threshold.value, lang) if known and known.threshold else "–"
            )
            cells = [
                d.label.to(lang),
                item.card.label.to(lang) if item else "–",
                _estimated(known, lang) if known else "–",
                threshold,
                _marked(known, _short(known, d.state, side, lang)),
                words.year(known.value.vintage) if known else "–",
            ]
            rows.append((cells, known.crossed if known else None))
        groups.append((name.to(lang), rows))
    print_table(page, [n.to(lang) for n in names], groups, share=(3, 4, 3, 3, 7, 0))
    if any(d.state == "estimated" for d in reading.dimensions):
        page.say()
        page.say("≈ " + Text("valeur estimée", "estimated value").to(lang), QUIET)


def _estimated(item: IndicatorReading, lang: str) -> str:
    figure = words.figure(item.card, item.value.value, lang)
    return f"≈{NBSP}{figure}" if item.value.state == "estimated" else figure


def _short(item: IndicatorReading | None, state: str, side: str, lang: str) -> str:
    """Return the verdict in a word or two, the heading of the group saying floor or ceiling; else the state."""
    if item is None:
        return words.state(state, lang)
    if item.crossed is None:
        return Text("sans seuil", "no threshold").to(lang)
    if side == "social":
        return (Text("non atteint", "not met") if item.crossed else Text("atteint", "met")).to(lang)
    return (Text("dépassé", "crossed") if item.crossed else Text("respecté", "respected")).to(lang)


def _pair_table(page: Page, pair: PairReading, lang: str) -> None:
    a, b = (f"{letter}{words.colon(lang)}{name}" for letter, name in _letters(pair))
    page.say()
    page.flow(a)
    page.flow(b)
    names = [
        Text("Dimension", "Dimension").to(lang),
        Text("Indicateur", "Indicator").to(lang),
        "A",
        "B",
        Text("Ensemble", "Together").to(lang),
        Text("Lecture", "Reading").to(lang),
    ]
    found = {d.id: d for d in pair.dimensions}
    rows = drawing.pair_rows(pair, lang)
    groups = []
    for side, name in SIDES:
        lines: list[tuple[list[str], bool | None]] = []
        for row in (r for r in rows if r.side == side):
            d = found[row.dimension_id]
            cells = [row.dimension, row.indicator, _marked(d.a, row.value_a), _marked(d.b, row.value_b)]
            lines.append(([*cells, row.joint, row.kind], None))
        groups.append((name.to(lang), lines))
    print_table(page, names, groups, share=(3, 4, 4, 4, 4, 4))


def _letters(pair: PairReading) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("A", pair.a.territory.name), ("B", pair.b.territory.name)


Groups = Sequence[tuple[str, Sequence[tuple[list[str], bool | None]]]]


def print_table(page: Page, names: list[str], groups: Groups, share: Sequence[int]) -> None:
    """Print a table by groups of rows; long cells are wrapped, the widest columns giving way first."""
    room = page.width - 2 * (len(names) - 1)
    if sum(_least(names, groups)) > room:
        # Too narrow to keep every number beside its unit: let the unit go to the next line.
        groups = [
            (name, [([c.replace(NBSP, " ") for c in cells], x) for cells, x in rows]) for name, rows in groups
        ]
    natural = [max(map(len, column)) for column in _columns(names, groups)]
    widths = fitted(natural, _least(names, groups), share, room)
    page.say()
    _row(page, names, widths, BOLD)
    for name, rows in groups:
        if not rows:
            continue
        if name:
            page.say(f"── {name} ".ljust(sum(widths) + 2 * (len(widths) - 1), "─"), QUIET)
        for cells, crossed in rows:
            _row(page, cells, widths, {True: _ALARM, False: _HELD, None: ""}[crossed])


def _columns(names: list[str], groups: Groups) -> list[tuple[str, ...]]:
    return list(zip(names, *(cells for _, rows in groups for cells, _ in rows), strict=True))


def _least(names: list[str], groups: Groups) -> list[int]:
    """Return the width under which each column would cut a word."""
    return [
        max(len(word) for cell in column for word in cell.split(" ")) for column in _columns(names, groups)
    ]


def fitted(natural: list[int], least: list[int], share: Sequence[int], room: int) -> list[int]:
    """Share a width between columns: the longest, for its share of the room, gives way first."""
    widths = list(natural)
    while sum(widths) > room:
        loose = [i for i, w in enumerate(widths) if w > least[i]] or [
            i for i, w in enumerate(widths) if w > 6
        ]
        if not loose:
            break
        widths[max(loose, key=lambda i: widths[i] / (share[i] or 99))] -= 1
    return widths


def _row(page: Page, cells: list[str], widths: list[int], style: str) -> None:
    columns = [wrapped(cell, width) for cell, width in zip(cells, widths, strict=True)]
    for i in range(max(len(c) for c in columns)):
        parts = [(c[i] if i < len(c) else "").ljust(w) for c, w in zip(columns, widths, strict=True)]
        page.say("  ".join(parts), style)

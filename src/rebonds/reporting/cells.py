"""How the cells of a report are written: for reading, and as bare figures for computing."""

from __future__ import annotations

import math
from collections.abc import Iterator

from rebonds.drawing import words
from rebonds.flows.results import Estimate
from rebonds.reporting.report import Cell, Column, Table
from rebonds.text import NARROW_NBSP, NBSP, Text, number

ABOUT = "≈"
Plain = str | int | float | None
PARTS = (
    ("low", Text("borne basse", "low")),
    ("high", Text("borne haute", "high")),
    ("state", Text("état", "state")),
)


def figure(value: float, kind: str, lang: str, step: float | None = None) -> str:
    """Write a figure of a column; ``step`` is the size of the last digit that has a meaning."""
    if kind in ("share", "fine"):
        value, step = 100.0 * value, None if step is None else 100.0 * step
    if step:
        value = round(value / step) * step
        decimals = max(0, -math.floor(math.log10(step) + 1e-9))
        text = number(value, lang, decimals)
    elif kind == "share":
        text = number(value, lang, 1 if 0 < abs(value) < 10 else 0)
    elif kind in ("index", "fine"):
        text = number(value, lang, 2)
    else:
        text = number(value, lang)
    return text + _percent(kind, lang)


def _percent(kind: str, lang: str) -> str:
    if kind not in ("share", "fine"):
        return ""
    return "%" if lang == "en" else f"{NARROW_NBSP}%"


def step_of(low: float, high: float) -> float | None:
    """Return the power of ten under which digits say nothing, given a band: a tenth of its half-width."""
    half = (high - low) / 2
    if not math.isfinite(half) or half <= 0:
        return None
    return float(10.0 ** (math.floor(math.log10(half)) - 1))


def _least(value: float, kind: str) -> float:
    """Return the finest step worth writing: three digits of an estimate, a tenth of a percent of a share."""
    if kind == "share":
        return 0.001
    return max(0.01, float(10.0 ** (math.floor(math.log10(abs(value))) - 2))) if value else 0.01


def estimate(cell: Estimate, kind: str, lang: str) -> str:
    """Write an estimate: ``≈ 3 500 (2 000 à 5 600)``; no more digits than its band allows."""
    if cell.value is None:
        return words.state(cell.state, lang)
    about = f"{ABOUT}{NBSP}" if cell.state == "estimated" else ""
    if cell.low is None or cell.high is None or cell.low == cell.high:
        return about + figure(cell.value, kind, lang)
    step = max(step_of(cell.low, cell.high) or 0.0, _least(cell.value, kind))
    if abs(cell.high) < step / 2 and abs(cell.low) < step / 2 and cell.value:
        return f"<{NBSP}{figure(step, kind, lang, step)}"
    value, low, high = (figure(x, kind, lang, step) for x in (cell.value, cell.low, cell.high))
    if low == high == value:
        return about + value
    low = low.removesuffix(_percent(kind, lang))
    return f"{about}{value} ({low}{NBSP}{Text('à', 'to').to(lang)}{NBSP}{high})"


def written(cell: Cell, column: Column, lang: str) -> str:
    """Write a cell for reading; an en dash where there is nothing to say."""
    if cell is None:
        return "–"
    if isinstance(cell, Text):
        return cell.to(lang)
    if isinstance(cell, Estimate):
        return estimate(cell, column.kind, lang)
    if isinstance(cell, str):
        return cell
    return figure(cell, column.kind, lang)


def has_bands(table: Table, place: int) -> bool:
    """Whether a column holds estimates: it then takes four columns of a spreadsheet."""
    return any(isinstance(row[place], Estimate) for row in table.rows)


def heads(table: Table, lang: str) -> list[str]:
    """Return the heads of a table spread out for computing."""
    out = []
    for place, column in enumerate(table.columns):
        out.append(column.head(lang))
        if has_bands(table, place):
            out += [f"{column.label.to(lang)}, {name.to(lang)}" for _, name in PARTS]
    return out


def spread(table: Table, lang: str) -> Iterator[list[Plain]]:
    """Yield the rows of a table spread out: a figure, its band and its state in columns of their own."""
    banded = [has_bands(table, place) for place in range(len(table.columns))]
    for row in table.rows:
        out: list[Plain] = []
        for cell, wide in zip(row, banded, strict=True):
            out += four(cell, lang) if wide else [bare(cell, lang)]
        yield out


def bare(cell: Cell, lang: str) -> Plain:
    """Return a cell as a number or a text."""
    if isinstance(cell, Text):
        return cell.to(lang)
    return cell.value if isinstance(cell, Estimate) else cell


def four(cell: Cell, lang: str) -> list[Plain]:
    """Return a figure, its bounds and its state in words."""
    if isinstance(cell, Estimate):
        return [cell.value, cell.low, cell.high, words.state(cell.state, lang)]
    return [bare(cell, lang), None, None, None]

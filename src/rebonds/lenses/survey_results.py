"""What a survey says: records only, so that whoever writes them needs no arithmetic."""

from __future__ import annotations

from dataclasses import dataclass

from rebonds.flows.results import Estimate
from rebonds.text import Text


@dataclass(frozen=True)
class ItemReading:
    """One question: how many answered it, and its mean on its own scale."""

    item: str
    answered: int
    missing: int
    mean: float | None


@dataclass(frozen=True)
class CellReading:
    """A group of people: number of complete answers, mean score, share at or past the cut-off.

    Where ``count`` is ``None`` the cell is hidden: too few answers, or one that would give a hidden one away.
    """

    by: str
    group: str
    count: int | None
    mean: Estimate
    share: Estimate


@dataclass(frozen=True)
class SurveyReading:
    """What a survey says.

    ``answers`` people answered, ``complete`` answered every question; ``response_rate`` needs the number invited.
    ``difference`` is the mean after less the mean before; ``differs``: its interval leaves zero out.
    """

    id: str
    title: Text
    producer: str
    date: str
    scoring: str
    scale: Text
    cut: float | None
    answers: int
    complete: int
    invited: int | None
    response_rate: float | None
    whole: CellReading
    cells: tuple[CellReading, ...]
    items: tuple[ItemReading, ...]
    waves: tuple[CellReading, ...]
    difference: Estimate
    differs: bool | None
    level: float
    least: int
    assumptions: tuple[Text, ...]
    sources: tuple[str, ...]

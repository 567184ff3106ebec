"""How the answers to a questionnaire without a key spread: counts by question, small cells hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rebonds.deliberation import parameters
from rebonds.deliberation.questionnaire import hidden
from rebonds.text import Text


@dataclass(frozen=True)
class AnswerCount:
    """An answer that could be given, and how many give it; ``None`` where the cell is hidden."""

    answer: Text
    count: int | None


@dataclass(frozen=True)
class QuestionCount:
    """A question: how many answer it (``None`` under the least number that is told), and what."""

    id: str
    question: Text
    answers: int | None
    counts: tuple[AnswerCount, ...]


@dataclass(frozen=True)
class QuestionnaireCount:
    """The answers to a questionnaire.

    Counts from 1 to ``least_cell - 1`` are hidden, and others with them so that no subtraction gives them back.
    ``sha256`` is the hash of the canonical export of the ballots.
    """

    sha256: str
    ballots: int
    least_cell: int
    questions: tuple[QuestionCount, ...]
    sources: tuple[str, ...] = field(default=())


def counted(ident: str, question: Text, choices: Sequence[Text], given: Sequence[int]) -> QuestionCount:
    """Count what is given to a question, the rank of a choice from 0; small cells hidden as in `hidden`."""
    least = parameters.whole("questionnaire", "least_cell")
    counts = [given.count(rank) for rank in range(len(choices))]
    told = len(given) >= least
    shown = hidden(counts, least) if told else tuple(None for _ in counts)
    cells = tuple(AnswerCount(choice, n) for choice, n in zip(choices, shown, strict=True))
    return QuestionCount(ident, question, len(given) if told else None, cells)

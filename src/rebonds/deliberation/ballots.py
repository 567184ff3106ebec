"""Ballots: the record that every method and every room shares, its canonical text and the hash of it."""

from __future__ import annotations

import csv
import hashlib
import io
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rebonds.formulas import harmless

#: Heads of a table of comparisons, one a row: who is preferred to whom.
PAIR_HEADS = (("winner", "loser"), ("gagnant", "perdant"))
VOTER = "voter"


def tidy(cell: str) -> str:
    """Return a cell in one form of Unicode, on one line, without spaces around nor doubled."""
    return " ".join(unicodedata.normalize("NFC", cell).split())


@dataclass(frozen=True)
class Ballots:
    """What people answered: a row per voter, a column per option, texts as written; empty is no answer.

    Attributes
    ----------
    options : tuple of str
    voters : tuple of str
        Identifiers, each once (but in a table of comparisons). They only serve to tell ballots apart.
    cells : tuple of tuple of str
        ``cells[v][o]``.
    name : str
        Where they come from, for messages.
    lines : tuple of int
        Line of each ballot in its file, for messages; empty where there is no file.
    """

    options: tuple[str, ...]
    voters: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    name: str = field(default="", compare=False)
    lines: tuple[int, ...] = field(default=(), compare=False, repr=False)

    def __post_init__(self) -> None:
        if len(self.voters) != len(self.cells) or any(len(row) != len(self.options) for row in self.cells):
            raise ValueError("a ballot has one cell per option, and one voter")

    @classmethod
    def of(
        cls, options: Sequence[str], answers: Mapping[str, Mapping[str, str | int]], name: str = ""
    ) -> Ballots:
        """Build ballots from what each voter answers to the options they answer."""
        rows = [tuple(tidy(str(given.get(one, ""))) for one in options) for given in answers.values()]
        return cls(tuple(options), tuple(answers), tuple(rows), name)

    @property
    def pairs(self) -> bool:
        """True for a table of comparisons: voter, winner, loser."""
        return tuple(one.casefold() for one in self.options) in PAIR_HEADS

    def column(self, place: int) -> tuple[str, ...]:
        """Return what every ballot answers to an option."""
        return tuple(row[place] for row in self.cells)

    def where(self, ballot: int) -> int:
        """Return the line of a ballot: of its file, or its rank."""
        return self.lines[ballot] if self.lines else ballot + 1

    def canonical(self) -> str:
        """Return the ballots as CSV in their one form: UTF-8, commas, rows sorted by voter.

        The order of rows tells nothing of when people voted.
        """
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([VOTER, *(harmless(one, numbers=True) for one in self.options)])
        for voter, row in sorted(zip(self.voters, self.cells, strict=True)):
            writer.writerow([harmless(voter, numbers=True), *(harmless(cell, numbers=True) for cell in row)])
        return out.getvalue()

    @property
    def sha256(self) -> str:
        """Return the hash of the canonical text."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()

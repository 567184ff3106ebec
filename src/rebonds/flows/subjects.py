"""Candidate subjects of cooperation (``content/subjects.toml``): what calls for each, how hard it is, and why."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rebonds.text import Text, typeset

FILE = Path(__file__).parent / "content" / "subjects.toml"
EASIEST, HARDEST = 1, 4


@dataclass(frozen=True)
class Subject:
    """A subject on which two territories may cooperate.

    Attributes
    ----------
    id : str
    difficulty : int
        1 telling one another, 2 running something together, 3 investing or planning together, 4 sharing money,
        land or a limit.
    label, reason, action : Text
        ``reason`` says why this difficulty; ``action`` follows "agree to" in a draft clause.
    kinds, branches, dimensions : tuple of str
        What calls for it.
    readings : tuple of str
        Only when the flow reads so; any when empty.
    """

    id: str
    difficulty: int
    label: Text
    reason: Text
    action: Text
    kinds: tuple[str, ...] = ()
    branches: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()

    def suits(self, reading: str) -> bool:
        """Tell whether the subject goes with what a flow reads as."""
        return not self.readings or reading in self.readings


@lru_cache(maxsize=1)
def subjects() -> tuple[Subject, ...]:
    """Return every subject, from easy to hard."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))["subject"]
    found = [
        Subject(
            id=one["id"],
            difficulty=int(one["difficulty"]),
            label=_text(one["label"]),
            reason=_text(one["reason"]),
            action=_text(one["action"]),
            kinds=tuple(one.get("kinds", ())),
            branches=tuple(one.get("branches", ())),
            dimensions=tuple(one.get("dimensions", ())),
            readings=tuple(one.get("readings", ())),
        )
        for one in data
    ]
    return tuple(sorted(found, key=lambda one: (one.difficulty, one.id)))


def _text(written: dict[str, str]) -> Text:
    return Text(typeset(written["fr"]), written["en"])


def for_kind(kind: str, reading: str) -> tuple[Subject, ...]:
    """Return the subjects that a kind of flow calls for."""
    return tuple(one for one in subjects() if kind in one.kinds and one.suits(reading))


def for_branch(code: str) -> Subject | None:
    """Return the easiest subject that trade in a branch calls for."""
    return next((one for one in subjects() if code in one.branches), None)


def for_dimension(dimension: str) -> Subject | None:
    """Return the easiest subject that a dimension of the doughnut calls for."""
    return next((one for one in subjects() if dimension in one.dimensions), None)

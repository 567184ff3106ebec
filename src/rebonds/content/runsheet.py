"""Run-sheets: one step a line, minutes first; from a workshop of the kits, or one's own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from rebonds.content import kits
from rebonds.content.facilitating import Workshop, Workshops
from rebonds.errors import DataError
from rebonds.text import Text, typeset

BAR = "|"
MOST_MINUTES = 600
_STEP = re.compile(r"^\s*([0-9]{1,3})\s*(?:min(?:utes?)?\b|')?[\s|]+(.*)$")
_COLON = re.compile(r"\s*:\s+")


@dataclass(frozen=True)
class Step:
    """A step, and when it starts, in minutes from the beginning."""

    minutes: int
    title: str
    instruction: str
    after: int

    def at(self, begins: datetime) -> datetime:
        """Return the time at which it starts."""
        return begins + timedelta(minutes=self.after)


def read(text: str, *, timed: bool = True) -> list[Step]:
    """Read a run-sheet, a step a line, written as workshops are: ``15 Welcome : each says their name``.

    A bar does as well as a colon, and comes first: ``15 Welcome: who? | each says their name``.

    Parameters
    ----------
    text : str
    timed : bool
        Whether every step must say its minutes, as for a meeting that is announced with an end; otherwise a step
        without minutes lasts as long as it takes (0).

    Raises
    ------
    DataError
        A line that does not start with a number of minutes, or has no title; its number is told.
    """
    out: list[Step] = []
    after = 0
    for rank, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        found = _STEP.match(line)
        minutes = int(found[1]) if found else 0
        title, instruction = _parts(found[2]) if found else ("", "") if timed else _parts(line)
        if minutes > MOST_MINUTES or not title or (timed and not minutes):
            raise DataError(
                Text(
                    typeset(f"Ligne {rank} du déroulé : « {line.strip()[:60]} » n'est pas une étape."),
                    f"Line {rank} of the run-sheet: “{line.strip()[:60]}” is not a step.",
                ),
                Text(
                    typeset(
                        "Écrivez les minutes, le titre, puis la consigne : « 10 Accueil : chacun dit son nom »."
                    ),
                    "Write the minutes, the title, then the instruction: “10 Welcome: each says their name”.",
                ),
            )
        out.append(Step(minutes, title, instruction, after))
        after += minutes
    return out


def _parts(text: str) -> tuple[str, str]:
    """Return the title and the instruction of a step."""
    if BAR in text:
        title, _sep, instruction = text.partition(BAR)
    else:
        cut = _COLON.split(text, maxsplit=1)
        title, instruction = cut[0], cut[1] if len(cut) > 1 else ""
    return title.strip(), instruction.strip()


def total(steps: Iterable[Step]) -> int:
    """Return the minutes of all steps."""
    return sum(step.minutes for step in steps)


def write(workshop: Workshop, lang: str) -> str:
    """Return a workshop of the kits as a run-sheet."""
    lines = []
    for step in workshop.steps:
        title, instruction = (text.to(lang).replace(BAR, "/") for text in (step.title, step.instruction))
        sign = BAR if _COLON.search(title) else ":"
        lines.append(f"{step.minutes} {title} {sign} {instruction}")
    return "\n".join(lines)


def workshops() -> dict[str, Workshop]:
    """Return the workshops that ship, by identifier."""
    return {one.id: one for one in kits.load(Workshops).workshops}

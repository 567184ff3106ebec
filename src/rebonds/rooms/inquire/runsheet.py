"""Run-sheets: one step a line, minutes first; from a workshop of the kits, or one's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from rebonds.content import kits
from rebonds.content.facilitating import Workshop, Workshops
from rebonds.errors import DataError
from rebonds.text import Text, typeset

SEPARATOR = "|"
MOST_MINUTES = 600


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


def read(text: str) -> list[Step]:
    """Read a run-sheet: ``minutes | title | instruction`` a line, the instruction if any.

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
        parts = [part.strip() for part in line.split(SEPARATOR, 2)]
        raw = parts[0].removesuffix("min").strip()
        minutes = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 4 else 0
        if not 0 < minutes <= MOST_MINUTES or len(parts) < 2 or not parts[1]:
            raise DataError(
                Text(
                    typeset(f"Ligne {rank} du déroulé : « {line.strip()[:60]} » n'est pas une étape."),
                    f"Line {rank} of the run-sheet: “{line.strip()[:60]}” is not a step.",
                ),
                Text(
                    typeset(
                        "Écrivez les minutes, puis « | », puis le titre : « 10 | Accueil | Chacun dit son nom »."
                    ),
                    "Write the minutes, then “|”, then the title: “10 | Welcome | Each says their name”.",
                ),
            )
        out.append(Step(minutes, parts[1], parts[2] if len(parts) > 2 else "", after))
        after += minutes
    return out


def total(steps: Iterable[Step]) -> int:
    """Return the minutes of all steps."""
    return sum(step.minutes for step in steps)


def write(workshop: Workshop, lang: str) -> str:
    """Return a workshop of the kits as a run-sheet."""
    lines = []
    for step in workshop.steps:
        title, instruction = (
            text.to(lang).replace(SEPARATOR, "/") for text in (step.title, step.instruction)
        )
        lines.append(f"{step.minutes} {SEPARATOR} {title} {SEPARATOR} {instruction}")
    return "\n".join(lines)


def workshops() -> dict[str, Workshop]:
    """Return the workshops that ship, by identifier."""
    return {one.id: one for one in kits.load(Workshops).workshops}

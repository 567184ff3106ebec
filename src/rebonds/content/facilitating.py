"""Run-sheets of workshops built from the kits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rebonds.content.reader import Kit, many
from rebonds.text import Text


@dataclass(frozen=True)
class Step:
    """A step of a run-sheet; ``kit`` where one is in hand."""

    minutes: int
    title: Text
    instruction: Text
    kit: str = ""


@dataclass(frozen=True)
class Workshop:
    """A workshop: for whom, how long, with what, step by step."""

    id: str
    title: Text
    purpose: Text
    people: Text
    minutes: int
    material: tuple[Text, ...]
    result: Text
    steps: tuple[Step, ...] = many("step")


@dataclass(frozen=True)
class Workshops(Kit):
    """Run-sheets."""

    workshops: tuple[Workshop, ...] = many("workshop")

    def uses(self) -> Iterator[tuple[str, str, str]]:
        """Yield the kits in hand."""
        for one in self.workshops:
            yield from ((one.id, "kit", step.kit) for step in one.steps if step.kit)

    def slips(self) -> Iterator[tuple[str, Text]]:
        """Yield the workshops whose steps do not add up to their length."""
        for one in self.workshops:
            total = sum(step.minutes for step in one.steps)
            if total != one.minutes:
                yield (
                    one.id,
                    Text(
                        f"les étapes font {total} minutes, l'atelier {one.minutes}",
                        f"steps add up to {total} minutes, the workshop to {one.minutes}",
                    ),
                )

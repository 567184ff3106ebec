"""Small elections: random ones for properties, and ballots from columns of answers."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from rebonds.deliberation.ballots import Ballots

NAMES = ("Halle", "Jardin", "Navette", "Atelier", "Fonds", "Verger")


def ballots(columns: Sequence[Sequence[object]], names: Sequence[str] = NAMES) -> Ballots:
    """Return ballots from the answers to each option; ``None`` is no answer."""
    rows = [tuple("" if cell is None else str(cell) for cell in row) for row in zip(*columns, strict=True)]
    voters = tuple(f"v{rank:04d}" for rank in range(len(rows)))
    return Ballots(tuple(names[: len(columns)]), voters, tuple(rows))


def elections(
    count: int, answers: Sequence[object], *, seed: int = 7, most_voters: int = 9, most_options: int = 5
) -> Iterator[list[list[object]]]:
    """Yield columns of random answers."""
    draw = random.Random(seed)  # noqa: S311
    for _ in range(count):
        voters, options = draw.randint(1, most_voters), draw.randint(1, most_options)
        yield [[draw.choice(answers) for _ in range(voters)] for _ in range(options)]


def ranks_by(keys: Sequence[object]) -> list[int]:
    """Return ranks by counting who is strictly above: the plain definition (1, 1, 3)."""
    return [1 + sum(other > key for other in keys) for key in keys]  # type: ignore[operator]


def rank_of(result: object) -> dict[str, int]:
    """Return option -> rank of a result."""
    return {place.option: place.rank for place in result.ranking}  # type: ignore[attr-defined]

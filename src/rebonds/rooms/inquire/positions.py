"""Positions on shifts: median and spread per territory, small groups hidden."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rebonds.deliberation.measures import counted, middle, quantile
from rebonds.rooms.inquire.models import Shift, ShiftPosition
from rebonds.rooms.inquire.parameters import least_cell
from rebonds.rooms.people.models import Authority, Workspace


@dataclass(frozen=True)
class Spread:
    """Positions of a group: how many, the median, the lower quartiles and the distance between them.

    Below the least cell (`parameters.least_cell`) nothing but ``hidden`` is told: a median of two people would
    give away what each answered.
    """

    n: int
    median: float | None
    low: int | None = None
    high: int | None = None
    hidden: bool = False

    @property
    def iqr(self) -> int | None:
        """Interquartile range."""
        return None if self.low is None or self.high is None else self.high - self.low


def spread(values: Iterable[int | None]) -> Spread:
    """Return the spread of the positions that were told."""
    counts = counted(tuple(values))
    n = sum(counts.values())
    if not n:
        return Spread(0, None)
    if n < least_cell():
        return Spread(0, None, hidden=True)
    return Spread(n, float(middle(counts)), int(quantile(counts, 1, 4)), int(quantile(counts, 3, 4)))


@dataclass(frozen=True)
class Standing:
    """Where a group stands on a shift, now and as a target."""

    authority: Authority | None
    now: Spread
    target: Spread

    @property
    def gap(self) -> float | None:
        """Distance from now to the target, between medians."""
        if self.now.median is None or self.target.median is None:
            return None
        return self.target.median - self.now.median


@dataclass(frozen=True)
class ShiftReading:
    """A shift, where everyone stands, and each territory."""

    shift: Shift
    all: Standing
    territories: tuple[Standing, ...]


def read(workspace: Workspace, shifts: Sequence[Shift] | None = None) -> list[ShiftReading]:
    """Return the reading of the shifts of a workspace; three queries whatever their number.

    Where one territory alone would be hidden, what everyone says minus what is shown would give it back: the next
    smallest is hidden with it.
    """
    chosen = list(Shift.kept.within(workspace)) if shifts is None else list(shifts)
    places = list(Authority.objects.filter(workspace=workspace))
    held: dict[tuple[int, int | None], list[Any]] = defaultdict(list)
    rows = ShiftPosition.objects.filter(workspace=workspace, shift__in=chosen)
    for one in rows.values_list("shift_id", "authority_id", "now", "target"):
        held[one[0], one[1]].append(one[2:])
    out = []
    for shift in chosen:
        groups = {place: held.get((shift.pk, place.pk if place else None), []) for place in [*places, None]}
        everyone = [row for rows in groups.values() for row in rows]
        shown = protected(groups)
        out.append(ShiftReading(shift, standing(None, everyone), shown))
    return out


def standing(place: Authority | None, rows: Sequence[tuple[int | None, int | None]]) -> Standing:
    """Return where a group stands."""
    return Standing(place, spread(r[0] for r in rows), spread(r[1] for r in rows))


def protected(groups: Any) -> tuple[Standing, ...]:
    """Return the standings of the territories that answered, no subtraction giving a small one back."""
    made = {place: standing(place, rows) for place, rows in groups.items() if rows}
    for side in ("now", "target"):
        hidden = [p for p, one in made.items() if getattr(one, side).hidden]
        told = sorted(
            (p for p, one in made.items() if getattr(one, side).n), key=lambda p: getattr(made[p], side).n
        )
        if len(hidden) == 1 and told:
            one = made[told[0]]
            closed = Spread(0, None, hidden=True)
            made[told[0]] = Standing(
                one.authority,
                closed if side == "now" else one.now,
                closed if side == "target" else one.target,
            )
    return tuple(one for place, one in made.items() if place is not None)

"""What the sort says: disagreement first, what presses, and how territories or roles differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from operator import sub
from typing import Any

from rebonds.deliberation.measures import EntropyKey, entropy, ranks
from rebonds.rooms.inquire import sorting
from rebonds.rooms.inquire.models import Count, Problem
from rebonds.rooms.inquire.parameters import least_cell
from rebonds.rooms.people.models import Authority, Role, Workspace


@dataclass(frozen=True)
class Line:
    """A problem in the result (its key); rank 1 divides most."""

    problem: int
    rank: int
    answers: int
    counts: tuple[int, ...]
    modal: tuple[str, ...]
    entropy: float | None
    pressing: int

    @property
    def shares(self) -> list[tuple[str, int]]:
        """Classes that were given, with their number."""
        return [(key, n) for key, n in zip(sorting.KEYS, self.counts, strict=True) if n]

    @property
    def bars(self) -> list[dict[str, Any]]:
        """Classes as parts of a bar 100 wide."""
        out, x = [], 0.0
        for key, n in self.shares:
            width = 100 * n / self.answers
            out.append({"key": key, "x": f"{x:.2f}", "width": f"{width:.2f}"})
            x += width
        return out


def counts_of(workspace: Workspace, groups: bool = True) -> list[Any]:
    """Return the counts of the problems in play that somebody sorted, with those of groups if asked."""
    play = {
        "problem__workspace": workspace,
        "problem__state": Problem.State.ACTIVE,
        "problem__deleted_at": None,
    }
    found = Count.objects.filter(**play)
    return list(found if groups else found.defer("groups"))


def lines(counts: Sequence[Any]) -> list[Line]:
    """Return the problems that were sorted by enough people, what divides most first.

    Same order and same figures as `rebonds.deliberation.choices.sorting` on the ballots (a test holds it): it is
    read from counts kept at each answer, so that the page does not count every ballot again.
    """
    held = [one for one in counts if one.answers >= least_cell()]
    given = [tuple(getattr(one, key) for key in sorting.KEYS) for one in held]
    places = ranks([EntropyKey(c) for c in given])
    out = []
    for one, numbers, rank in zip(held, given, places, strict=True):
        modal = tuple(one.modal.split("=")) if one.modal else ()
        told = entropy(numbers, len(sorting.KEYS))
        out.append(Line(one.problem_id, rank, sum(numbers), numbers, modal, told, one.pressing))
    return sorted(out, key=lambda line: (line.rank, -line.pressing, line.problem))


@dataclass(frozen=True)
class Gap:
    """A problem that groups do not see alike: 0 the same shares, 1 nothing in common."""

    problem: int
    distance: float
    shown: dict[str, Sequence[int]]  # group -> answers in each class; hidden groups are not in it

    @property
    def classes(self) -> dict[str, str]:
        """Largest class of each group."""
        return {group: sorting.modal(numbers) for group, numbers in self.shown.items()}


def gaps(counts: Sequence[Any], by: str) -> list[Gap]:
    """Return the problems on which groups differ, the greatest difference first.

    The distance of two groups is half the sum of the differences of their shares in each class (total
    variation); that of a problem, the greatest among its groups. A group below the least cell on a problem is
    hidden; if it is the only one, the next smallest is hidden too, for the whole minus the rest would tell it.

    Parameters
    ----------
    counts : sequence of Count
    by : {"territoire", "role"}
    """
    out = []
    for one in counts:
        shown = told(one.groups.get(by, {}))
        if len(shown) < 2:
            continue
        shares = {tuple(n / sum(group) for n in group) for group in shown.values()}
        apart = max((distance(a, b) for a, b in combinations(shares, 2)), default=0.0)
        out.append(Gap(one.problem_id, apart, shown))
    return sorted(out, key=lambda gap: (-gap.distance, gap.problem))


def told(groups: Mapping[str, Sequence[int]]) -> dict[str, Sequence[int]]:
    """Return the groups that can be shown without telling anybody's answer; who is of no group is not one."""
    sizes = {group: sum(numbers) for group, numbers in groups.items()}
    hidden = {group for group, n in sizes.items() if n < least_cell()}
    rest = sorted((g for g in groups if g not in hidden), key=lambda g: (sizes[g], g))
    if len(hidden) == 1 and rest:
        hidden.add(rest[0])
    return {group: numbers for group, numbers in groups.items() if group and group not in hidden}


def distance(a: Sequence[float], b: Sequence[float]) -> float:
    """Return the total variation distance of two distributions."""
    return sum(map(abs, map(sub, a, b))) / 2


def names(workspace: Workspace, keys: set[str], by: str) -> list[tuple[str, str]]:
    """Return the groups with their names, in order."""
    if by == sorting.BY_TERRITORY:
        places = Authority.objects.filter(workspace=workspace, pk__in=keys)
        return [(str(one.pk), one.name) for one in places]
    return [(value, str(label)) for value, label in Role.choices if value in keys]

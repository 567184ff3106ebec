"""What the sort says: disagreement first, what presses, and how territories or roles differ."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count as Many
from django.db.models import Q
from django.db.models.functions import Coalesce

from rebonds.deliberation.measures import EntropyKey, entropy, ranks
from rebonds.rooms.inquire import sorting
from rebonds.rooms.inquire.models import Problem, SortVote
from rebonds.rooms.inquire.parameters import least_cell
from rebonds.rooms.people.models import Authority, Role, Workspace

BY_TERRITORY, BY_ROLE = "territoire", "role"


@dataclass(frozen=True)
class Line:
    """A problem in the result: rank 1 divides most."""

    problem: Problem
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


def lines(problems: list[Problem]) -> list[Line]:
    """Return the problems that were sorted by enough people, what divides most first.

    Same order and same figures as `rebonds.deliberation.choices.sorting` on the ballots (a test holds it): it is
    read from counts kept at each answer, so that the page does not count every ballot again.
    """
    held = [p for p in problems if hasattr(p, "count") and p.count.answers >= least_cell()]
    counts = [tuple(getattr(p.count, key) for key in sorting.KEYS) for p in held]
    places = ranks([EntropyKey(c) for c in counts])
    out = []
    for problem, given, rank in zip(held, counts, places, strict=True):
        classes = tuple(problem.count.modal.split("=")) if problem.count.modal else ()
        out.append(
            Line(
                problem,
                rank,
                sum(given),
                given,
                classes,
                entropy(given, len(sorting.KEYS)),
                problem.count.pressing,
            )
        )
    return sorted(out, key=lambda line: (line.rank, -line.pressing, line.problem.pk))


@dataclass(frozen=True)
class Gap:
    """A problem that groups do not see alike: 0 the same shares, 1 nothing in common."""

    problem: Problem
    distance: float
    classes: dict[Any, str]  # group -> largest class; empty where hidden


def gaps(workspace: Workspace, problems: list[Problem], by: str) -> tuple[list[Any], list[Gap]]:
    """Return the groups that are told, and the problems on which they differ most.

    The distance of two groups is half the sum of the differences of their shares in each class (total
    variation); that of a problem, the greatest among its groups. A group below the least cell on a problem is
    hidden; if it is the only one, the next smallest is hidden too, for the whole minus the rest would tell it.

    Parameters
    ----------
    workspace : Workspace
    problems : list of Problem
    by : {"territoire", "role"}
    """
    fields = (
        ("member__authority", "paper__authority") if by == BY_TERRITORY else ("member__role", "paper__role")
    )
    rows = (
        SortVote.objects.filter(workspace=workspace)
        .exclude(klass="")
        .filter(Q(paper=None) | Q(paper__deleted_at=None))
        .annotate(group=Coalesce(*fields))
        .values("problem", "group", "klass")
        .annotate(n=Many("pk"))
        .values_list("problem", "group", "klass", "n")
    )
    held: dict[int, dict[Any, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for pk, group, klass, n in rows:
        held[pk][group][klass] = n
    out = []
    for problem in problems:
        shown = told(held.get(problem.pk, {}))
        if len(shown) < 2:
            continue
        apart = max(distance(a, b) for a in shown.values() for b in shown.values())
        out.append(
            Gap(
                problem,
                apart,
                {g: sorting.modal({k: c.get(k, 0) for k in sorting.KEYS}) for g, c in shown.items()},
            )
        )
    out.sort(key=lambda one: (-one.distance, one.problem.pk))
    keys = {group for one in out for group in one.classes}
    return names(workspace, keys, by), out


def told(groups: dict[Any, dict[str, int]]) -> dict[Any, dict[str, int]]:
    """Return the groups that can be shown without telling anybody's answer; who is of no group is not one."""
    sizes = {group: sum(counts.values()) for group, counts in groups.items()}
    hidden = {group for group, n in sizes.items() if n < least_cell()}
    rest = sorted((g for g in groups if g not in hidden), key=lambda g: (sizes[g], str(g)))
    if len(hidden) == 1 and rest:
        hidden.add(rest[0])
    return {
        group: counts for group, counts in groups.items() if group not in hidden and group not in (None, "")
    }


def distance(a: dict[str, int], b: dict[str, int]) -> float:
    """Return the total variation distance of two distributions given as counts."""
    n, m = sum(a.values()), sum(b.values())
    return sum(abs(a.get(k, 0) / n - b.get(k, 0) / m) for k in sorting.KEYS) / 2


def names(workspace: Workspace, keys: set[Any], by: str) -> list[tuple[Any, str]]:
    """Return the groups with their names, in order."""
    if by == BY_TERRITORY:
        places = Authority.objects.filter(workspace=workspace, pk__in=keys)
        return [(one.pk, one.name) for one in places]
    return [(value, str(label)) for value, label in Role.choices if value in keys]

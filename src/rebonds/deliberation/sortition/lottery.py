"""Drawing from a lottery: a seed, a ticket, a composition, then people; every step can be redone by hand.

Randomness is SHA-256 in counter mode over the seed: the same seed gives the same panel on any machine, today and in
ten years. Block ``i`` is ``sha256("rebonds-sortition-1" | sha256(seed) | i)``; whole numbers below ``n`` are taken from
it by rejection, so that none is favoured.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from rebonds.deliberation.sortition.leximin import TICKETS
from rebonds.deliberation.sortition.records import Candidate, Lottery, Problem

_DOMAIN = b"rebonds-sortition-1"


class Dice:
    """Unbiased whole numbers from a seed."""

    def __init__(self, seed: str) -> None:
        self._key = hashlib.sha256(seed.encode()).digest()
        self._block = 0

    def below(self, n: int) -> int:
        """Return a whole number in ``[0, n)``, each as likely (``n`` at most ``2**128``)."""
        limit = 2**256 - 2**256 % n
        while True:
            counter = self._block.to_bytes(8, "big")
            self._block += 1
            drawn = int.from_bytes(hashlib.sha256(_DOMAIN + self._key + counter).digest(), "big")
            if drawn < limit:
                return drawn % n

    def sample(self, items: Sequence[int], count: int) -> list[int]:
        """Return ``count`` of the items, every set as likely (first steps of Fisher-Yates)."""
        left = list(items)
        for at in range(count):
            other = at + self.below(len(left) - at)
            left[at], left[other] = left[other], left[at]
        return left[:count]


def composition(lottery: Lottery, ticket: int) -> int:
    """Return the composition that holds a ticket, tickets being dealt in the order of the compositions."""
    return int(np.searchsorted(np.cumsum(lottery.tickets), ticket, side="right"))


def seated(problem: Problem, seats: Sequence[int], dice: Dice) -> tuple[int, ...]:
    """Return the places in the pool of people who take the seats of a composition.

    Under the rule of one per address, addresses alike are dealt out first, then people of the profile within each:
    everyone of a kind is as likely.
    """
    chosen: list[int] = []
    groups: dict[tuple[tuple[str, ...], ...], list[int]] = defaultdict(list)
    for rank, kind in enumerate(problem.kinds):
        groups[kind.household].append(rank)
    for household in sorted(groups):
        ranks = groups[household]
        wanted = [(rank, seats[rank]) for rank in ranks if seats[rank]]
        if not wanted:
            continue
        homes: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        for rank in ranks:
            for member in problem.kinds[rank].members:
                homes[problem.homes[member]][rank].append(member)
        drawn = iter(dice.sample(sorted(homes), sum(count for _, count in wanted)))
        for rank, count in wanted:
            for _ in range(count):
                members = homes[next(drawn)][rank]
                chosen.append(members[dice.below(len(members))] if len(members) > 1 else members[0])
    return tuple(sorted(chosen))


def draw(problem: Problem, lottery: Lottery, seed: str) -> tuple[int, int, tuple[Candidate, ...]]:
    """Draw a panel.

    Parameters
    ----------
    problem : Problem
    lottery : Lottery
    seed : str

    Returns
    -------
    ticket : int
    composition : int
    panel : tuple of Candidate
        In the order of their identifiers.
    """
    dice = Dice(seed)
    ticket = dice.below(TICKETS)
    which = composition(lottery, ticket)
    places = seated(problem, lottery.compositions[which], dice)
    return ticket, which, tuple(problem.pool.candidates[at] for at in places)


def shares(problem: Problem, lottery: Lottery) -> tuple[tuple[int, int], ...]:
    """Return the exact probability of one candidate of each kind, as a fraction (numerator, denominator)."""
    totals = [0] * len(problem.kinds)
    for seats, tickets in zip(lottery.compositions, lottery.tickets, strict=True):
        for rank, count in enumerate(seats):
            totals[rank] += count * tickets
    return tuple(
        (total, TICKETS * len(kind.members)) for total, kind in zip(totals, problem.kinds, strict=True)
    )


def numbered(problem: Problem, lottery: Lottery, count: int, seed: str) -> tuple[tuple[int, ...], ...]:
    """Return equally likely panels, numbered from 1, for a draw with dice or balls before everyone.

    Compositions are dealt by systematic sampling (each gets its share rounded up or down). In each panel the seats of a
    kind go to those of its people who have sat least: they appear as often, give or take one panel where no other
    kind lives at their addresses.

    Parameters
    ----------
    problem : Problem
    lottery : Lottery
    count : int
        Panels.
    seed : str
        Of who takes the first turn and of the order of the panels.

    Returns
    -------
    tuple of tuple of int
        Places in the pool.
    """
    dice = Dice(seed)
    start = dice.below(TICKETS)
    turns = dice.sample(range(len(problem.homes)), len(problem.homes))
    rank_of = {member: turn for turn, member in enumerate(turns)}
    sat = [0] * len(problem.homes)
    out = []
    for number in range(count):
        which = composition(lottery, (start + number * TICKETS // count) % TICKETS)
        taken: set[int] = set()
        panel: list[int] = []
        for kind, seats in zip(problem.kinds, lottery.compositions[which], strict=True):
            left = seats
            for member in sorted(kind.members, key=lambda m: (sat[m], rank_of[m])) if seats else ():
                if left and problem.homes[member] not in taken:
                    taken.add(problem.homes[member])
                    panel.append(member)
                    sat[member] += 1
                    left -= 1
        out.append(tuple(sorted(panel)))
    return tuple(out[at] for at in dice.sample(range(count), count))

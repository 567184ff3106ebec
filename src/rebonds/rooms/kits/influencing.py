"""Whom to talk to first: a simple rule in the spirit of MACTOR, told with the order that it gives.

Influence of one person on another is the weight of the first where the second listens to them, else nothing; through
one intermediary it is what the weaker of both steps lets pass: ``T_ij = M_ij + Σ_k min(M_ik, M_kj)``. The reach of a
person is the sum of what they pass on to the others. (Direct and indirect influence as MACTOR adds them up, Godet;
form to be checked against the book. The order itself is ours.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rebonds.text import Text


@dataclass(frozen=True)
class Person:
    """Someone on the map; ``ears`` are the keys of those this person listens to."""

    key: int
    position: int
    power: int
    openness: int
    tie: int
    ears: tuple[int, ...] = ()


@dataclass(frozen=True)
class Rules:
    """From which values someone is open, weighs, or is opposed."""

    open: int
    weighs: int
    opposed: int
    undecided_low: int
    undecided_high: int


@dataclass(frozen=True)
class Talk:
    """A conversation in its place: with whom, the reach of this person, and why now."""

    key: int
    reach: int
    reason: str


REASONS = {
    "first": Text("ouverte, pèse, et nous la connaissons", "open, weighs, and we know them"),
    "opponent": Text(
        "opposée : y aller tôt, pour comprendre et non pour gagner",
        "opposed: see them early, to understand and not to win",
    ),
    "heard": Text("les indécis l’écoutent", "the undecided listen to them"),
    "rest": Text("ensuite, selon sa portée", "then, by reach"),
}


def reach(people: Sequence[Person]) -> dict[int, int]:
    """Return the reach of each person: direct influence and through one intermediary; nobody acts on oneself."""
    at = {one.key: rank for rank, one in enumerate(people)}
    n = len(people)
    direct = [[0] * n for _ in range(n)]
    for listener in people:
        for ear in listener.ears:
            if ear in at and ear != listener.key:
                direct[at[ear]][at[listener.key]] = people[at[ear]].power
    out = {}
    for i, one in enumerate(people):
        total = 0
        for j in range(n):
            if i != j:
                through = sum(min(direct[i][k], direct[k][j]) for k in range(n) if k not in (i, j))
                total += direct[i][j] + through
        out[one.key] = total
    return out


def order(people: Sequence[Person], rules: Rules) -> list[Talk]:
    """Return the order of talks.

    Open people who weigh and are known, one opponent early, whom the undecided hear, the rest.
    Ties keep the order of the map.
    """
    found = reach(people)
    undecided = [p for p in people if rules.undecided_low <= p.position <= rules.undecided_high]
    heard: Mapping[int, int] = {
        p.key: sum(p.key in one.ears for one in undecided if one.key != p.key) for p in people
    }
    opposed = [p for p in people if p.position <= rules.opposed]
    first = [
        p
        for p in people
        if p not in opposed and p.openness >= rules.open and p.power >= rules.weighs and p.tie > 0
    ]
    first.sort(key=lambda p: (-p.openness * p.power * p.tie, -found[p.key]))
    early = sorted(opposed, key=lambda p: (-p.power, -p.openness, -found[p.key]))[:1]
    placed = {p.key for p in (*first, *early)}
    listened = [p for p in people if p.key not in placed and heard[p.key]]
    listened.sort(key=lambda p: (-heard[p.key], -found[p.key], -p.openness))
    placed |= {p.key for p in listened}
    rest = sorted(
        (p for p in people if p.key not in placed), key=lambda p: (-found[p.key], -p.openness, -p.power)
    )
    talks = [Talk(p.key, found[p.key], "first") for p in first]
    # Early, yet not before a first talk that goes well.
    talks[1:1] = [Talk(p.key, found[p.key], "opponent") for p in early]
    talks += [Talk(p.key, found[p.key], "heard") for p in listened]
    return talks + [Talk(p.key, found[p.key], "rest") for p in rest]

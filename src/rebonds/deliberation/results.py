"""What counting ballots answers: one record for every method, which reports, rooms and JSON are given.

No record holds the name of a voter: a result can be shown to the room.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from rebonds.text import Text

#: The methods and their names, in the order in which they are offered.
LABELS: dict[str, Text] = {
    "majority-judgment": Text("Jugement majoritaire", "Majority judgment"),
    "sorting": Text("Tri en classes", "Sorting into classes"),
    "approval": Text("Approbation", "Approval"),
    "cumulative": Text("Points cumulés", "Cumulative dots"),
    "quadratic": Text("Points quadratiques", "Quadratic dots"),
    "pairwise": Text("Comparaisons par paires", "Pairwise comparisons"),
    "score": Text("Note moyenne", "Mean score"),
    "consent": Text("Ronde de consentement", "Consent round"),
    "slider": Text("Curseur (médiane)", "Slider (median)"),
    "statements": Text("Énoncés", "Statements"),
    "equal-shares": Text("Parts égales", "Equal shares"),
}
#: A figure of a method's detail.
Scalar = str | int | float | None


@dataclass(frozen=True)
class Count:
    """How many ballots give this answer to an option."""

    answer: str
    count: int


@dataclass(frozen=True)
class Place:
    """An option in its place; exact ties share their rank, and the next rank is skipped (1, 1, 3).

    ``answers`` is how many ballots answer it, ``turnout`` their share of all ballots; ``disagreement`` goes
    from 0 (all alike) to 1 (as divided as the answers allow); ``detail`` is what the method computes.
    """

    option: str
    rank: int
    answers: int
    turnout: float
    disagreement: float | None
    detail: dict[str, Scalar]
    distribution: tuple[Count, ...] = ()


@dataclass(frozen=True)
class Tie:
    """Options of one rank, and why nothing separates them."""

    rank: int
    options: tuple[str, ...]
    text: Text


@dataclass(frozen=True)
class Reversal:
    """How many ballots would have to be removed for ``behind`` to catch ``ahead`` up, or overtake it.

    The smallest number lies between ``at_least`` and ``at_most``: it is exact where both are equal. ``at_most``
    is ``None`` where no removal was found that does it.
    """

    ahead: str
    behind: str
    at_least: int
    at_most: int | None
    text: Text

    @property
    def exact(self) -> bool:
        """True when the smallest number is known."""
        return self.at_least == self.at_most


@dataclass(frozen=True)
class Addition:
    """How many ballots would have to be added, at the fewest, for ``behind`` to catch ``ahead`` up or overtake it."""

    ahead: str
    behind: str
    ballots: int
    text: Text


@dataclass(frozen=True)
class Stability:
    """What removing one ballot at a time does: of ``tested`` ballots out of ``ballots``, how many keep the order."""

    ballots: int
    tested: int
    same_order: int
    same_first: int
    text: Text


@dataclass(frozen=True)
class Ranked:
    """An option and its rank."""

    option: str
    rank: int


@dataclass(frozen=True)
class Comparison:
    """The same ballots under another rule, or another method: the order it gives, and what differs."""

    kind: str  # "rule" or "method"
    id: str
    label: Text
    ranking: tuple[Ranked, ...]
    same: bool
    text: Text


@dataclass(frozen=True)
class Objection:
    """An objection: with its reason it is to be treated, without one it goes back to whoever made it."""

    option: str
    reason: str


@dataclass(frozen=True)
class Group:
    """People who answer alike: by statement, the share of their answers that agree, disagree and pass.

    ``answers`` is how many of them answer it.
    """

    name: str
    size: int
    answers: dict[str, int]
    agree: dict[str, float | None]
    disagree: dict[str, float | None]
    passes: dict[str, float | None]
    typical: tuple[str, ...]  # statements on which it differs most from the others


@dataclass(frozen=True)
class Opinion:
    """Whether opinions fall into groups: the silhouette of the best split, against answers without groups.

    ``answer`` is ``groups`` (``found`` is then true), ``gradation`` when answers along one continuum split as clearly,
    ``none`` when shuffled answers do, ``unknown`` where none were looked for. ``p_value`` is against ``shuffles``,
    ``gradation_p`` against ``gradations`` draws of a continuum; ``along`` are the statements that place people most on
    it.
    """

    found: bool
    answer: str
    silhouette: float | None
    p_value: float | None
    shuffles: int
    gradation_p: float | None
    gradations: int
    along: tuple[str, ...]
    groups: tuple[Group, ...]
    text: Text


@dataclass(frozen=True)
class Result:
    """The result of a method on a set of ballots.

    ``turnout`` is the share of all cells that were answered, ``disagreement`` the mean over options. ``sha256``
    is the hash of the canonical export: the same file gives the same result.
    """

    method: str
    label: Text
    sha256: str
    ballots: int
    answered: int
    turnout: float
    disagreement: float | None
    outcome: Text
    ranking: tuple[Place, ...]
    ties: tuple[Tie, ...]
    reversals: tuple[Reversal, ...]
    stability: Stability | None
    comparisons: tuple[Comparison, ...]
    notes: tuple[Text, ...]
    objections: tuple[Objection, ...] = ()
    returned: tuple[Objection, ...] = ()
    opinion: Opinion | None = None
    additions: tuple[Addition, ...] = ()
    sources: tuple[str, ...] = field(default=())

"""Records of a sortition: candidates, quotas, the lottery over panels and what a draw says."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from rebonds.errors import RebondsError
from rebonds.text import Text

#: Values of a candidate under the categories that bear a quota, in their order.
Profile = tuple[str, ...]


@dataclass(frozen=True)
class Candidate:
    """Someone who may be drawn; ``address`` is empty where the rule of one per address does not bind."""

    id: str
    name: str
    values: Profile
    address: str = ""


@dataclass(frozen=True)
class Pool:
    """The candidates, in the order of their identifiers: the order of the file has no effect."""

    categories: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    address_column: str = ""


@dataclass(frozen=True)
class Quota:
    """How many members of a panel have a value: at least ``least``, at most ``most``."""

    category: str
    value: str
    least: int
    most: int


@dataclass(frozen=True)
class Kind:
    """Candidates that nothing tells apart: same profile and, under the rule of one per address, households alike.

    Attributes
    ----------
    profile : tuple of str
    household : tuple of Profile
        Profiles at one address, sorted; the profile alone without the rule.
    members : tuple of int
        Places in the pool.
    most : int
        Seats that the kind can take: its members, or its addresses where the rule binds.
    """

    profile: Profile
    household: tuple[Profile, ...]
    members: tuple[int, ...]
    most: int


@dataclass(frozen=True)
class Problem:
    """A pool and its quotas as integer points: seats ``y`` by kind, ``low <= A y <= high``, ``0 <= y <= most``.

    Rows are the quotas in their order, the size, then one row for each class of households of several kinds.
    """

    pool: Pool
    quotas: tuple[Quota, ...]
    size: int
    kinds: tuple[Kind, ...]
    homes: tuple[int, ...] = field(repr=False)  # of each candidate: where someone of the pool lives first
    rows: sparse.csr_array = field(repr=False)
    low: np.ndarray = field(repr=False)
    high: np.ndarray = field(repr=False)

    @property
    def people(self) -> np.ndarray:
        """Candidates of each kind."""
        return np.array([len(kind.members) for kind in self.kinds], dtype=float)

    @property
    def most(self) -> np.ndarray:
        """Seats that each kind can take."""
        return np.array([kind.most for kind in self.kinds], dtype=float)


@dataclass(frozen=True)
class Lottery:
    """A lottery over compositions (seats by kind): ``tickets[c]`` tickets out of `TICKETS` for composition ``c``.

    Attributes
    ----------
    compositions : tuple of tuple of int
    tickets : tuple of int
    optimum : tuple of float
        LEXIMIN probability of one candidate of each kind.
    proof : str
        ``relaxation`` (attained the bound of the continuous program) or ``columns`` (no panel improves any level).
    """

    compositions: tuple[tuple[int, ...], ...]
    tickets: tuple[int, ...]
    optimum: tuple[float, ...]
    proof: str


@dataclass(frozen=True)
class Change:
    """A quota moved so that a panel exists: ``bound`` is ``min`` or ``max``."""

    category: str
    value: str
    bound: str
    before: int
    after: int

    @property
    def text(self) -> Text:
        """The change as a sentence."""
        word = {"min": ("minimum", "minimum"), "max": ("maximum", "maximum")}[self.bound]
        verb = ("ramener", "lower") if self.after < self.before else ("porter", "raise")
        return Text(
            f"{verb[0]} le {word[0]} de « {self.value} » ({self.category}) de {self.before} à {self.after}",
            f"{verb[1]} the {word[1]} of “{self.value}” ({self.category}) from {self.before} to {self.after}",
        )


class QuotasError(RebondsError):
    """No panel meets the quotas; says why and what would be enough to change.

    Attributes
    ----------
    reasons : tuple of Text
        Contradictions that can be read off the counts, if any.
    relaxations : tuple of tuple of Change
        Smallest sets of changes, all of the same total; any one of them is enough.
    """

    exit_code = 12

    def __init__(
        self, what: Text, reasons: tuple[Text, ...] = (), relaxations: tuple[tuple[Change, ...], ...] = ()
    ) -> None:
        self.reasons = reasons
        self.relaxations = relaxations
        super().__init__(what, _advice(reasons, relaxations))


def _advice(reasons: tuple[Text, ...], relaxations: tuple[tuple[Change, ...], ...]) -> Text | None:
    if not reasons and not relaxations:
        return None
    fr, en = [f"{one.fr}." for one in reasons], [f"{one.en}." for one in reasons]
    if relaxations:
        fr.append("Il suffirait de :")
        en.append("It would be enough to:")
        fr.append(" ; ou ".join(", et ".join(c.text.fr for c in one) for one in relaxations) + ".")
        en.append("; or ".join(", and ".join(c.text.en for c in one) for one in relaxations) + ".")
    return Text(" ".join(fr), " ".join(en))


@dataclass(frozen=True)
class QuotaMet:
    """A quota, the candidates it concerns and the members of the panel that have the value."""

    category: str
    value: str
    least: int
    most: int
    pool: int
    panel: int


@dataclass(frozen=True)
class Member:
    """Someone drawn, with the exact probability that it was."""

    id: str
    name: str
    values: tuple[str, ...]
    probability: float
    replaces: bool = False


@dataclass(frozen=True)
class Chance:
    """Exact probability of a candidate: ``tickets`` over ``out_of``; ``count`` candidates share its kind."""

    id: str
    values: tuple[str, ...]
    probability: float
    tickets: int
    out_of: int
    alike: int
    drawn: bool


@dataclass(frozen=True)
class Sortition:
    """A draw by lot: panel, quotas, probabilities, and what the result rests on.

    Attributes
    ----------
    state : str
        ``drawn``, or ``committed`` before the public numbers are known (the panel is then empty).
    minimum, maximum : float
        Lowest and highest probability.
    excluded : int
        Candidates that no panel allowed by the quotas can hold.
    panels : tuple of tuple of str
        Numbered panels of a physical draw, if asked for.
    """

    state: str
    size: int
    candidates: int
    kinds: int
    categories: tuple[str, ...]
    same_address: str
    seed: str
    ticket: int | None
    compositions: int
    proof: str
    minimum: float
    maximum: float
    excluded: int
    panel: tuple[Member, ...]
    quotas: tuple[QuotaMet, ...]
    chances: tuple[Chance, ...]
    panels: tuple[tuple[str, ...], ...]
    fingerprints: dict[str, str]
    assumptions: tuple[Text, ...]
    sources: tuple[str, ...] = ()

"""Every method by its name: the same ballots, counted in the way that was announced before the vote."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rebonds.deliberation.ballots import Ballots
from rebonds.deliberation.results import Result
from rebonds.deliberation.values import Number, Scale
from rebonds.errors import UsageError
from rebonds.text import Text, typeset


@dataclass(frozen=True)
class Settings:
    """What a method may need besides ballots.

    Attributes
    ----------
    grades : Scale, optional
        Grades or classes from the worst to the best, or the two bounds of a slider or a score.
    budget : int or Fraction, optional
        Dots or credits of a ballot; money to spend by equal shares.
    costs : mapping, optional
        Cost of each option, for equal shares.
    seed : int, optional
        Of the search for opinion groups.
    """

    grades: Scale | None = None
    budget: Number | None = None
    costs: Mapping[str, Number] | None = None
    seed: int | None = None


def _graded(name: str) -> Callable[[Ballots, Settings], Result]:
    def run(ballots: Ballots, settings: Settings) -> Result:
        from rebonds.deliberation import graded

        found: Result = getattr(graded, name)(ballots, settings.grades)
        return found

    return run


def _sorting(ballots: Ballots, settings: Settings) -> Result:
    from rebonds.deliberation.choices import sorting

    return sorting(ballots, settings.grades)


def _approval(ballots: Ballots, settings: Settings) -> Result:
    from rebonds.deliberation.choices import approval

    return approval(ballots)


def _cumulative(ballots: Ballots, settings: Settings) -> Result:
    from rebonds.deliberation.dots import cumulative

    return cumulative(ballots, settings.budget)


def _quadratic(ballots: Ballots, settings: Settings) -> Result:
    from rebonds.deliberation.dots import quadratic

    return quadratic(ballots, settings.budget)


def _pairwise(ballots: Ballots, settings: Settings) -> Result:
    from rebonds.deliberation.pairwise import pairwise

    return pairwise(ballots, settings.grades)


def _consent(ballots: Ballots, settings: Settings) -> Result:
    from rebonds.deliberation.consent import consent

    return consent(ballots)


def _statements(ballots: Ballots, settings: Settings) -> Result:
    from rebonds.deliberation.statements import statements

    return statements(ballots, seed=settings.seed)


def _equal_shares(ballots: Ballots, settings: Settings) -> Result:
    from rebonds.deliberation.shares import equal_shares

    return equal_shares(ballots, settings.budget, settings.costs)


#: name -> how it counts. Imports wait until a method is asked for: some need heavy libraries.
METHODS: dict[str, Callable[[Ballots, Settings], Result]] = {
    "majority-judgment": _graded("majority_judgment"),
    "sorting": _sorting,
    "approval": _approval,
    "cumulative": _cumulative,
    "quadratic": _quadratic,
    "pairwise": _pairwise,
    "score": _graded("score"),
    "consent": _consent,
    "slider": _graded("slider"),
    "statements": _statements,
    "equal-shares": _equal_shares,
}
ALIASES = {"mj": "majority-judgment", "bradley-terry": "pairwise", "mes": "equal-shares"}


def method_name(given: str) -> str:
    """Return the name of a method, however it is written.

    Raises
    ------
    UsageError
        No such method; they are listed.
    """
    name = given.strip().casefold().replace("_", "-")
    name = ALIASES.get(name, name)
    if name not in METHODS:
        listed = ", ".join(METHODS)
        raise UsageError(
            Text(typeset(f"Méthode inconnue : « {given} »."), f"Unknown method: “{given}”."),
            Text(typeset(f"Méthodes : {listed}."), f"Methods: {listed}."),
        )
    return name


def tally(ballots: Ballots, method: str, settings: Settings | None = None) -> Result:
    """Count ballots.

    Parameters
    ----------
    ballots : Ballots
    method : str
        A name of `METHODS`; underscores and short names are understood.
    settings : Settings, optional

    Raises
    ------
    UsageError
        An unknown method, or a setting that it needs and was not given.
    DataError
        A cell that the method cannot read: nothing is counted.
    """
    name = method_name(method)
    if ballots.pairs and name != "pairwise":
        raise UsageError(
            Text("Cette table est faite de comparaisons.", "This table is made of comparisons."),
            Text(typeset("Comptez-la avec --method pairwise."), "Count it with --method pairwise."),
        )
    return METHODS[name](ballots, settings or Settings())

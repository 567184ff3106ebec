"""What a ballot needs before it opens."""

from __future__ import annotations

from fractions import Fraction

from rebonds.deliberation.ballots import PAIR_HEADS
from rebonds.deliberation.values import parse
from rebonds.errors import RebondsError
from rebonds.rooms.deliberate.answers import good_ident
from rebonds.rooms.deliberate.counting import QUESTIONNAIRE, said
from rebonds.rooms.deliberate.models import Ballot
from rebonds.rooms.deliberate.parameters import parameter, way, ways
from rebonds.text import Text, typeset

#: Methods that compare options with one another.
COMPARING = {"cumulative", "quadratic", "pairwise", "equal-shares"}


class BallotError(RebondsError):
    """A ballot that cannot be opened as it is; nothing was changed."""


def _wrong(fr: str, en: str, hint: Text | None = None) -> BallotError:
    return BallotError(Text(typeset(fr), en), hint)


def complete(ballot: Ballot) -> None:
    """Check that a ballot can be opened.

    Raises
    ------
    BallotError
        What is missing, or twice, or too long.
    """
    if ballot.method not in ways():
        raise _wrong("Cette méthode n'existe pas.", "This method does not exist.")
    _check_options(ballot)
    needs = way(ballot.method).needs
    if "grades" in needs:
        _check_names([said(one, "fr") for one in ballot.settings.get("grades", [])], 2, "mention", "grade")
    if "low" in needs:
        low, high = (parse(str(ballot.settings.get(key, ""))) for key in ("low", "high"))
        if low is None or high is None or Fraction(low) >= Fraction(high):
            raise _wrong("Il faut deux bornes croissantes.", "Two rising bounds are needed.")
    if "budget" in needs:
        budget = parse(str(ballot.settings.get("budget", "")))
        most = parameter("ballot", "most_budget")
        if (
            budget is None
            or budget <= 0
            or ("costs" not in needs and (not isinstance(budget, int) or budget > most))
        ):
            raise _wrong(f"Il faut un budget, de 1 à {most}.", f"A budget is needed, from 1 to {most}.")
    if "costs" in needs:
        costs = ballot.settings.get("costs", {})
        for one in ballot.options:
            cost = parse(str(costs.get(one["id"], "")))
            if cost is None or cost <= 0:
                raise _wrong(f"« {said(one, 'fr')} » n'a pas de coût.", f"“{said(one, 'en')}” has no cost.")


def _check_options(ballot: Ballot) -> None:
    most, longest = parameter("ballot", "most_options"), parameter("ballot", "longest_option")
    least = 2 if ballot.method in COMPARING else parameter("ballot", "least_options")
    if not least <= len(ballot.options) <= most:
        raise _wrong(
            f"Il faut de {least} à {most} options : il y en a {len(ballot.options)}.",
            f"From {least} to {most} options are needed: there are {len(ballot.options)}.",
        )
    if not all(good_ident(one.get("id")) for one in ballot.options):
        raise _wrong("Une option n'a pas d'identifiant.", "An option has no identifier.")
    if len({one["id"] for one in ballot.options}) < len(ballot.options):
        raise _wrong("Deux options ont le même identifiant.", "Two options share an identifier.")
    for lang in ("fr", "en"):
        names = [said(one, lang) for one in ballot.options]
        _check_names(names, least, "option", "option")
        for name in names:
            if len(name) > longest:
                raise _wrong(
                    f"« {name[:40]}… » dépasse {longest} caractères.",
                    f"“{name[:40]}…” is longer than {longest} characters.",
                )
        if tuple(name.casefold() for name in names) in PAIR_HEADS:
            raise _wrong("Ces noms d'options ont un autre sens ici.", "These names mean something else here.")
    if ballot.method == QUESTIONNAIRE:
        for one in ballot.options:
            _check_names([said(c, "fr") for c in one.get("choices", [])], 2, "réponse", "answer")


def _check_names(names: list[str], least: int, fr: str, en: str) -> None:
    if len(names) < least or not all(names):
        raise _wrong(f"Il manque une {fr}, ou elle est vide.", f"A {en} is missing, or empty.")
    folded = [name.casefold() for name in names]
    twice = next((name for name, low in zip(names, folded, strict=True) if folded.count(low) > 1), "")
    if twice:
        raise _wrong(f"« {twice[:40]} » y est deux fois.", f"“{twice[:40]}” is there twice.")

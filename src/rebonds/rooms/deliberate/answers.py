"""What a form says, checked: option -> answer, in a form that no language changes.

``grades`` and ``choices`` keep the rank of what was chosen (from 0), ``check`` 1 or 0, ``dots`` and ``slider`` a
number, ``stances`` and ``argued`` a word (``objection: reason``), ``duels`` a list of pairs (preferred, other).
"""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from rebonds.deliberation.ballots import tidy
from rebonds.deliberation.values import parse as parse_number
from rebonds.deliberation.values import plain
from rebonds.errors import RebondsError
from rebonds.rooms.deliberate.models import Ballot
from rebonds.rooms.deliberate.parameters import parameter, way
from rebonds.text import Text, typeset

PAIRS = "pairs"
STANCES = ("agree", "pass", "disagree")
CONSENT, OBJECTION = "consent", "objection"
Answers = dict[str, Any]
_NAME = re.compile(r"^[a-z0-9_-]{1,40}$")


class AnswerError(RebondsError):
    """An answer that the ballot does not offer; nothing was counted."""


def refused(fr: str, en: str, hint: Text | None = None) -> AnswerError:
    """Return the error of an answer."""
    return AnswerError(Text(typeset(fr), en), hint)


def read(ballot: Ballot, given: Mapping[str, str]) -> Answers:
    """Return the answers of a form: fields ``o-<option>``, ``r-<option>`` (reason), ``d-<option>-<option>`` (pair).

    Raises
    ------
    AnswerError
        An answer that is not offered, over the budget, out of bounds, too long; or no answer at all.
    """
    widget = way(ballot.method).widget
    found = _READERS[widget](ballot, given)
    if not any(value not in (None, "", []) for value in found.values()):
        raise refused(
            "Ce bulletin est vide.",
            "This ballot is empty.",
            Text("Répondre au moins une fois.", "Answer once."),
        )
    if widget == "dots":
        check_budget(ballot, found)
    return found


def _each(ballot: Ballot, given: Mapping[str, str]) -> list[tuple[dict[str, Any], str]]:
    return [(one, tidy(str(given.get(f"o-{one['id']}", ""))[:100])) for one in ballot.options]


def _ranked(ballot: Ballot, given: Mapping[str, str]) -> Answers:
    """Read ranks in the grades, or in the choices of each question."""
    out: Answers = {}
    for one, cell in _each(ballot, given):
        offered = len(one["choices"] if "choices" in one else ballot.settings["grades"])
        if not cell:
            continue
        if not (cell.isascii() and cell.isdigit()) or int(cell) >= offered:
            raise refused("Cette réponse n'est pas proposée.", "This answer is not offered.")
        out[one["id"]] = int(cell)
    return out


def _checked(ballot: Ballot, given: Mapping[str, str]) -> Answers:
    ticked = {one["id"]: 1 if cell else 0 for one, cell in _each(ballot, given)}
    return ticked if any(ticked.values()) or given.get("none") else {}


def _dots(ballot: Ballot, given: Mapping[str, str]) -> Answers:
    out: Answers = {}
    for one, cell in _each(ballot, given):
        value = parse_number(cell) if cell else 0
        if not isinstance(value, int) or (value < 0 and ballot.method != "quadratic"):
            raise refused(
                f"« {cell[:20]} » n'est pas un nombre de points.", f"“{cell[:20]}” is no number of dots."
            )
        out[one["id"]] = value
    return out if any(out.values()) else {}


def spent(ballot: Ballot, answers: Answers) -> int:
    """Return what dots cost."""
    values = [int(v) for v in answers.values()]
    return sum(v * v for v in values) if ballot.method == "quadratic" else sum(values)


def check_budget(ballot: Ballot, answers: Answers) -> None:
    """Refuse dots over the budget.

    Raises
    ------
    AnswerError
        How much is spent, and how much there is.
    """
    cost, budget = spent(ballot, answers), int(ballot.settings["budget"])
    if cost > budget:
        raise refused(
            f"Il y en a trop : {cost} dépensés, {budget} disponibles.",
            f"Too many: {cost} spent, {budget} available.",
            Text("Retirer quelques points.", "Take some dots back."),
        )


def _numbers(ballot: Ballot, given: Mapping[str, str]) -> Answers:
    low, high = (Fraction(str(ballot.settings[k])) for k in ("low", "high"))
    out: Answers = {}
    for one, cell in _each(ballot, given):
        if not cell or given.get(f"n-{one['id']}"):
            continue
        value = parse_number(cell)
        if value is None or not low <= value <= high:
            raise refused(
                f"« {cell[:20]} » n'est pas entre {plain(low)} et {plain(high)}.",
                f"“{cell[:20]}” is not between {plain(low)} and {plain(high)}.",
            )
        out[one["id"]] = plain(value)
    return out


def _stances(ballot: Ballot, given: Mapping[str, str]) -> Answers:
    out: Answers = {}
    for one, cell in _each(ballot, given):
        if cell and cell not in STANCES:
            raise refused("Cette réponse n'est pas proposée.", "This answer is not offered.")
        if cell:
            out[one["id"]] = cell
    return out


def _argued(ballot: Ballot, given: Mapping[str, str]) -> Answers:
    longest = parameter("ballot", "longest_reason")
    out: Answers = {}
    for one, cell in _each(ballot, given):
        reason = str(given.get(f"r-{one['id']}", ""))
        if len(reason) > longest:
            raise refused(
                f"Cette raison dépasse {longest} caractères.",
                f"This reason is longer than {longest} characters.",
                Text("La raccourcir.", "Shorten it."),
            )
        if cell and cell not in (CONSENT, OBJECTION):
            raise refused("Cette réponse n'est pas proposée.", "This answer is not offered.")
        if cell == OBJECTION:
            if not tidy(reason):
                raise refused(
                    "Une objection dit sa raison.",
                    "An objection states its reason.",
                    Text("L'écrire, ou consentir.", "Write it, or consent."),
                )
            out[one["id"]] = f"{OBJECTION}: {tidy(reason)}"
        elif cell:
            out[one["id"]] = cell
    return out


def _duels(ballot: Ballot, given: Mapping[str, str]) -> Answers:
    known = {one["id"] for one in ballot.options}
    pairs = []
    for first, second in itertools.combinations([one["id"] for one in ballot.options], 2):
        chosen = tidy(str(given.get(f"d-{first}-{second}", ""))[:100])
        if not chosen:
            continue
        if chosen not in (first, second) or chosen not in known:
            raise refused("Cette réponse n'est pas proposée.", "This answer is not offered.")
        pairs.append([chosen, second if chosen == first else first])
    return {PAIRS: pairs}


_READERS = {
    "grades": _ranked,
    "choices": _ranked,
    "check": _checked,
    "dots": _dots,
    "slider": _numbers,
    "stances": _stances,
    "argued": _argued,
    "duels": _duels,
}


def duels(ballot: Ballot, seed: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Return the pairs put to one person: all of them where they are few, else some drawn for her device.

    Parameters
    ----------
    ballot : Ballot
    seed : str
        Anything that stays the same for the person; the same pairs come back in the same order.
    """
    pairs = list(itertools.combinations(ballot.options, 2))
    draw = random.Random(f"{ballot.uid}{seed}")  # noqa: S311 (an order of questions, not a secret)
    draw.shuffle(pairs)
    return pairs[: parameter("ballot", "most_duels")]


def good_ident(ident: Any) -> bool:
    """Tell whether an identifier of an option can stand in the name of a field."""
    return isinstance(ident, str) and bool(_NAME.match(ident))

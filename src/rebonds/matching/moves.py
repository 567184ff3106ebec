"""How a synergy moves from one state to the next, with dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from rebonds.errors import UsageError
from rebonds.matching.results import STATES
from rebonds.text import Text

LABELS = {
    "presumed": Text("présumée", "presumed"),
    "discussed": Text("discutée", "discussed"),
    "confirmed": Text("confirmée", "confirmed"),
    "running": Text("en cours", "running"),
}


@dataclass(frozen=True)
class Move:
    """The state that a synergy took, and the day."""

    state: str
    date: dt.date


def allowed(state: str) -> tuple[str, ...]:
    """Return the states that may follow: one step on, or one step back (a talk that fails, a flow that stops)."""
    at = STATES.index(state)
    return tuple(STATES[rank] for rank in (at + 1, at - 1) if 0 <= rank < len(STATES))


def moved(history: Sequence[Move], state: str, date: dt.date, today: dt.date) -> tuple[Move, ...]:
    """Return a history one move longer.

    Raises
    ------
    UsageError
        A first state that is not presumed, a step that is skipped, a day before the last move or to come.
    """
    following = allowed(history[-1].state) if history else (STATES[0],)
    if state not in following:
        listed = (
            " ou ".join(LABELS[one].fr for one in following),
            " or ".join(LABELS[one].en for one in following),
        )
        raise UsageError(
            Text(f"Une synergie passe d’un état au suivant : ici, {listed[0]}.",
                 f"A synergy moves one state at a time: here, {listed[1]}."),
        )  # fmt: skip
    if date > today or (history and date < history[-1].date):
        raise UsageError(
            Text(
                "Ce jour est à venir, ou avant le dernier passage.",
                "That day is to come, or before the last move.",
            ),
            Text("Donnez le jour où cela s’est passé.", "Give the day when it happened."),
        )
    return (*history, Move(state, date))

"""What was proposed during votes, told afterwards: what was added and who saw it, how many were not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from rebonds.deliberation.wording import many
from rebonds.lenses.tables import Listing, Point
from rebonds.reporting.report import Report
from rebonds.rooms.deliberate.models import Ballot, Proposal
from rebonds.text import Text, typeset

_TITLE = Text("Affirmations ajoutées pendant le vote", "Statements added during the vote")


def _taken(ballot: Ballot) -> list[Proposal]:
    """Return what was added to a closed ballot, in the order in which phones saw it."""
    rank = {one["id"]: place for place, one in enumerate(ballot.options)}
    found = ballot.proposed.filter(state=Proposal.State.ACCEPTED)
    return sorted(found, key=lambda one: rank.get(one.option, len(rank)))


def _ballots(n: int) -> Text:
    return many(n, Text("bulletin", "ballot"), Text("bulletins", "ballots"))


def _answers(n: int) -> Text:
    return many(n, Text("réponse", "answer"), Text("réponses", "answers"))


def told(ballot: Ballot, found: Report) -> Report:
    """Return the report of a ballot with what was added to it: how many ballots saw it, how many answer it."""
    taken = _taken(ballot) if ballot.asks_proposals else []
    if not taken:
        return found
    total = ballot.votes.count()
    items = []
    for one in taken:
        seen, answers = _ballots(one.seen or 0), _answers(one.answered or 0)
        fr = typeset(f"« {one.said} » : vue par {seen.fr} sur {total}, {answers.fr}.")
        items.append(Text(fr, f"“{one.said}”: seen by {seen.en} out of {total}, {answers.en}."))
    n = many(
        len(taken),
        Text("affirmation est venue", "statement came"),
        Text("affirmations sont venues", "statements came"),
    )
    text = Text(
        typeset(f"{n.fr} de la salle en cours de vote : qui avait déjà répondu n’y a peut-être pas réagi."),
        f"{n.en} from the room during the vote: who had answered before may not have reacted to it.",
    )
    return replace(
        found,
        points=(*found.points, Point(Text("Ajouts", "Additions"), text)),
        lists=(Listing(_TITLE, tuple(items)), *found.lists),
    )


def listed(ballots: Iterable[Ballot]) -> list[Listing]:
    """Return what the minutes keep: what was added, word for word, and how many were not, as a number only."""
    items: list[Text] = []
    for ballot in ballots:
        total = ballot.proposed.count() if ballot.asks_proposals else 0
        if not total:
            continue
        taken = _taken(ballot)
        left = total - len(taken)
        items.append(
            Text(
                typeset(
                    f"{ballot.question} : proposées {total}, ajoutées {len(taken)}, non retenues {left}."
                ),
                f"{ballot.question}: proposed {total}, added {len(taken)}, not taken {left}.",
            )
        )
        items += [Text(typeset(f"« {one.said} »"), f"“{one.said}”") for one in taken]
    title = Text("Affirmations proposées par la salle", "Statements proposed by the room")
    return [Listing(title, tuple(items))] if items else []

"""The result of a questionnaire that no kit reads otherwise: how answers spread, small cells hidden."""

from __future__ import annotations

from typing import Any

from rebonds.deliberation import parameters
from rebonds.deliberation.questionnaire_count import QuestionnaireCount, counted
from rebonds.lenses.plain import NOT_OPEN
from rebonds.lenses.reading import SourceLine
from rebonds.lenses.tables import NONE, Column, Point, Table
from rebonds.reporting.report import Report
from rebonds.rooms.deliberate.counting import frozen_ballots, said
from rebonds.rooms.deliberate.models import Ballot
from rebonds.text import Text, typeset

HIDDEN = Text("caché", "hidden")
_COLUMNS = (
    Column("answer", Text("réponse", "answer"), weight=3.0),
    Column("count", Text("nombre", "count"), "amount", weight=0.8),
)


def report(ballot: Ballot) -> Report:
    """Return the report of a closed questionnaire: a table per question.

    Counts from 1 to ``least_cell - 1`` are hidden, and others with them so that no subtraction gives them back
    (`rebonds.deliberation.questionnaire.hidden`).
    """
    ballots = frozen_ballots(ballot)
    least = parameters.whole("questionnaire", "least_cell")
    note = Text(
        typeset(f"« caché » : moins de {least} réponses, ou de quoi les retrouver."),
        f"“hidden”: fewer than {least} answers, or enough to work them out.",
    )
    lang = ballot.workspace.language
    asked = []
    for place, one in enumerate(ballot.options):
        names = [said(choice, lang) for choice in one["choices"]]
        given = [names.index(cell) for cell in ballots.column(place) if cell in names]
        asked.append(counted(one["id"], _both(one), [_both(choice) for choice in one["choices"]], given))
    tables = [
        Table(
            one.id,
            one.question,
            _COLUMNS,
            tuple((c.answer, HIDDEN if c.count is None else c.count) for c in one.counts),
            note=note if any(c.count is None for c in one.counts) else NONE,
        )
        for one in asked
    ]
    n, digest = len(ballots.voters), ballots.sha256
    source = Text(
        typeset(f"Bulletins exportés (SHA-256 {digest[:16]}…)"), f"Exported ballots (SHA-256 {digest[:16]}…)"
    )
    return Report(
        name=f"questionnaire-{ballot.uid}",
        title=Text(ballot.question, ballot.question),
        facts=Text(
            typeset(f"{n} bulletins, {len(tables)} questions"), f"{n} ballots, {len(tables)} questions"
        ),
        points=(
            Point(
                Text("Lecture", "Reading"),
                Text(
                    typeset("il n'y a pas de bonne réponse : regardez où le groupe se disperse."),
                    "there is no right answer: look at where the group spreads.",
                ),
            ),
        ),
        tables=tuple(tables),
        sources=(SourceLine("ballots", source, "le groupe", NOT_OPEN, ""),),
        trace=(Text(typeset(f"Bulletins : SHA-256 {digest}."), f"Ballots: SHA-256 {digest}."),),
        licence=NOT_OPEN,
        record=QuestionnaireCount(digest, n, least, tuple(asked), ("ballots",)),
    )


def _both(texts: dict[str, Any]) -> Text:
    return Text(said(texts, "fr"), said(texts, "en"))

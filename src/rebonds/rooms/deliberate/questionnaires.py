"""The result of a questionnaire that no kit reads otherwise: how answers spread, small cells hidden."""

from __future__ import annotations

from rebonds.deliberation import parameters
from rebonds.deliberation.questionnaire import hidden
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
    tables = []
    for place, one in enumerate(ballot.options):
        column = [cell for cell in ballots.column(place) if cell]
        names = [said(choice, lang) for choice in one["choices"]]
        counts = [column.count(name) for name in names]
        shown = hidden(counts, least) if len(column) >= least else tuple(None for _ in counts)
        rows = tuple(
            (Text(said(c, "fr"), said(c, "en")), HIDDEN if n is None else n)
            for c, n in zip(one["choices"], shown, strict=True)
        )
        title = Text(said(one, "fr"), said(one, "en"))
        tables.append(
            Table(one["id"], title, _COLUMNS, rows, note=note if any(n is None for n in shown) else NONE)
        )
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
    )

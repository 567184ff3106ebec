"""The minutes of a session: agenda, results, disagreements, decisions, who was there if they agreed."""

from __future__ import annotations

from dataclasses import replace

from rebonds.deliberation.wording import many
from rebonds.lenses.plain import NOT_OPEN
from rebonds.lenses.reading import SourceLine
from rebonds.lenses.tables import Listing, Point, Table
from rebonds.reporting.report import Drawing, Report
from rebonds.rooms.deliberate import added, attending, counting
from rebonds.rooms.deliberate.models import Ballot, Session
from rebonds.text import Text, day, typeset

#: What the minutes keep of each result; the rest stays in its own report.
_TABLES = ("ranking", "objections")


def both(text: str) -> Text:
    """Return what people wrote, the same in both languages."""
    return Text(text, text)


def minutes(session: Session) -> Report:
    """Return the minutes of a session, from what is revealed and what was typed."""
    names, others = attending.named_people(session)
    points: list[Point] = []
    tables: list[Table] = []
    drawings: list[Drawing] = []
    sources: list[SourceLine] = []
    trace: list[Text] = []
    if session.purpose:
        points.append(Point(Text("Objet", "Purpose"), both(session.purpose)))
    shown = revealed(session)
    for rank, ballot in enumerate(shown, start=1):
        if counting.empty(ballot):
            points.append(Point(both(ballot.question), Text("personne n’a répondu.", "nobody answered.")))
            continue
        found = counting.report_of(ballot)
        lead = both(ballot.question.rstrip(" .?!\u202f\u00a0"))
        points += [
            replace(point, lead=lead if n == 0 else point.lead) for n, point in enumerate(found.points)
        ]
        kept = [table for table in found.tables if table.id in _TABLES] or list(found.tables)
        for table in kept:
            title = Text(f"{table.title.fr} : {ballot.question}", f"{table.title.en}: {ballot.question}")
            tables.append(replace(table, id=f"{table.id}-{rank}", title=Text(typeset(title.fr), title.en)))
        drawings += [
            replace(one, id=f"{one.id}-{rank}", title=both(ballot.question)) for one in found.drawings
        ]
        sources += [line for line in found.sources if line not in sources]
        trace += found.trace
    return Report(
        name=f"compte-rendu-{session.uid}",
        title=Text(typeset(f"Compte rendu : {session.title}"), f"Minutes: {session.title}"),
        facts=_facts(session, len(names) + others),
        points=tuple(points),
        tables=tuple(tables),
        drawings=tuple(drawings),
        lists=(
            Listing(Text("Décisions", "Decisions"), _lines(session.decisions)),
            *added.listed(shown),
            Listing(Text("Ce qui s’est dit", "What was said"), _lines(session.notes)),
            Listing(Text("Déroulé", "Agenda"), _agenda(session)),
            Listing(Text("Présents", "Present"), _present(names, others)),
        ),
        sources=tuple(sources),
        trace=tuple(trace),
        licence=NOT_OPEN,
        record=None,
    )


def revealed(session: Session) -> list[Ballot]:
    """Return the ballots whose result was shown, in the order of their opening."""
    return list(
        session.ballots.filter(deleted_at=None, state=Ballot.State.REVEALED)
        .select_related("frozen", "workspace")
        .order_by("opened_at", "pk")
    )


def _facts(session: Session, people: int) -> Text:
    said = many(people, Text("personne", "person"), Text("personnes", "people"))
    return Text(
        typeset(f"{session.workspace.name}, {day(session.day, 'fr')}, {said.fr}"),
        f"{session.workspace.name}, {day(session.day, 'en')}, {said.en}",
    )


def _lines(text: str) -> tuple[Text, ...]:
    return tuple(both(line.strip(" -–•\t")) for line in text.splitlines() if line.strip(" -–•\t"))


def _agenda(session: Session) -> tuple[Text, ...]:
    out = []
    for step in session.steps:
        minutes_ = f" ({step['minutes']} min)" if step.get("minutes") else ""
        after = f" : {step['instruction']}" if step.get("instruction") else ""
        out.append(Text(typeset(f"{step['title']}{minutes_}{after}"), f"{step['title']}{minutes_}{after}"))
    return tuple(out)


def _present(names: list[str], others: int) -> tuple[Text, ...]:
    out = [both(name) for name in names]
    if others:
        out.append(
            Text(
                f"{others} sans être nommé{'s' if others > 1 else ''}",
                f"{others} not named",
            )
        )
    return tuple(out)

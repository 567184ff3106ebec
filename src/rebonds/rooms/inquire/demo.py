"""The room's part of the demonstration: an invented programme, sorts, positions and expectations.

Answers are drawn by a fixed seed, so that the example is the same everywhere; texts say that they are invented.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from rebonds.content import kits, runsheet
from rebonds.content.inquiring import Deck
from rebonds.rooms.inquire import decks, grouping, sorting
from rebonds.rooms.inquire.models import (
    Decision,
    Expectation,
    ExpectationGroup,
    Family,
    Meeting,
    PaperVoter,
    Phase,
    Problem,
    Shift,
    ShiftPosition,
)
from rebonds.rooms.people import changes, thread
from rebonds.rooms.people.demo import Demo, read
from rebonds.rooms.people.models import Member, Role

SEED = 20260101
PAPERS = 12


def load(demo: Demo) -> None:
    """Make the programme, load the cards and the shifts, and answer in the name of invented people."""
    content = read(__package__, "content/demo.toml")
    space, lead = demo.workspace, demo.people[Role.FACILITATOR]
    chance = random.Random(SEED)  # noqa: S311 (an example, not a secret)
    decks.load_problems(lead, kits.load(Deck), workspace=space)
    decks.load_shifts(lead, workspace=space)
    problems = list(Problem.kept.within(space).order_by("pk"))
    shifts = list(Shift.kept.within(space))
    meetings = _programme(content, lead)
    _sort(chance, demo, problems)
    _place(chance, demo, shifts)
    _families(content, problems, lead)
    _expectations(content, demo, lead)
    if meetings:
        for problem in problems[:3]:
            thread.link(problem, meetings[0], lead)
    for shift in shifts:
        calling = next((p for p in problems if shift.key in p.shift_keys), None)
        if calling is not None:
            thread.link(shift, calling, lead)
    demo.made["problem"], demo.made["shift"], demo.made["meeting"] = problems, shifts, meetings


def _programme(content: dict[str, Any], lead: Member) -> list[Meeting]:
    """Make phases and meetings around today, so that the example is never all in the past."""
    today, held, workshops = timezone.localdate(), runsheet.workshops(), []
    phases: dict[str, Phase] = {}
    for one in content["phase"]:
        begins, ends = (today + timedelta(days=one[key]) for key in ("from", "to"))
        phase = Phase(title=one["title"], begins=begins, ends=ends, about=one["about"])
        phases[one["id"]] = changes.save(phase, lead)  # type: ignore[assignment]
    for one in content["meeting"]:
        start = _moment(today + timedelta(days=one["day"]))
        workshop = held.get(one.get("workshop", ""))
        minutes = workshop.minutes if workshop else 120
        meeting = Meeting(
            title=one["title"],
            phase=phases[one["phase"]],
            starts_at=start,
            ends_at=start + timedelta(minutes=minutes),
            place=one["place"],
            purpose=one["purpose"],
            inputs=one.get("inputs", ""),
            outputs=one.get("outputs", ""),
            run_sheet=runsheet.write(workshop, "fr") if workshop else "",
        )
        changes.save(meeting, lead)
        workshops.append(meeting)
        for said in one.get("decision", ()):
            decision = changes.save(Decision(**said), lead)
            thread.link(decision, meeting, lead)
    return workshops


def _moment(day: date) -> Any:
    noon = timezone.datetime(day.year, day.month, day.day, 9, 30)  # type: ignore[attr-defined]
    return timezone.make_aware(noon)


def _sort(chance: random.Random, demo: Demo, problems: list[Problem]) -> None:
    places = [
        one for one in {m.authority for m in demo.members} if one is not None and one.kind == "authority"
    ]
    places.sort(key=lambda one: one.pk)
    papers = PaperVoter.objects.bulk_create(
        [
            PaperVoter(
                workspace=demo.workspace,
                number=number,
                authority=places[number % len(places)],
                role=Role.PARTICIPANT if number % 3 else Role.ELECTED,
            )
            for number in range(1, PAPERS + 1)
        ]
    )
    voters: list[Any] = [m for m in demo.members if m.role not in (Role.OBSERVER, Role.FACILITATOR)]
    # What a card tends to be, then what each person makes of it: some cards divide, others do not.
    leaning = {one.pk: [chance.random() ** 2 + 0.05 for _key in sorting.KEYS] for one in problems}
    heavy = {one.pk: chance.random() ** 2 for one in problems}
    for voter in [*voters, *papers]:
        answered = chance.sample(problems, k=min(len(problems), 45))
        for problem in answered:
            klass = chance.choices(sorting.KEYS, weights=leaning[problem.pk])[0]
            sorting.keep(voter, problem, klass, chance.random() < heavy[problem.pk] * 0.5)
    sorting.recount(one.pk for one in problems)


def _place(chance: random.Random, demo: Demo, shifts: list[Shift]) -> None:
    usual = {(m.authority_id, s.pk): chance.choice((1, 2, 2, 3)) for m in demo.members for s in shifts}
    rows = []
    for member in demo.members:
        if member.role in (Role.OBSERVER, Role.FACILITATOR):
            continue
        for shift in shifts:
            now = min(5, max(1, usual[member.authority_id, shift.pk] + chance.choice((-1, 0, 0, 1))))
            rows.append(
                ShiftPosition(
                    workspace=demo.workspace,
                    shift=shift,
                    member=member,
                    authority=member.authority,
                    now=now,
                    target=min(5, now + chance.choice((1, 1, 2, 2, 3))),
                )
            )
    ShiftPosition.objects.bulk_create(rows)


def _families(content: dict[str, Any], problems: list[Problem], lead: Member) -> None:
    by_theme: dict[str, list[Problem]] = {}
    for one in problems:
        by_theme.setdefault(one.theme.key if one.theme else "", []).append(one)
    for said in content["family"]:
        family = changes.save(Family(title=said["title"], about=said["about"]), lead)
        grouping.move([p for key in said["themes"] for p in by_theme.get(key, [])], "problem", family, lead)


def _expectations(content: dict[str, Any], demo: Demo, lead: Member) -> None:
    groups = {}
    for one in content["group"]:
        groups[one["id"]] = changes.save(ExpectationGroup(title=one["title"]), lead)
    authors = [m for m in demo.members if m.role != Role.OBSERVER]
    for rank, one in enumerate(content["expectation"]):
        author = authors[rank % len(authors)]
        said = Expectation(
            scale=one["scale"],
            text=one["text"],
            authority=author.authority if one["scale"] != Expectation.Scale.PROGRAMME else None,
            group=groups.get(one.get("group", "")),
            verdict=one.get("verdict", ""),
            reason=one.get("reason", ""),
        )
        changes.save(said, author)

"""The room's part of the demonstration: one investigation from its problem to its report, all of it invented."""

from __future__ import annotations

import datetime as dt
from typing import Any

from rebonds.errors import RebondsError
from rebonds.rooms.dossiers import publishing, ties
from rebonds.rooms.dossiers.models import (
    Controversy,
    Dossier,
    Finding,
    Hearing,
    Hypothesis,
    Inspiration,
    Publication,
    Quote,
    Reading,
    ReceivedIdea,
    ReviewComment,
    Step,
    Witness,
)
from rebonds.rooms.observe import store
from rebonds.rooms.people import changes
from rebonds.rooms.people.demo import Demo, read
from rebonds.rooms.people.models import Member
from rebonds.rooms.search import labels

HEARD = dt.date(2026, 3, 12)


def load(demo: Demo) -> None:
    """Write the investigation in the name of an investigator."""
    content = read(__package__, "content/demo.toml")
    team = [one for one in demo.members if one.role == "investigator"][:3]
    author = team[0] if team else demo.people["facilitator"]
    held = _dossier(content["dossier"], demo, author, team if len(team) > 1 else demo.members[:2])
    quotes = _words(content, held, author)
    _knowledge(content, held, author, quotes)
    _review(content["hypothesis"], held, author, demo.people["partner"])
    _library(content, held, author)
    _publish(content["publication"], held, author)
    demo.made.setdefault("dossier", []).append(held)


def _dossier(raw: dict[str, Any], demo: Demo, author: Member, team: list[Member]) -> Dossier:
    shifts = list(labels.shifts(demo.workspace))
    made = Dossier(
        title=raw["title"],
        question=raw["question"],
        shift=shifts[raw["shift"]] if shifts else "",
        workspace=demo.workspace,
    )
    code = next((one.authority.territory for one in team if one.authority and one.authority.territory), "")
    if code:
        try:
            made.territory_name, made.territory = store.find(code).name, code
        except RebondsError:
            made.territory = ""  # no warehouse here: the example goes without a territory
    changes.save(made, author)
    made.team.set(team)
    problems = demo.made.get("problem", [])
    ties.dossier(made, problems[0].uid if problems else "", author)
    for what, done in raw["steps"]:
        changes.save(Step(dossier=made, text=what, done=done), author)
    return made


def _words(content: dict[str, Any], held: Dossier, author: Member) -> dict[str, Quote]:
    witnesses: dict[str, Witness] = {}
    for one in content["witness"]:
        fields = {name: value for name, value in one.items() if name != "id"}
        given = one["consent"] in ("oral", "written")
        witnesses[one["id"]] = Witness(dossier=held, consent_date=HEARD if given else None, **fields)
        changes.save(witnesses[one["id"]], author)
    hearings: dict[str, Hearing] = {}
    for one in content["hearing"]:
        fields = {name: value for name, value in one.items() if name not in ("id", "witness")}
        fields["transcript"] = fields["transcript"].strip()
        hearings[one["id"]] = Hearing(dossier=held, witness=witnesses[one["witness"]], date=HEARD, **fields)
        changes.save(hearings[one["id"]], author)
        ties.part(hearings[one["id"]], author)
    quotes: dict[str, Quote] = {}
    for one in content["quote"]:
        hearing = hearings[one["hearing"]]
        made = Quote(
            dossier=held,
            witness=hearing.witness,
            hearing=hearing,
            text=one["text"],
            question=one["question"],
            shift=held.shift,
        )
        changes.save(made, author)
        ties.part(made, author)
        quotes[one["id"]] = made
    return quotes


def _knowledge(content: dict[str, Any], held: Dossier, author: Member, quotes: dict[str, Quote]) -> None:
    for one in content["finding"]:
        said = [quotes[name] for name in one["quotes"]]
        made: Any = Finding(
            dossier=held,
            statement=one["statement"],
            detail=one["detail"],
            source=one.get("source", ""),
            quote=said[0],
            shift=held.shift,
        )
        changes.save(made, author)
        ties.part(made, author, said)
    for one in content["controversy"]:
        sides = {
            f"{name}_{n}": value
            for n, side in enumerate(one["sides"], start=1)
            for name, value in zip(("who", "says", "source"), side, strict=True)
        }
        made = Controversy(dossier=held, question=one["question"], settled=one["settled"], **sides)
        changes.save(made, author)
        ties.part(made, author)
    for one in content["idea"]:
        made = ReceivedIdea(dossier=held, **one)
        changes.save(made, author)
        ties.part(made, author)


def _review(raw: list[dict[str, Any]], held: Dossier, author: Member, reviewer: Member) -> None:
    for one in raw:
        made = Hypothesis(
            dossier=held, statement=one["statement"], refutation=one["refutation"], shift=held.shift
        )
        changes.save(made, author)
        ties.part(made, author)
        comments = []
        for text, _answer, _led in one["comments"]:
            comment = ReviewComment(
                hypothesis=made, on_version=made.version, text=text, workspace=held.workspace
            )
            comments.append(changes.save(comment, reviewer))
        made.statement = one["revised"]
        changes.save(made, author)
        for comment, (_text, answer, led) in zip(comments, one["comments"], strict=True):
            if answer:
                comment.answer, comment.answered_by = answer, author  # type: ignore[attr-defined]
                comment.led_to = made.version if led else None  # type: ignore[attr-defined]
                changes.save(comment, author)


def _library(content: dict[str, Any], held: Dossier, author: Member) -> None:
    for model, name in ((Inspiration, "inspiration"), (Reading, "reading")):
        for one in content[name]:
            made = model(dossier=held, **one)
            changes.save(made, author)
            ties.part(made, author)


def _publish(raw: dict[str, Any], held: Dossier, author: Member) -> None:
    made = Publication(
        title=raw["title"], introduction=raw["introduction"], closing=raw["closing"], workspace=held.workspace
    )
    changes.save(made, author)
    publishing.add_chapters(made, [held], author)
    part = made.chapters.get()
    part.heading, part.introduction = raw["heading"], raw["chapter"]
    changes.save(part, author)

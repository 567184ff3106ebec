"""The room's part of the demonstration: a workshop that is over, one under way, ballots in every state.

Everything goes through the code that people's own votes go through; answers are drawn by a fixed seed, so that the
example counts the same everywhere. Other rooms answer their invented ballots with `answer`, and end them with `end`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone

from rebonds.deliberation.values import plain, scales
from rebonds.rooms.deliberate import answers, attending, closing, kits, live, paper, preparing, voting
from rebonds.rooms.deliberate.forms import options_of, steps_of
from rebonds.rooms.deliberate.models import Ballot, Session
from rebonds.rooms.deliberate.parameters import way
from rebonds.rooms.people import changes, thread
from rebonds.rooms.people.demo import Demo, read
from rebonds.rooms.people.models import Member, Role

SEED = 20260201
SPREAD = 0.18  # how far people stand from what the group tends to, on a scale of length one
PASSES = 0.08

#: Rank of the respondent -> the form she sends.
Form = Callable[[int], Mapping[str, str]]


def load(demo: Demo) -> None:
    """Hold one workshop to its minutes, begin another, and answer ballots in the name of invented people."""
    content, lead = read(__package__), demo.people[Role.FACILITATOR]
    voters = voters_of(demo)
    chance = random.Random(SEED)  # noqa: S311 (an example, not a secret)
    meetings, problems = demo.made.get("meeting", []), demo.made.get("problem", [])
    held: dict[str, Session] = {}
    for one in content["session"]:
        made = Session(
            title=one["title"],
            day=timezone.localdate() + timedelta(days=one["day"]),
            purpose=one["purpose"],
            seats=one["seats"],
            steps=steps_of(one["steps"]),
            notes=one.get("notes", ""),
            decisions=one.get("decisions", ""),
        )
        held[one["id"]] = changes.save(made, lead)  # type: ignore[assignment]
        if meetings:
            thread.link(made, meetings[one["meeting"]], lead)
        live.go_to(made, one["step"])
        for member in [lead, *voters]:
            attending.attend(made, member, named=member.role != Role.PARTICIPANT)
    for one in content["ballot"]:
        ballot = _ballot(one, held.get(one.get("session", "")), lead)
        if problems and one.get("problem") is not None:
            thread.link(ballot, problems[one["problem"]], lead)
        if one["state"] == Ballot.State.DRAFT:
            continue
        closing.open_ballot(ballot, lead)
        form = drawn(ballot, one.get("tends", []), chance, one.get("objections", {}))
        answer(ballot, voters[: one["phones"]], one.get("sheets", 0), form)
        if one["state"] != Ballot.State.OPEN:
            end(ballot, lead, shown=one["state"] == Ballot.State.REVEALED)
    for one in content["session"]:
        _stage(one, held[one["id"]], lead)
    demo.made["session"] = list(held.values())


def voters_of(demo: Demo) -> list[Member]:
    """Return who answers; not the one who loaded the example, so that open ballots wait for her."""
    return [one for one in demo.members if one.role not in (Role.FACILITATOR, Role.OBSERVER)]


def _ballot(one: dict[str, Any], session: Session | None, lead: Member) -> Ballot:
    kit = kits.named(one.get("kit", ""))
    if kit is not None:
        (made,) = preparing.from_kit(kit, lead, lead.workspace.language, session)
        made.question = one["question"]
        return changes.save(made, lead)  # type: ignore[return-value]
    options, costs = options_of("\n".join(one["options"]), one["method"], [])
    settings = dict(one.get("settings", {}))
    if costs:
        settings["costs"] = costs
    if "scale" in one:
        scale = next(known for known in scales() if known["id"] == one["scale"])
        settings["grades"] = [{"fr": fr, "en": en} for fr, en in zip(scale["fr"], scale["en"], strict=True)]
    made = Ballot(
        session=session,
        question=one["question"],
        details=one.get("details", ""),
        method=one["method"],
        options=options,
        settings=settings,
        secret=one.get("secret", True),
    )
    return changes.save(made, lead)  # type: ignore[return-value]


def _stage(one: dict[str, Any], session: Session, lead: Member) -> None:
    """End the workshop that is over; show on the wall of the other the ballot that is open."""
    shown = session.ballots.filter(state=Ballot.State.OPEN).first()
    if shown is not None:
        attending.open_doors(session, lead)
        live.show(session, shown)
    if one.get("over"):
        session.refresh_from_db()
        session.ended_at = timezone.now()
        changes.save(session, lead)


def answer(ballot: Ballot, voters: Sequence[Member], sheets: int, form: Form) -> None:
    """Answer an open ballot: people by phone, then sheets of paper, as the room counts them.

    Parameters
    ----------
    ballot : Ballot
    voters : sequence of Member
    sheets : int
    form : callable
        Rank of the respondent, from 0, to the form that she sends; an empty one is nobody's answer.
    """
    for rank in range(len(voters) + sheets):
        given = form(rank)
        if not given:
            continue
        found = answers.read(ballot, given)
        if rank < len(voters):
            # An invented phone, the same at each loading; `voting` mixes it with the ballot.
            voting.counted(ballot, voters[rank], f"exemple-{ballot.uid}-{rank}", 1, found)
        else:
            paper.typed(ballot, rank - len(voters) + 1, found)


def end(ballot: Ballot, lead: Member, *, shown: bool) -> Ballot:
    """Close and sign a ballot, and show its result."""
    closed = closing.close(ballot, lead)
    return closing.reveal(closed, lead) if shown else closed


def drawn(
    ballot: Ballot,
    tends: Sequence[float],
    chance: random.Random,
    objections: Mapping[str, str] | None = None,
    passes: Mapping[str, float] | None = None,
) -> Form:
    """Return invented answers: people stand around what the group tends to, option by option.

    Parameters
    ----------
    tends : sequence of float
        One per option, from 0 (against, lowest) to 1.
    objections : mapping, optional
        For a consent round: rank of who objects to the first option, and her reason.
    passes : mapping, optional
        For statements: how likely it is that one is passed over, where it is not as usual.
    """
    widget = way(ballot.method).widget

    def around(tend: float) -> float:
        return min(1.0, max(0.0, chance.gauss(tend, SPREAD)))

    def form(rank: int) -> dict[str, str]:
        if widget == "dots":
            budget = int(ballot.settings["budget"])
            picked = chance.choices(range(len(tends)), weights=tends, k=budget)
            return {f"o-{one['id']}": str(picked.count(n)) for n, one in enumerate(ballot.options)}
        out: dict[str, str] = {}
        for n, one in enumerate(ballot.options):
            name, tend = f"o-{one['id']}", tends[n] if n < len(tends) else 1.0
            if widget == "argued":
                reason = (objections or {}).get(str(rank), "") if n == 0 else ""
                out[name] = answers.OBJECTION if reason else answers.CONSENT
                out[f"r-{one['id']}"] = reason
            elif widget == "check":
                out[name] = "1" if chance.random() < tend else ""
            elif widget == "grades":
                out[name] = str(round(around(tend) * (len(ballot.settings["grades"]) - 1)))
            elif widget == "slider":
                low, high = (int(ballot.settings[key]) for key in ("low", "high"))
                out[name] = plain(low + round(around(tend) * (high - low)))
            elif chance.random() < (passes or {}).get(one["id"], PASSES):
                out[name] = "pass"
            else:
                out[name] = "agree" if chance.random() < tend else "disagree"
        return out if widget != "check" or any(out.values()) else {**out, "none": "1"}

    return form

"""The demonstration: invented fictions, a contested project, opinions, a convention from its pool to its votes,
a mirror group, a team before and after, an influence map. All goes through the room's own code.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from rebonds.deliberation.sortition.examples import EXAMPLE
from rebonds.rooms.deliberate import closing, kits, preparing
from rebonds.rooms.deliberate import demo as votes
from rebonds.rooms.deliberate.models import Ballot
from rebonds.rooms.kits import committee, draws, frames, mirror, selfcheck
from rebonds.rooms.kits.models import InfluenceMap, Peer, Sheet
from rebonds.rooms.people import changes, thread
from rebonds.rooms.people.demo import Demo, read
from rebonds.rooms.people.models import Member, Role
from rebonds.sources.sheet import Given

SEED = 20260301
#: For the example alone: a real draw has its secret drawn by the machine.
SECRET = "exemple inventé " * 4


def load(demo: Demo) -> None:
    """Write invented sheets, whose texts say that they are, then draw, vote and answer upon them."""
    content = read(__package__)
    lead = demo.people[Role.FACILITATOR]
    chance = random.Random(SEED)  # noqa: S311 (an example, not a secret)
    made = _sheets(content["sheet"], demo)
    _pairs(content["pair"], made, lead)
    _convention(content["convention"], made["convention"], lead, chance)
    _opinion(content["opinion"], made["depot"], lead, votes.voters_of(demo))
    _mirror(content["mirror"], lead, chance)
    _team(content["team"], demo, chance)
    _influence(content["influence"], lead)
    demo.made["sheet"] = list(made.values())


def _sheets(rows: list[dict[str, Any]], demo: Demo) -> dict[str, Sheet]:
    made: dict[str, Sheet] = {}
    for rank, one in enumerate(rows):
        parent = made.get(one.get("parent", ""))
        author = demo.people.get(one.get("role", ""), demo.members[rank % len(demo.members)])
        sheet = Sheet(
            workspace=demo.workspace,
            kind=one["kind"],
            parent=parent,
            title=one["title"],
            choice=one.get("choice", ""),
            said=one.get("said", {}),
            numbers=one.get("numbers", {}),
            day=_day(one["day"]) if "day" in one else None,
            agreed=one.get("agreed", False),
        )
        changes.save(sheet, author)
        if parent is not None:
            thread.link(sheet, parent, author)
        made[one["id"]] = sheet
    return made


def _day(after: int) -> date:
    return timezone.localdate() + timedelta(days=after)


def _pairs(rows: list[dict[str, str]], made: dict[str, Sheet], lead: Member) -> None:
    """Say which positions of the contested project can live together."""
    pairs = {
        frames.pair_key(made[one["a"]], made[one["b"]]): {"state": one["state"], "why": one["why"]}
        for one in rows
    }
    project = made[rows[0]["a"]].parent
    project.data = project.data | {"pairs": pairs}  # type: ignore[union-attr]
    changes.save(project, lead)  # type: ignore[arg-type]


def _convention(raw: dict[str, Any], held: Sheet, lead: Member, chance: random.Random) -> None:
    """Announce and hold a public draw, give days to the hearings, put the proposals to the panel's vote."""
    files = tuple(Given(name, EXAMPLE[name].encode()) for name in ("pool.csv", "quotas.csv"))
    draw = draws.announce(held, lead, raw["draw"], raw["seats"], raw["address"], files, SECRET)  # type: ignore[arg-type]
    draws.reveal(draw, lead, raw["numbers"])
    held.data = held.data | {
        "programme": {
            ident: {"day": _day(one["day"]).isoformat(), "heard": one["heard"]}
            for ident, one in raw["programme"].items()
        }
    }
    changes.save(held, lead)
    ballot = closing.open_ballot(committee.put_to_vote(held, lead), lead)
    votes.answer(ballot, (), raw["seats"], votes.drawn(ballot, raw["tends"], chance))
    votes.end(ballot, lead, shown=True)


def _opinion(raw: dict[str, Any], sheet: Sheet, lead: Member, voters: list[Member]) -> None:
    """Vote an opinion of the shadow committee, and adopt it; its dissent is in its text."""
    ballot = closing.open_ballot(committee.put_to_vote(sheet, lead), lead)
    option = ballot.options[0]["id"]
    votes.answer(
        ballot, voters[: len(raw["grades"])], 0, lambda rank: {f"o-{option}": str(raw["grades"][rank])}
    )
    votes.end(ballot, lead, shown=True)
    sheet.refresh_from_db()
    committee.adopt(sheet, lead)


def _kit(name: str, question: str, lead: Member, **more: Any) -> Ballot:
    kit = kits.named(name)
    assert kit is not None  # noqa: S101 (registered by this room)
    (made,) = preparing.from_kit(kit, lead, lead.workspace.language)
    made.question = question
    for field, value in more.items():
        setattr(made, field, value)
    return closing.open_ballot(changes.save(made, lead), lead)  # type: ignore[arg-type]


def _mirror(raw: dict[str, Any], lead: Member, chance: random.Random) -> None:
    """Have a hundred invented people answer on paper; two opinions, and what brings both together."""
    ballot = _kit(mirror.NAME, raw["question"], lead)
    tends = [
        [raw["tends"].get(one["id"], raw["otherwise"])[side] for one in ballot.options] for side in (0, 1)
    ]
    forms = [votes.drawn(ballot, side, chance, passes=raw["passes"]) for side in tends]
    votes.answer(ballot, (), raw["people"], lambda rank: forms[rank % 5 > 2](rank))
    votes.end(ballot, lead, shown=True)


def _team(raw: dict[str, Any], demo: Demo, chance: random.Random) -> None:
    """Assess a team twice, by name: the second wave shows who moved, and what became of the spread."""
    lead, people = demo.people[Role.FACILITATOR], votes.voters_of(demo)
    levels = {one.id: one.levels for one in selfcheck.questions(selfcheck.kit())}
    first = [{q: chance.choices((1, 2, 3), weights=raw["before"])[0] for q in levels} for _ in people]
    second = [
        {q: min(3, level + (chance.random() < raw["moves"])) for q, level in one.items()} for one in first
    ]
    for question, wave in ((raw["first"], first), (raw["second"], second)):
        ballot = _kit(selfcheck.NAME, question, lead, secret=False)

        def form(rank: int, wave: list[dict[str, int]] = wave) -> dict[str, str]:
            return {f"o-{q}": str(levels[q].index(level)) for q, level in wave[rank].items()}

        votes.answer(ballot, people, 0, form)
        votes.end(ballot, lead, shown=True)


def _influence(raw: dict[str, Any], lead: Member) -> None:
    """Open an influence map, which nobody but the one who loads the example sees; it goes at its usual term."""
    held = InfluenceMap.objects.create(
        workspace=lead.workspace, created_by=lead, title=raw["title"], aim=raw["aim"]
    )
    peers: dict[str, Peer] = {}
    for one in raw["peer"]:
        fields = {name: value for name, value in one.items() if name not in ("id", "ears")}
        peers[one["id"]] = Peer.objects.create(map=held, **fields)
    for one in raw["peer"]:
        peers[one["id"]].ears.set([peers[ident] for ident in one.get("ears", ())])

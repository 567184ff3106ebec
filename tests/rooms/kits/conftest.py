"""A workspace, and closed ballots of kits with votes cast from code."""

from __future__ import annotations

import pytest
from tests.rooms.people.conftest import founder, people, quick_passwords, space, visitor

from rebonds.rooms.deliberate import closing, kits
from rebonds.rooms.deliberate.counting import said
from rebonds.rooms.deliberate.models import Ballot, Vote
from rebonds.rooms.people import changes

__all__ = ["founder", "people", "quick_passwords", "space", "visitor"]


@pytest.fixture
def voted(founder, space):
    """Return a function that makes the ballot of a kit, fills it and closes it."""

    def make(kit: str, answers: list[dict], *, secret: bool = True, members=(), **more) -> Ballot:
        draft = kits.drafts(kits.named(kit), "fr")[0]
        made = Ballot(
            workspace=space,
            question=said(draft.question, "fr"),
            method=draft.method,
            options=draft.options,
            settings=draft.settings,
            secret=secret,
            kit=kit,
            kit_data=more.pop("data", draft.data),
        )
        changes.save(made, founder)
        made = closing.open_ballot(made, founder)
        for rank, given in enumerate(answers):
            member = members[rank] if members else None
            Vote.objects.create(ballot=made, mark=f"{rank:064x}"[::-1], turn=1, answers=given, member=member)
        return closing.reveal(closing.close(made, founder), founder)

    return make

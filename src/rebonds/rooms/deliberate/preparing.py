"""Ballots in preparation, from what a kit proposes."""

from __future__ import annotations

from rebonds.rooms.deliberate import kits
from rebonds.rooms.deliberate.counting import said
from rebonds.rooms.deliberate.models import Ballot, Session
from rebonds.rooms.people import changes
from rebonds.rooms.people.models import Member


def from_kit(kit: kits.Kit, member: Member, lang: str, session: Session | None = None) -> list[Ballot]:
    """Make the ballots that a kit proposes, in preparation."""
    out = []
    for draft in kits.drafts(kit, lang):
        made = Ballot(
            workspace=member.workspace,
            session=session,
            question=said(draft.question, lang)[:300],
            details=said(draft.details, lang)[:4000],
            method=draft.method,
            options=draft.options,
            settings=draft.settings,
            secret=draft.secret,
            kit=kit.name,
            kit_data=draft.data,
        )
        out.append(changes.save(made, member))
    return out  # type: ignore[return-value]

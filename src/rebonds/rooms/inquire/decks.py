"""Decks of cards and sets of shifts: from the kits, or from one's own file, into a workspace."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from rebonds.content import kits
from rebonds.content.inquiring import Deck, Shifts
from rebonds.rooms.inquire.models import Problem, Shift, Theme
from rebonds.rooms.people import changes
from rebonds.rooms.people.models import Member, Workspace
from rebonds.text import Text


def known_shifts(workspace: Workspace) -> set[str]:
    """Return the keys of shifts that a deck may name here: those that ship, and the workspace's own."""
    shipped = {one.id for one in kits.load(Shifts).shifts}
    return shipped | set(Shift.kept.within(workspace).values_list("key", flat=True))


def read_deck(workspace: Workspace, name: str, content: str) -> Deck:
    """Return the deck that a file holds.

    Raises
    ------
    rebonds.errors.DataError
        A file that breaks a rule of kits; the message says where.
    """
    return kits.parse(Deck, [(name, content)], {"shift": known_shifts(workspace)})


def _pair(name: str, text: Text) -> dict[str, str]:
    return {f"{name}_fr": text.fr, f"{name}_en": text.en}


def theme_of(workspace: Workspace, key: str, label: Text) -> Theme:
    """Return the theme of that key, made if it does not exist."""
    return Theme.objects.get_or_create(workspace=workspace, key=key, defaults=_pair("label", label))[0]


@transaction.atomic
def load_problems(
    member: Member | None, deck: Deck, workspace: Workspace | None = None, themes: set[str] | None = None
) -> tuple[int, int]:
    """Put the cards of a deck in a workspace; a card that is already there is left as people made it.

    Parameters
    ----------
    member : Member or None
    deck : Deck
    workspace : Workspace, optional
        By default the member's.
    themes : set of str, optional
        Only the cards of these themes.

    Returns
    -------
    tuple of int
        Cards added, cards that were already there.
    """
    space: Any = workspace or (member.workspace if member else None)
    there = set(Problem.objects.filter(workspace=space).exclude(card="").values_list("card", flat=True))
    chosen = [one for one in deck.problems if themes is None or one.theme in themes]
    used = {one.theme for one in chosen}
    held = {one.id: theme_of(space, one.id, one.label) for one in deck.themes if one.id in used}
    added = 0
    for one in chosen:
        if one.id in there:
            continue
        made = Problem(
            card=one.id, theme=held[one.theme], **_pair("title", one.title), **_pair("text", one.text)
        )
        made.call_for(list(one.shifts))
        changes.save(made, member, workspace=space)
        added += 1
    return added, len(chosen) - added


@transaction.atomic
def load_shifts(member: Member | None, workspace: Workspace | None = None, kit: Shifts | None = None) -> int:
    """Put the shifts of a kit (the eight that ship) in a workspace; return how many were added."""
    space: Any = workspace or (member.workspace if member else None)
    held = kit or kits.load(Shifts)
    there = set(Shift.objects.filter(workspace=space).values_list("key", flat=True))
    added = 0
    for rank, one in enumerate(held.shifts, start=1):
        if one.id in there:
            continue
        texts = {
            **_pair("question", one.question),
            **_pair("from", one.from_),
            **_pair("to", one.to),
            **_pair("explanation", one.explanation),
        }
        for level in (1, 3, 5):
            texts |= _pair(f"position_{level}", getattr(one, f"position_{level}"))
        changes.save(Shift(key=one.id, rank=rank, ours=one.ours, **texts), member, workspace=space)
        added += 1
    return added

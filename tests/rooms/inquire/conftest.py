"""A workspace with a few cards and the eight shifts."""

from __future__ import annotations

import pytest
from tests.rooms.people.conftest import founder, people, quick_passwords, space, visitor

from rebonds.content import kits
from rebonds.content.inquiring import Deck
from rebonds.rooms.inquire import decks
from rebonds.rooms.inquire.models import Problem, Shift

__all__ = ["founder", "people", "quick_passwords", "space", "visitor"]


@pytest.fixture
def cards(founder):
    """The cards of one theme of the deck that ships."""
    deck = kits.load(Deck)
    decks.load_problems(founder, deck, themes={"land"})
    return list(Problem.kept.within(founder.workspace).order_by("pk"))


@pytest.fixture
def shifts(founder):
    """The eight shifts."""
    decks.load_shifts(founder)
    return list(Shift.kept.within(founder.workspace))

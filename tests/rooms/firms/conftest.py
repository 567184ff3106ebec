"""A workspace with four firms: two of the founder, one of a participant, one of a partner."""

from __future__ import annotations

import pytest
from tests.rooms.people.conftest import founder, people, quick_passwords, space, visitor

from rebonds.rooms.firms.models import Firm, FirmFlow
from rebonds.rooms.people import changes
from rebonds.rooms.people.models import Role

__all__ = ["founder", "people", "quick_passwords", "space", "visitor"]


@pytest.fixture
def add(space):
    """Return a firm of a member with its flows: (side, resource, quantity, unit, value)."""

    def made(member, name, *flows, consent="facilitator", **fields):
        firm = Firm(name=name, consent=consent, **fields)
        changes.save(firm, member, workspace=space)
        for side, resource, quantity, unit, value in flows:
            row = FirmFlow(firm=firm, side=side, resource=resource, quantity=quantity, unit=unit, value=value)
            changes.save(row, member, workspace=space)
        return firm

    return made


@pytest.fixture
def firms(people, founder, add):
    """The firms by name."""
    return {
        "Scierie": add(
            founder, "Scierie", ("offer", "030105", 317.0, "t", None), consent="members", naf="1610A"
        ),
        "Chaufferie": add(
            founder, "Chaufferie", ("need", "bois combustible", 900.0, "MWh", 28.0), consent="public"
        ),
        "Menuiserie": add(
            people[Role.PARTICIPANT], "Menuiserie", ("offer", "030105", 131.0, "t", None), naf="1623Z"
        ),
        "Hôpital": add(
            people[Role.PARTNER], "Hôpital", ("need", "chaleur", 1777.0, "MWh", 60.0), naf="8610Z"
        ),
    }

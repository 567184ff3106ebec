"""A workspace with one dossier in it: two witnesses who consent, one who was only asked, their words, a finding."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from tests.rooms.people.conftest import founder, people, quick_passwords, space, visitor

from rebonds.rooms.dossiers import ties
from rebonds.rooms.dossiers.models import Dossier, Finding, Hearing, Quote, Witness
from rebonds.rooms.people import changes
from rebonds.rooms.people.models import Role

__all__ = ["founder", "people", "quick_passwords", "space", "visitor"]

DAY = dt.date(2026, 3, 1)
#: name, consent, scope
WITNESSES = (
    ("Alba Nommée", "written", "named"),
    ("Boris Discret", "oral", "anonymous"),
    ("Chloé Demandée", "asked", "internal"),
)


@pytest.fixture
def dossier(people):
    """A dossier of the investigator and the participant."""
    investigator = people[Role.INVESTIGATOR]
    made = Dossier(title="Ateliers qui ferment", question="Qui reprend ?", shift="sobriety")
    changes.save(made, investigator)
    made.team.set([investigator, people[Role.PARTICIPANT]])
    return made


@pytest.fixture
def said(dossier, people):
    """Witnesses, hearings and quotes by first name; a finding on the first quote."""
    member = people[Role.INVESTIGATOR]
    out = SimpleNamespace(witness={}, hearing={}, quote={})
    for name, consent, scope in WITNESSES:
        key = name.split()[0]
        witness = Witness(
            dossier=dossier,
            name=name,
            role="menuisière",
            contact=f"secret-{key}@exemple.fr",
            consent=consent,
            scope=scope,
            consent_date=DAY if consent != "asked" else None,
            unnamed_as=f"une personne de {key[0]}",
        )
        changes.save(witness, member)
        hearing = Hearing(
            dossier=dossier, witness=witness, date=DAY, transcript=f"Avant. Parole de {key} ici. Après."
        )
        changes.save(hearing, member)
        ties.part(hearing, member)
        quote = Quote(dossier=dossier, witness=witness, hearing=hearing, text=f"Parole de {key} ici.")
        changes.save(quote, member)
        ties.part(quote, member)
        out.witness[key], out.hearing[key], out.quote[key] = witness, hearing, quote
    out.finding = Finding(dossier=dossier, statement="On ferme trop tôt.", quote=out.quote["Alba"])
    changes.save(out.finding, member)
    ties.part(out.finding, member, [out.quote["Alba"]])
    return out

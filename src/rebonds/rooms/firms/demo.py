"""The room's part of the demonstration: the firms of an invented business park, and a few synergies under way."""

from __future__ import annotations

import datetime as dt
from importlib import resources
from typing import Any

from django.utils import timezone

from rebonds.rooms.firms import store
from rebonds.rooms.firms.models import Firm
from rebonds.rooms.people import changes
from rebonds.rooms.people.demo import Demo
from rebonds.sources.sheet import Given

#: Giver, receiver, resource, what it serves, states taken with how many days ago.
SYNERGIES = (
    ("Scierie", "Chaufferie", "030105", "bois combustible", (300, 240, 180, 90)),
    ("Chaufferie", "Hôpital", "chaleur", "chaleur", (280, 200, 120)),
    ("Brasserie", "Ferme", "020704", "alimentation animale", (150, 40)),
    ("Imprimerie", "Meubles", "150101", "calage", (20,)),
)


def load(demo: Demo) -> None:
    """Bring the firms in, presume what a few of them did not say, and move some synergies."""
    member: Any = demo.people.get("facilitator") or demo.members[0]
    folder = resources.files(__package__) / "content"
    tables = [Given(name, (folder / name).read_bytes()) for name in ("firms.csv", "flows.csv")]
    store.bring(tables[0], tables[1], member)
    held = list(Firm.kept.within(demo.workspace))
    partner = demo.people.get("partner")
    for one in held:
        one.commune = "Parc des Saulaies (inventé)"
        if partner is not None and one.name.startswith("Menuiserie"):
            one.created_by = partner
        changes.save(one, member)
        if one.name.startswith(("Imprimerie", "Hôpital", "Entrepôts", "Menuiserie")):
            store.presume(one, member)
    firms = {one.name.split()[0]: one for one in held}
    today = timezone.localdate()
    for giver, receiver, resource, needed, days in SYNERGIES:
        made = store.open_synergy(
            firms[giver], firms[receiver], resource, needed, member, today - dt.timedelta(days[0])
        )
        for state, ago in zip(("discussed", "confirmed", "running"), days[1:], strict=False):
            store.move(made, state, today - dt.timedelta(ago), member)
    demo.made["firm"] = held

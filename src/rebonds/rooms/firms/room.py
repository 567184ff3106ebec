"""What the room brings: kinds of objects, a door, personal data, a demonstration."""

from __future__ import annotations

from rebonds.rooms.firms import demo as example
from rebonds.rooms.firms.models import Firm, FirmFlow, Synergy
from rebonds.rooms.people import demo, personal, registry
from rebonds.text import Text

registry.register(
    Firm,
    kind="firm",
    label=Text("Entreprise", "Firm"),
    url_name="firm",
    see="firm.see",
    edit="firm.edit",
    delete="firm.delete",
    # Whom to talk to is for a few: its history too.
    fields=("name", "siret", "naf", "commune", "lon", "lat", "consent"),
)
registry.register(
    FirmFlow,
    kind="firm-flow",
    label=Text("Offre ou besoin", "Offer or need"),
    plural=Text("Offres et besoins", "Offers and needs"),
    url_name="firm-flow",
    see="flow.see",
    edit="flow.edit",
    part=True,
)
registry.register(
    Synergy,
    kind="synergy",
    label=Text("Synergie", "Synergy"),
    url_name="synergy",
    see="synergy.see",
    edit="synergy.edit",
    delete="synergy.delete",
)
registry.entry(
    Text("Entreprises", "Firms"),
    about=Text(
        "Qui pourrait fournir qui, ce qui manque, et qui serait exposé.",
        "Who could supply whom, what is missing, and who would be exposed.",
    ),
    url_name="firms",
    needs="firm.see",
    order=40,
    group="observe",
    count=lambda workspace: Firm.kept.within(workspace).count(),
)
personal.holds(
    Firm,
    label=Text("Entreprises ajoutées", "Firms added"),
    of=personal.made_by(Firm),
    fields=("name", "siret", "naf", "commune", "contact", "consent", "created_at"),
    erase={"contact": ""},
)
personal.holds(
    FirmFlow,
    label=Text("Offres et besoins écrits", "Offers and needs written"),
    of=lambda member: FirmFlow.objects.filter(firm__created_by=member),
    fields=("side", "resource", "quantity", "unit", "value", "state", "created_at"),
)
personal.holds(
    Synergy,
    label=Text("Synergies ouvertes", "Synergies opened"),
    of=personal.made_by(Synergy),
    fields=("resource", "state", "note", "created_at"),
)
demo.contributes(example.load, order=40)

"""What the room brings to workspaces: sheets and draws, a door, personal data, what expires, a demonstration."""

from __future__ import annotations

from rebonds.rooms.kits import archetypes, committee, decks, draws, mirror, private, selfcheck
from rebonds.rooms.kits import demo as example
from rebonds.rooms.kits.models import Draw, InfluenceMap, Sheet
from rebonds.rooms.people import demo, personal, registry, retention
from rebonds.text import Text

__all__ = ["archetypes", "committee", "decks", "mirror", "selfcheck"]  # each registers its ballots

registry.register(
    Sheet,
    kind="sheet",
    label=Text("Fiche de kit", "Kit sheet"),
    plural=Text("Fiches de kits", "Kit sheets"),
    url_name="sheet",
    see="sheet.see",
    edit="sheet.edit",
    delete="sheet.delete",
    fields=("title", "choice", "said", "numbers", "day", "agreed", "team", "outcome", "outcome_text", "outcome_on"),
)  # fmt: skip
registry.register(
    Draw,
    kind="draw",
    label=Text("Tirage au sort", "Draw by lot"),
    plural=Text("Tirages au sort", "Draws by lot"),
    url_name="draw",
    see="draw.see",
    edit="draw.run",
    fields=("title", "size"),
)
registry.entry(
    Text("Kits", "Kits"),
    about=Text(
        "Se situer, écrire une fiction, débattre d’un projet, tenir une convention, tirer au sort.",
        "Take stock, write a fiction, debate a project, hold a convention, draw by lot.",
    ),
    url_name="kits",
    needs="kit.list",
    order=320,
    group="deliberate",
)
personal.holds(
    Sheet,
    label=Text("Fiches écrites", "Sheets written"),
    of=personal.made_by(Sheet),
    fields=("kind", "title", "said", "numbers", "created_at"),
    erase={"agreed": False},
)
personal.holds(
    Draw,
    label=Text("Tirages préparés", "Draws prepared"),
    of=personal.made_by(Draw),
    fields=("title", "size", "created_at"),
)
personal.holds(
    InfluenceMap,
    label=Text("Cartes d’influence", "Influence maps"),
    of=lambda member: InfluenceMap.objects.filter(created_by=member),
    fields=("title", "aim", "expires_on"),
    delete=True,
)
retention.expires(draws.purge)
retention.expires(private.purge)
demo.contributes(example.load, order=60)

"""What the room brings to workspaces: sheets and draws, a door, personal data, what expires, a demonstration."""

from __future__ import annotations

from django.db.models.signals import post_save

from rebonds.rooms.kits import (
    archetypes,
    committee,
    decks,
    draws,
    mirror,
    offers,
    officials,
    private,
    selfcheck,
)
from rebonds.rooms.kits import demo as example
from rebonds.rooms.kits.models import Deck, Draw, Sheet
from rebonds.rooms.people import demo, personal, registry, retention
from rebonds.rooms.people.models import Member
from rebonds.text import Text

__all__ = [
    "archetypes",
    "committee",
    "decks",
    "mirror",
    "offers",
    "officials",
    "selfcheck",
]  # each registers its ballots

registry.register(
    Sheet,
    kind="sheet",
    label=Text("Fiche de kit", "Kit sheet"),
    plural=Text("Fiches de kits", "Kit sheets"),
    url_name="sheet",
    see="sheet.see",
    edit="sheet.edit",
    delete="sheet.delete",
    fields=(
        "title",
        "choice",
        "said",
        "numbers",
        "day",
        "agreed",
        "team",
        "outcome",
        "outcome_text",
        "outcome_on",
    ),
)
registry.register(
    Deck,
    kind="deck",
    label=Text("Jeu", "Deck"),
    plural=Text("Jeux", "Decks"),
    url_name="deck",
    see="kit.list",
    edit="deck.bring",
    delete="deck.delete",
    fields=("title", "retired"),
)
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
    Deck,
    label=Text("Jeux apportés", "Decks brought"),
    of=personal.made_by(Deck),
    fields=("kind", "title", "file", "created_at"),
)
personal.holds(
    Draw,
    label=Text("Tirages préparés", "Draws prepared"),
    of=personal.made_by(Draw),
    fields=("title", "size", "created_at"),
)
post_save.connect(private.forget, sender=Member, dispatch_uid="kits.forget")
retention.expires(draws.purge)
retention.expires(private.purge)
demo.contributes(example.load, order=60)

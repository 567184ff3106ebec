"""What the room brings: a door, strategies as objects, personal data, a demonstration."""

from __future__ import annotations

from rebonds.rooms.compass import demo as example
from rebonds.rooms.compass.models import LocalStrategy, OwnCompass
from rebonds.rooms.people import demo, personal, registry
from rebonds.text import Text

registry.register(
    LocalStrategy,
    kind="strategy",
    label=Text("Stratégie locale", "Local strategy"),
    plural=Text("Stratégies locales", "Local strategies"),
    url_name="strategy",
    see="strategy.see",
    edit="strategy.edit",
)
registry.entry(
    Text("Boussole", "Compass"),
    about=Text(
        "Les modèles de développement, cotés par le groupe, et ce que vos stratégies en reprennent.",
        "Models of development, rated by the group, and what your strategies take from them.",
    ),
    url_name="own-compass",
    needs="compass.see",
    order=45,
    group="observe",
    count=lambda workspace: LocalStrategy.kept.within(workspace).count(),
)
personal.holds(
    OwnCompass,
    label=Text("Boussole de l’espace ouverte", "Compass of the workspace opened"),
    of=personal.made_by(OwnCompass),
    fields=("created_at",),
)
personal.holds(
    LocalStrategy,
    label=Text("Stratégies locales ajoutées", "Local strategies added"),
    of=personal.made_by(LocalStrategy),
    fields=("name", "date", "aims", "tools", "source", "created_at"),
)
demo.contributes(example.load, order=45)

"""What search brings to workspaces: its door."""

from __future__ import annotations

from rebonds.rooms.people import registry
from rebonds.text import Text

registry.entry(
    Text("Chercher", "Search"),
    about=Text(
        "Un mot dans tout l’espace ; accents et pluriels pardonnés.",
        "A word in the whole workspace; accents and plurals forgiven.",
    ),
    url_name="workspace-search",
    needs="search.see",
    order=800,
    group="space",
)

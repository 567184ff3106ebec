"""What the room brings: kinds of objects, a door, personal data, a demonstration."""

from __future__ import annotations

from rebonds.rooms.maps import demo as example
from rebonds.rooms.maps.models import CausalMap, LinkSupport, MapLink, MapNode
from rebonds.rooms.people import demo, personal, registry
from rebonds.text import Text

_RIGHTS = {"see": "map.see", "edit": "map.edit", "delete": "map.delete"}

registry.register(
    CausalMap,
    kind="map",
    label=Text("Carte causale", "Causal map"),
    plural=Text("Cartes causales", "Causal maps"),
    url_name="map",
    **_RIGHTS,
)
registry.register(
    MapNode,
    kind="map-node",
    label=Text("Nœud de carte", "Map node"),
    plural=Text("Nœuds de carte", "Map nodes"),
    url_name="map-node",
    part=True,
    **_RIGHTS,
)
registry.register(
    MapLink,
    kind="map-link",
    label=Text("Lien de carte", "Map link"),
    plural=Text("Liens de carte", "Map links"),
    url_name="map-link",
    part=True,
    **_RIGHTS,
)
registry.entry(
    Text("Cartes", "Maps"),
    about=Text(
        "Ce qui agit sur quoi, selon qui : boucles, leviers, et si…",
        "What acts on what, according to whom: loops, levers, what if…",
    ),
    url_name="maps",
    needs="map.see",
    order=30,
    count=lambda workspace: CausalMap.kept.within(workspace).count(),
)
for _model, _label, _fields in (
    (
        CausalMap,
        Text("Cartes causales ouvertes", "Causal maps opened"),
        ("title", "group", "question", "created_at"),
    ),
    (MapNode, Text("Nœuds de carte", "Map nodes"), ("label", "kind", "created_at")),
    (MapLink, Text("Liens de carte", "Map links"), ("sign", "weight", "created_at")),
    (LinkSupport, Text("Liens soutenus", "Links supported"), ("author", "source", "created_at")),
):
    personal.holds(_model, label=_label, of=personal.made_by(_model), fields=_fields)
demo.contributes(example.load, order=30)

"""From the rows of a map to the core's record, and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.db import transaction

from rebonds.causal import maps
from rebonds.causal.layout import places as laid
from rebonds.causal.maps import checked
from rebonds.causal.reading import CausalReading, read
from rebonds.causal.results import Link, Node, Support
from rebonds.drawing import causal_map_svg
from rebonds.rooms.maps.models import CausalMap, LinkSupport, MapLink, MapNode
from rebonds.rooms.people import changes
from rebonds.rooms.people.models import Member, Workspace

Place = tuple[float, float]


def nodes_of(held: CausalMap) -> list[MapNode]:
    """Return the nodes of a map."""
    return list(MapNode.kept.filter(map=held))


def links_of(held: CausalMap) -> list[MapLink]:
    """Return the links of a map whose both ends are there, their supports at hand."""
    found = (
        MapLink.kept.filter(map=held, cause__deleted_at=None, effect__deleted_at=None)
        .select_related("cause", "effect", "created_by")
        .order_by("pk")
    )
    links = list(found)
    supports: dict[int, list[LinkSupport]] = defaultdict(list)
    for one in LinkSupport.kept.filter(link__map=held).select_related("created_by"):
        supports[one.link_id].append(one)
    for link in links:
        link.told = supports[link.pk]  # type: ignore[attr-defined]
    return links


def core(
    held: CausalMap, nodes: Iterable[MapNode] | None = None, links: Iterable[MapLink] | None = None
) -> maps.CausalMap:
    """Return the core's record of a map, checked."""
    nodes = nodes_of(held) if nodes is None else nodes
    links = links_of(held) if links is None else links
    return checked(
        held.title,
        (Node(n.uid, n.label, n.kind, f"{n.about_kind}:{n.about_uid}" if n.about_uid else "") for n in nodes),
        (Link(one.cause.uid, one.effect.uid, one.sign, float(one.weight), supports_of(one)) for one in links),
    )


def light(held: CausalMap) -> maps.CausalMap:
    """Return a map without its supports: what computing needs, read quickly. Its rows were checked when written."""
    nodes = MapNode.kept.filter(map=held).values_list("uid", "label")
    links = MapLink.kept.filter(map=held, cause__deleted_at=None, effect__deleted_at=None).order_by("pk")
    rows = links.values_list("cause__uid", "effect__uid", "sign", "weight")
    return maps.CausalMap(
        held.title,
        tuple(Node(uid, label) for uid, label in nodes),
        tuple(Link(cause, effect, sign, float(weight), ()) for cause, effect, sign, weight in rows),
    )


def supports_of(link: Any) -> tuple[Support, ...]:
    """Return who holds a link; who drew it where nobody else is told."""
    found = tuple(Support(one.said_by(), one.source) for one in link.told)
    kept = tuple(one for one in found if one.author or one.source)
    return kept or (Support(str(link.created_by) if link.created_by else "–"),)


@lru_cache(maxsize=64)
def reading(held: maps.CausalMap, clamps: tuple[tuple[str, float], ...] = ()) -> CausalReading:
    """Return the reading of a map, kept while the map does not change."""
    return read(held, dict(clamps))


def places(held: maps.CausalMap, nodes: Iterable[MapNode]) -> dict[str, Place]:
    """Return where nodes stand: where someone put them, else where there is room."""
    kept = {n.uid: (n.x, n.y) for n in nodes if n.x is not None and n.y is not None}
    return _places(held, tuple(sorted(kept.items())))


@lru_cache(maxsize=64)
def _places(held: maps.CausalMap, kept: tuple[tuple[str, Place], ...]) -> dict[str, Place]:
    return laid(held, kept=dict(kept))


def drawing(held: maps.CausalMap, at: Mapping[str, Place], addresses: Mapping[str, str], lang: str) -> str:
    """Return the drawing of a map for its page, kept while nothing moves."""
    return _drawing(held, tuple(sorted(at.items())), tuple(sorted(addresses.items())), lang)


@lru_cache(maxsize=64)
def _drawing(
    held: maps.CausalMap, at: tuple[tuple[str, Place], ...], addresses: tuple[tuple[str, str], ...], lang: str
) -> str:
    return causal_map_svg(held, lang, places=dict(at), links=dict(addresses), css=False)


@transaction.atomic
def write(
    held: maps.CausalMap,
    member: Member | None,
    *,
    workspace: Workspace | None = None,
    group: str = "",
    question: str = "",
    at: Mapping[str, Place] | None = None,
) -> CausalMap:
    """Make a map of the workspace from the core's record."""
    made = CausalMap(title=held.title[:160], group=group, question=question)
    changes.save(made, member, workspace=workspace)
    nodes: dict[str, MapNode] = {}
    at = at or laid(held)
    for one in held.nodes:
        x, y = at.get(one.id, (None, None))
        kind, _, uid = one.about.partition(":")
        known = len(kind) <= 40 and 0 < len(uid) <= 16
        node = MapNode(map=made, label=one.label[:160], kind=one.kind, x=x, y=y)
        if known:
            node.about_kind, node.about_uid = kind, uid
        changes.save(node, member, workspace=made.workspace)
        nodes[one.id] = node
    for link in held.links:
        row = MapLink(
            map=made, cause=nodes[link.cause], effect=nodes[link.effect], sign=link.sign, weight=link.weight
        )
        changes.save(row, member, workspace=made.workspace)
        for support in link.support:
            told = LinkSupport(link=row, author=support.author[:160], source=support.source[:400])
            changes.save(told, member, workspace=made.workspace)
    return made

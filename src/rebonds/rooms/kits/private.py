"""Influence maps: what their owners read, and how they go."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from rebonds.content.deliberating import Influence
from rebonds.content.kits import load
from rebonds.lenses.tables import Listing, Point
from rebonds.reporting.report import Report
from rebonds.rooms.kits.influencing import REASONS, Person, Rules, Talk, order
from rebonds.rooms.kits.models import InfluenceMap
from rebonds.rooms.kits.parameters import parameters
from rebonds.rooms.kits.showing import GROUP, both, column, fr_en, kit_source, table
from rebonds.text import Text, day


def rules() -> Rules:
    """Return the thresholds of the rule."""
    given = parameters()["influence_order"]
    return Rules(**{key: given[key] for key in Rules.__dataclass_fields__})


def talks(held: InfluenceMap) -> list[tuple[Any, Talk]]:
    """Return the people of a map in the order of talks."""
    peers = list(held.peers.prefetch_related("ears"))
    people = [
        Person(p.pk, p.position, p.power, p.openness, p.tie, tuple(e.pk for e in p.ears.all())) for p in peers
    ]
    by_key = {p.pk: p for p in peers}
    return [(by_key[talk.key], talk) for talk in order(people, rules())]


def report(held: InfluenceMap) -> Report:
    """Return a map: the order of talks and why, with words, form and way for each person."""
    kit = load(Influence)
    labels = {
        kind: {one.id: one.label for one in items}
        for kind, items in (
            ("argument", kit.arguments),
            ("format", kit.formats),
            ("channel", kit.channels),
        )
    }
    none = Text("–", "–")
    rows = (
        (
            both(peer.name + (" ✓" if peer.talked else "")),
            REASONS[talk.reason],
            *(labels[kind].get(getattr(peer, kind), none) for kind in labels),
            peer.position,
            peer.power,
            talk.reach,
        )
        for peer, talk in talks(held)
    )
    heads = (
        column("person", Text("personne", "person"), weight=1.6),
        column("why", Text("pourquoi maintenant", "why now"), weight=2),
        column("argument", Text("argument", "argument")),
        column("format", Text("format", "format")),
        column("channel", Text("canal", "channel")),
        column("position", Text("position", "position"), "amount", 0.7),
        column("power", Text("poids", "weight"), "amount", 0.6),
        column("reach", Text("portée", "reach"), "amount", 0.6),
    )
    note = fr_en(
        "Portée : poids de la personne auprès de qui l'écoute, directement ou par un seul intermédiaire (le plus "
        "faible des deux pas compte). Un ordre à discuter, pas une note sur les gens.",
        "Reach: the weight of the person with those who listen to them, directly or through one intermediary (the "
        "weaker of both steps counts). An order to discuss, no mark given to people.",
    )
    when = held.expires_on
    points = [Point(Text("Règle", "Rule"), kit.warning)]
    if held.aim:
        points.insert(
            0, Point(Text("Ce que l’on veut faire avancer", "What we want to move forward"), both(held.aim))
        )
    return Report(
        name="carte-d-influence",
        title=both(held.title),
        facts=fr_en(
            f"Carte privée, effacée après le {day(when, 'fr')}",
            f"Private map, erased after {day(when, 'en')}",
        ),
        points=tuple(points),
        tables=(
            table(
                "talks", Text("Ordre des conversations", "Order of talks"), heads, rows, note=note, cards=True
            ),
        ),
        lists=(Listing(Text("Comment cet ordre est fait", "How this order is made"), kit.order),),
        sources=(kit_source("influence"), GROUP),
    )


def purge(now: Any) -> int:
    """Delete the maps whose term has come; nothing of them is kept."""
    old = InfluenceMap.objects.filter(expires_on__lt=timezone.localdate(now))
    count = old.count()
    old.delete()
    return count


def forget(sender: Any, instance: Any, **_: Any) -> None:
    """Delete the maps of a member who is erased, and take her off those of others.

    They are in no declaration of `personal`: her export may be asked by whoever runs the workspace, to whom even the
    existence of a map is not told. She takes her maps away from their own pages.
    """
    if instance.erased_at is not None:
        InfluenceMap.objects.filter(created_by=instance).delete()
        for held in InfluenceMap.objects.filter(owners=instance):
            held.owners.remove(instance)

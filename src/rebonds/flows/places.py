"""Which zones and branches of an economy a scenario, or a reader, means."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

import numpy as np

from rebonds import territory
from rebonds.errors import UsageError
from rebonds.flows.model import Array, Economy
from rebonds.territory.model import Territory
from rebonds.text import Text


def zones_of(economy: Economy, place: Territory) -> Array:
    """Return the part (0-1) of each zone that makes a territory, (R,).

    A territory is read through whole zones; where a département or a region cuts one, the zone counts for the
    part of its communes that lie inside, weighted by population.

    Raises
    ------
    UsageError
        A commune, or a list of communes smaller than a zone: flows are not known there.
    """
    wanted = set(place.communes)
    if not wanted:
        raise _unread(place)
    found = np.zeros(len(economy.zones))
    for rank, zone in enumerate(economy.zones):
        inside = wanted.intersection(zone.communes)
        if inside:
            found[rank] = 1.0 if len(inside) == len(zone.communes) else _part(zone.communes, inside)
    if place.level in ("commune", "grouping", "ept") and not np.any(found > 1 - 1e-9):
        raise _unread(place)
    if not found.any():
        raise _unread(place)
    return found


def _part(communes: Sequence[str], inside: set[str]) -> float:
    people = {code: float(territory.get(code, "commune").population or 0) for code in communes}
    total = sum(people.values())
    return sum(people[code] for code in inside) / total if total else len(inside) / len(communes)


def _unread(place: Territory) -> UsageError:
    parent = territory.parent_epci(place.code) if place.level == "commune" else None
    hint = Text("Demandez l'intercommunalité entière.", "Ask for the whole EPCI.")
    if parent is not None:
        name = f"{parent.name} ({parent.code})" if isinstance(parent, Territory) else str(parent)
        hint = Text(f"Demandez l'intercommunalité entière : {name}.", f"Ask for the whole EPCI: {name}.")
    return UsageError(
        Text(
            f"Les échanges ne sont pas connus à une échelle aussi fine : {place.name}.",
            f"Trade is not known at so fine a scale: {place.name}.",
        ),
        hint,
    )


def zones_named(economy: Economy, words: Sequence[str]) -> Array:
    """Return the part (0-1) of each zone meant by codes and names; all of every zone without any.

    Raises
    ------
    UsageError, UnknownTerritoryError, AmbiguousTerritoryError
    """
    if not words:
        return np.ones(len(economy.zones))
    found = np.zeros(len(economy.zones))
    for word in words:
        if word in economy.index:
            found[economy.index[word]] = 1.0
        else:
            found = np.maximum(found, zones_of(economy, territory.resolve(word)))
    return found


def branches_named(economy: Economy, words: Sequence[str]) -> Array:
    """Return 1 for each branch meant by codes, all of them without any, (S,).

    Raises
    ------
    UsageError
        No such branch (the nearest is suggested).
    """
    if not words:
        return np.ones(len(economy.branches))
    found = np.zeros(len(economy.branches))
    for word in words:
        code = word.upper()
        if code not in economy.branch_index:
            labels = {branch.code: branch.label.fr for branch in economy.branches}
            near = difflib.get_close_matches(code, labels, n=1)
            listed = ", ".join(labels)
            raise UsageError(
                Text(f"Branche inconnue : « {word} ».", f"Unknown branch: “{word}”."),
                Text(
                    f"Vouliez-vous dire {near[0]} ({labels[near[0]]}) ?" if near else f"Codes : {listed}.",
                    f"Did you mean {near[0]}?" if near else f"Codes: {listed}.",
                ),
            )
        found[economy.branch_index[code]] = 1.0
    return found

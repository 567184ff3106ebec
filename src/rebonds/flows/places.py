"""Which zones and branches of an economy a scenario means."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

import numpy as np

from rebonds import territory
from rebonds.errors import UsageError
from rebonds.flows.economy import zones_of
from rebonds.flows.model import Array, Economy
from rebonds.text import Text, typeset


def zones_named(economy: Economy, words: Sequence[str]) -> Array:
    """Return the part (0-1) of each zone meant by codes and names, (R,); all of every zone without any.

    Raises
    ------
    UsageError, MissingDataError, UnknownTerritoryError, AmbiguousTerritoryError
    """
    if not words:
        return np.ones(len(economy.zones))
    found = np.zeros(len(economy.zones))
    named = {typeset(zone.name): rank for rank, zone in enumerate(economy.zones) if zone.level == "rest"}
    for word in words:
        # What is left of a département is a zone, but no territory: only the economy knows it.
        rank = economy.index.get(word, named.get(typeset(word)))
        parts = {rank: 1.0} if rank is not None else zones_of(economy, territory.resolve(word))
        for one, part in parts.items():
            found[one] = max(found[one], part)
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

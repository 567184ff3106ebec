"""Who stays in their own zone, once the gravity model has told it: its odds are drawn towards what is observed.

A kernel of distances between centres says too much of large central zones, which have neighbours at their edge, and
too little of small ones. On zones whose flows are known, the odds of staying follow ``exp(shift) odds^power``, with
a power below one: the rule of ``[people.stays]``. What leaves keeps the proportions of the gravity model.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rebonds.errors import ModelError
from rebonds.flows import gravity, rules
from rebonds.flows.model import Array

_TOLERANCE = 1e-7
#: Of the people or the places of a zone: the most that may stay, so that something is left to share out.
_MOST = 0.97


@dataclass(frozen=True)
class Stays:
    """The rule of the odds of staying; a shift of 0 and a power of 1 change nothing."""

    shift: float
    power: float

    def odds(self, odds: Array) -> Array:
        """Return the odds of staying from those of the gravity model."""
        found: Array = np.exp(self.shift) * odds**self.power
        return found


def shipped() -> Stays:
    """Return the rule of the parameters."""
    rule = rules.section("people")["stays"]
    return Stays(float(rule["shift"]), float(rule["power"]))


def settled(flows: Array, rule: Stays) -> Array:
    """Return flows (n, m) of the same margins whose first n columns, the zones, keep who the rule says.

    Flows that cannot be so (two or three zones that exchange with each other only) are returned as they are.
    """
    size = len(flows)
    inner = np.arange(size)
    origins, destinations = flows.sum(axis=1), flows.sum(axis=0)
    stays = flows[inner, inner]
    odds = rule.odds(stays / np.maximum(origins - stays, 1e-9))
    stays = np.minimum(origins * odds / (1 + odds), _MOST * np.minimum(origins, destinations[:size]))
    found = flows.copy()
    found[inner, inner] = 0.0
    left = destinations.copy()
    left[inner] -= stays
    try:
        scaled = gravity.balance(
            [found], [slice(0, 1)], (origins - stays)[None, :], left[None, :], tolerance=_TOLERANCE
        )
    except ModelError:
        return flows
    found *= scaled.u[0][:, None]
    found *= scaled.v[0]
    found[inner, inner] = stays
    return found

"""Who depends on whom: the measures taken from flows between two sides, or between one and all others.

Dependence ``D_{A->B}`` is the part of A's need that is met in B; asymmetry ``(D_AB - D_BA) / (D_AB + D_BA)``;
reciprocity ``2 min(F_AB, F_BA) / (F_AB + F_BA)``; concentration of partners ``HHI = sum of squared shares``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from rebonds.flows import rules
from rebonds.flows.model import Array
from rebonds.flows.results import MISSING, Estimate
from rebonds.text import Text


def share(flow: Estimate, need: Estimate) -> Estimate:
    """Return ``flow / need`` with its band, between 0 and 1; missing where either is, or nothing is needed.

    The need is taken as it stands: what one partner takes hardly changes the whole.
    """
    if flow.value is None or need.value is None or not need.value > 0:
        return MISSING
    ends = [None if end is None else min(1.0, max(0.0, end / need.value)) for end in (flow.low, flow.high)]
    state = "measured" if flow.state == need.state == "measured" else "estimated"
    return Estimate(min(1.0, flow.value / need.value), ends[0], ends[1], state)


def asymmetry(d_ab: float | None, d_ba: float | None) -> float | None:
    """Return the asymmetry in [-1, 1]: positive when A depends more on B than B on A.

    ``None`` when a side is not known or when neither depends on the other.
    """
    if d_ab is None or d_ba is None or not d_ab + d_ba > 0:
        return None
    return (d_ab - d_ba) / (d_ab + d_ba)


def reciprocity(flow_ab: float | None, flow_ba: float | None) -> float | None:
    """Return the reciprocity in [0, 1]: 1 when as much goes one way as the other."""
    if flow_ab is None or flow_ba is None or not flow_ab + flow_ba > 0:
        return None
    return 2 * min(flow_ab, flow_ba) / (flow_ab + flow_ba)


def concentration(flows: ArrayLike) -> float | None:
    """Return the Herfindahl-Hirschman index of flows to partners, in (0, 1]; ``None`` without any flow."""
    found = np.asarray(flows, float)
    found = found[np.isfinite(found)]
    total = float(found.sum())
    if not total > 0:
        return None
    return float(((found / total) ** 2).sum())


@dataclass(frozen=True)
class Band:
    """A named band of concentration."""

    id: str
    label: Text


def concentration_band(index: float | None) -> Band | None:
    """Name a concentration: spread, moderate or concentrated (``[dependence]`` of the parameters)."""
    if index is None:
        return None
    rule = rules.section("dependence")
    if index < float(rule["hhi_moderate"]):
        return Band("spread", Text("partenaires dispersés", "spread partners"))
    if index < float(rule["hhi_high"]):
        return Band("moderate", Text("concentration modérée", "moderate concentration"))
    return Band("concentrated", Text("partenaires concentrés", "concentrated partners"))


def first_partners(shares: Sequence[float], part: float | None = None) -> int:
    """Return how many partners, the largest first, make up a part of all that is exchanged.

    Parameters
    ----------
    shares : sequence of float
        Parts of the partners, in any order.
    part : float, optional
        ``first_partners`` of the parameters (half) otherwise.
    """
    wanted = float(rules.section("dependence")["first_partners"]) if part is None else part
    ordered = np.sort(np.asarray(shares, float))[::-1]
    total = ordered.sum()
    if not total > 0:
        return 0
    return int(np.searchsorted(np.cumsum(ordered) / total, wanted - 1e-12) + 1)


def substitutability(
    lost: float | None, capacity: Array, distance: Array, *, family: str, minutes: float | None = None
) -> float | None:
    """Return the part (0-1) of a lost flow that others within reach can serve.

    ``min(1, spare * sum of what the others within t minutes have / lost)``: each can take on ``spare`` of what
    it does today (jobs for people; sales of the same products for trade).

    Parameters
    ----------
    lost : float or None
        The flow from the partner that stops.
    capacity : array (n,)
        What the others have, the partner and one's own territory included or not as one means it.
    distance : array (n,)
        Kilometres to each of them.
    family : str
        ``people`` or ``trade``: spare capacity is a parameter of each.
    minutes : float, optional
        Reach; ``minutes`` of the parameters otherwise.
    """
    if lost is None:
        return None
    if not lost > 0:
        return 1.0
    rule = rules.section("dependence")
    reach = reach_km(minutes)
    near = np.asarray(distance) <= reach
    spare = float(rule[f"spare_{family}"])
    return float(min(1.0, spare * np.nansum(np.asarray(capacity)[near]) / lost))


def reach_km(minutes: float | None = None) -> float:
    """Return how far one goes in so many minutes, as the crow flies (a speed that is a convention)."""
    rule = rules.section("dependence")
    return float(rule["minutes"] if minutes is None else minutes) / 60.0 * float(rule["speed_kmh"])


def vulnerable(found: float | None) -> bool:
    """Tell whether an asymmetry is one to negotiate (``vulnerable_asymmetry`` of the parameters)."""
    return found is not None and abs(found) >= float(rules.section("dependence")["vulnerable_asymmetry"])


def total(parts: Sequence[Estimate]) -> Estimate:
    """Add figures that are known; their bands add as if they erred together. Missing stays missing.

    One part that is not known leaves the sum unknown: a sum is never short.
    """
    if not parts or any(part.value is None for part in parts):
        return MISSING
    value = sum(part.value or 0.0 for part in parts)
    low = sum(part.value if part.low is None else part.low for part in parts if part.value is not None)
    high = sum(part.value if part.high is None else part.high for part in parts if part.value is not None)
    state = "measured" if all(part.state == "measured" for part in parts) else "estimated"
    return Estimate(value, low, high, state)


def reading(
    d_ab: float | None,
    d_ba: float | None,
    both_ways: float | None,
    outside: tuple[float, float] | None = None,
) -> str:
    """Name what two dependences say together.

    ``vulnerability``: one side depends on the other much more than the reverse; ``joint_effort``: each depends on
    the other, about as much; ``complementarity``: they depend on one another, one giving more than it takes;
    ``common_cause``: neither depends on the other, and both get nearly all of it from third parties; ``none``:
    neither depends on the other; ``unknown``: a side is not known.

    Parameters
    ----------
    d_ab, d_ba : float or None
    both_ways : float or None
        Reciprocity of the flows.
    outside : tuple of float, optional
        Part of the need that each side meets outside the pair.
    """
    if d_ab is None or d_ba is None:
        return "unknown"
    rule = rules.section("dependence")
    if max(d_ab, d_ba) < float(rule["least"]):
        far = outside is not None and min(outside) >= float(rule["outside"])
        return "common_cause" if far else "none"
    if vulnerable(asymmetry(d_ab, d_ba)):
        return "vulnerability"
    even = both_ways is not None and both_ways >= float(rule["balanced"])
    return "joint_effort" if even else "complementarity"

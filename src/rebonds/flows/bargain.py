"""Sharing a joint ceiling between two territories: four rules, and the range that they leave to discussion.

With C the joint ceiling, U what is used today, P people, M means, N people in need (each of two sides):

- per head: ``C P_x / P``;
- grandfathering: ``C U_x / U``: everyone keeps the part used today;
- capacity: ``U_x - (U - C) M_x / M``: an effort in proportion of means; below the ceiling, the room left goes in
  inverse proportion of means per head, ``(P_x^2 / M_x)``;
- need: ``C N_x / N``.

No rule is fairer than another by itself: the range from the lowest to the highest share is what there is to
negotiate (Ringius, Torvanger & Underdal 2002). A rule whose figures are missing on a side is left out.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from rebonds.errors import ModelError
from rebonds.flows.results import Bargain, CeilingShare
from rebonds.text import Text, typeset

Pair = tuple[float, float]


@dataclass(frozen=True)
class Stakes:
    """What the rules need to know of two sides, (A, B); ``None`` where a side is not known.

    Attributes
    ----------
    ceiling : float
        Joint, in the unit of the amounts.
    used : tuple of float
        Amount used today.
    people : tuple of float or None
    means : tuple of float or None
        People times living standard.
    deprived : tuple of float or None
        People in need.
    """

    ceiling: float
    used: Pair
    people: Pair | None = None
    means: Pair | None = None
    deprived: Pair | None = None

    def __post_init__(self) -> None:
        named = {"used": self.used, "people": self.people, "means": self.means, "deprived": self.deprived}
        for name, pair in named.items():
            if pair is not None and not all(math.isfinite(x) and x >= 0 for x in pair):
                raise ModelError(
                    Text(
                        f"Partage d'un plafond : « {name} » est négatif ou inconnu d'un côté.",
                        f"Sharing a ceiling: “{name}” is negative or unknown on a side.",
                    )
                )
        if not self.ceiling > 0:
            raise ModelError(
                Text(
                    "Partage d'un plafond : le plafond doit être positif.",
                    "Sharing a ceiling: the ceiling must be positive.",
                )
            )


def per_head(stakes: Stakes) -> float | None:
    """Return A's share in proportion of people."""
    return _in_proportion(stakes.ceiling, stakes.people)


def grandfathering(stakes: Stakes) -> float | None:
    """Return A's share in proportion of what is used today."""
    return _in_proportion(stakes.ceiling, stakes.used)


def capacity(stakes: Stakes) -> float | None:
    """Return A's share when the effort goes with means; when there is room, it goes to the poorer side first."""
    if stakes.means is None or stakes.people is None or not min(stakes.means) > 0:
        return None
    room = stakes.ceiling - sum(stakes.used)
    if room < 0:
        weights: Pair = stakes.means
    else:
        (p_a, p_b), (m_a, m_b) = stakes.people, stakes.means
        weights = (p_a**2 / m_a, p_b**2 / m_b)
    moved = _in_proportion(room, weights)
    if moved is None:
        return None
    return min(stakes.ceiling, max(0.0, stakes.used[0] + moved))


def need(stakes: Stakes) -> float | None:
    """Return A's share in proportion of people in need."""
    return _in_proportion(stakes.ceiling, stakes.deprived)


def _in_proportion(whole: float, weights: Pair | None) -> float | None:
    if weights is None or not sum(weights) > 0:
        return None
    return whole * weights[0] / sum(weights)


@dataclass(frozen=True)
class Rule:
    """A rule of sharing."""

    id: str
    label: Text
    reason: Text
    share: Callable[[Stakes], float | None]


RULES = (
    Rule(
        "per_head",
        Text(typeset("Par habitant"), "Per head"),
        Text(typeset("à chaque habitant la même part"), "the same part for every inhabitant"),
        per_head,
    ),
    Rule(
        "grandfathering",
        Text(typeset("Selon l'usage actuel"), "Grandfathering"),
        Text(
            typeset("chacun garde la part qu'il utilise aujourd'hui ; les plus sobres y perdent"),
            "everyone keeps the part used today; the most sober lose by it",
        ),
        grandfathering,
    ),
    Rule(
        "capacity",
        Text(typeset("Selon les moyens"), "Capacity"),
        Text(
            typeset("l'effort suit les moyens (habitants × niveau de vie médian)"),
            "effort goes with means (inhabitants × median living standard)",
        ),
        capacity,
    ),
    Rule(
        "need",
        Text(typeset("Selon les besoins"), "Need"),
        Text(
            typeset("la part suit le nombre d'habitants sous le seuil de pauvreté"),
            "shares go with the number of inhabitants under the poverty line",
        ),
        need,
    ),
)


def bargain(
    dimension: str,
    label: Text,
    unit: str,
    stakes: Stakes,
    *,
    vintage: int | None = None,
    sources: tuple[str, ...] = (),
) -> Bargain | None:
    """Share a ceiling under every rule whose figures are known; ``None`` when fewer than two are.

    Returns
    -------
    Bargain
        The two sides of each share add up to the ceiling; ``low_a`` and ``high_a`` bound A's.
    """
    shares = []
    for rule in RULES:
        a = rule.share(stakes)
        if a is not None:
            shares.append(CeilingShare(rule.id, rule.label, a, stakes.ceiling - a, rule.reason))
    if len(shares) < 2:
        return None
    return Bargain(
        dimension=dimension,
        label=label,
        unit=unit,
        ceiling=stakes.ceiling,
        used_a=stakes.used[0],
        used_b=stakes.used[1],
        shares=tuple(shares),
        low_a=min(share.a for share in shares),
        high_a=max(share.a for share in shares),
        vintage=vintage,
        sources=sources,
    )

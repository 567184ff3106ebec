"""Sharing a joint ceiling between territories, two or more: four rules, and the range that they leave to discussion.

With C the joint ceiling, U what is used today, P people, M means, N people in need (of each side):

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
from rebonds.flows.results import Bargain, CeilingShare, SharedCeiling, SharedCut
from rebonds.text import Text, typeset

Sides = tuple[float, ...]


@dataclass(frozen=True)
class Stakes:
    """What the rules need to know of the sides, in their order; ``None`` where one is not known.

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
    used: Sides
    people: Sides | None = None
    means: Sides | None = None
    deprived: Sides | None = None

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


def per_head(stakes: Stakes) -> Sides | None:
    """Share in proportion of people."""
    return _in_proportion(stakes.ceiling, stakes.people)


def grandfathering(stakes: Stakes) -> Sides | None:
    """Share in proportion of what is used today."""
    return _in_proportion(stakes.ceiling, stakes.used)


def capacity(stakes: Stakes) -> Sides | None:
    """Share so that the effort goes with means; when there is room, it goes to the poorer sides first.

    A side that would be left with less than nothing is left with nothing, and the others bear the rest of the effort.
    """
    if stakes.means is None or stakes.people is None or not min(stakes.means) > 0:
        return None
    room = stakes.ceiling - sum(stakes.used)
    weights = stakes.means
    if room >= 0:
        weights = tuple(p**2 / m for p, m in zip(stakes.people, stakes.means, strict=True))
    bearing = set(range(len(stakes.used)))
    while True:
        total = sum(weights[i] for i in bearing)
        if not total > 0:
            return None
        left = stakes.ceiling - sum(stakes.used[i] for i in bearing)
        found = {i: stakes.used[i] + left * weights[i] / total for i in bearing}
        spent = {i for i, part in found.items() if part < 0}
        if not spent:
            return tuple(found.get(i, 0.0) for i in range(len(stakes.used)))
        bearing -= spent


def need(stakes: Stakes) -> Sides | None:
    """Share in proportion of people in need."""
    return _in_proportion(stakes.ceiling, stakes.deprived)


def _in_proportion(whole: float, weights: Sides | None) -> Sides | None:
    if weights is None or not sum(weights) > 0:
        return None
    return tuple(whole * one / sum(weights) for one in weights)


@dataclass(frozen=True)
class Rule:
    """A rule of sharing."""

    id: str
    label: Text
    reason: Text
    share: Callable[[Stakes], Sides | None]


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


def shared(
    dimension: str,
    label: Text,
    unit: str,
    stakes: Stakes,
    *,
    vintage: int | None = None,
    sources: tuple[str, ...] = (),
) -> SharedCeiling | None:
    """Share a ceiling under every rule whose figures are known; ``None`` when fewer than two are.

    Returns
    -------
    SharedCeiling
        The parts of each rule add up to the ceiling; ``low`` and ``high`` bound each side's.
    """
    cuts = [(rule, parts) for rule in RULES if (parts := rule.share(stakes)) is not None]
    if len(cuts) < 2:
        return None
    by_side = list(zip(*(parts for _, parts in cuts), strict=True))
    return SharedCeiling(
        dimension=dimension,
        label=label,
        unit=unit,
        ceiling=stakes.ceiling,
        used=stakes.used,
        cuts=tuple(SharedCut(rule.id, rule.label, parts, rule.reason) for rule, parts in cuts),
        low=tuple(min(parts) for parts in by_side),
        high=tuple(max(parts) for parts in by_side),
        vintage=vintage,
        sources=sources,
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
    """Share a ceiling between two sides (see `shared`); ``low_a`` and ``high_a`` bound A's part."""
    found = shared(dimension, label, unit, stakes, vintage=vintage, sources=sources)
    return None if found is None else of_two(found)


def of_two(found: SharedCeiling) -> Bargain:
    """Return the ceiling that two sides share as the record of a pair."""
    return Bargain(
        dimension=found.dimension,
        label=found.label,
        unit=found.unit,
        ceiling=found.ceiling,
        used_a=found.used[0],
        used_b=found.used[1],
        shares=tuple(
            CeilingShare(cut.rule, cut.label, cut.parts[0], found.ceiling - cut.parts[0], cut.reason)
            for cut in found.cuts
        ),
        low_a=found.low[0],
        high_a=found.high[0],
        vintage=found.vintage,
        sources=found.sources,
    )

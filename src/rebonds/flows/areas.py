"""Functional areas: zones grouped until most of those who live there work there, and the reverse.

The rule of Coombes & Bond (2008, Travel-to-work areas: the 2007 review, ONS), which Eurostat and national
institutes use for labour market areas: an area is valid when its size and its self-containment, which may
compensate one another between two thresholds, are enough; the least valid area is dissolved and its
zones join the area they are tied to most, until all are valid.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rebonds.flows import rules
from rebonds.flows.model import Array


@dataclass(frozen=True)
class AreaRule:
    """Thresholds: residents in work (``size``) and self-containment (0-1), least and target."""

    size_least: float
    size_target: float
    contained_least: float
    contained_target: float

    @classmethod
    def load(cls) -> AreaRule:
        """Read ``[areas]`` of the parameters."""
        rule = rules.section("areas")
        return cls(
            *(
                float(rule[key])
                for key in ("size_least", "size_target", "contained_least", "contained_target")
            )
        )

    def validity(self, size: Array, contained: Array) -> Array:
        """Return the validity of areas; they stand from ``contained_least / contained_target`` on.

        ``[1 - (1 - sc0/sc1) max(0, (sz1 - size)/(sz1 - sz0))] min(contained, sc1)/sc1``
        """
        ratio = self.contained_least / self.contained_target
        short = np.clip((self.size_target - size) / (self.size_target - self.size_least), 0.0, None)
        held = np.minimum(contained, self.contained_target) / self.contained_target
        found: Array = (1 - (1 - ratio) * short) * held
        return found

    @property
    def enough(self) -> float:
        """Validity from which an area stands."""
        return self.contained_least / self.contained_target


def functional_areas(flows: Array, rule: AreaRule | None = None) -> NDArray[np.int64]:
    """Group zones in functional areas.

    Parameters
    ----------
    flows : array (n, n)
        People from the zone where they live to the zone where they work.
    rule : AreaRule, optional
        ``[areas]`` of the parameters otherwise.

    Returns
    -------
    array of int (n,)
        Area of each zone, named by the rank of its zone of most jobs. A zone without any flow is alone.
    """
    rule = rule or AreaRule.load()
    areas = _Areas(flows)
    for _ in range(len(flows) ** 2):  # each turn dissolves an area or sets one aside
        found = np.where(areas.standing, rule.validity(areas.residents, areas.contained), np.inf)
        worst = int(np.argmin(found))
        if not found[worst] < rule.enough:
            break
        areas.dissolve(worst)
    return _named(flows, areas.of)


class _Areas:
    """Areas as they are dissolved one by one, with the flows between them."""

    def __init__(self, flows: Array) -> None:
        self.flows = flows
        self.size = len(flows)
        self.of = np.arange(self.size)
        self.between = flows.astype(float).copy()
        self.residents, self.jobs = flows.sum(axis=1), flows.sum(axis=0)
        self.out, self.into = self.residents.copy(), self.jobs.copy()  # of zones
        self.alive = self.residents + self.jobs > 0
        self.alone = np.zeros(self.size, dtype=bool)  # tied to nobody: they stay as they are

    @property
    def standing(self) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = self.alive & ~self.alone
        return found

    @property
    def contained(self) -> Array:
        inner = np.diag(self.between)
        with np.errstate(divide="ignore", invalid="ignore"):
            found: Array = np.nan_to_num(np.minimum(inner / self.residents, inner / self.jobs))
        return found

    def dissolve(self, worst: int) -> None:
        """Send the members of an area each to the area it is tied to most."""
        members = np.flatnonzero(self.of == worst)
        others = self.alive.copy()
        others[worst] = False
        tied = [self._ties(int(zone)) * others for zone in members]
        best = max(tied, key=lambda ties: float(ties.max()))
        if not best.max() > 0:
            self.alone[worst] = True
            return
        for zone, ties in zip(members, tied, strict=True):
            self.of[zone] = int(np.argmax(ties if ties.max() > 0 else best))
        self.alive[worst] = False
        for target in {int(area) for area in self.of[members]} | {worst}:
            self.alone[target] = False
            held = self.of == target
            self.between[target, :] = np.bincount(self.of, self.flows[held].sum(axis=0), self.size)
            self.between[:, target] = np.bincount(self.of, self.flows[:, held].sum(axis=1), self.size)
            self.residents[target], self.jobs[target] = self.out[held].sum(), self.into[held].sum()

    def _ties(self, zone: int) -> Array:
        """Return how a zone is tied to each area: ``F_ik^2 / (R_i J_k) + F_ki^2 / (R_k J_i)``."""
        out = np.bincount(self.of, self.flows[zone], self.size)
        into = np.bincount(self.of, self.flows[:, zone], self.size)
        with np.errstate(divide="ignore", invalid="ignore"):
            found: Array = np.nan_to_num(out**2 / (self.out[zone] * self.jobs), posinf=0.0)
            found += np.nan_to_num(into**2 / (self.residents * self.into[zone]), posinf=0.0)
        return found


def _named(flows: Array, area: NDArray[np.int64]) -> NDArray[np.int64]:
    """Name each area by its zone of most jobs, so that the order of zones does not matter."""
    jobs = flows.sum(axis=0)
    named = np.empty_like(area)
    for one in np.unique(area):
        members = np.flatnonzero(area == one)
        named[members] = members[np.argmax(jobs[members])]
    return named

"""How wrong the split of jobs by branch can be: hide what is known, split, compare.

The branches of employment zones are hidden: only those of their département (the zones of which most people
live there) and the groups of branches of each zone are given to the method of `rebonds.flows.economy.regional`, learnt
on the zones of other départements. The split is compared to the branches that Flores gives. The gap of a
cell of n jobs that are a part p of its larger area is described, group by group, by

    sigma(n, p) = sqrt(a^2 + b^2 / n) * sqrt(1 - p)

with a and b such that seven cells in ten are within one sigma in each quarter of sizes.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from regional_jobs import RIDGE, estimate, zone_features

from rebonds.flows.economy import regional

Array = NDArray[np.float64]
FOLDS = 8


def main(data: Path) -> int:
    """Print the errors and the parameters of the band."""
    hidden = compare(data)
    for name, guess in (("proportional", hidden.proportional), ("learnt", hidden.learnt)):
        print(name, _told(guess, hidden.truth, hidden.classes))
    _bands(hidden)
    return 0


@dataclass(frozen=True)
class Hidden:
    """Zones whose branches were hidden: what they are, and what two rules make of them."""

    truth: Array
    proportional: Array
    learnt: Array
    part: Array  # of the département's jobs of the branch, as the learnt rule has it
    classes: dict[str, list[int]]


def compare(data: Path) -> Hidden:
    """Hide the branches of the zones inside their département, and split them again by two rules."""
    made = estimate(data)
    at, known, classes = made.places, made.known, made.classes
    area = np.array([made.zones.index(z) for z in at.zone])
    inside = np.zeros((len(made.zones), len(classes)))
    np.add.at(inside, area, made.census)
    train, table = zone_features(data, at, area, inside)
    home = _home(at.departement, area, at.people, len(made.zones))
    names = sorted({home[z] for z in train})
    wider = np.array([names.index(home[z]) for z in train])
    shared = np.array([np.sum(wider == w) > 1 for w in wider])
    truth = known[train]
    whole = np.zeros((len(names), known.shape[1]))
    np.add.at(whole, wider, truth)
    # Only groups of the zones are used, as the census gives them for EPCI.
    groups = np.column_stack([truth[:, ranks].sum(axis=1) for ranks in classes.values()])
    flat, learnt = (
        regional.split(whole, wider, groups, _seed(table[train], truth, wider, classes, rule), classes)
        for rule in (False, True)
    )
    part = learnt / np.maximum(whole[wider], 1e-9)
    return Hidden(truth[shared], flat[shared], learnt[shared], part[shared], classes)


def gap(guess: Array, truth: Array) -> float:
    """Return the sum of absolute gaps over the sum of jobs."""
    return float(np.abs(guess - truth).sum() / truth.sum())


def _home(departement: list[str], area: NDArray[np.int64], people: Array, size: int) -> list[str]:
    """Département where most people of each zone live."""
    count: list[dict[str, float]] = [{} for _ in range(size)]
    for z, d, p in zip(area, departement, people, strict=True):
        count[z][d] = count[z].get(d, 0.0) + float(p)
    return [max(c, key=lambda d: c[d]) if c else "" for c in count]


def _seed(
    table: Array, truth: Array, wider: NDArray[np.int64], classes: dict[str, list[int]], learnt: bool
) -> Array:
    seed = np.ones_like(truth)
    if not learnt:
        return seed
    fold = wider % FOLDS
    for ranks in classes.values():
        if len(ranks) > 1:
            for f in range(FOLDS):
                model = regional.learn(table[fold != f], truth[np.ix_(fold != f, ranks)], RIDGE)
                seed[np.ix_(fold == f, ranks)] = model.shares(table[fold == f])
    return seed


def _told(guess: Array, truth: Array, classes: dict[str, list[int]]) -> str:
    parts = {k: round(gap(guess[:, r], truth[:, r]), 3) for k, r in classes.items() if len(r) > 1}
    return f"sum of gaps over jobs: {gap(guess, truth):.3f}, by group {parts}, {len(truth)} zones"


def _bands(hidden: Hidden) -> None:
    for name, ranks in hidden.classes.items():
        if len(ranks) < 2:
            continue
        n, t, p = (m[:, ranks].ravel() for m in (hidden.learnt, hidden.truth, hidden.part))
        kept = (n > 5) & (p < 0.98)
        n, t, p = n[kept], t[kept], p[kept]
        far = np.abs(n - t) / n / np.sqrt(1.0 - p)
        best = min(
            ((a, b) for a in np.linspace(0.05, 0.9, 35) for b in np.linspace(0.0, 15.0, 61)),
            key=lambda ab: _miss(far, n, *ab),
        )
        sigma = np.sqrt(best[0] ** 2 + best[1] ** 2 / n)
        inside = [float(np.mean(far[s] <= sigma[s])) for s in _slices(n)]
        twice = float(np.mean(far <= 1.645 * sigma))
        print(
            f"{name}: a = {best[0]:.3f}, b = {best[1]:.2f}; within one sigma by size "
            f"{[round(i, 2) for i in inside]}, within 1.645: {twice:.2f}, {len(n)} cells"
        )


def _slices(n: Array) -> list[NDArray[np.bool_]]:
    cuts = np.quantile(n, [0.25, 0.5, 0.75])
    rank = np.searchsorted(cuts, n)
    return [rank == i for i in range(4)]


def _miss(far: Array, n: Array, a: float, b: float) -> float:
    sigma = np.sqrt(a**2 + b**2 / n)
    return sum((float(np.mean(far[s] <= sigma[s])) - 0.7) ** 2 for s in _slices(n))


if __name__ == "__main__":
    import national

    sys.exit(main(national.shared_folder()))

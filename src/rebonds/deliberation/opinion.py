"""Opinion groups: are there any, who is alike, and what all of them agree on.

Answers (-1, 0, 1) are centred, projected on two principal components and split by k-means, as Polis does (Small and
others, 2021). Such a split always finds groups; the silhouette of the best one is therefore held against two others:
that of answers shuffled within each statement, which "no groups" does not beat, and that of one continuum with the
same margins and the same links between statements (`rebonds.deliberation.continuum`), which "a gradation" does not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from scipy.linalg import eigh

from rebonds.deliberation import continuum, parameters
from rebonds.deliberation.values import Values

Array = Any
_RESTARTS, _ROUNDS = 4, 40


@dataclass(frozen=True)
class Split:
    """A split of people: the group of each (numbered by size, largest 0), and its mean silhouette."""

    label: tuple[int, ...]
    silhouette: float


@dataclass(frozen=True)
class Tested:
    """The best split, and the share of shuffles that do as well (Monte Carlo p-value, the observed one counted).

    ``gradation_p``, ``gradations`` and ``loadings`` are those of the continuum, which is only tried where shuffles do
    worse.
    """

    split: Split | None
    p_value: float | None
    shuffles: int
    reason: str  # "found", "gradation", "chance", "few", "alike"
    gradation_p: float | None = None
    gradations: int = 0
    loadings: tuple[float, ...] = ()


def matrix(columns: Sequence[Values]) -> Array:
    """Return answers as people x statements; NaN where there is none."""
    rows = [[np.nan if v is None else float(v) for v in column] for column in columns]
    return np.array(rows, dtype=float).T


def project(answers: Array) -> Array:
    """Return people on two principal components, a missing answer standing at the mean of its statement.

    Products are `einsum`: on matrices this small, threads of the linear algebra library cost more than they bring.

    A person who answers few statements is drawn out to compare with the others, by the square root of statements
    over answers.
    """
    known = ~np.isnan(answers)
    count = known.sum(axis=0)
    means = np.where(count, np.nansum(answers, axis=0) / np.maximum(count, 1), 0.0)
    centred = np.where(known, answers - means, 0.0)
    stretch = np.sqrt(answers.shape[1] / np.maximum(known.sum(axis=1), 1))
    # The components, from the smaller of the two square matrices that give them.
    if answers.shape[1] <= len(answers):
        _, axes = _largest(np.einsum("ia,ib->ab", centred, centred))
        points = np.einsum("ia,ab->ib", centred, axes)
    else:
        sizes, people = _largest(np.einsum("ia,ja->ij", centred, centred))
        points = people * np.sqrt(np.maximum(sizes, 0.0))
    return points * stretch[:, None]


def _largest(square: Array) -> tuple[Array, Array]:
    """Return the two largest eigenvalues of a symmetric matrix, and their vectors."""
    n = len(square)
    sizes, vectors = eigh(square, subset_by_index=[max(0, n - 2), n - 1])
    return sizes[::-1], vectors[:, ::-1]


def k_means(points: Array, k: int, rng: Any) -> Array:
    """Return the labels of the best of several k-means (Lloyd), each started by k-means++; all run together."""
    n, width = points.shape
    centres = np.moveaxis(_starts(points, k, rng), 1, 0).reshape(-1, width)  # (k x restarts) x dimensions
    offset = np.arange(_RESTARTS)[:, None]
    weights = [np.tile(points[:, axis], _RESTARTS) for axis in range(width)]
    label = None
    for _ in range(_ROUNDS):
        # Squared distances less |point|², which does not change the nearest centre: k x restarts x people.
        near = (centres**2).sum(axis=1)[:, None] * np.ones(n)
        for axis in range(width):
            near -= (2 * centres[:, axis])[:, None] * points[:, axis]
        near = near.reshape(k, _RESTARTS, n)
        after = near.argmin(axis=0)
        if label is not None and np.array_equal(after, label):
            break
        label = after
        cell = (label * _RESTARTS + offset).ravel()
        size = np.bincount(cell, minlength=_RESTARTS * k)
        sums = [np.bincount(cell, weights=one, minlength=len(size)) for one in weights]
        centres = np.where(size[:, None] > 0, np.stack(sums, axis=1) / np.maximum(size, 1)[:, None], centres)
    cost = near.min(axis=0).sum(axis=1)
    return after[int(np.argmin(np.round(cost, 9)))]


def _starts(points: Array, k: int, rng: Any) -> Array:
    """Return first centres: each is drawn with odds that grow with the squared distance to those drawn before."""
    n = len(points)
    chosen = [rng.integers(n, size=_RESTARTS)]
    nearest = np.full((_RESTARTS, n), np.inf)
    while len(chosen) < k:
        nearest = np.minimum(nearest, ((points[None] - points[chosen[-1]][:, None]) ** 2).sum(axis=2))
        odds = nearest.cumsum(axis=1)
        drawn = rng.random(_RESTARTS) * odds[:, -1]
        chosen.append(np.minimum((odds <= drawn[:, None]).sum(axis=1), n - 1))
    return points[np.stack(chosen, axis=1)].astype(float)


def silhouette(points: Array, label: Array, k: int, apart: Array | None = None) -> float:
    """Return the mean silhouette (Rousseeuw 1987); 0 for whoever is alone in a group."""
    if apart is None:
        apart = distances(points)
    size = np.bincount(label, minlength=k)
    sums = np.stack([apart[label == group].sum(axis=0) for group in range(k)], axis=1)
    own = size[label]
    inside = sums[np.arange(len(label)), label] / np.maximum(own - 1, 1)
    others = np.where(np.arange(k) == label[:, None], np.inf, sums / np.maximum(size, 1))
    others[:, size == 0] = np.inf
    outside = others.min(axis=1)
    top = np.maximum(inside, outside)
    with np.errstate(invalid="ignore"):
        each = np.where((own > 1) & (top > 0) & np.isfinite(outside), (outside - inside) / top, 0.0)
    return float(each.mean())


def distances(points: Array) -> Array:
    """Return the distance between every two people."""
    return np.sqrt(sum((axis[:, None] - axis[None]) ** 2 for axis in points.T))


def best_split(answers: Array, rng: Any) -> Split | None:
    """Return the split of greatest silhouette whose groups are large enough to be named; ``None`` without any."""
    points = project(answers)
    least, most = (parameters.whole("opinion", key) for key in ("least_group", "most_groups"))
    apart, best = distances(points), None
    for k in range(2, min(most, len(points) // least) + 1):
        label = k_means(points, k, rng)
        if np.bincount(label, minlength=k).min() < least:
            continue
        found = silhouette(points, label, k, apart)
        if best is None or found > best.silhouette + 1e-12:
            best = Split(_by_size(label, k), found)
    return best


def _by_size(label: Array, k: int) -> tuple[int, ...]:
    size = np.bincount(label, minlength=k)
    first = [int(np.flatnonzero(label == group)[0]) if size[group] else len(label) for group in range(k)]
    order = sorted(range(k), key=lambda group: (-int(size[group]), first[group]))
    rank = {group: place for place, group in enumerate(order)}
    return tuple(rank[int(one)] for one in label)


def shuffled(answers: Array, rng: Any) -> Array:
    """Return answers shuffled within each statement, among those who gave one."""
    out = answers.copy()
    for column in range(out.shape[1]):
        known = np.flatnonzero(~np.isnan(out[:, column]))
        out[known, column] = out[rng.permutation(known), column]
    return out


def tested(answers: Array, seed: int | None = None) -> Tested:
    """Look for groups and test them, against chance, then against one continuum.

    Groups are found where the silhouette of the best split beats, at the level of `parameters.toml`, that of the
    best split of shuffled answers, then that of answers drawn from a fitted one-factor model (`continuum.fitted`: a
    parametric bootstrap, Efron and Tibshirani 1993, ch. 16; the number of clusters is chosen anew in each draw, as
    in Tibshirani, Walther and Hastie 2001). ``p = (1 + as well) / (1 + draws)``.

    Draws stop early once enough of them do as well as the observed split for the answer to be known
    (Besag and Clifford, 1991).

    Parameters
    ----------
    answers : array, people x statements
        -1, 0, 1 or NaN, of people who answer something.
    seed : int, optional
        The same seed gives the same answer.
    """
    people, statements = answers.shape
    least_people, least_statements = (
        parameters.whole("opinion", k) for k in ("least_people", "least_statements")
    )
    if people < least_people or statements < least_statements:
        return Tested(None, None, 0, "few")
    rng = np.random.default_rng(parameters.whole("opinion", "seed") if seed is None else seed)
    split = best_split(answers, rng)
    if split is None:
        return Tested(None, None, 0, "alike")
    level = parameters.real("opinion", "level")
    p_value, done = _held(split, lambda: shuffled(answers, rng), "shuffles", rng)
    if p_value > level:
        return Tested(split, p_value, done, "chance")
    model, known = continuum.fitted(answers), ~np.isnan(answers)
    p_line, lines = _held(split, lambda: continuum.drawn(model, known, rng), "gradations", rng)
    reason = "found" if p_line <= level else "gradation"
    return Tested(split, p_value, done, reason, p_line, lines, tuple(float(one) for one in model.loadings))


def _held(split: Split, draw: Callable[[], Array], wanted_: str, rng: Any) -> tuple[float, int]:
    """Return the p-value of a split against draws without groups, and how many draws were needed."""
    wanted, level = parameters.whole("opinion", wanted_), parameters.real("opinion", "level")
    enough = int(level * (wanted + 1)) + 1  # with that many, the p-value can only be above the level
    as_well = done = 0
    while done < wanted and as_well < enough:
        other = best_split(draw(), rng)
        as_well += other is not None and other.silhouette >= split.silhouette - 1e-12
        done += 1
    return as_well / done if as_well >= enough else (as_well + 1) / (done + 1), done


def agreement(column: Values, people: Sequence[int]) -> Fraction:
    """Return the smoothed probability that someone of a group agrees: (agree + 1) / (answers + 2)."""
    answers = [column[one] for one in people if column[one] is not None]
    return Fraction(sum(v == 1 for v in answers) + 1, len(answers) + 2)


def consensus(column: Values, groups: Sequence[Sequence[int]]) -> Fraction:
    """Return the group-aware consensus of a statement: the product over groups of `agreement`.

    High only where every group agrees, whatever its size.
    """
    out = Fraction(1)
    for people in groups:
        out *= agreement(column, people)
    return out

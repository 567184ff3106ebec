"""Soil and use: which parcel, under whose weights, and what would change the order. Vetoes first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rebonds.errors import UsageError
from rebonds.lenses import multicriteria
from rebonds.lenses.content import declared_in
from rebonds.lenses.multicriteria import Acceptability, Array
from rebonds.lenses.parcels_given import Card, Parcel, Veto, parcels_of, values_of, weights_of
from rebonds.sources import sheet
from rebonds.sources.sheet import Given
from rebonds.text import Text

_TOP = 3


@dataclass(frozen=True)
class Standing:
    """Where a parcel stands.

    Attributes
    ----------
    name, use : str
    rank : int
        Under the weights of the choice, by mean rank.
    low, high : float
        Ends of its score in [0, 1] under those weights; equal where every figure is exact.
    first, top : float
        Share of all possible weights that put it first, and among the first three.
    group_first, group_top : float, optional
        The same over the compromises of the group.
    best, worst : int
        Ranks met under any weights.
    confidence : float, optional
        How sure it is to be first under the mean of the weights that favour it, given errors and unknown cells.
    central : tuple of float
        That mean, by criterion; empty where no weights put it first.
    ranks : tuple of float
        Share of each rank: over the group's compromises, or under any weights when nobody gave theirs.
    unknown : tuple of Text
        Criteria whose cell is empty.
    doubts : tuple of Text
        Vetoes that could not be judged, their cell being empty.
    """

    id: str
    name: str
    use: str
    area: float | None
    rank: int
    low: float
    high: float
    first: float
    top: float
    group_first: float | None
    group_top: float | None
    best: int
    worst: int
    confidence: float | None
    central: tuple[float, ...]
    ranks: tuple[float, ...]
    unknown: tuple[Text, ...]
    doubts: tuple[Text, ...]

    @property
    def label(self) -> str:
        """Name, with the use where there is one."""
        return f"{self.name} ({self.use})" if self.use else self.name


@dataclass(frozen=True)
class Out:
    """A parcel ruled out, and by what."""

    id: str
    name: str
    use: str
    area: float | None
    reasons: tuple[Text, ...]


@dataclass(frozen=True)
class Overtaking:
    """The weight of a criterion from which ``behind`` overtakes ``ahead``; others keep their proportions."""

    ahead: str
    behind: str
    criterion: Text
    now: float
    at: float


@dataclass(frozen=True)
class Held:
    """The weight of a criterion: that of the choice, and what people of the group gave it."""

    id: str
    criterion: Text
    weight: float
    mean: float | None
    low: float | None
    high: float | None
    spread: float | None


@dataclass(frozen=True)
class Person:
    """What one person's own weights put first (several where they tie)."""

    name: str
    first: tuple[str, ...]
    weights: tuple[float, ...]


@dataclass(frozen=True)
class ParcelReading:
    """The whole answer."""

    title: Text
    basis: str  # card, group or chosen: where the weights of the choice come from
    order: tuple[str, ...]  # criteria, in the order of the card
    standings: tuple[Standing, ...]
    out: tuple[Out, ...]
    overtakings: tuple[Overtaking, ...]
    weights: tuple[Held, ...]
    people: tuple[Person, ...]
    relative: tuple[Text, ...]  # criteria without a scale
    draws: int
    sources: tuple[str, ...]


def parcels(
    given: Given, card: Card, weights: Given | None = None, chosen: Mapping[str, float] | None = None
) -> ParcelReading:
    """Choose between parcels.

    Vetoes first; then weights are drawn (uniformly on the simplex; among the compromises of the group), with a fixed
    seed.

    Parameters
    ----------
    given : Given
        The table of parcels.
    card : Card
    weights : Given, optional
        The table of people's weights. Their mean is then the weights of the choice; else those of the card.
    chosen : mapping of str to float, optional
        Weights of the choice by criterion, whatever the card and the group say.

    Raises
    ------
    DataError
        From `rebonds.lenses.parcels_given`.
    UsageError
        Every parcel is ruled out; chosen weights that are not positive, or all nil.
    """
    told = parcels_of(given, card)
    judged = {p.line: [_judge(veto, p, given.name) for veto in card.vetoes] for p in told}
    kept = [p for p in told if True not in judged[p.line]]
    out = tuple(
        Out(
            p.id,
            p.name,
            p.use,
            p.area,
            tuple(v.label for v, j in zip(card.vetoes, judged[p.line], strict=True) if j),
        )
        for p in told
        if True in judged[p.line]
    )
    if not kept:
        raise UsageError(
            Text("Les vetos écartent toutes les parcelles.", "The vetoes rule every parcel out."),
            Text("Revoyez les vetos de la fiche, ou les parcelles.", "Review the vetoes, or the parcels."),
        )
    middle, low, high = values_of(kept, card, given.name)
    names, people = weights_of(weights, card) if weights else ((), np.empty((0, len(card.criteria))))
    basis, base = _base(card, people, chosen)
    rule = declared_in("parameters.toml")["choice"]
    draws, rng = int(rule["draws"]), np.random.default_rng(int(rule["seed"]))
    whole = multicriteria.acceptability(
        low, high, multicriteria.any_weights(rng, draws, len(card.criteria)), rng
    )
    group = (
        multicriteria.acceptability(low, high, multicriteria.compromises(rng, draws, people), rng)
        if len(people)
        else None
    )
    own = multicriteria.acceptability(low, high, np.broadcast_to(base, (draws, len(base))), rng)
    expected = own.ranks @ np.arange(1, len(kept) + 1)
    order = sorted(range(len(kept)), key=lambda a: (round(float(expected[a]), 6), a))
    standings = tuple(
        _standing(a, rank, kept, card, judged, (middle, low, high), base, whole, group)
        for rank, a in enumerate(order, start=1)
    )
    return ParcelReading(
        title=card.title,
        basis=basis,
        order=tuple(one.id for one in card.criteria),
        standings=standings,
        out=out,
        overtakings=_overtakings(standings, order, middle, base, card),
        weights=_held(card, base, people),
        people=tuple(
            Person(name, _first(kept, low, high, w), tuple(float(x) for x in w))
            for name, w in zip(names, people, strict=True)
        ),
        relative=tuple(one.label for one in card.criteria if one.scale is None and not one.grades),
        draws=draws,
        sources=tuple(one.name for one in (given, weights) if one),
    )


def _judge(veto: Veto, parcel: Parcel, name: str) -> bool | None:
    """Tell whether a veto rules a parcel out; ``None`` when its cell is empty."""
    if veto.uses and parcel.use.casefold() not in veto.uses:
        return False
    cell = parcel.cells.get(veto.column, "")
    if not cell:
        return None
    if veto.words:
        return cell.casefold() in veto.words
    found = sheet.number(cell, sheet.where(name, parcel.line), veto.column)
    return found > veto.above if veto.above is not None else found < (veto.below or 0.0)


def _base(card: Card, people: Array, chosen: Mapping[str, float] | None) -> tuple[str, Array]:
    """Return where the weights of the choice come from, and them."""
    if chosen:
        told = np.array([float(chosen.get(one.id, 0.0)) for one in card.criteria])
        if not np.isfinite(told).all() or told.min() < 0 or not told.sum() > 0:
            raise UsageError(
                Text("Les poids sont positifs, et non tous nuls.", "Weights are positive, and not all nil.")
            )
        return "chosen", told / told.sum()
    if len(people):
        return "group", people.mean(axis=0)
    told = np.array([one.weight for one in card.criteria])
    return "card", told / told.sum()


def _standing(
    a: int,
    rank: int,
    kept: Sequence[Parcel],
    card: Card,
    judged: Mapping[int, Sequence[bool | None]],
    values: tuple[Array, Array, Array],
    base: Array,
    whole: Acceptability,
    group: Acceptability | None,
) -> Standing:
    parcel, (middle, low, high) = kept[a], values
    met = np.flatnonzero(whole.ranks[a]) + 1
    central = whole.central[a]
    shown = group or whole
    return Standing(
        id=parcel.id,
        name=parcel.name,
        use=parcel.use,
        area=parcel.area,
        rank=rank,
        low=float(low[a] @ base),
        high=float(high[a] @ base),
        first=float(whole.ranks[a, 0]),
        top=float(whole.ranks[a, :_TOP].sum()),
        group_first=float(group.ranks[a, 0]) if group else None,
        group_top=float(group.ranks[a, :_TOP].sum()) if group else None,
        best=int(met.min()),
        worst=int(met.max()),
        confidence=None if np.isnan(whole.confidence[a]) else float(whole.confidence[a]),
        central=() if np.isnan(central).any() else tuple(float(x) for x in central),
        ranks=tuple(float(x) for x in shown.ranks[a]),
        unknown=tuple(one.label for one, x in zip(card.criteria, middle[a], strict=True) if np.isnan(x)),
        doubts=tuple(v.label for v, j in zip(card.vetoes, judged[parcel.line], strict=True) if j is None),
    )


def _first(kept: Sequence[Parcel], low: Array, high: Array, weights: Array) -> tuple[str, ...]:
    """Return who may be first under given weights: nobody is surely above their upper end."""
    least, most = low @ weights, high @ weights
    return tuple(
        f"{p.name} ({p.use})" if p.use else p.name
        for p, top in zip(kept, most, strict=True)
        if top >= least.max() - 1e-12
    )


def _overtakings(
    standings: Sequence[Standing], order: Sequence[int], middle: Array, base: Array, card: Card
) -> tuple[Overtaking, ...]:
    """Return what would put each parcel before the first, and before the one just above it, nearest first.

    Parcels with an unknown cell are left out: there is no telling.
    """
    sure = [(a, s) for a, s in zip(order, standings, strict=True) if not np.isnan(middle[a]).any()]
    pairs = {(0, k) for k in range(1, len(sure))} | {(k - 1, k) for k in range(1, len(sure))}
    found = []
    for i, j in sorted(pairs):
        (a, ahead), (b, behind) = sure[i], sure[j]
        if middle[a] @ base < middle[b] @ base - 1e-12:  # errors, not figures, made the order
            (a, ahead), (b, behind) = (b, behind), (a, ahead)
        found += [
            Overtaking(ahead.label, behind.label, card.criteria[one.criterion].label, one.now, one.at)
            for one in multicriteria.tipping(middle[a], middle[b], base)
        ]
    return tuple(sorted(found, key=lambda one: abs(one.at - one.now)))


def _held(card: Card, base: Array, people: Array) -> tuple[Held, ...]:
    """Return the weights, those that divide the group most first."""
    found = []
    for k, one in enumerate(card.criteria):
        own = people[:, k]
        told: tuple[float, ...] = ()
        if len(own):
            told = (float(own.mean()), float(own.min()), float(own.max()), float(own.std()))
        found.append(Held(one.id, one.label, float(base[k]), *(told or (None,) * 4)))
    return tuple(sorted(found, key=lambda one: -(one.spread or 0.0)))

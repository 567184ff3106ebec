"""Allocation of tests to authorities: the lowest satisfaction as high as can be, then the total, with capacities.

``x_at`` is 1 when authority ``a`` takes test ``t``; its satisfaction is ``s_a = sum_t w_at x_at`` with its wishes ``w``
on a common scale of whole numbers. First ``max m`` such that ``s_a >= m``; then ``max sum_a s_a`` such that
``s_a >= m``. Both optima are proven by HiGHS (gap 0); other allocations of the same values are listed, each found by
forbidding those before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from rebonds.errors import ModelError, UsageError
from rebonds.quiet import quiet
from rebonds.text import Text

#: Allocations listed, at most.
MOST_LISTED = 20


@dataclass(frozen=True)
class Test:
    """A test to be carried by ``least`` to ``most`` authorities."""

    __test__ = False  # not one of pytest's

    id: str
    least: int = 1
    most: int = 1


@dataclass(frozen=True)
class Authority:
    """An authority, the tests it can carry at most, and its wishes: a test without a wish is never given to it."""

    id: str
    capacity: int
    wishes: Mapping[str, int]


@dataclass(frozen=True)
class Allocation:
    """Who carries what, and how satisfied each is."""

    tests: Mapping[str, tuple[str, ...]]  # authority -> tests
    satisfaction: Mapping[str, int]


@dataclass(frozen=True)
class Allocations:
    """The best allocations.

    Attributes
    ----------
    lowest : int
        Highest value that the lowest satisfaction can take (proven).
    total : int
        Highest total under that lowest satisfaction (proven).
    listed : tuple of Allocation
        Allocations that reach both.
    complete : bool
        True when there is no other: the list is the whole of them.
    """

    lowest: int
    total: int
    listed: tuple[Allocation, ...]
    complete: bool


def allocate(
    authorities: tuple[Authority, ...], tests: tuple[Test, ...], limit: int = MOST_LISTED
) -> Allocations:
    """Allocate.

    Parameters
    ----------
    authorities : tuple of Authority
    tests : tuple of Test
    limit : int
        Allocations listed, at most.

    Returns
    -------
    Allocations

    Raises
    ------
    UsageError
        Nothing to allocate, an identifier there twice, a wish for no test, a bound or a wish below zero.
    ModelError
        The tests cannot all be carried; says which, or how many places are missing.
    """
    _check(authorities, tests)
    program = _Program(authorities, tests)
    with quiet():
        first = program.best(lowest=True)
        if first is None:
            raise _impossible(program)
        lowest = int(min(program.satisfaction(first)))
        best = program.best(floor=lowest)
        if best is None:  # the first answer meets these limits
            raise ValueError("the solver contradicts itself")
        total = int(program.satisfaction(best).sum())
        found = [best]
        while len(found) < limit:
            other = program.best(floor=lowest, total=total, but=found)
            if other is None:
                break
            found.append(other)
        complete = len(found) < limit or program.best(floor=lowest, total=total, but=found) is None
    listed = tuple(sorted((program.said(one) for one in found), key=lambda one: sorted(one.tests.items())))
    return Allocations(lowest, total, listed, complete)


class _Program:
    """The binary program: one column per wish."""

    def __init__(self, authorities: tuple[Authority, ...], tests: tuple[Test, ...]) -> None:
        self.authorities, self.tests = authorities, tests
        at = {test.id: rank for rank, test in enumerate(tests)}
        pairs = [
            (a, at[test], wish) for a, one in enumerate(authorities) for test, wish in one.wishes.items()
        ]
        self.pairs = sorted(pairs)
        count = len(self.pairs)
        columns = np.arange(count)
        who, what, worth = (np.array([pair[k] for pair in self.pairs], dtype=int) for k in range(3))
        ones = np.ones(count)
        self.worth = worth.astype(float)
        self.carried = sparse.csr_array((ones, (what, columns)), shape=(len(tests), count))
        self.loads = sparse.csr_array((ones, (who, columns)), shape=(len(authorities), count))
        self.values = sparse.csr_array((self.worth, (who, columns)), shape=(len(authorities), count))

    def best(
        self,
        *,
        lowest: bool = False,
        floor: int | None = None,
        total: int | None = None,
        but: list[np.ndarray] | None = None,
    ) -> np.ndarray | None:
        """Return the best allocation: of the lowest satisfaction, or of the total; ``None`` when there is none."""
        count = len(self.pairs)
        aside = sparse.csr_array((len(self.tests), 1))
        shared = sparse.csr_array((len(self.authorities), 1))
        under = -np.ones((len(self.authorities), 1)) if lowest else shared
        least = 0.0 if floor is None else float(floor)
        limits = [
            LinearConstraint(
                sparse.hstack([self.carried, aside]).tocsr(),
                np.array([float(t.least) for t in self.tests]),
                np.array([float(t.most) for t in self.tests]),
            ),
            LinearConstraint(
                sparse.hstack([self.loads, shared]).tocsr(),
                -np.inf,
                np.array([float(a.capacity) for a in self.authorities]),
            ),
            LinearConstraint(sparse.hstack([self.values, under]).tocsr(), least, np.inf),
        ]
        if total is not None:
            limits.append(LinearConstraint(np.append(self.worth, 0.0)[None, :], float(total), np.inf))
        for one in but or ():
            # Another allocation differs from this one somewhere.
            row = np.append(np.where(one > 0, -1.0, 1.0), 0.0)
            limits.append(LinearConstraint(row[None, :], 1.0 - one.sum(), np.inf))
        cost = np.append(np.zeros(count), -1.0) if lowest else np.append(-self.worth, 0.0)
        top = max(1.0, float(self.worth.sum()))
        found = milp(
            cost,
            constraints=limits,
            integrality=np.ones(count + 1),
            bounds=Bounds(0.0, np.append(np.ones(count), top)),
            options={"mip_rel_gap": 0.0},
        )
        if found.status == 2:
            return None
        if found.status != 0 or found.x is None:
            raise ModelError(
                Text(
                    f"La répartition n'a pas pu être calculée : {found.message}.",
                    f"The allocation could not be worked out: {found.message}.",
                )
            )
        return np.asarray(found.x[:count]).round()

    def satisfaction(self, chosen: np.ndarray) -> np.ndarray:
        """Return the satisfaction of each authority."""
        return np.asarray(self.values @ chosen).round()

    def said(self, chosen: np.ndarray) -> Allocation:
        """Return an allocation by names."""
        given: dict[str, list[str]] = {one.id: [] for one in self.authorities}
        for (who, what, _), taken in zip(self.pairs, chosen, strict=True):
            if taken:
                given[self.authorities[who].id].append(self.tests[what].id)
        scores = self.satisfaction(chosen)
        return Allocation(
            {ident: tuple(sorted(ids)) for ident, ids in given.items()},
            {one.id: int(score) for one, score in zip(self.authorities, scores, strict=True)},
        )


def _check(authorities: tuple[Authority, ...], tests: tuple[Test, ...]) -> None:
    if not tests or not any(one.wishes for one in authorities):
        raise UsageError(
            Text("Il faut des tests et des vœux.", "Tests and wishes are needed."),
        )
    known = {test.id for test in tests}
    for ids in ([a.id for a in authorities], [t.id for t in tests]):
        twice = sorted({ident for ident in ids if ids.count(ident) > 1})
        if twice:
            raise UsageError(Text(f"« {twice[0]} » y est deux fois.", f"“{twice[0]}” is there twice."))
    for test in tests:
        if not 0 <= test.least <= test.most:
            raise UsageError(
                Text(
                    f"« {test.id} » : de {test.least} à {test.most} collectivités, impossible.",
                    f"“{test.id}”: from {test.least} to {test.most} authorities, impossible.",
                )
            )
    for one in authorities:
        unknown = sorted(set(one.wishes) - known)
        if unknown:
            raise UsageError(
                Text(
                    f"« {one.id} » souhaite un test inconnu : « {unknown[0]} ».",
                    f"“{one.id}” wishes for an unknown test: “{unknown[0]}”.",
                )
            )
        if one.capacity < 0 or any(wish < 0 for wish in one.wishes.values()):
            raise UsageError(
                Text(
                    f"« {one.id} » : capacité et vœux ne sont pas négatifs.",
                    f"“{one.id}”: capacity and wishes are not negative.",
                )
            )


def _impossible(program: _Program) -> ModelError:
    """Explain: tests that too few wish for, else how many places are missing."""
    said_fr, said_en = [], []
    wishers = np.asarray(program.carried.sum(axis=1)).ravel()
    for test, count in zip(program.tests, wishers, strict=True):
        if count < test.least:
            n = int(count)
            said_fr.append(f"« {test.id} » : il en faut {test.least} au moins, {n} le souhaitent")
            said_en.append(f"“{test.id}”: at least {test.least} needed, wished for by {n}")
    places, room = sum(test.least for test in program.tests), sum(one.capacity for one in program.authorities)
    if room < places:
        said_fr.append(f"{places} places à pourvoir, capacité de {room} en tout")
        said_en.append(f"{places} places to fill, a capacity of {room} in all")
    if not said_fr:
        said_fr.append("les capacités ne suffisent pas aux tests que les mêmes collectivités souhaitent")
        said_en.append("capacities are too small for tests that the same authorities wish for")
    return ModelError(
        Text(
            f"Tous les tests ne peuvent pas être portés : {' ; '.join(said_fr)}.",
            f"Not every test can be carried: {'; '.join(said_en)}.",
        ),
        Text(
            "Élargissez les vœux ou les capacités, ou rendez un test facultatif.",
            "Widen wishes or capacities, or make a test optional.",
        ),
    )

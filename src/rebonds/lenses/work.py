"""Jobs of a territory by branch, and how a typology divides them: with their band, and beside every EPCI."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rebonds.flows.economy import load, zones_of
from rebonds.flows.model import Economy
from rebonds.lenses.activity import EMPLOYEES, counted
from rebonds.lenses.content import conventions
from rebonds.lenses.naf import Typology
from rebonds.territory.model import Territory

if TYPE_CHECKING:
    from rebonds.warehouse import Warehouse

Array = np.ndarray
#: Year of the jobs by branch.
YEAR = 2023


@dataclass(frozen=True)
class Work:
    """Jobs of a territory.

    Attributes
    ----------
    economy : Economy
    jobs, error : array (S,)
        Jobs by branch and their standard deviation.
    national : array (S,)
    every : array (S, R)
        Jobs of each EPCI.
    local : mapping of str to mapping of str to float, by branch
        Employees by activity code where a source gives them (Urssaf), to divide mixed branches with.
    """

    economy: Economy
    jobs: Array
    error: Array
    national: Array
    every: Array
    codes: dict[str, dict[str, float]]

    @property
    def branches(self) -> tuple[str, ...]:
        """Codes of the branches."""
        return tuple(branch.code for branch in self.economy.branches)

    @property
    def sources(self) -> tuple[str, ...]:
        """Identifiers of the sources of jobs."""
        found = tuple(s for s in self.economy.sources if s.startswith("jobs_a38"))
        return found or self.economy.sources

    @property
    def quotients(self) -> Array:
        """Location quotients: share of a branch here over its share in France, (S,); NaN where France has none."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray((self.jobs / self.jobs.sum()) / (self.national / self.national.sum()))


def work_of(wh: Warehouse, place: Territory) -> Work:
    """Return the jobs of a territory by branch.

    Raises
    ------
    MissingDataError
        The warehouse holds no economy, or not this territory.
    UsageError
        A territory finer than an EPCI.
    """
    economy = load(wh)
    parts = zones_of(economy, place)
    ranks, share = np.array(list(parts)), np.array(list(parts.values()))
    error = economy.jobs_error if economy.jobs_error is not None else np.zeros_like(economy.jobs)
    epci = [rank for rank, zone in enumerate(economy.zones) if zone.level == "epci"]
    return Work(
        economy=economy,
        jobs=economy.jobs[:, ranks] @ share,
        error=np.sqrt((error[:, ranks] ** 2) @ share**2),
        national=economy.jobs.sum(axis=1),
        every=economy.jobs[:, epci],
        codes=_local(wh, place),
    )


def _local(wh: Warehouse, place: Territory) -> dict[str, dict[str, float]]:
    """Return employees by activity code in the communes of a territory, where a source gives them, by branch."""
    from rebonds.lenses.naf import branch_of, codes

    told = counted(wh, place, EMPLOYEES)
    found: dict[str, dict[str, float]] = {}
    for code, employees in (told.codes if told else {}).items():
        if code in codes():
            found.setdefault(branch_of(code), {})[code] = employees
    return found


@dataclass(frozen=True)
class Split:
    """A typology over branches: share of each class, with the ends of its band, (C, S) each.

    ``usual`` is the share by the convention of the typology: what holds elsewhere, whatever is known here.
    """

    classes: tuple[str, ...]
    share: Array
    low: Array
    high: Array
    usual: Array
    local: tuple[str, ...]  # branches divided by local activity codes rather than by a convention


def split(work: Work, typology: Typology) -> Split:
    """Divide the branches of a territory between the classes of a typology.

    A branch in one class goes there whole. A mixed one follows the territory's own employees by activity code
    where they are known, else the convention of the typology, with its band.
    """
    classes = tuple(typology.classes)
    size = (len(classes), len(work.branches))
    share, low, high, usual = (np.zeros(size) for _ in range(4))
    local = []
    for column, branch in enumerate(work.branches):
        codes = work.codes.get(branch, {})
        told = typology.shares(branch)
        for name, (value, _, _) in told.items():
            usual[classes.index(name), column] = value
        if branch in typology.mixed and sum(codes.values()) > 0:
            local.append(branch)
            total = sum(codes.values())
            for code, employees in codes.items():
                share[classes.index(typology.class_of(code)), column] += employees / total
            low[:, column] = high[:, column] = share[:, column]
        else:
            for name, (value, least, most) in told.items():
                row = classes.index(name)
                share[row, column], low[row, column], high[row, column] = value, least, most
    return Split(classes, share, low, high, usual, tuple(local))


@dataclass(frozen=True)
class Composition:
    """Jobs by class of a typology: figure, 90 % band of its share, and the shares of every EPCI."""

    classes: tuple[str, ...]
    jobs: Array  # (C,)
    draws: Array  # (N, C) shares
    every: Array  # (C, R)

    @property
    def shares(self) -> Array:
        """Shares of the total, (C,); they add up to one."""
        return np.asarray(self.jobs / self.jobs.sum())


def composed(work: Work, divided: Split) -> Composition:
    """Return jobs by class: ``J_c = sum_s share_cs J_s``.

    The band draws jobs (normal, their measured error) and shares of mixed branches (triangular over their
    band, rescaled to one), with the seed of the lenses' parameters.
    """
    rules = conventions()
    rng = np.random.default_rng(rules.seed)
    count = min(rules.draws, 1000)
    jobs = np.clip(rng.normal(work.jobs, work.error, (count, len(work.jobs))), 0.0, None)
    spread = divided.high > divided.low
    drawn = np.broadcast_to(divided.share, (count, *divided.share.shape)).copy()
    if spread.any():
        left, right = divided.low[spread], divided.high[spread]
        middle = np.clip(divided.share[spread], left, right)
        drawn[:, spread] = rng.triangular(left, middle, right, (count, int(spread.sum())))
        drawn /= drawn.sum(axis=1, keepdims=True)
    made = np.einsum("ncs,ns->nc", drawn, jobs)
    with np.errstate(invalid="ignore", divide="ignore"):
        every = divided.usual @ work.every / work.every.sum(axis=0)
    return Composition(
        divided.classes, divided.share @ work.jobs, made / made.sum(axis=1, keepdims=True), np.asarray(every)
    )

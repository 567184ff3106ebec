"""ARIO in factored form: a supply shock day by day, with stocks, bottlenecks and rationing.

Adaptive regional input-output model (Hallegatte 2008, Risk Analysis 28(3):779; 2014, Risk Analysis 34(1):152;
order shares by capacity: Juhel 2024, BoARIO). For each industry (j, q) and input i, with daily values:

* capacity ``k = x0 (1 - loss) alpha``; wanted production ``w = min(d, k)``;
* production ``x = min(w, min_i S_i / (psi n_i a_ij))``, n the days of stock wished and psi the part of it below
  which an input is short;
* every client of a seller is served in the same proportion ``x / d``; stocks ``S += received - a x``;
* orders ``g = max(0, n a w - S) / tau + a x``; they go to sellers by trade shares times their capacity;
* demand met by sellers is then ``d = pi C(sum_j g / C' pi) + final``, with ``pi = k / x0``;
* overproduction ``alpha`` rises towards its maximum while demand is not met, and falls back otherwise.

Only trade shares link zones, so a day costs three products with the kernels and a pass over the (S, S, R)
stocks; the (S R) x (S R) matrix of orders is never stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rebonds.errors import ModelError
from rebonds.flows import rules
from rebonds.flows.model import Array
from rebonds.text import Text

if TYPE_CHECKING:
    from rebonds.flows.leontief import TradeSystem

DAYS_A_YEAR = 365.0


@dataclass(frozen=True)
class Settings:
    """Parameters of the model (``[ario]`` of ``parameters.toml``, with references).

    Attributes
    ----------
    stock_days : array (S,) or float
        Days of use of each input that industries wish to hold.
    short : float
        psi: part of the wished stock below which an input limits production.
    restock_days : float
        tau: time to bring stocks back.
    overproduction : float
        Largest ``alpha``.
    overproduction_days : float
        Time to reach it.
    by_capacity : bool
        Orders follow sellers' capacity (``alt``), or only usual shares (``noalt``).
    """

    stock_days: float | Array
    short: float
    restock_days: float
    overproduction: float
    overproduction_days: float
    by_capacity: bool = True

    @classmethod
    def usual(cls) -> Settings:
        """Return the settings of ``parameters.toml``."""
        rule = rules.section("ario")
        return cls(
            stock_days=float(rule["stock_days"]),
            short=float(rule["short"]),
            restock_days=float(rule["restock_days"]),
            overproduction=float(rule["overproduction"]),
            overproduction_days=float(rule["overproduction_days"]),
        )


class Ario:
    """The model, one day at a time, on sorted branches of a trade system.

    Parameters
    ----------
    system : TradeSystem
    settings : Settings, optional
    """

    def __init__(self, system: TradeSystem, settings: Settings | None = None) -> None:
        from rebonds.flows import ario_kernels

        self._jit = ario_kernels
        self.system = system
        self.settings = chosen = settings or Settings.usual()
        economy, order = system.economy, system.order
        self._a = np.ascontiguousarray(economy.technical[np.ix_(order, order)])
        self.usual = np.ascontiguousarray(economy.output[order] / DAYS_A_YEAR)
        self._final = self._serve(economy.final[order]) / DAYS_A_YEAR + economy.exports[order] / DAYS_A_YEAR
        # The balance holds to rounding: usual production is what usual demand calls for.
        size = len(order)
        self._stock_days = np.broadcast_to(np.asarray(chosen.stock_days, float), (size,))[
            order if np.ndim(chosen.stock_days) else slice(None)
        ].copy()
        if (self._stock_days <= 0).any() or not 0 <= chosen.short <= 1 or chosen.restock_days <= 0:
            raise ModelError(
                Text(
                    "Les jours de stock et de réassort doivent être positifs, et le seuil entre 0 et 1.",
                    "Days of stock and of restocking must be positive, and the threshold between 0 and 1.",
                )
            )
        self._restock = np.full(size, 1.0 / chosen.restock_days)
        self._stock = self._a[:, :, None] * self.usual[None] * self._stock_days[:, None, None]
        self._orders = self._a[:, :, None] * self.usual[None]
        self._alpha = np.ones_like(self.usual)
        self._ratio = np.ones_like(self.usual)  # pi: capacity over usual production
        self._weight = np.ones_like(self.usual)  # C' pi
        self._demand = self.usual.copy()
        self._production = self.usual.copy()
        self._summed = np.empty_like(self.usual)
        self.day = 0

    def _serve(self, demand: Array) -> Array:
        """``C z`` of one day (kernels are symmetric: distances are)."""
        return self._spread(demand * self.system.w, self.system.u)

    def _serve_t(self, values: Array) -> Array:
        """``C' z``."""
        return self._spread(values * self.system.u, self.system.w)

    def _spread(self, weighted: Array, scale: Array) -> Array:
        found = np.empty_like(weighted)
        for kernel, chosen in self.system.by_class():
            self._jit.spread(kernel, weighted[chosen], scale[chosen], found[chosen])
        return found

    def step(self, loss: Array) -> Array:
        """Live one day.

        Parameters
        ----------
        loss : array (S, R)
            Part (0-1) of each capacity that is out of use today, on sorted branches.

        Returns
        -------
        array (S, R)
            Production of the day, M EUR, on sorted branches.
        """
        chosen, jit = self.settings, self._jit
        if self.day > 1:
            self._adapt()
        capacity = self.usual * (1.0 - loss) * self._alpha
        wanted = np.minimum(self._demand, capacity)
        jit.produce(self._stock, self._a, wanted, self._stock_days * chosen.short, self._production)
        with np.errstate(divide="ignore", invalid="ignore"):
            served = np.where(self._demand > 0, self._production / self._demand, 0.0)
        filled = self._serve_t(self._ratio * served) / self._weight
        jit.restock(self._stock, self._orders, self._a, self._production, filled)
        jit.order(
            self._stock,
            self._orders,
            self._a,
            wanted,
            self._production,
            self._stock_days,
            self._restock,
            self._summed,
        )
        if chosen.by_capacity:
            self._ratio = np.divide(capacity, self.usual, out=np.zeros_like(capacity), where=self.usual > 0)
            self._weight = np.maximum(self._serve_t(self._ratio), np.finfo(float).tiny)
        self._demand = self._ratio * self._serve(self._summed / self._weight) + self._final
        self.day += 1
        return self._production

    def _adapt(self) -> None:
        """Move overproduction: up where demand is not met, back to one elsewhere."""
        speed = 1.0 / self.settings.overproduction_days
        scarce = np.divide(
            self._demand - self._production,
            self._demand,
            out=np.zeros_like(self._demand),
            where=self._demand > 0,
        )
        self._alpha += np.where(
            scarce == 0,
            (1.0 - self._alpha) * speed,
            (self.settings.overproduction - self._alpha) * scarce * speed,
        )
        np.maximum(self._alpha, 1.0, out=self._alpha)


def losses(parts: Sequence[tuple[Array, int, int, int]], days: int) -> Iterator[Array]:
    """Yield the part of each capacity that is out of use, day after day, (S, R).

    Parameters
    ----------
    parts : sequence of (array (S, R), start, length, recovery)
        Each loss is whole for ``length`` days from ``start``, then fades in a straight line over ``recovery``.
        Two losses leave the product of what each leaves.
    days : int
    """
    for day in range(days):
        left = np.ones_like(parts[0][0])
        for part, start, length, recovery in parts:
            since = day - start
            if since < 0:
                continue
            rest = 1.0
            if since >= length:
                rest = max(0.0, 1.0 - (since - length + 1) / recovery) if recovery else 0.0
            if rest:
                left = left * (1.0 - part * rest)
        yield 1.0 - left

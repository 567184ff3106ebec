"""A multi-regional input-output system in factored form, never written out.

Chenery-Moses: ``x = C (A x + f) + e`` with A the national table (S, S), ``C = blockdiag_s(T_s)`` the trade
shares of each product, ``T_s = diag(u_s) K_c(s) diag(w_s)`` with columns adding to one, f the final demand of
each zone and e what it sells abroad. Arrays are (S, R), or (S, M, R) for M right-hand sides, so that each
class of decay is one product of matrices. References: Chenery 1953; Moses 1955; Miller & Blair 2009, chapter 3.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from functools import cached_property

import numpy as np
from numpy.typing import DTypeLike

from rebonds.errors import ModelError
from rebonds.flows import gravity, kernels, parallel, rules, solvers
from rebonds.flows.checks import check_economy, check_reach
from rebonds.flows.model import Array, Economy
from rebonds.text import Text


class TradeSystem:
    """Trade and production of an economy, ready to answer.

    Build it with `TradeSystem.of`. Public methods take and give arrays in the order of ``economy.branches``
    and ``economy.zones``; inside, branches are sorted by class of decay.

    Attributes
    ----------
    economy : Economy
    lengths : dict of str to float
        Decay length of each class, kilometres.
    iterations, residual : int, float
        Of the balance.
    order, back : array of int (S,)
        Economy's branches in sorted order, and the way back.
    u, v, w : array (S, R)
        Factors on sorted branches: today's trade is ``u K v``, trade shares are ``u K w``.
    """

    def __init__(
        self,
        economy: Economy,
        lengths: dict[str, float],
        order: np.ndarray,
        classes: list[slice],
        kernel: list[Array],
        fitted: gravity.Balance,
        dtype: DTypeLike = np.float64,
    ) -> None:
        self.economy = economy
        self.lengths = lengths
        self.iterations, self.residual = fitted.iterations, fitted.residual
        self.dtype = np.dtype(dtype)
        self.order = order
        self.back = np.argsort(order)
        self._classes = classes
        self._kernels = [np.ascontiguousarray(k, dtype) for k in kernel]
        technical = economy.technical[np.ix_(order, order)]
        self._technical = np.ascontiguousarray(technical, dtype)
        self._technical_t = np.ascontiguousarray(technical.T, dtype)
        self.u = np.ascontiguousarray(fitted.u, dtype)
        self.v = np.ascontiguousarray(fitted.v, dtype)
        # Shares must add to one even where nothing is bought today: a scenario may buy there.
        reach = np.empty_like(fitted.u)
        for one, chosen in zip(kernel, classes, strict=True):
            reach[chosen] = kernels.spread(one.T, fitted.u[chosen])
        check_reach(economy, reach[self.back])
        self.w = np.ascontiguousarray(1.0 / reach, dtype)

    @classmethod
    def of(
        cls,
        economy: Economy,
        lengths: Mapping[str, float] | None = None,
        *,
        tolerance: float | None = None,
        distance: Array | None = None,
    ) -> TradeSystem:
        """Balance the trade of an economy and make it ready.

        Parameters
        ----------
        economy : Economy
        lengths : mapping of str to float, optional
            Decay lengths by class, kilometres; those of ``parameters.toml`` otherwise.
        tolerance : float, optional
            Of the balance (``[gravity]`` of the parameters).
        distance : array (R, R), optional
            Other distances than great-circle ones (a bridge that is lost, travel times as kilometres).

        Raises
        ------
        ModelError
            The economy is not one (negative coefficients, inputs above output, unbalanced), or its trade
            does not balance.
        """
        check_economy(economy)
        names = [branch.decay for branch in economy.branches]
        present = sorted(set(names))
        order = np.argsort([present.index(name) for name in names], kind="stable")
        ends = np.cumsum([names.count(name) for name in present])
        classes = [
            slice(int(end - names.count(name)), int(end)) for name, end in zip(present, ends, strict=True)
        ]
        apart = kernels.distances(economy.zones) if distance is None else distance
        kernel = list(kernels.kernels(apart, present, lengths).values())
        del apart
        supply = economy.output - economy.exports
        demand = economy.technical @ economy.output + economy.final
        fitted = gravity.balance(kernel, classes, supply[order], demand[order], tolerance=tolerance)
        known = kernels.decays()
        used = {name: float((lengths or {}).get(name, known[name].length)) for name in present}
        return cls(economy, used, order, classes, kernel, fitted)

    def with_distance(self, distance: Array) -> TradeSystem:
        """Return the system with other distances: sellers keep their attraction, buyers choose again.

        Its trade is not balanced again: production must be solved for (some sellers lose clients).
        """
        names = sorted(self.lengths)
        kernel = list(kernels.kernels(distance, names, self.lengths).values())
        fitted = gravity.Balance(self.u, np.zeros_like(self.v), self.iterations, self.residual)
        found = TradeSystem(self.economy, self.lengths, self.order, self._classes, kernel, fitted, self.dtype)
        demand = self.economy.technical @ self.economy.output + self.economy.final
        found.v = np.ascontiguousarray(found.w * demand[self.order], self.dtype)
        return found

    def astype(self, dtype: DTypeLike) -> TradeSystem:
        """Return the same system in another precision (float32 halves memory and time of large blocks)."""
        fitted = gravity.Balance(
            self.u.astype(np.float64), self.v.astype(np.float64), self.iterations, self.residual
        )
        kernel = [k.astype(np.float64, copy=False) for k in self._kernels]
        return TradeSystem(self.economy, self.lengths, self.order, self._classes, kernel, fitted, dtype)

    @property
    def shape(self) -> tuple[int, int]:
        """(S, R)."""
        return len(self.economy.branches), len(self.economy.zones)

    @cached_property
    def radius(self) -> float:
        """Spectral radius of A: that of the national table."""
        return float(np.abs(np.linalg.eigvals(self.economy.technical)).max())

    def by_class(self) -> Iterator[tuple[Array, slice]]:
        """Yield each kernel and the sorted branches that share it."""
        return zip(self._kernels, self._classes, strict=True)

    def kernel_of(self, rank: int) -> Array:
        """Return the kernel of a sorted branch."""
        return next(kernel for kernel, chosen in self.by_class() if chosen.start <= rank < chosen.stop)

    # --- operators, on sorted branches -------------------------------------------------------------

    def trade_shares(self, demand: Array) -> Array:
        """Return ``C z``: where demand (S, M, R) at its destinations is served from (sorted branches)."""
        weighted = demand * self.w[:, None, :]
        served = kernels.spread_all(list(self.by_class()), weighted)
        served *= self.u[:, None, :]
        return served

    def trade_shares_t(self, values: Array) -> Array:
        """Return ``C' z``: what demand at each destination is worth at its origins (sorted branches)."""
        weighted = values * self.u[:, None, :]
        found = kernels.spread_all([(one.T, chosen) for one, chosen in self.by_class()], weighted)
        found *= self.w[:, None, :]
        return found

    def inputs(self, output: Array) -> Array:
        """Return ``C A x`` for (S, M, R) on sorted branches: the system's matrix, applied."""
        size, count, zones = output.shape
        needed = (self._technical @ output.reshape(size, count * zones)).reshape(size, count, zones)
        return self.trade_shares(needed)

    def inputs_t(self, values: Array) -> Array:
        """Return ``A' C' z`` for (S, M, R) on sorted branches."""
        size, count, zones = values.shape
        found = self.trade_shares_t(values)
        return (self._technical_t @ found.reshape(size, count * zones)).reshape(size, count, zones)

    # --- public: order of the economy ---------------------------------------------------------------

    def enter(self, x: Array) -> Array:
        """Sort branches and add the axis of right-hand sides where it is missing."""
        self._check_shape(x)
        found = np.ascontiguousarray(x[self.order], self.dtype)
        return found if x.ndim == 3 else found[:, None, :]

    def leave(self, x: Array, like: Array) -> Array:
        """Put branches back in the economy's order, with the axes of ``like``."""
        found = x[self.back]
        return found if like.ndim == 3 else found[:, 0, :]

    def _check_shape(self, x: Array) -> None:
        size, zones = self.shape
        if x.ndim not in (2, 3) or x.shape[0] != size or x.shape[-1] != zones:
            raise ModelError(
                Text(
                    f"Tableau de taille {x.shape} : il faut {size} branches et {zones} zones.",
                    f"An array of size {x.shape}: {size} branches and {zones} zones are needed.",
                )
            )

    def apply(self, x: Array) -> Array:
        """Return ``C A x``: what producing x makes others produce, one round on."""
        return self.leave(self.inputs(self.enter(x)), x)

    def apply_t(self, z: Array) -> Array:
        """Return ``A' C' z``."""
        return self.leave(self.inputs_t(self.enter(z)), z)

    def serve(self, demand: Array) -> Array:
        """Return ``C z``: the production that serves a demand made at its destinations."""
        return self.leave(self.trade_shares(self.enter(demand)), demand)

    def serve_t(self, values: Array) -> Array:
        """Return ``C' z``."""
        return self.leave(self.trade_shares_t(self.enter(values)), values)

    def solve(self, b: Array, tolerance: float | None = None) -> Array:
        """Return ``(I - C A)^-1 b``: the whole production that a production b entails.

        Parameters
        ----------
        b : array (S, R) or (S, M, R)
            At its origins: `serve` a demand first.
        tolerance : float, optional
            Relative residual.

        Raises
        ------
        ModelError
            If the solver does not converge (the residual is said).
        """
        return self.leave(self._solved(self.inputs, self.enter(b), tolerance), b)

    def solve_t(self, values: Array, tolerance: float | None = None) -> Array:
        """Return ``(I - A' C')^-1 z``: multipliers, and prices under cost-push."""
        return self.leave(self._solved(self.inputs_t, self.enter(values), tolerance), values)

    def _solved(self, operator: solvers.Operator, b: Array, tolerance: float | None) -> Array:
        rule = rules.section("leontief")
        asked = float(rule["tolerance"] if tolerance is None else tolerance)
        if self.dtype == np.float32:
            asked = max(asked, 2e-6)
        most = int(rule["applications"])
        if b.shape[1] == 1:
            return solvers.one(operator, b, asked, most)[0]
        few = kernels.are_few(b, len(self._classes))
        with parallel.one_each() if few else nullcontext():
            return solvers.block(operator, b, self.radius, asked, most)[0]

    def output(self) -> Array:
        """Return the production that today's final demand and exports entail, ``(I - C A)^-1 (C f + e)``."""
        return self.solve(self.serve(self.economy.final) + self.economy.exports)

    def impact(self, final: Array, exports: Array | None = None) -> Array:
        """Return the change of production for a change of final demand (and exports), (S, R) or (S, M, R)."""
        served = self.serve(final)
        return self.solve(served if exports is None else served + exports)

    def coefficient(self, kind: str) -> Array:
        """Return what a euro of output (M EUR) holds of something, (S, R).

        Parameters
        ----------
        kind : str
            ``output``, ``value_added``, ``imports``, ``jobs`` (local jobs per M EUR; the national mean where a
            zone has no output), or a footprint of the economy (``GHG``…).

        Raises
        ------
        ModelError
            If the economy knows nothing of that kind.
        """
        economy = self.economy
        size, zones = self.shape
        flat = {"output": np.ones(size), "value_added": economy.value_added, "imports": economy.imports}
        flat |= economy.footprints
        if kind == "jobs":
            national = economy.jobs.sum(axis=1) / economy.output.sum(axis=1)
            with np.errstate(divide="ignore", invalid="ignore"):
                local = economy.jobs / economy.output
            return np.where(economy.output > 0, local, national[:, None])
        if kind not in flat:
            known = ", ".join([*flat, "jobs"])
            raise ModelError(
                Text(f"Grandeur inconnue : « {kind} » ({known}).", f"Unknown quantity: “{kind}” ({known}).")
            )
        return np.repeat(flat[kind][:, None], zones, axis=1)

    def multipliers(self, kind: str = "output") -> Array:
        """Return the multipliers (S, R): everywhere in the country, for one more euro *produced* by (s, r).

        ``m = coefficient + A' C' m`` (Miller & Blair 2009, chapter 6). `serve_t` of it gives the multipliers
        of a euro *demanded* in each zone.
        """
        return self.solve_t(self.coefficient(kind))

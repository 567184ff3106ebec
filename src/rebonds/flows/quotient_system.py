"""The rival system: what a zone makes for itself by FLQ, the rest by gravity among the other zones.

``A = blockdiag(Q_q * a) + T_off ((1 - Q_q) * a)`` with ``Q_q = min(1, lambda_q CILQ_q)`` (SLQ on its diagonal) the
part of each input met inside zone q, and ``T_off`` the trade shares of `rebonds.flows.leontief.TradeSystem` without
the zone itself, columns adding to one again. Nothing of size (S R)^2 is stored: only Q, (R, S, S).
"""

from __future__ import annotations

import numpy as np

from rebonds.flows import quotients, rules, solvers
from rebonds.flows.leontief import TradeSystem
from rebonds.flows.model import Array


class QuotientSystem:
    """Production under Flegg's quotients, for one delta.

    Parameters
    ----------
    system : TradeSystem
        The gravity system, whose trade serves what is bought elsewhere.
    delta : float, optional
        ``[quotients]`` of the parameters by default.

    Attributes
    ----------
    inside : array (R, S, S)
        Part (0-1) of each input bought inside the zone: zone, seller, buyer.
    inside_final : array (S, R)
        Part (0-1) of final demand bought inside.
    """

    def __init__(self, system: TradeSystem, delta: float | None = None) -> None:
        self.system = system
        self.delta = float(rules.section("quotients")["delta"] if delta is None else delta)
        economy = system.economy
        size, zones = system.shape
        self.inside = np.empty((zones, size, size))
        for zone in range(zones):
            self.inside[zone] = quotients.flegg(economy.jobs, zone, self.delta)
        self.inside_final = quotients.flegg_final(economy.jobs, self.delta)
        # A product that no other zone makes is bought inside, whatever the quotient says.
        own = np.empty(system.shape)
        reach = np.empty(system.shape)
        for kernel, chosen in system.by_class():
            own[chosen] = system.u[chosen] * np.diag(kernel)
            reach[chosen] = system.u[chosen] @ kernel
        others = reach - own
        alone = others <= 1e-12 * reach
        self._own = own
        self._w = np.where(alone, 0.0, 1.0 / np.where(alone, 1.0, others))
        alone = alone[system.back]
        self.inside[np.broadcast_to(alone.T[:, :, None], self.inside.shape)] = 1.0
        self.inside_final[alone] = 1.0
        self._local = self.inside * economy.technical

    def _elsewhere(self, demand: Array) -> Array:
        """Serve demand (S, R) from all zones but its own."""
        system = self.system
        weighted = demand[system.order] * self._w
        found = np.empty_like(weighted)
        for kernel, chosen in system.by_class():
            found[chosen] = weighted[chosen] @ kernel.T * system.u[chosen]
        found -= weighted * self._own
        answer: Array = found[system.back]
        return answer

    def _elsewhere_t(self, values: Array) -> Array:
        system = self.system
        sorted_values = values[system.order]
        found = np.empty_like(sorted_values)
        for kernel, chosen in system.by_class():
            found[chosen] = (sorted_values[chosen] * system.u[chosen]) @ kernel
        found -= sorted_values * self._own
        return np.asarray((found * self._w)[system.back])

    def apply(self, x: Array) -> Array:
        """Return ``A x`` (S, R): what producing x makes others produce, one round on."""
        local = np.einsum("qsj,jq->sq", self._local, x)
        far = self._elsewhere(self.system.economy.technical @ x - local)
        return np.asarray(local + far)

    def apply_t(self, z: Array) -> Array:
        """Return ``A' z`` (S, R)."""
        far = self._elsewhere_t(z)
        own = np.einsum("qsj,sq->jq", self._local, z - far)
        return np.asarray(own + self.system.economy.technical.T @ far)

    def serve(self, final: Array) -> Array:
        """Return the production (S, R) that serves a final demand made at its destinations."""
        near = self.inside_final * final
        return np.asarray(near + self._elsewhere(final - near))

    def solve(self, b: Array, tolerance: float | None = None) -> Array:
        """Return ``(I - A)^-1 b``, (S, R), b at its origins.

        Raises
        ------
        ModelError
            If the solver does not converge (the residual is said).
        """
        return self._solved(self.apply, b, tolerance)

    def multipliers(self, kind: str = "output", tolerance: float | None = None) -> Array:
        """Return multipliers (S, R) as `TradeSystem.multipliers` does, under these quotients."""
        return self._solved(self.apply_t, self.system.coefficient(kind), tolerance)

    def _solved(self, operator: solvers.Operator, b: Array, tolerance: float | None) -> Array:
        rule = rules.section("leontief")
        asked = float(rule["tolerance"] if tolerance is None else tolerance)
        return solvers.one(operator, b, asked, int(rule["applications"]))[0]

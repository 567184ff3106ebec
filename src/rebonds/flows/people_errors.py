"""The band of estimated flows of people: what observed pairs are to estimated ones, by size."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from rebonds.flows.model import Array

_ENOUGH = 20  # pairs below which a percentile means nothing


@dataclass(frozen=True)
class ErrorBand:
    """Observed over estimated, 10th and 90th percentiles, by size of the estimate (``start``: lower ends).

    ``inner_low`` and ``inner_high`` are those of the odds of staying in one's zone.
    """

    start: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    inner_low: float
    inner_high: float

    def of(self, flows: Array) -> tuple[Array, Array]:
        """Return the two ratios for each flow that leaves its zone."""
        rank = np.clip(np.searchsorted(self.start, flows, side="right") - 1, 0, len(self.start) - 1)
        return np.asarray(self.low)[rank], np.asarray(self.high)[rank]

    def measured(self, model: Array, observed: Array, *, wider: bool = False) -> ErrorBand:
        """Return the band of these pairs, class by class; a class of few pairs keeps what it had.

        With ``wider``, the band only grows: the errors of both sets of pairs are kept.
        """
        low, high = list(self.low), list(self.high)
        for rank, (start, end) in enumerate(zip(self.start, [*self.start[1:], np.inf], strict=True)):
            chosen = (model >= max(start, 1.0)) & (model < end)
            if chosen.sum() >= _ENOUGH:
                under, over = _percentiles(observed[chosen] / model[chosen])
                low[rank] = min(low[rank], under) if wider else under
                high[rank] = max(high[rank], over) if wider else over
        return replace(self, low=tuple(low), high=tuple(high))

    def inside(self, odds: Array, *, wider: bool = False) -> ErrorBand:
        """Return the band with that of observed over estimated odds of staying.

        It is as wide on either side: zones around one great centre do not tell which way others err. With ``wider``
        it only grows.
        """
        kept = odds[np.isfinite(odds) & (odds > 0)]
        if len(kept) < _ENOUGH:
            return self
        low, high = _percentiles(kept)
        widest = max(high, 1 / low, *((self.inner_high, 1 / self.inner_low) if wider else ()))
        return replace(self, inner_low=1 / widest, inner_high=widest)


def _percentiles(ratios: Array) -> tuple[float, float]:
    """Return the 10th and 90th percentiles, on either side of one: a band holds its figure."""
    low, high = np.percentile(ratios, [10, 90])
    return min(float(low), 1.0), max(float(high), 1.0)

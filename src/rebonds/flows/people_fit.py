"""How people's flows fall with distance: a gravity model fitted on observed pairs, and how wrong it is.

``T[r, q] = u[r] K[r, q] v[q]`` with the residents of r and the jobs of q as margins, ``K = exp(-d / length) +
tail * exp(-d / tail_length)`` and the diagonal times ``stay``: people look at home first. The length is found by
Hyman's method (1969): the mean distance of the flows that leave their zone must be the observed one; ``stay``
by what stays. Errors come from pairs held back from the fit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rebonds.errors import ModelError
from rebonds.flows import gravity, rules
from rebonds.flows.calibration import Fit, fit
from rebonds.flows.model import Array
from rebonds.flows.people_errors import ErrorBand
from rebonds.flows.people_stays import Stays, settled
from rebonds.flows.radiation import radiation
from rebonds.text import Text

_TOLERANCE = 1e-7
_ROUNDS = 60
_AGREES = 1e-5


@dataclass(frozen=True)
class Decay:
    """Parameters of the kernel: lengths in kilometres, ``stay`` and ``tail`` without unit."""

    length: float
    stay: float
    tail: float
    tail_length: float

    def kernel(self, distance: Array) -> Array:
        """Return the kernel over distances (n, m), whose first columns are the zones themselves."""
        found = np.exp(distance / -self.length)
        found += self.tail * np.exp(distance / -self.tail_length)
        inner = np.arange(min(distance.shape))
        found[inner, inner] *= self.stay
        return found


@dataclass(frozen=True)
class PeopleFit:
    """A decay and its errors; ``None`` where there was nothing to measure them on.

    ``held`` tells the error on the pairs held back, ``rival`` that of the radiation model on the same pairs,
    ``inner`` that on what stays, ``wide`` that on pairs of départements held back. ``other`` is the decay that
    another set of observed pairs gives.
    """

    decay: Decay
    errors: ErrorBand
    calibrated: bool = False
    zones: int = 0
    held: Fit | None = None
    rival: Fit | None = None
    inner: Fit | None = None
    wide: Fit | None = None
    other: Decay | None = None


def given() -> PeopleFit:
    """Return the fit that ships with Rebonds (``[people]`` of the parameters)."""
    rule = rules.section("people")
    decay = Decay(*(float(rule[key]) for key in ("length", "stay", "tail", "tail_length")))
    error = rule["error"]
    start, low, high = (tuple(float(x) for x in error[key]) for key in ("from", "low", "high"))
    band = ErrorBand(start, low, high, float(error["inner_low"]), float(error["inner_high"]))
    return PeopleFit(decay, band)


def rival_decays(found: PeopleFit) -> tuple[Decay, Decay]:
    """Return the two ends of the plausible decays.

    Where two sets of observed pairs gave two decays, the other one and its mirror image; else the ends of the
    parameters.
    """
    decay, other = found.decay, found.other
    if other is None:
        rule = rules.section("people")
        return (
            replace(decay, length=float(rule["low"]), stay=float(rule["stay_low"])),
            replace(decay, length=float(rule["high"]), stay=float(rule["stay_high"])),
        )
    mirror = replace(decay, length=decay.length**2 / other.length, stay=decay.stay**2 / other.stay)
    return other, mirror


def keeping(observed: Array, distance: Array, decay: Decay) -> Decay:
    """Return a decay of the same length whose ``stay`` gives back what stays in the observed zones."""
    stays, total = float(np.trace(observed)), float(observed.sum())
    for _ in range(_ROUNDS):
        kept = float(np.trace(estimate(distance, decay, observed.sum(axis=1), observed.sum(axis=0))))
        if abs(kept / stays - 1) < _AGREES:
            break
        decay = replace(decay, stay=decay.stay * (stays / (total - stays)) / (kept / (total - kept)))
    return decay


def reaching(found: PeopleFit, ratio: Callable[[Decay], float], keep: Callable[[Decay], Decay]) -> PeopleFit:
    """Change the length of a fit until the flows of wider pairs add up to what was observed.

    Parameters
    ----------
    found : PeopleFit
    ratio : callable
        Estimated over observed, on the pairs that the fit may see, for a decay.
    keep : callable
        Adjusts ``stay`` to a new length (see `keeping`).

    Returns
    -------
    PeopleFit
        ``other`` is the decay before.
    """
    decay = found.decay
    before, gap_before = np.log(decay.length), np.log(ratio(decay))
    at = before - 0.5 * gap_before
    for _ in range(_ROUNDS):
        decay = keep(replace(decay, length=float(np.exp(at))))
        gap = np.log(ratio(decay))
        if abs(gap) < 1e-3 or gap == gap_before:
            break
        step = np.clip(-gap * (at - before) / (gap - gap_before), -0.5, 0.5)
        before, gap_before, at = at, gap, at + step
    return replace(found, decay=decay, other=found.decay)


def estimate(distance: Array, decay: Decay, origins: Array, destinations: Array) -> Array:
    """Return the flows ``T`` (n, m) that meet the margins.

    Parameters
    ----------
    distance : array (n, m)
        Kilometres; the first n columns are the zones themselves.
    decay : Decay
    origins : array (n,)
        People of each zone.
    destinations : array (m,)
        Places of each zone; the same total.

    Raises
    ------
    ModelError
        Margins that no flow can meet.
    """
    kernel = decay.kernel(distance)
    found = gravity.balance(
        [kernel], [slice(0, 1)], origins[None, :], destinations[None, :], tolerance=_TOLERANCE
    )
    kernel *= found.u[0][:, None]
    kernel *= found.v[0]
    return kernel


def calibrate(
    observed: Array, distance: Array, *, seed: int | None = None, start: PeopleFit | None = None
) -> PeopleFit:
    """Fit the decay on half of the observed pairs and measure its errors on the other half.

    Parameters
    ----------
    observed : array (n, n)
        People; zones that send or receive nobody are left out.
    distance : array (n, n)
        Kilometres, with the mean distance inside each zone on the diagonal.
    seed : int, optional
        Of the draw of the pairs held back.
    start : PeopleFit, optional

    Returns
    -------
    PeopleFit

    Raises
    ------
    ModelError
        Fewer than three zones, nothing leaving them, or no convergence.
    """
    kept = (observed.sum(axis=1) > 0) & (observed.sum(axis=0) > 0)
    flows, apart = observed[np.ix_(kept, kept)], distance[np.ix_(kept, kept)]
    size = len(flows)
    leaving = ~np.eye(size, dtype=bool)
    if size < 3 or not flows[leaving].sum() > 0:
        raise ModelError(
            Text(
                f"Trop peu de flux observés pour caler le modèle ({size} zones).",
                f"Too few observed flows to fit the model ({size} zones).",
            )
        )
    base = start or given()
    train = leaving & ~_held(size, seed)
    decay = _fitted(flows, apart, train, base.decay)
    return judged(replace(base, decay=decay, calibrated=True, zones=size), flows, apart, seed)


def judged(
    found: PeopleFit, observed: Array, distance: Array, seed: int | None = None, *, stays: Stays | None = None
) -> PeopleFit:
    """Return a fit with its errors on the observed pairs held back (see `calibrate`), and those of its rival.

    With the rule of who ``stays``, the flows are those that it settles; what stays then has at least the band that
    ships, which was measured on more than these zones.
    """
    model = estimate(distance, found.decay, observed.sum(axis=1), observed.sum(axis=0))
    start = found.errors
    if stays is not None:
        model, start = settled(model, stays), given().errors
    back = ~np.eye(len(observed), dtype=bool) & _held(len(observed), seed)
    kept = np.diag(observed), np.diag(model)
    total = observed.sum(axis=1)
    rival = radiation(distance, total, observed.sum(axis=0))
    with np.errstate(divide="ignore", invalid="ignore"):
        odds = [one / (total - one) for one in kept]
    return replace(
        found,
        errors=start.measured(model[back], observed[back]).inside(odds[0] / odds[1], wider=stays is not None),
        held=fit(model[back], observed[back]),
        rival=fit(rival[back], observed[back]),
        inner=fit(kept[1], kept[0]),
    )


def _held(size: int, seed: int | None) -> NDArray[np.bool_]:
    """Draw the pairs held back: half of them, always the same ones."""
    chosen = rules.section("people")["storage"]["seed"] if seed is None else seed
    return np.random.default_rng(int(chosen)).random((size, size)) < 0.5


def _fitted(flows: Array, apart: Array, train: NDArray[np.bool_], decay: Decay) -> Decay:
    """Find the length by Hyman's secant on the pairs of ``train``, and ``stay`` by what stays."""
    origins, destinations = flows.sum(axis=1), flows.sum(axis=0)
    wanted = float((flows * apart)[train].sum() / flows[train].sum())
    stays = float(np.trace(flows))
    gap = np.inf
    for _ in range(_ROUNDS):
        model = estimate(apart, decay, origins, destinations)
        mean = float((model * apart)[train].sum() / model[train].sum())
        kept = float(np.trace(model))
        gap = max(abs(mean / wanted - 1), abs(kept / stays - 1) if stays > 0 else 0.0)
        if gap < _AGREES:
            return decay
        # Both move together: a shorter reach keeps people at home too. Odds, so that stay can settle near all.
        odds = 1.0
        if stays > 0:
            total = float(flows.sum())
            odds = (stays / (total - stays)) / (kept / (total - kept))
        decay = replace(decay, length=decay.length * (wanted / mean) ** 1.5, stay=decay.stay * odds)
        if not (np.isfinite(decay.length) and np.isfinite(decay.stay)):
            break
    raise ModelError(
        Text(
            f"Le calage sur les flux observés n'aboutit pas : il reste un écart relatif de {gap:.1e}.",
            f"Fitting on observed flows does not settle: a relative gap of {gap:.1e} is left.",
        ),
        Text("Les flux observés sont peut-être trop peu nombreux.", "There may be too few observed flows."),
    )


def describe(found: PeopleFit) -> dict[str, Any]:
    """Return a fit as plain figures, for the warehouse."""
    flat: dict[str, Any] = {
        "calibrated": found.calibrated,
        "zones": found.zones,
        "length": found.decay.length,
        "stay": found.decay.stay,
        "other_length": None if found.other is None else found.other.length,
        "other_stay": None if found.other is None else found.other.stay,
    }
    for name in ("held", "rival", "inner", "wide"):
        one: Fit | None = getattr(found, name)
        for key in ("cpc", "rmse", "r2", "pairs"):
            flat[f"{name}_{key}"] = None if one is None else getattr(one, key)
    return flat

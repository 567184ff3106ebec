"""How flows fall with distance: classes of decay, distances between zones, kernels.

A kernel is ``K[r, q] = exp(-d[r, q] / length) + tail * exp(-d[r, q] / tail_length)``. Products share few
classes, so that France needs a few R x R kernels and never the R x R x S tensor of trade. The thin tail keeps
every pair within reach: a pure short-range exponential leaves some zones with nobody to buy from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
from numpy.typing import DTypeLike, NDArray

from rebonds.errors import ModelError
from rebonds.flows import parallel, rules
from rebonds.flows.model import Array, Zone
from rebonds.text import Text

EARTH_KM = 6371.0088  # mean radius (IUGG), as `rebonds.territory.distance_km`

_FEW = 128  # rows
_SMALL = 400  # zones


@dataclass(frozen=True)
class Decay:
    """A class of decay: its length in kilometres and the band of plausible ones."""

    name: str
    label: Text
    length: float
    low: float
    high: float


@lru_cache(maxsize=1)
def decays() -> dict[str, Decay]:
    """Return the classes of decay of ``parameters.toml``, by name."""
    found = rules.section("decay")["classes"]
    return {
        name: Decay(name, Text.of(one["label"]), float(one["length"]), float(one["low"]), float(one["high"]))
        for name, one in found.items()
    }


def distances(zones: Sequence[Zone], dtype: DTypeLike = np.float64) -> Array:
    """Return great-circle distances between zones in kilometres, with a mean distance inside each.

    Parameters
    ----------
    zones : sequence of Zone
        R zones.
    dtype : dtype
        Of the answer; the computation is in double precision.

    Returns
    -------
    array (R, R)
        Symmetric; the diagonal is ``inner * sqrt(area / pi)``, never under the least distance. Beyond the
        farthest (overseas), distance no longer counts.
    """
    lon, lat = np.array([zone.lon for zone in zones]), np.array([zone.lat for zone in zones])
    inner = rules.section("distance")
    found = great_circle(lon[:, None], lat[:, None], lon, lat)
    areas = np.array([zone.area_km2 for zone in zones])
    np.fill_diagonal(found, float(inner["inner"]) * np.sqrt(areas / np.pi))
    np.clip(found, float(inner["least"]), float(inner["farthest"]), out=found)
    return np.asarray(found, dtype)


def great_circle(lon: Array, lat: Array, other_lon: Array, other_lat: Array) -> Array:
    """Return great-circle distances in kilometres between points in degrees (haversine; shapes broadcast)."""
    lon, lat, other_lon, other_lat = (np.radians(x) for x in (lon, lat, other_lon, other_lat))
    # In place: between all zones, this is the largest array of the engine beside the kernels.
    chord: Array = np.sin((lat - other_lat) / 2.0) ** 2
    chord += np.cos(lat) * np.cos(other_lat) * np.sin((lon - other_lon) / 2.0) ** 2
    np.sqrt(np.clip(chord, 0.0, 1.0, out=chord), out=chord)
    found = np.arcsin(chord, out=chord)
    found *= 2.0 * EARTH_KM
    return found


def kernel(distance: NDArray[np.floating], length: float, tail: Array | None = None) -> Array:
    """Return the kernel of a decay length over distances (any shape).

    Parameters
    ----------
    distance : array
    length : float
        Kilometres.
    tail : array of the shape of ``distance``, optional
        `long_tail` of the same distances, where it is already there.

    Raises
    ------
    ModelError
        If the length is not positive.
    """
    if not length > 0:
        raise ModelError(
            Text(
                f"Une longueur de décroissance doit être positive, pas {length}.",
                f"A decay length must be positive, not {length}.",
            )
        )
    found: Array = np.exp(distance / -length)
    found += long_tail(distance) if tail is None else tail
    return found


def long_tail(distance: NDArray[np.floating]) -> Array:
    """Return the part that all kernels share: ``tail * exp(-distance / tail_length)``."""
    rule = rules.section("decay")
    found: Array = np.exp(distance / -float(rule["tail_length"]))
    found *= float(rule["tail"])
    return found


def spread(kernel: Array, rows: Array, out: Array | None = None) -> Array:
    """Return ``rows @ kernel.T``: what each place receives of what is asked of it, row by row.

    Parameters
    ----------
    kernel : array (R, Q)
        Its transpose for the way back.
    rows : array (m, Q)
    out : array (m, R), optional

    Few rows are put on the right of the kernel: the product then shares out the kernel's lines between
    processors, which wait for each other far less than when they share out a few rows.
    """
    if rows.shape[0] > _FEW:
        return np.matmul(rows, kernel.T, out=out)
    found = (kernel @ rows.T).T
    if out is None:
        return found
    out[...] = found
    return out


def spread_all(classes: Sequence[tuple[Array, slice]], rows: Array) -> Array:
    """Return `spread` of each class of branches on its kernel, (S, M, R): side by side where rows are few."""
    _, count, zones = rows.shape
    found = np.empty_like(rows)

    def one(kernel: Array, chosen: slice) -> None:
        flat = ((chosen.stop - chosen.start) * count, zones)
        spread(kernel, rows[chosen].reshape(flat), found[chosen].reshape(flat))

    tasks = [partial(one, kernel, chosen) for kernel, chosen in classes]
    if are_few(rows, len(classes)):
        parallel.each(tasks, worth=zones > _SMALL)
    else:
        for task in tasks:
            task()
    return found


def are_few(rows: Array, classes: int) -> bool:
    """Tell whether so few right-hand sides (S, M, R) are at hand that the threads of BLAS would mostly wait."""
    return bool(rows.shape[0] * rows.shape[1] <= classes * _FEW)


def kernels(
    distance: Array, names: Sequence[str], lengths: Mapping[str, float] | None = None
) -> dict[str, Array]:
    """Return one kernel per class of decay named, with other lengths than the usual where given.

    Raises
    ------
    ModelError
        If a class of decay does not exist.
    """
    known = decays()
    found = {}
    tail = long_tail(distance)
    for name in dict.fromkeys(names):
        if name not in known:
            listed = ", ".join(known)
            raise ModelError(
                Text(
                    f"Classe de décroissance inconnue : « {name} » (connues : {listed}).",
                    f"Unknown class of decay: “{name}” (known: {listed}).",
                )
            )
        found[name] = kernel(distance, (lengths or {}).get(name, known[name].length), tail)
    return found

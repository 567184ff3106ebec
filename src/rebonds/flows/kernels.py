"""How flows fall with distance: classes of decay, distances between zones, kernels.

A kernel is ``K[r, q] = exp(-d[r, q] / length) + tail * exp(-d[r, q] / tail_length)``. Products share few
classes, so that France needs a few R x R kernels and never the R x R x S tensor of trade. The thin tail keeps
every pair within reach: a pure short-range exponential leaves some zones with nobody to buy from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import DTypeLike, NDArray

from rebonds.errors import ModelError
from rebonds.flows import rules
from rebonds.flows.model import Array, Zone
from rebonds.text import Text

_EARTH_KM = 6371.0088  # mean radius (IUGG), as `rebonds.territory.distance_km`


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
        Symmetric; the diagonal is ``inner * sqrt(area / pi)``, never under the least distance.
    """
    lon = np.radians(np.array([zone.lon for zone in zones]))
    lat = np.radians(np.array([zone.lat for zone in zones]))
    inner = rules.section("distance")
    # Haversine, in place: this is the largest array of the engine beside the kernels.
    chord = np.sin((lat[:, None] - lat) / 2.0) ** 2
    chord += np.cos(lat)[:, None] * np.cos(lat) * np.sin((lon[:, None] - lon) / 2.0) ** 2
    np.sqrt(np.clip(chord, 0.0, 1.0, out=chord), out=chord)
    found = np.arcsin(chord, out=chord)
    found *= 2.0 * _EARTH_KM
    areas = np.array([zone.area_km2 for zone in zones])
    np.fill_diagonal(found, float(inner["inner"]) * np.sqrt(areas / np.pi))
    np.maximum(found, float(inner["least"]), out=found)
    return np.asarray(found, dtype)


def kernel(distance: NDArray[np.floating], length: float) -> Array:
    """Return the kernel of a decay length over distances (any shape).

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
    rule = rules.section("decay")
    found: Array = np.exp(distance / -length)
    found += float(rule["tail"]) * np.exp(distance / -float(rule["tail_length"]))
    return found


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
    for name in dict.fromkeys(names):
        if name not in known:
            listed = ", ".join(known)
            raise ModelError(
                Text(
                    f"Classe de décroissance inconnue : « {name} » (connues : {listed}).",
                    f"Unknown class of decay: “{name}” (known: {listed}).",
                )
            )
        found[name] = kernel(distance, (lengths or {}).get(name, known[name].length))
    return found

"""35,000 communes and 38 branches: one application of the trade of the whole country, kernel never stored."""

from __future__ import annotations

from typing import Any

import numpy as np

import rebonds.flows  # noqa: F401 - first: it chooses the kernels of numpy
from benchmarks.flows_peers import BRANCHES, timed

COMMUNES = 35_000
CHECKED = 40


def measure(quick: bool) -> dict[str, Any]:
    """Measure one application, and compare some of its rows with the plain sum in double precision."""
    from rebonds.flows import kernels, rules
    from rebonds.flows.on_the_fly import Communes

    rng = np.random.default_rng(11)
    lon, lat = rng.uniform(-4.8, 8.2, COMMUNES), rng.uniform(42.3, 51.1, COMMUNES)
    distance, decay = rules.section("distance"), rules.section("decay")
    inner = float(distance["inner"]) * np.sqrt(rng.gamma(2.0, 8.0, COMMUNES) / np.pi)
    lengths = np.array([one.length for one in kernels.decays().values()])
    classes = np.sort(rng.integers(0, len(lengths), BRANCHES))
    operator = Communes(
        lon,
        lat,
        inner,
        lengths,
        classes,
        tail=float(decay["tail"]),
        tail_length=float(decay["tail_length"]),
        least=float(distance["least"]),
        farthest=float(distance["farthest"]),
    )
    # C A x whole: national inputs, demand shared out over sellers, attraction of sellers.
    technical = (rng.random((BRANCHES, BRANCHES)) / BRANCHES / 2).astype(np.float32)
    u, w, x = (rng.random((BRANCHES, COMMUNES)).astype(np.float32) + np.float32(0.1) for _ in range(3))

    def application() -> np.ndarray:
        needed = technical @ x
        needed *= w
        served = operator.apply(needed)
        served *= u
        return served

    application()  # compiled once, as in use
    seconds, found = timed(application, 3 if quick else 5)
    asked = technical.astype(float) @ x * w
    gap = 0.0
    for commune in rng.choice(COMMUNES, CHECKED, replace=False):
        apart = kernels.great_circle(lon[commune], lat[commune], lon, lat)
        apart[commune] = inner[commune]
        apart = np.clip(apart, float(distance["least"]), float(distance["farthest"]))
        for which, length in enumerate(lengths):
            mine = classes == which
            row = u[mine, commune] * (asked[mine] @ kernels.kernel(apart, float(length)))
            gap = max(gap, float(np.abs(found[mine, commune] / row - 1).max()))
    pairs = COMMUNES**2 * (len(lengths) + 1)
    return {
        "communes_apply_s": seconds,
        "communes_max_rel_diff": gap,
        "communes_decays_per_ns": pairs / seconds / 1e9,
    }

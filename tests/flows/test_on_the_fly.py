"""The kernel that is never stored gives what the stored one gives, to single precision."""

from __future__ import annotations

import numpy as np
import pytest

from rebonds.errors import ModelError
from rebonds.flows import kernels, rules
from rebonds.flows.economy.synthetic import synthetic
from rebonds.flows.on_the_fly import Communes

CLASSES = np.array([0, 0, 1, 3, 3])
LENGTHS = np.array([25.0, 60.0, 130.0, 320.0])


def communes(zones: int) -> tuple[Communes, np.ndarray]:
    """Return the operator and the distances of synthetic places, two of them overseas."""
    made = [*synthetic(zones, 1, seed=7).zones]
    from dataclasses import replace

    made[1], made[2] = replace(made[1], lon=55.5, lat=-21.1), replace(made[2], lon=-61.5, lat=16.2)
    distance = kernels.distances(made)
    rule, decay = rules.section("distance"), rules.section("decay")
    operator = Communes(
        np.array([zone.lon for zone in made]),
        np.array([zone.lat for zone in made]),
        np.diag(distance),
        LENGTHS,
        CLASSES,
        tail=float(decay["tail"]),
        tail_length=float(decay["tail_length"]),
        least=float(rule["least"]),
        farthest=float(rule["farthest"]),
    )
    return operator, distance


@pytest.mark.parametrize("zones", [3, 50, 511, 1203])
def test_it_is_the_stored_kernel(zones: int) -> None:
    operator, distance = communes(zones)
    asked = np.random.default_rng(zones).random((len(CLASSES), zones)).astype(np.float32)
    found = operator.apply(asked)
    for row, which in enumerate(CLASSES):
        wanted = kernels.kernel(distance, LENGTHS[which]) @ asked[row].astype(float)
        assert np.abs(found[row] / wanted - 1).max() < 2e-6


def test_bad_sizes_and_orders_are_refused() -> None:
    operator, _ = communes(10)
    with pytest.raises(ModelError, match="branches"):
        operator.apply(np.ones((5, 11), np.float32))
    one = np.ones(3)
    bounds = {"tail": 0.01, "tail_length": 300.0, "least": 1.0}
    with pytest.raises(ModelError, match="triées"):
        Communes(one, one, one, LENGTHS, np.array([1, 0]), **bounds, farthest=1000.0)
    with pytest.raises(ModelError, match="2 000"):
        Communes(one, one, one, LENGTHS, CLASSES, **bounds, farthest=9000.0)

"""Balancing, calibration, and the rival."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rebonds.errors import ModelError
from rebonds.flows import calibration, gravity, kernels
from rebonds.flows.economy.synthetic import synthetic
from rebonds.flows.radiation import radiation


def margins(seed: int, products: int, zones: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    distance = kernels.distances(synthetic(zones, 1, seed).zones)
    origins = rng.random((products, zones)) * (rng.random((products, zones)) < 0.8)
    destinations = rng.random((products, zones)) * (rng.random((products, zones)) < 0.8)
    origins[:, 0] += 0.1
    destinations[:, -1] += 0.1
    destinations *= (origins.sum(1) / destinations.sum(1))[:, None]
    return kernels.kernel(distance, 60.0), origins, destinations


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 4), st.integers(2, 25))
def test_what_leaves_one_arrives_at_another(seed: int, products: int, zones: int) -> None:
    kernel, origins, destinations = margins(seed, products, zones)
    found = gravity.balance([kernel], [slice(0, products)], origins, destinations)
    for product in range(products):
        flows = found.u[product][:, None] * kernel * found.v[product]
        assert (flows >= 0).all()
        assert np.abs(flows.sum(1) - origins[product]).sum() < 1e-8 * origins[product].sum()
        assert np.abs(flows.sum(0) - destinations[product]).max() < 1e-12 * destinations[product].sum()


def test_ipfn_finds_the_same_flows() -> None:
    import warnings

    from ipfn import ipfn

    kernel, origins, destinations = margins(3, 1, 12)
    origins, destinations = origins + 0.05, destinations + 0.05
    destinations *= origins.sum() / destinations.sum()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = ipfn.ipfn(
            kernel.copy(),
            [origins[0], destinations[0]],
            [[0], [1]],
            convergence_rate=1e-13,
            max_iteration=5000,
            rate_tolerance=0.0,
        ).iteration()
    found = gravity.balance([kernel], [slice(0, 1)], origins, destinations)
    ours = found.u[0][:, None] * kernel * found.v[0]
    assert np.abs(ours - fitted).max() < 1e-8 * ours.max()


def test_a_warm_start_goes_on_from_where_it_was() -> None:
    kernel, origins, destinations = margins(5, 2, 30)
    cold = gravity.balance([kernel], [slice(0, 2)], origins, destinations)
    warm = gravity.balance([kernel], [slice(0, 2)], origins, destinations, start=cold.u)
    assert warm.iterations < cold.iterations


@pytest.mark.parametrize(
    ("origins", "destinations", "says"),
    [
        ([[1.0, 2.0]], [[1.0, 1.0]], "déséquilibrées"),
        ([[-1.0, 2.0]], [[0.5, 0.5]], "négative"),
        ([[np.nan, 2.0]], [[0.5, 0.5]], "négative ou inconnue"),
        ([[0.0, 0.0]], [[0.0, 0.0]], "Aucun flux"),
    ],
)
def test_impossible_margins_are_refused(origins, destinations, says: str) -> None:
    with pytest.raises(ModelError, match=says):
        gravity.balance([np.ones((2, 2))], [slice(0, 1)], np.array(origins), np.array(destinations))


def test_a_zone_out_of_reach_is_said_with_the_residual() -> None:
    apart = np.array([[1.0, 0.0], [0.0, 1.0]])
    with pytest.raises(ModelError, match="écart relatif"):
        gravity.balance([apart], [slice(0, 1)], np.array([[1.0, 2.0]]), np.array([[2.0, 1.0]]))


def observed(zones: int = 40, beta: float = 0.03) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(8)
    distance = kernels.distances(synthetic(zones, 1, 8).zones)
    flows = rng.random(zones)[:, None] * 1e4 * rng.random(zones) * np.exp(-beta * distance)
    return distance, rng.poisson(flows).astype(float)


def test_the_decay_that_made_the_flows_is_found() -> None:
    distance = kernels.distances(synthetic(40, 1, 8).zones)
    rng = np.random.default_rng(1)
    flows = rng.random(40)[:, None] * rng.random(40) * np.exp(-0.02 * distance)
    found = calibration.calibrate(distance, flows)
    assert found.beta == pytest.approx(0.02, rel=1e-6)
    assert calibration.fit(calibration.modelled(distance, found), flows).cpc == pytest.approx(1.0)


def test_spint_finds_the_same_decay() -> None:
    from spint.gravity import Doubly

    distance, flows = observed(25)
    rows, columns = np.nonzero(np.ones_like(flows))
    model = Doubly(
        flows[rows, columns].astype(int),
        rows.astype(str),
        columns.astype(str),
        distance[rows, columns],
        "exp",
    )
    found = calibration.calibrate(distance, flows)
    assert -found.beta == pytest.approx(float(model.params[-1]), rel=1e-6)


def test_the_error_on_hidden_origins_is_honest() -> None:
    distance, flows = observed()
    hidden = calibration.held_back(distance, flows)
    whole = calibration.fit(calibration.modelled(distance, calibration.calibrate(distance, flows)), flows)
    assert 0.5 < hidden.cpc <= whole.cpc + 0.1
    assert hidden.pairs < flows.size


def test_flows_that_do_not_fall_with_distance_are_refused() -> None:
    distance = kernels.distances(synthetic(12, 1, 8).zones)
    with pytest.raises(ModelError):
        calibration.calibrate(distance, np.exp(0.01 * distance))
    with pytest.raises(ModelError, match="tailles"):
        calibration.calibrate(distance, np.ones((3, 3)))


def test_radiation_against_its_formula() -> None:
    distance = kernels.distances(synthetic(9, 1, 2).zones)
    rng = np.random.default_rng(0)
    people, jobs = rng.random(9) * 100, rng.random(9) * 100
    found = radiation(distance, people, jobs)
    assert found.sum(axis=1) == pytest.approx(people)
    origin = 4
    parts = []
    for q in range(9):
        if q == origin:
            nearer = 0.0
        else:
            inside = [
                k for k in range(9) if k not in (q, origin) and distance[origin, k] < distance[origin, q]
            ]
            nearer = jobs[origin] + jobs[inside].sum()
        m, n = people[origin], jobs[q]
        parts.append(m * n / ((m + nearer) * (m + n + nearer)))
    assert found[origin] == pytest.approx(people[origin] * np.array(parts) / sum(parts))
    with pytest.raises(ModelError):
        radiation(distance, people, np.zeros(9))


def test_distances_are_those_of_the_territory() -> None:
    from rebonds import territory
    from rebonds.flows.model import Zone

    codes = ("200040715", "200018166")
    zones = [Zone(c, c, "epci", 1.0, *territory.centroid(c), territory.area_km2(c)) for c in codes]
    assert kernels.distances(zones)[0, 1] == pytest.approx(territory.distance_km(*codes), rel=1e-3)
    with pytest.raises(ModelError, match="inconnue"):
        kernels.kernels(np.ones((2, 2)), ["nearby"])
    with pytest.raises(ModelError, match="positive"):
        kernels.kernel(np.ones((2, 2)), 0.0)

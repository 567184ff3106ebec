"""The gravity model of commuting: it meets its margins, finds a known decay again, and says how wrong it is."""

from __future__ import annotations

import numpy as np
import pytest

from rebonds.errors import ModelError
from rebonds.flows.people_errors import ErrorBand
from rebonds.flows.people_fit import (
    Decay,
    calibrate,
    estimate,
    given,
    keeping,
    reaching,
    rival_decays,
)

KNOWN = Decay(length=12.0, stay=2.5, tail=0.0002, tail_length=150.0)


def country(size: int = 60, seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Zones at random in a square of 150 km: distances, residents in work, jobs."""
    rng = np.random.default_rng(seed)
    at = rng.uniform(0, 150, (size, 2))
    apart = np.hypot(*(at[:, None] - at).transpose(2, 0, 1))
    np.fill_diagonal(apart, 3.0)
    residents = rng.lognormal(9, 1, size)
    jobs = residents * rng.lognormal(0, 0.4, size)
    return apart, residents, jobs * residents.sum() / jobs.sum()


def test_estimated_flows_meet_their_margins() -> None:
    apart, residents, jobs = country()
    flows = estimate(apart, KNOWN, residents, jobs)
    np.testing.assert_allclose(flows.sum(axis=1), residents, rtol=1e-5)
    np.testing.assert_allclose(flows.sum(axis=0), jobs, rtol=1e-9)
    assert (flows >= 0).all()


def test_places_beyond_the_border_take_their_part() -> None:
    apart, residents, jobs = country()
    wide = np.column_stack([apart, np.full(len(apart), 80.0)])
    places = np.append(jobs * 0.9, residents.sum() - 0.9 * jobs.sum())
    flows = estimate(wide, KNOWN, residents, places)
    assert flows[:, -1].sum() == pytest.approx(places[-1])
    np.testing.assert_allclose(flows.sum(axis=1), residents, rtol=1e-5)


def test_a_known_decay_is_found_again() -> None:
    apart, residents, jobs = country()
    found = calibrate(estimate(apart, KNOWN, residents, jobs), apart)
    assert found.calibrated
    assert found.decay.length == pytest.approx(KNOWN.length, rel=1e-3)
    assert found.decay.stay == pytest.approx(KNOWN.stay, rel=1e-3)
    assert found.held is not None
    assert found.rival is not None
    assert found.held.cpc > 0.999 > found.rival.cpc
    assert found.errors.inner_low == pytest.approx(1.0, abs=0.02)


def test_held_back_pairs_tell_the_noise() -> None:
    apart, residents, jobs = country(80)
    rng = np.random.default_rng(3)
    exact = estimate(apart, KNOWN, residents, jobs)
    noisy = exact * rng.lognormal(0, 0.5, exact.shape)
    found = calibrate(noisy, apart)
    assert found.held is not None
    assert 0.6 < found.held.cpc < 0.95
    model = estimate(apart, found.decay, noisy.sum(axis=1), noisy.sum(axis=0))
    low, high = found.errors.of(model)
    inside = (noisy >= low * model) & (noisy <= high * model) & (model > 1)
    assert 0.7 < inside[model > 1].mean() < 0.9  # a band of 80 %
    quiet = calibrate(exact * rng.lognormal(0, 0.1, exact.shape), apart)
    assert quiet.held is not None
    assert quiet.held.cpc > found.held.cpc


def test_the_same_draw_gives_the_same_fit() -> None:
    apart, residents, jobs = country()
    noisy = estimate(apart, KNOWN, residents, jobs) * np.random.default_rng(5).lognormal(0, 0.4, apart.shape)
    assert calibrate(noisy, apart) == calibrate(noisy, apart)
    assert calibrate(noisy, apart, seed=1).held != calibrate(noisy, apart, seed=2).held


@pytest.mark.parametrize("flows", [np.eye(2) * 50, np.eye(5) * 100, np.zeros((4, 4))])
def test_too_few_observed_flows_are_refused(flows: np.ndarray) -> None:
    with pytest.raises(ModelError, match="caler"):
        calibrate(flows, np.ones_like(flows))


def test_wider_pairs_correct_the_reach_and_what_stays_is_kept() -> None:
    apart, residents, jobs = country()
    observed = estimate(apart, KNOWN, residents, jobs)
    far = apart > 40
    short = Decay(8.0, 2.5, KNOWN.tail, KNOWN.tail_length)
    start = keeping(observed, apart, short)
    assert start.length == 8.0
    stays = np.trace(estimate(apart, start, residents, jobs))
    assert stays == pytest.approx(np.trace(observed), rel=1e-3)

    def ratio(decay: Decay) -> float:
        return float(estimate(apart, decay, residents, jobs)[far].sum() / observed[far].sum())

    from dataclasses import replace

    before = replace(given(), decay=start)
    found = reaching(before, ratio, lambda decay: keeping(observed, apart, decay))
    assert found.other == start
    assert found.decay.length == pytest.approx(KNOWN.length, rel=0.02)
    assert ratio(found.decay) == pytest.approx(1.0, abs=2e-3)
    near, mirror = rival_decays(found)
    assert near == start
    assert mirror.length > found.decay.length


def test_the_shipped_decay_lies_within_its_own_band() -> None:
    found = given()
    low, high = rival_decays(found)
    assert low.length < found.decay.length < high.length
    assert not found.calibrated
    for start, under, over in zip(found.errors.start, found.errors.low, found.errors.high, strict=True):
        assert start >= 0
        assert under < 1 < over


def test_a_band_only_grows_when_told_to() -> None:
    band = ErrorBand((0.0, 100.0), (0.5, 0.9), (2.0, 1.1), 0.5, 2.0)
    model = np.full(50, 200.0)
    observed = model * np.linspace(0.7, 1.05, 50)
    wider = band.measured(model, observed, wider=True)
    assert wider.low[1] < 0.75
    assert wider.high[1] == 1.1
    assert wider.low[0] == 0.5
    assert band.measured(model[:5], observed[:5]) == band  # five pairs say nothing
    inner = band.inside(np.linspace(0.8, 4.0, 40))
    assert inner.inner_low == pytest.approx(1 / inner.inner_high)

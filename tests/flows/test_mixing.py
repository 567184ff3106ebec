"""Mixed steps reach the fixed point sooner; BLAS gets its threads back."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from rebonds.flows import gravity, parallel
from rebonds.flows.mixing import Mixing


def test_a_linear_problem_is_solved_in_as_many_steps_as_it_has_directions() -> None:
    rng = np.random.default_rng(4)
    slow = np.array([0.9, 0.5, 0.1, 0.0])  # eigenvalues: the plain iteration needs hundreds of turns
    basis = np.linalg.qr(rng.random((4, 4)))[0]
    matrix, b = basis @ np.diag(slow) @ basis.T, rng.random(4)
    wanted = np.linalg.solve(np.eye(4) - matrix, b)
    mixing, x = Mixing(np.ones((1, 4)), 8), np.zeros((1, 4))
    for _ in range(7):
        x = mixing.following(x, x @ matrix + b - x)
    assert x[0] == pytest.approx(wanted, rel=1e-6)
    mixing.forget()
    assert mixing.following(x, np.ones((1, 4))) == pytest.approx(x + 1), "without memory: the plain step"


def test_problems_are_mixed_apart() -> None:
    rng = np.random.default_rng(1)
    b, rate = rng.random((2, 5)), np.array([[0.9], [0.2]]) * rng.random((2, 5))
    together, alone = Mixing(np.ones((2, 5)), 4), [Mixing(np.ones((1, 5)), 4) for _ in range(2)]
    x, y = np.zeros((2, 5)), [np.zeros((1, 5)) for _ in range(2)]
    for _ in range(6):
        x = together.following(x, b + rate * x - x)
        y = [a.following(z, b[i] + rate[i] * z - z) for i, (a, z) in enumerate(zip(alone, y, strict=True))]
    assert x == pytest.approx(np.concatenate(y))


def test_a_fit_that_mixing_leads_astray_goes_back_to_plain_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(2)
    kernel, origins = rng.random((6, 6)) + 0.1, rng.random((1, 6)) + 0.1
    destinations = origins[:, ::-1].copy()
    usual, turns = Mixing.following, []

    def astray(self: Mixing, x: np.ndarray, f: np.ndarray) -> np.ndarray:
        turns.append(1)
        return (
            x + 40.0 * rng.random(x.shape) if len(turns) % 3 == 0 and len(turns) < 20 else usual(self, x, f)
        )

    monkeypatch.setattr(Mixing, "following", astray)
    found = gravity.balance([kernel], [slice(0, 1)], origins, destinations)
    flows = found.u[0][:, None] * kernel * found.v[0]
    assert flows.sum(1) == pytest.approx(origins[0]) and flows.sum(0) == pytest.approx(destinations[0])


def blas_threads() -> list[int]:
    return [one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas"]


def test_the_last_to_leave_gives_blas_its_threads_back() -> None:
    before = blas_threads()
    inside, leave = threading.Event(), threading.Event()

    def other() -> None:
        with parallel.one_each():
            inside.set()
            leave.wait(10)

    thread = threading.Thread(target=other)
    with parallel.one_each():
        thread.start()
        inside.wait(10)
        assert set(blas_threads()) <= {1}
    assert set(blas_threads()) <= {1}, "someone is still inside"
    leave.set()
    thread.join()
    assert blas_threads() == before


@pytest.mark.parametrize("worth", [True, False])
def test_answers_come_in_order_and_errors_come_out(worth: bool) -> None:
    assert parallel.each([lambda k=k: k * k for k in range(5)], worth=worth) == [0, 1, 4, 9, 16]
    with pytest.raises(ZeroDivisionError):
        parallel.each([lambda: 1, lambda: 1 // 0], worth=worth)

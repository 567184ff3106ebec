"""France at the size of its 1,255 EPCI and 38 branches: what each answer costs, alone."""

from __future__ import annotations

import resource
import time
from typing import Any

import numpy as np

import rebonds.flows  # noqa: F401 - first: it chooses the kernels of numpy
from benchmarks.flows_peers import BRANCHES, timed

ZONES = 1255


def peak_gb() -> float:
    """Return the peak resident memory of this process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def rates() -> dict[str, float]:
    """Measure what this machine can do: products of matrices, and reading memory."""
    rng = np.random.default_rng(0)
    found = {}
    for name, dtype in (("gemm_f64_gflops", np.float64), ("gemm_f32_gflops", np.float32)):
        a = rng.random((2000, 2000)).astype(dtype)
        a @ a
        seconds, _ = timed(lambda a=a: a @ a, 3)
        found[name] = 2 * 2000**3 / seconds / 1e9
    block = rng.random(30_000_000)
    seconds, _ = timed(block.sum, 5)
    found["memory_gb_s"] = block.nbytes / seconds / 1e9
    return found


def measure(quick: bool) -> dict[str, Any]:
    """Measure balance, shock, multipliers and their memory; then the whole embodied and extraction tables."""
    from rebonds.flows import embodied, extraction
    from rebonds.flows.economy.synthetic import synthetic
    from rebonds.flows.leontief import TradeSystem

    economy = synthetic(ZONES, BRANCHES, 0)
    repeat = 3 if quick else 5
    whole, system = timed(lambda: TradeSystem.of(economy), repeat)
    shock = np.zeros(system.shape)
    shock[5, 100] = 100.0
    served = system.serve(shock)
    one, _ = timed(lambda: system.solve(served, 1e-9), 2 * repeat + 1)
    every, _ = timed(system.multipliers, 2 * repeat + 1)
    once, _ = timed(lambda: system.apply(economy.output), 21)
    many = np.random.default_rng(1).random((BRANCHES, 64, ZONES))
    block, _ = timed(lambda x=many: system.apply(x), repeat)
    results: dict[str, Any] = {
        "france_prepare_s": whole,
        "france_balance_s": _balance(system, economy, repeat),
        "france_shock_s": one,
        "france_multipliers_s": every,
        "france_apply_ms": once * 1e3,
        "france_apply_64_ms": block * 1e3,
    }
    del many
    results["france_peak_gb"] = peak_gb()
    machine = rates()
    results |= machine
    work = 2 * BRANCHES * 64 * ZONES * (ZONES + BRANCHES)
    results["france_share_of_gemm"] = work / block / 1e9 / machine["gemm_f64_gflops"]
    moved = len({b.decay for b in economy.branches}) * ZONES**2 * 8
    results["france_share_of_memory"] = moved / once / 1e9 / machine["memory_gb_s"]
    single = system.astype(np.float32)
    part = 128 if quick else ZONES
    started = time.perf_counter()
    embodied.embodied(single, "jobs", np.arange(part))
    results["france_embodied_f32_s"] = (time.perf_counter() - started) * ZONES / part
    started = time.perf_counter()
    for _ in extraction.each_zone(single, np.arange(part)):
        pass
    results["france_extraction_f32_s"] = (time.perf_counter() - started) * ZONES / part
    results["france_blocks_measured"] = part / ZONES
    return results


def _balance(system: Any, economy: Any, repeat: int) -> float:
    """Time the balance alone, distances and kernels being there."""
    from rebonds.flows import gravity

    supply = (economy.output - economy.exports)[system.order]
    demand = (economy.technical @ economy.output + economy.final)[system.order]
    kernel, classes = (list(part) for part in zip(*system.by_class(), strict=True))
    seconds, _ = timed(lambda: gravity.balance(kernel, classes, supply, demand), repeat)
    return seconds

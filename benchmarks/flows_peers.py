"""The flows engine beside pymrio, ipfn, spint and pandas: the same numbers, in the same run.

Every peer takes any system; ours takes factored ones only (``T_s = diag(u) K diag(w)``): that is what buys the
ratio, and it is written beside each of them.
"""

from __future__ import annotations

import contextlib
import io
import resource
import statistics
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

import rebonds.flows  # noqa: F401 - first: it chooses the kernels of numpy

BRANCHES = 38
STRESSORS = 8


def timed(action: Callable[[], Any], repeat: int) -> tuple[float, Any]:
    """Return the median duration of an action, and what it returned last."""
    durations = []
    result = None
    for _ in range(repeat):
        started = time.perf_counter()
        result = action()
        durations.append(time.perf_counter() - started)
    return statistics.median(durations), result


def worst(ours: np.ndarray, theirs: np.ndarray) -> float:
    """Return the largest relative difference, over cells that hold something."""
    scale = np.abs(theirs)
    kept = scale > 1e-12 * scale.max()
    return float((np.abs(ours - theirs)[kept] / scale[kept]).max())


def system_of(zones: int, seed: int = 0) -> Any:
    """Return a balanced synthetic system, and time to balance it."""
    from rebonds.flows.economy.synthetic import synthetic
    from rebonds.flows.leontief import TradeSystem

    return TradeSystem.of(synthetic(zones, BRANCHES, seed), tolerance=1e-12)


def intensities(system: Any) -> np.ndarray:
    """Return eight stressors per euro of output, (S, 8, R)."""
    rng = np.random.default_rng(5)
    size, zones = system.shape
    return rng.random((size, STRESSORS, zones))


def assembled(system: Any, held: np.ndarray) -> Any:
    """Write the system out in full for pymrio; exports are a final demand of their seller's zone."""
    import pandas as pd
    import pymrio

    from rebonds.flows import trade

    economy = system.economy
    size, zones = system.shape
    names = pd.MultiIndex.from_product(
        [[z.code for z in economy.zones], [b.code for b in economy.branches]], names=["region", "sector"]
    )
    full = np.empty((zones, size, zones, size))
    final = np.empty((zones, size, zones))
    for branch in range(size):
        flows = trade.product(system, branch)
        shares = flows / flows.sum(axis=0)
        full[:, branch] = shares[:, :, None] * economy.technical[branch]
        final[:, branch] = shares * economy.final[branch]
        final[np.arange(zones), branch, np.arange(zones)] += economy.exports[branch]
    x = economy.output.T.reshape(-1)
    full = full.reshape(zones * size, zones * size)
    full *= x
    world = pymrio.IOSystem(
        Z=pd.DataFrame(full, index=names, columns=names),
        Y=pd.DataFrame(
            final.reshape(zones * size, zones),
            index=names,
            columns=pd.MultiIndex.from_product(
                [[z.code for z in economy.zones], ["final"]], names=["region", "category"]
            ),
        ),
    )
    flat = held.transpose(1, 2, 0).reshape(STRESSORS, zones * size) * x
    world.ext = pymrio.Extension(
        "ext",
        F=pd.DataFrame(
            flat, index=pd.Index([f"e{i}" for i in range(STRESSORS)], name="stressor"), columns=names
        ),
    )
    return world


def ours(system: Any, held: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return output, multipliers of eight stressors, and footprints of each consuming zone."""
    economy = system.economy
    output = system.solve(system.serve(economy.final) + economy.exports, 1e-12)
    multipliers = system.solve_t(held, 1e-12)
    worth = system.serve_t(multipliers)
    footprints = np.einsum("skq,sq->kq", worth, economy.final) + np.einsum(
        "skq,sq->kq", multipliers, economy.exports
    )
    return output, multipliers, footprints


def origins(system: Any, held: np.ndarray) -> np.ndarray:
    """Return footprints by origin and consumer for every stressor, (8, R, R)."""
    from rebonds.flows import embodied

    zones = system.shape[1]
    found = np.empty((STRESSORS, zones, zones))
    step = 64
    for at in range(0, zones, step):
        ranks = np.arange(at, min(at + step, zones))
        asked = np.zeros((system.shape[0], len(ranks), zones))
        asked[:, np.arange(len(ranks)), ranks] = system.economy.exports[:, ranks]
        made = embodied.entailed(system, ranks) + system.solve(asked)
        found[:, :, ranks] = np.einsum("skr,smr->krm", held, made, optimize=True)
    return found


def against_pymrio(zones: int, repeat: int) -> dict[str, float]:
    """Measure ``calc_all`` and the factored engine on the same system."""
    prepared, system = timed(lambda: system_of(zones), 3)
    held = intensities(system)
    world = assembled(system, held)

    def calculate() -> Any:
        world.reset_full()
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            world.calc_all()
        return world

    theirs, _ = timed(calculate, repeat)
    fast, (output, multipliers, footprints) = timed(lambda: ours(system, held), max(5, repeat))
    whole, by_origin = timed(lambda: origins(system, held), max(5, repeat))
    size = system.shape[0]
    flat = multipliers.transpose(1, 2, 0).reshape(STRESSORS, -1)
    gap = max(
        worst(output.T.reshape(-1), world.x.to_numpy()[:, 0]),
        worst(flat, world.ext.M.to_numpy()),
        worst(footprints, world.ext.D_cba_reg.to_numpy()),
        worst(by_origin.sum(axis=1), world.ext.D_cba_reg.to_numpy()),
    )
    return {
        "n": zones * size,
        "pymrio_s": theirs,
        "ours_s": fast,
        "ratio": theirs / fast,
        "prepare_s": prepared,
        "ratio_with_balance": theirs / (fast + prepared),
        "origins_s": whole,
        "origins_ratio": theirs / whole,
        "max_rel_diff": gap,
    }


def against_ipfn(zones: int, repeat: int) -> dict[str, float]:
    """Balance one product with ipfn and all of them with the operator form."""
    from ipfn import ipfn

    from rebonds.flows import gravity, kernels
    from rebonds.flows.economy.synthetic import synthetic

    economy = synthetic(zones, BRANCHES, 1)
    names = [b.decay for b in economy.branches]
    present = sorted(set(names))
    order = np.argsort([present.index(n) for n in names], kind="stable")
    kernel = kernels.kernels(kernels.distances(economy.zones), present)
    ends = np.cumsum([names.count(n) for n in present])
    classes = [slice(int(e - names.count(n)), int(e)) for n, e in zip(present, ends, strict=True)]
    supply = (economy.output - economy.exports)[order]
    demand = (economy.technical @ economy.output + economy.final)[order]
    fast, found = timed(
        lambda: gravity.balance(list(kernel.values()), classes, supply, demand, tolerance=1e-10),
        max(5, repeat),
    )
    product = classes[0].start
    some = supply[product] > 0  # the peer cannot have empty rows

    def peer() -> np.ndarray:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            return np.asarray(
                ipfn.ipfn(
                    kernel[present[0]][some].copy(),
                    [supply[product][some], demand[product]],
                    [[0], [1]],
                    convergence_rate=1e-10,
                    max_iteration=3000,
                    rate_tolerance=0.0,
                ).iteration()
            )

    slow, flows = timed(peer, repeat)
    mine = found.u[product][some][:, None] * kernel[present[0]][some] * found.v[product]
    return {
        "zones": zones,
        "ours_all_s": fast,
        "ipfn_one_s": slow,
        "ratio": slow * BRANCHES / fast,
        "max_rel_diff": float(np.abs(mine - flows).max() / flows.max()),
    }


def against_spint(zones: int, repeat: int) -> dict[str, float]:
    """Calibrate the same decay on the same flows with spint's doubly constrained model and Hyman's method.

    The peer stops as soon as one of its coefficients settles, before the decay does when zones are many: it is
    timed as it comes, and compared once it has gone on to the end.
    """
    from spglm.glm import GLM
    from spint.gravity import Doubly

    from rebonds.flows import calibration, kernels
    from rebonds.flows.economy.synthetic import synthetic

    rng = np.random.default_rng(2)
    cost = kernels.distances(synthetic(zones, 1, 3).zones)
    flows = rng.poisson(rng.random(zones)[:, None] * 1e5 * rng.random(zones) * np.exp(-0.01 * cost))
    flows = np.maximum(flows, 0).astype(float)
    fast, mine = timed(lambda: calibration.calibrate(cost, flows), max(5, repeat))
    rows, columns = np.nonzero(np.ones_like(flows))

    def peer() -> float:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = Doubly(
                flows[rows, columns].astype(int),
                rows.astype(str),
                columns.astype(str),
                cost[rows, columns],
                "exp",
            )
        return -float(model.params[-1])

    slow, early = timed(peer, repeat)
    usual = GLM.fit.__defaults__
    GLM.fit.__defaults__ = (None, 1e-14, 60, "iwls")
    theirs = peer()
    GLM.fit.__defaults__ = usual
    return {
        "zones": zones,
        "ours_s": fast,
        "spint_s": slow,
        "ratio": slow / fast,
        "beta_rel_diff": abs(mine.beta - theirs) / theirs,
        "beta_rel_diff_as_it_stops": abs(mine.beta - early) / early,
    }


def against_pandas(pairs: int, repeat: int) -> dict[str, float]:
    """Group a million pairs of communes to pairs of EPCI with pandas and with the engine."""
    import pandas as pd

    from rebonds.flows.matrix import group_pairs

    rng = np.random.default_rng(4)
    communes, groups_count = 35_000, 1255
    groups = rng.integers(0, groups_count, communes)
    origin = rng.integers(0, communes, pairs)
    destination = (origin + rng.geometric(0.02, pairs)) % communes
    value = rng.random(pairs)
    table = pd.DataFrame({"origin": origin, "destination": destination, "value": value})

    def fast_way() -> Any:
        return group_pairs(origin, destination, value, groups_count, groups, compiled=True)

    def peer() -> Any:
        placed = table.assign(a=groups[table["origin"]], b=groups[table["destination"]])
        return placed.groupby(["a", "b"])["value"].sum()

    fast_way()  # compiled once, as in use
    fast, mine = timed(fast_way, max(5, repeat))
    slow, theirs = timed(peer, max(3, repeat))
    dense = np.zeros((groups_count, groups_count))
    dense[theirs.index.get_level_values(0), theirs.index.get_level_values(1)] = theirs.to_numpy()
    gap = float(np.abs(mine.toarray() - dense).max() / dense.max())
    return {"pairs": pairs, "ours_s": fast, "pandas_s": slow, "ratio": slow / fast, "max_rel_diff": gap}


def alone(zones: int) -> dict[str, float]:
    """Answer as pymrio does, without pymrio: what this process holds at most beyond its start."""
    start = _peak_gb()
    system = system_of(zones)
    ours(system, intensities(system))
    return {"peak_gb": max(_peak_gb() - start, 1e-3), "start_gb": start}


def peer_alone(zones: int) -> dict[str, float]:
    """Let pymrio answer: what this process holds at most beyond its start."""
    import pymrio  # noqa: F401 - its own weight is not counted

    start = _peak_gb()
    system = system_of(zones)
    world = assembled(system, intensities(system))
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        world.calc_all()
    return {"peak_gb": _peak_gb() - start, "start_gb": start}


def _peak_gb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2

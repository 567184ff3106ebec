"""How the cost grows with the number of zones, drawn: ours from 100 to 5,000 zones, pymrio as far as it fits."""

from __future__ import annotations

from typing import Any

import rebonds.flows  # noqa: F401 - first: it chooses the kernels of numpy
from benchmarks.common import ROOT
from benchmarks.flows_peers import BRANCHES, against_pymrio, timed
from benchmarks.plot import log_log

SIZES = (100, 200, 500, 1255, 2500, 5000)
PEER_SIZES = (25, 53, 100, 132)
PICTURE = ROOT / "docs" / "images" / "flows-growth.svg"


def measure(_quick: bool) -> dict[str, Any]:
    """Measure each size, and write the picture of `docs/performance.md`."""
    from rebonds.flows import gravity
    from rebonds.flows.economy.synthetic import synthetic
    from rebonds.flows.leontief import TradeSystem

    rows = []
    for zones in SIZES:
        economy = synthetic(zones, BRANCHES, 0)
        repeat = 5 if zones <= 2500 else 3
        system = TradeSystem.of(economy)
        supply = (economy.output - economy.exports)[system.order]
        demand = (economy.technical @ economy.output + economy.final)[system.order]
        kernel, classes = (list(part) for part in zip(*system.by_class(), strict=True))
        again = (kernel, classes, supply, demand)
        balance, _ = timed(lambda given=again: gravity.balance(*given), repeat)
        served = system.serve(economy.final * 1e-3)
        shock, _ = timed(lambda s=system, b=served: s.solve(b, 1e-9), repeat)
        multipliers, _ = timed(system.multipliers, repeat)
        rows.append({"zones": zones, "balance_s": balance, "shock_s": shock, "multipliers_s": multipliers})
        del system, kernel, again, served
    peer = [{"zones": zones, **against_pymrio(zones, 1)} for zones in PEER_SIZES]
    PICTURE.parent.mkdir(exist_ok=True)
    log_log(
        PICTURE,
        "Cost of an answer as the country grows (38 branches)",
        {
            "pymrio, calc_all": [(row["zones"], row["pymrio_s"]) for row in peer],
            "ours, balance of trade": [(row["zones"], row["balance_s"]) for row in rows],
            "ours, all multipliers": [(row["zones"], row["multipliers_s"]) for row in rows],
            "ours, one shock to 1e-9": [(row["zones"], row["shock_s"]) for row in rows],
        },
        x="zones",
        y="seconds",
        ticks={1e-3: "1 ms", 1e-2: "10 ms", 1e-1: "0.1 s", 1.0: "1 s", 10.0: "10 s", 100.0: "100 s"},
    )
    return {"growth": rows, "growth_peer": [{k: row[k] for k in ("zones", "pymrio_s")} for row in peer]}

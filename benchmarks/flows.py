"""The flows engine beside its peers and against its own bounds.

pymrio on the same assembled systems, BoARIO on the same recovery event, ipfn and spint on the same flows,
pandas on the same pairs; France at full size. Results are compared before times are. Peers accept any system;
ours only factored ones: each ratio is the price of that generality.
"""

from __future__ import annotations

import json
import logging
import sys
import warnings
from collections.abc import Callable
from typing import Any

from benchmarks.common import options, run_module, tell

PARTS = (
    "pymrio",
    "memory_ours",
    "memory_pymrio",
    "boario",
    "france",
    "ipfn",
    "spint",
    "pandas",
    "communes",
    "growth",
)
#: Parts that a quick run leaves out.
LONG = ("memory_pymrio", "spint", "communes", "growth")


def part(name: str, quick: bool) -> dict[str, Any]:
    """Run one part, in its own process so that its memory is its own."""
    from benchmarks import flows_ario, flows_communes, flows_france, flows_growth, flows_peers

    repeat = 3 if quick else 5
    once = 1 if quick else 5
    sizes = (132,) if quick else (53, 132, 263)
    work: dict[str, Callable[[], dict[str, Any]]] = {
        "pymrio": lambda: {"sizes": [flows_peers.against_pymrio(zones, once) for zones in sizes]},
        "memory_ours": lambda: flows_peers.alone(132),
        "memory_pymrio": lambda: flows_peers.peer_alone(132),
        "boario": lambda: flows_ario.measure(quick),
        "france": lambda: flows_france.measure(quick),
        "ipfn": lambda: flows_peers.against_ipfn(600 if quick else 1255, once),
        "spint": lambda: flows_peers.against_spint(300 if quick else 800, once),
        "pandas": lambda: flows_peers.against_pandas(1_000_000, repeat),
        "communes": lambda: flows_communes.measure(quick),
        "growth": lambda: flows_growth.measure(quick),
    }
    return work[name]()


def refuse_if_different(found: dict[str, Any]) -> None:
    """A ratio means nothing when results differ: stop before telling any."""
    gaps = {
        "pymrio": (max(one["max_rel_diff"] for one in found["pymrio"]["sizes"]), 1e-9),
        "BoARIO": (found["boario"]["boario_max_rel_diff"], 1e-9),
        "ipfn": (found["ipfn"]["max_rel_diff"], 1e-8),
        "pandas": (found["pandas"]["max_rel_diff"], 1e-12),
    }
    if "spint" in found:
        gaps["spint"] = (found["spint"]["beta_rel_diff"], 1e-6)
    if "communes" in found:
        gaps["double precision, communes"] = (found["communes"]["communes_max_rel_diff"], 1e-5)
    for peer, (gap, allowed) in gaps.items():
        if not gap <= allowed:
            raise SystemExit(f"Not the results of {peer}: relative difference {gap:.1e}, over {allowed:.0e}.")


def main() -> None:
    """Measure every part and tell."""
    if len(sys.argv) > 2 and sys.argv[1] == "--part":
        logging.disable(logging.WARNING)
        warnings.simplefilter("ignore")
        print(json.dumps(part(sys.argv[2], "--quick" in sys.argv)))
        return
    asked = options(__doc__)
    flags = ["--quick"] if asked.quick else []
    left = [name for name in PARTS if not (asked.quick and name in LONG)]
    found = {name: run_module("benchmarks.flows", "--part", name, *flags) for name in left}
    refuse_if_different(found)
    at = next(one for one in found["pymrio"]["sizes"] if one["n"] == 5016)
    france, boario = found["france"], found["boario"]
    # In a quick run, the peak of the comparison itself: ours weighs nothing beside the peer's.
    heavy = found.get("memory_pymrio", found["pymrio"])
    lean = heavy["peak_mb"] / found["memory_ours"]["peak_mb"]
    rows = [
        (
            f"pymrio calc_all, N = {one['n']:,}",
            f"{one['ratio']:.0f}x, {one['origins_ratio']:.0f}x",
            "300x, 25x with origins (N = 5,016)",
        )
        for one in found["pymrio"]["sizes"]
    ]
    rows += [
        (
            "  largest relative difference",
            f"{max(o['max_rel_diff'] for o in found['pymrio']['sizes']):.1e}",
            "1e-9",
        ),
        ("  the same, with the time to balance trade", f"{at['ratio_with_balance']:.0f}x", ""),
        ("  peak memory of the process", f"{lean:.0f}x smaller", "20x"),
        ("France, balance", f"{france['france_balance_s']:.2f} s", "0.5 s"),
        ("France, one shock to 1e-9", f"{france['france_shock_s'] * 1e3:.0f} ms", "100 ms"),
        ("France, all multipliers", f"{france['france_multipliers_s'] * 1e3:.0f} ms", "150 ms"),
        ("France, peak memory", f"{france['france_peak_gb']:.2f} GB", "1 GB"),
        ("France, embodied origin-destination, f32", f"{france['france_embodied_f32_s']:.1f} s", "15 s"),
        ("France, extraction of each EPCI, f32", f"{france['france_extraction_f32_s']:.1f} s", "15 s"),
        ("  share of measured GEMM (64 at once)", f"{france['france_share_of_gemm']:.0%}", ""),
        ("  share of measured memory rate (one)", f"{france['france_share_of_memory']:.0%}", ""),
        (f"BoARIO, N = {boario['boario_n']:,}, a year", f"{boario['boario_ratio']:.0f}x", "400x"),
        ("  largest relative difference", f"{boario['boario_max_rel_diff']:.1e}", "1e-9"),
        ("France, ARIO, 365 days", f"{boario['france_ario_s']:.1f} s", "10 s"),
        ("ipfn, balance", f"{found['ipfn']['ratio']:.0f}x", "300x"),
        ("pandas, 1 M pairs to EPCI", f"{found['pandas']['ratio']:.1f}x", "4x"),
    ]
    if "spint" in found:
        one = found["spint"]
        told = f"{one['ratio']:.0f}x, beta to {one['beta_rel_diff']:.0e}"
        rows.append(("spint, calibration", told, "40x, 1e-6"))
    if "communes" in found:
        one = found["communes"]
        told = f"{one['communes_apply_s']:.2f} s, {one['peak_mb'] / 1024:.2f} GB"
        rows.append(("35,000 communes, one application", told, "2 s, 2 GB"))
    if asked.quick:
        rows.append(
            (
                "quick: peers run once, without spint nor communes; days and France in part, in proportion",
                "",
                "",
            )
        )
    tell(
        "flows (peers take any system, ours only factored ones)",
        rows,
        {
            "quick": asked.quick,
            "pymrio_ratio": at["ratio"],
            "pymrio_origins_ratio": at["origins_ratio"],
            "pymrio_max_rel_diff": max(one["max_rel_diff"] for one in found["pymrio"]["sizes"]),
            "pymrio_ratio_with_balance": at["ratio_with_balance"],
            "pymrio_memory_ratio": lean,
            "sizes": found["pymrio"]["sizes"],
            **({"growth": found["growth"]["growth"]} if "growth" in found else {}),
            "ipfn_ratio": found["ipfn"]["ratio"],
            "pandas_ratio": found["pandas"]["ratio"],
            **(
                {f"spint_{k}": found["spint"][k] for k in ("ratio", "beta_rel_diff")}
                if "spint" in found
                else {}
            ),
            **(
                {k: v for k, v in found["communes"].items() if k.startswith("communes_")}
                if "communes" in found
                else {}
            ),
            **{k: v for k, v in boario.items() if k not in ("wall_s", "peak_mb")},
            **{k: v for k, v in france.items() if k not in ("wall_s", "peak_mb")},
        },
        as_json=asked.json,
    )


if __name__ == "__main__":
    main()

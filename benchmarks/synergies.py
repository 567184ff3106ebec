"""Search for synergies: time and proven gap, for sixty firms and for two thousand with ten thousand links.

``.venv/bin/python -m benchmarks.synergies [--quick] [--json]``; quick leaves out nothing: both sizes take under a minute.
"""

from __future__ import annotations

import statistics
import time

import numpy as np

from benchmarks.common import options, tell
from rebonds.matching.declared import Firm, Flow
from rebonds.matching.links import Rules, links
from rebonds.matching.synergies import synergies
from rebonds.quiet import quiet


def invented(firms: int, resources: int, seed: int) -> tuple[dict[str, Firm], list[Flow]]:
    """Return invented firms, each with one offer or need, over an area of 60 km."""
    rng = np.random.default_rng(seed)
    known, flows = {}, []
    for rank in range(firms):
        ident = str(rank)
        known[ident] = Firm(
            ident, f"F{rank}", "", 5.5 + rng.random() * 0.8, 45 + rng.random() * 0.6, consent=True
        )
        side = "offer" if rng.random() < 0.5 else "need"
        amount, value = float(rng.lognormal(4, 1)), float(5 + rng.random() * 40)
        flows.append(Flow(ident, side, f"r{int(rng.integers(resources))}", amount, "t", value, "presumed"))
    return known, flows


def main() -> None:
    """Measure both sizes."""
    asked = options(__doc__)
    found: dict[str, object] = {}
    rows = []
    for name, firms, resources, repeat in (("60", 60, 6, 5), ("2000", 2000, 100, 1 if asked.quick else 3)):
        durations, gap, count = [], 0.0, 0
        for seed in range(repeat):
            known, flows = invented(firms, resources, seed)
            rules = Rules(most_km=200.0)
            count = len(links(known, flows, rules))
            started = time.perf_counter()
            with quiet():
                answer = synergies(known, flows, rules)
            durations.append(time.perf_counter() - started)
            gap = max(gap, answer.gap)
        seconds = statistics.median(durations)
        found |= {f"seconds_{name}": seconds, f"gap_{name}": gap, f"links_{name}": count}
        limit = "1 s" if name == "60" else "60 s, 1%"
        rows.append((f"{firms} firms, {count} links", f"{seconds:.2f} s, gap {100 * gap:.2f}%", limit))
    tell("synergies", rows, found, as_json=asked.json)


if __name__ == "__main__":
    main()

"""Sortition beside `sortition-algorithms`: 300 candidates, a panel of 30, four categories; 2,000 candidates alone.

``.venv/bin/python -m benchmarks.sortition [--quick] [--json]``. The peer maximises the lowest probability only
(maximin, HiGHS); ours goes on to the second lowest and so on (LEXIMIN). Same pool, same quotas, same run; reading files
is left out on both sides. Quick: one pool; in full, three pools of this kind and one of finer categories.
"""

from __future__ import annotations

import importlib.metadata
import statistics
import time
from collections.abc import Sequence

import numpy as np
from sortition_algorithms.committee_generation.maximin import find_distribution_maximin
from sortition_algorithms.features import read_in_features
from sortition_algorithms.people import read_in_people
from sortition_algorithms.settings import Settings

from benchmarks.common import median_seconds, options, tell
from rebonds.deliberation.sortition import drawing
from rebonds.deliberation.sortition.records import Candidate, Pool, Quota

#: category -> (share of each value among candidates, among the population): those who come forward are not everyone.
COARSE = {
    "sexe": ((0.6, 0.4), (0.5, 0.5)),
    "age": ((0.15, 0.35, 0.5), (0.3, 0.4, 0.3)),
    "diplome": ((0.2, 0.3, 0.5), (0.4, 0.3, 0.3)),
    "lieu": ((0.5, 0.3, 0.2), (0.4, 0.3, 0.3)),
}
FINE = {
    "sexe": ((0.72, 0.28), (0.52, 0.48)),
    "age": ((0.1, 0.2, 0.4, 0.3), (0.2, 0.25, 0.3, 0.25)),
    "metier": ((0.42, 0.17, 0.08, 0.25, 0.08), (0.15, 0.28, 0.22, 0.25, 0.1)),
    "commune": ((0.125,) * 8, (0.125,) * 8),
}
Shares = dict[str, tuple[tuple[float, ...], tuple[float, ...]]]


def invented(people: int, size: int, seed: int, shares: Shares) -> tuple[Pool, list[Quota]]:
    """Return an invented pool, and quotas of one seat around the population."""
    rng = np.random.default_rng(seed)
    drawn = [rng.choice(len(pool), people, p=pool) for pool, _ in shares.values()]
    quotas = [
        Quota(category, str(value), int(np.floor(share * size)), int(np.floor(share * size)) + 1)
        for category, (_, population) in shares.items()
        for value, share in enumerate(population)
    ]
    candidates = tuple(
        Candidate(f"{rank:05d}", "", tuple(str(values[rank]) for values in drawn)) for rank in range(people)
    )
    return Pool(tuple(shares), candidates), quotas


def peer(pool: Pool, quotas: Sequence[Quota], size: int) -> tuple[float, float]:
    """Return the time of the peer's maximin and its lowest probability."""
    rows = [
        {"feature": q.category, "value": q.value, "min": str(q.least), "max": str(q.most)} for q in quotas
    ]
    features, _, _ = read_in_features(["feature", "value", "min", "max"], rows, size)
    body = [{"id": one.id, **dict(zip(pool.categories, one.values, strict=True))} for one in pool.candidates]
    people, _ = read_in_people(list(body[0]), body, features, Settings("id", []))
    started = time.perf_counter()
    committees, probabilities, _ = find_distribution_maximin(features, people, size, [])
    seconds = time.perf_counter() - started
    chances = dict.fromkeys((one.id for one in pool.candidates), 0.0)
    for committee, probability in zip(committees, probabilities, strict=True):
        for ident in committee:
            chances[ident] += float(probability)
    return seconds, min(chances.values())


def main() -> None:
    """Measure."""
    asked = options(__doc__)
    cases = [(COARSE, 0)] if asked.quick else [(COARSE, 0), (COARSE, 1), (COARSE, 2), (FINE, 0)]
    rows: list[tuple[str, str, str]] = []
    ratios, ours_lowest, peer_lowest = [], [], []
    for shares, seed in cases:
        pool, quotas = invented(300, 30, seed, shares)
        lowest = drawing.described(drawing.prepare(pool, quotas, 30)).minimum
        ours = median_seconds(lambda p=pool, q=quotas: drawing.prepare(p, q, 30), 3)  # type: ignore[misc]
        theirs, theirs_lowest = peer(pool, quotas, 30)
        ratios.append(theirs / ours)
        ours_lowest.append(lowest)
        peer_lowest.append(theirs_lowest)
        name = f"300 candidates, 30 seats, {len(quotas)} quotas"
        rows.append((name, f"{ours:.2f} s, {theirs:.1f} s: {theirs / ours:.0f}x", "4x"))
        rows.append(
            ("  lowest probability, ours and theirs", f"{lowest:.6f}, {theirs_lowest:.6f}", "no lower")
        )
    pool, quotas = invented(2000, 100, 0, FINE)
    started = time.perf_counter()
    large = drawing.described(drawing.prepare(pool, quotas, 100))
    seconds = time.perf_counter() - started
    rows.append(("2,000 candidates, 100 seats, 19 quotas", f"{seconds:.1f} s", "120 s"))
    worst = min(range(len(cases)), key=lambda at: ours_lowest[at] - peer_lowest[at])
    versions = {
        name: importlib.metadata.version(name) for name in ("sortition-algorithms", "scipy", "highspy")
    }
    print(", ".join(f"{name} {version}" for name, version in versions.items()))
    tell(
        "sortition",
        rows,
        {
            "versions": versions,
            "sortition_ratio": statistics.median(ratios),
            "sortition_ratios": ratios,
            "min_probability_ours": ours_lowest[worst],
            "min_probability_peer": peer_lowest[worst],
            "candidates_2000_s": seconds,
            "candidates_2000_min_probability": large.minimum,
        },
        as_json=asked.json,
    )


if __name__ == "__main__":
    main()

"""National build: every indicator on every territory from commune tables, against the same in pandas.

Both start from the same Parquet of observations and the same memberships, sum numerators and denominators
of each variable over the communes of each EPCI, and evaluate every ratio of the cards. Each side runs in its
own process; the ratios are of medians of wall time (without interpreter start-up and imports) and of peak
memory. Results are compared row by row.

The national pilot is used when ``build/national`` holds one; else a synthetic country of the same size, and
the benchmark says so.
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.common import ROOT, options, run_module, tell

PILOT = ROOT / "build" / "national"
TOLERANCE = 1e-9


def peak_mb() -> float:
    """Return the peak resident memory of this process, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def prepare(folder: Path) -> str:
    """Write the observations, the memberships and the recipe of each indicator; return what they are."""
    import duckdb

    from rebonds import indicators
    from rebonds.indicators.expressions import names, parse

    folder.mkdir(parents=True, exist_ok=True)
    recipes = []
    for card in indicators.cards().values():
        if card.additivity != "ratio_of_sums":
            continue
        parts = names(parse(card.numerator)) + (names(parse(card.denominator)) if card.denominator else ())
        recipes.append(
            {"id": card.id, "numerator": card.numerator, "denominator": card.denominator, "scale": card.scale}
            | {"variables": list(dict.fromkeys(parts))}
        )
    (folder / "recipes.json").write_text(json.dumps(recipes))
    database = PILOT / "current" / "rebonds.duckdb"
    con = duckdb.connect()
    if database.exists():
        con.execute(f"ATTACH '{database}' AS source (READ_ONLY)")
        con.execute(
            f"COPY (SELECT * FROM source.observation WHERE level = 'commune') "
            f"TO '{folder / 'observation.parquet'}' (FORMAT parquet, COMPRESSION zstd)"
        )
        for table in ("membership", "territory"):
            con.execute(f"COPY source.{table} TO '{folder / table}.parquet' (FORMAT parquet)")
        return "national pilot"
    synthesise(con, folder, sorted({v for r in recipes for v in r["variables"]}))
    return "synthetic country of the size of France (no national pilot in build/national)"


def synthesise(con: Any, folder: Path, variables: list[str]) -> None:
    """Write 34,969 invented communes in 1,255 groups, every variable known on most of them."""
    con.execute("SELECT setseed(0.5)")
    con.execute(
        "CREATE TABLE territory AS SELECT 'commune' AS level, lpad(i::VARCHAR, 5, '0') AS code, "
        "'c' || i AS name, (50 + 4000 * random())::BIGINT AS population FROM range(34969) AS r(i)"
    )
    con.execute(
        "CREATE TABLE membership AS "
        "SELECT lpad((200000000 + (code::INTEGER % 1255))::VARCHAR, 9, '0') AS code, "
        "'epci' AS level, code AS commune FROM territory"
    )
    con.execute("CREATE TABLE variable AS SELECT unnest($names) AS variable", {"names": variables})
    con.execute(
        "CREATE TABLE observation AS SELECT 'synthetic' AS source, 'commune' AS level, code, variable, "
        "2022::INTEGER AS vintage, 1 + population * random() AS value, population * random() AS numerator, "
        "population::DOUBLE AS denominator, 'measured' AS state, true AS exact FROM territory, variable "
        "WHERE random() < 0.98"
    )
    for table in ("observation", "membership", "territory"):
        con.execute(f"COPY {table} TO '{folder / table}.parquet' (FORMAT parquet, COMPRESSION zstd)")


def with_rebonds(folder: Path) -> tuple[float, dict[tuple[str, str, int], float]]:
    """Compute with the product's SQL: one pass over the observations, then the small table of sums."""
    import duckdb

    from rebonds.indicators.expressions import parse, to_sql

    recipes = json.loads((folder / "recipes.json").read_text())
    started = time.perf_counter()
    con = duckdb.connect()
    con.execute("SET memory_limit = '512MB'")
    con.execute(
        f"CREATE TABLE sums AS SELECT m.code, o.variable, o.vintage, sum(o.value) AS value, "
        f"sum(o.numerator) AS numerator, sum(o.denominator) AS denominator "
        f"FROM read_parquet('{folder / 'observation.parquet'}') AS o "
        f"JOIN read_parquet('{folder / 'membership.parquet'}') AS m "
        f"ON m.commune = o.code AND m.level = 'epci' "
        f"GROUP BY ALL"
    )
    results: dict[tuple[str, str, int], float] = {}
    for recipe in recipes:
        columns = {name: f'"{name}"' for name in recipe["variables"]}
        picks = ", ".join(
            f"max(value) FILTER (variable = '{name}') AS \"{name}\", "
            f"max(numerator) FILTER (variable = '{name}') AS \"{name}_n\", "
            f"max(denominator) FILTER (variable = '{name}') AS \"{name}_d\""
            for name in recipe["variables"]
        )
        if recipe["denominator"]:
            top = to_sql(parse(recipe["numerator"]), columns)
            ratio = f"({top}) / nullif({to_sql(parse(recipe['denominator']), columns)}, 0)"
        else:
            only = recipe["variables"][0]
            ratio = f'"{only}_n" / nullif("{only}_d", 0)'
        rows = con.execute(
            f"WITH f AS (SELECT code, vintage, {picks} FROM sums WHERE variable IN "
            f"({', '.join(repr(n) for n in recipe['variables'])}) GROUP BY code, vintage) "
            f"SELECT code, vintage, {recipe['scale']} * {ratio} AS r FROM f WHERE r IS NOT NULL"
        ).fetchall()
        results.update({(recipe["id"], code, vintage): value for code, vintage, value in rows})
    return time.perf_counter() - started, results


def with_pandas(folder: Path) -> tuple[float, dict[tuple[str, str, int], float]]:
    """Compute the same as an analyst would with pandas: read, merge, group, evaluate."""
    import pandas as pd

    recipes = json.loads((folder / "recipes.json").read_text())
    started = time.perf_counter()
    observation = pd.read_parquet(folder / "observation.parquet")
    membership = pd.read_parquet(folder / "membership.parquet")
    members = membership.loc[membership["level"] == "epci", ["code", "commune"]]
    merged = observation.merge(members.rename(columns={"code": "epci"}), left_on="code", right_on="commune")
    sums = (
        merged.groupby(["epci", "variable", "vintage"])[["value", "numerator", "denominator"]]
        .sum(min_count=1)
        .reset_index()
    )
    results: dict[tuple[str, str, int], float] = {}
    for recipe in recipes:
        part = sums[sums["variable"].isin(recipe["variables"])]
        if recipe["denominator"]:
            wide = part.pivot(index=["epci", "vintage"], columns="variable", values="value")
            if not set(recipe["variables"]) <= set(wide.columns):
                continue
            ratio = wide.eval(recipe["numerator"]) / wide.eval(recipe["denominator"]).where(lambda d: d != 0)
        else:
            wide = part.set_index(["epci", "vintage"])
            ratio = wide["numerator"] / wide["denominator"].where(lambda d: d != 0)
        ratio = (recipe["scale"] * ratio).dropna()
        results.update({(recipe["id"], code, int(vintage)): float(v) for (code, vintage), v in ratio.items()})
    return time.perf_counter() - started, results


def child(side: str, folder: Path) -> None:
    """Run one side, keep its results beside the input, print its time and memory."""
    seconds, results = {"rebonds": with_rebonds, "pandas": with_pandas}[side](folder)
    if not (folder / f"{side}.json").exists():
        (folder / f"{side}.json").write_text(
            json.dumps([[*key, value] for key, value in sorted(results.items())])
        )
    print(json.dumps({"seconds": seconds, "rows": len(results), "memory_mb": peak_mb()}))


def compare(folder: Path) -> tuple[int, float]:
    """Return the number of rows and the largest relative difference; fail if a row is on one side only."""
    sides = []
    for side in ("rebonds", "pandas"):
        rows = json.loads((folder / f"{side}.json").read_text())
        sides.append({tuple(row[:3]): row[3] for row in rows})
    if sides[0].keys() != sides[1].keys():
        raise RuntimeError(f"{len(sides[0].keys() ^ sides[1].keys())} rows on one side only")
    worst = max((abs(a - sides[1][k]) / max(abs(a), 1e-12) for k, a in sides[0].items()), default=0.0)
    if worst > TOLERANCE:
        raise RuntimeError(f"results differ by {worst:.2e}")
    return len(sides[0]), worst


def main() -> None:
    """Measure both sides in turn and tell."""
    if len(sys.argv) > 2 and sys.argv[1] == "--child":
        child(sys.argv[2], Path(sys.argv[3]))
        return
    asked = options(__doc__)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        what = prepare(folder)
        runs: dict[str, list[dict[str, Any]]] = {"rebonds": [], "pandas": []}
        for _ in range(3 if asked.quick else 5):
            for side, measured in runs.items():
                measured.append(run_module("benchmarks.national", "--child", side, str(folder)))
        rows, worst = compare(folder)
    seconds = {side: statistics.median(r["seconds"] for r in measured) for side, measured in runs.items()}
    memory = {side: statistics.median(r["memory_mb"] for r in measured) for side, measured in runs.items()}
    speed, lean = seconds["pandas"] / seconds["rebonds"], memory["pandas"] / memory["rebonds"]
    tell(
        f"national: {what}, {rows} values compared, largest relative difference {worst:.1e}",
        [
            ("rebonds", f"{seconds['rebonds']:.2f} s, {memory['rebonds']:.0f} MB", ""),
            ("pandas", f"{seconds['pandas']:.2f} s, {memory['pandas']:.0f} MB", ""),
            ("time ratio", f"{speed:.1f}x", "at least 5x"),
            ("memory ratio", f"{lean:.1f}x", "at least 3x"),
        ],
        {
            "data": what,
            "rows": rows,
            "time_ratio": round(speed, 2),
            "memory_ratio": round(lean, 2),
            **seconds,
        },
        as_json=asked.json,
    )


if __name__ == "__main__":
    main()

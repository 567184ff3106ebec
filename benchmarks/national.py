"""National build: every indicator on every EPCI from commune tables, the product's engine against pandas.

Both start from the same Parquet files and apply the same rules (docs/method.md): ratios are ratios of sums; a sum
over communes counts when it covers enough people, else the published value; states (measured, estimated,
secret, missing) follow; a formula takes the nearest vintage of its other terms. The product's engine also
writes the trace and the sources of each value, which the pandas side is spared. Each side runs in its own process;
values and states are compared row by row.

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
TABLES = ("observation", "membership", "territory", "variable")
TOLERANCE = 1e-9
KNOWN = ("measured", "estimated")


def peak_mb() -> float:
    """Return the peak resident memory of this process, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def prepare(folder: Path) -> str:
    """Write the tables that both sides read; return what they are."""
    import duckdb

    folder.mkdir(parents=True, exist_ok=True)
    database = PILOT / "current" / "rebonds.duckdb"
    con = duckdb.connect()
    what = "national pilot"
    if database.exists():
        con.execute(f"ATTACH '{database}' AS source (READ_ONLY)")
        levels = "level IN ('commune', 'epci')"
        con.execute(f"CREATE VIEW observation AS SELECT * FROM source.observation WHERE {levels}")
        con.execute(f"CREATE VIEW territory AS SELECT * FROM source.territory WHERE {levels}")
        con.execute("CREATE VIEW membership AS SELECT * FROM source.membership WHERE level = 'epci'")
        con.execute("CREATE VIEW variable AS SELECT * FROM source.variable")
    else:
        synthesise(con)
        what = "synthetic country of the size of France (no national pilot in build/national)"
    for table in TABLES:
        con.execute(f"COPY (FROM {table}) TO '{folder / table}.parquet' (FORMAT parquet, COMPRESSION zstd)")
    return what


def synthesise(con: Any) -> None:
    """Make 34,969 invented communes in 1,255 groups, every variable of the cards known on most of them."""
    from rebonds import indicators
    from rebonds.indicators.expressions import names, parse

    known: dict[str, str] = {}
    for card in indicators.cards().values():
        ratio = not card.denominator and card.additivity == "ratio_of_sums"
        for text in filter(None, (card.numerator, card.denominator)):
            for name in names(parse(text)):
                known.setdefault(name, "ratio" if ratio else "count")
    con.execute("SELECT setseed(0.5)")
    con.execute(
        "CREATE TABLE territory AS SELECT 'commune' AS level, lpad(i::VARCHAR, 5, '0') AS code, "
        "(50 + 4000 * random())::BIGINT AS population FROM range(34969) AS r(i)"
    )
    con.execute(
        "CREATE TABLE membership AS SELECT lpad((200000000 + (code::INTEGER % 1255))::VARCHAR, 9, '0') AS code, "
        "'epci' AS level, code AS commune FROM territory"
    )
    con.execute(
        "INSERT INTO territory SELECT 'epci', m.code, sum(population)::BIGINT FROM membership AS m "
        "JOIN territory AS t ON t.code = m.commune GROUP BY m.code"
    )
    con.execute(
        "CREATE TABLE variable AS SELECT 'synthetic' AS source, unnest($names) AS name, "
        "unnest($kinds) AS kind, 1.0::DOUBLE AS scale",
        {"names": list(known), "kinds": list(known.values())},
    )
    con.execute(
        "CREATE TABLE observation AS SELECT 'synthetic' AS source, 'commune' AS level, code, v.name AS variable, "
        "2022::INTEGER AS vintage, 1 + population * random() AS value, population * random() AS numerator, "
        "population::DOUBLE AS denominator, 'measured' AS state, true AS exact FROM territory AS t, variable AS v "
        "WHERE t.level = 'commune' AND random() < 0.98"
    )


def with_rebonds(folder: Path) -> tuple[float, Any]:
    """Compute with the product's engine, on the scope of the EPCI."""
    from rebonds.engine import connect
    from rebonds.indicators import cards, compute, facts

    todo = list(cards().values())
    started = time.perf_counter()
    con = connect(config={"memory_limit": "600MB"})
    for table in TABLES:
        con.execute(f"CREATE VIEW {table} AS FROM read_parquet('{folder / table}.parquet')")
    con.execute(
        "CREATE TEMP TABLE scope AS SELECT level, code, population FROM territory WHERE level = 'epci'"
    )
    con.execute("CREATE TEMP TABLE scope_commune AS SELECT level, code, commune FROM membership")
    con.execute("CREATE TEMP TABLE scope_epci (level VARCHAR, code VARCHAR, epci VARCHAR)")
    facts.compute(con)
    compute.evaluate_all(con, todo, "asked")
    seconds = time.perf_counter() - started
    rows = con.execute("SELECT indicator, code, vintage, state, value FROM asked").fetchall()
    return seconds, rows


def with_pandas(folder: Path) -> tuple[float, Any]:
    """Compute the same by the same rules with pandas, as an analyst who knows it would."""
    import pandas as pd

    from rebonds.indicators import cards, parameters

    todo, rules = list(cards().values()), parameters.load()
    started = time.perf_counter()
    tables = {table: pd.read_parquet(folder / f"{table}.parquet") for table in TABLES}
    facts = _facts(tables, rules.complete_coverage, rules.minimum_coverage)
    found = [_evaluate(facts, card, rules.maximum_gap) for card in todo]
    result = pd.concat([table for table in found if table is not None], ignore_index=True)
    seconds = time.perf_counter() - started
    columns = result[["indicator", "code", "vintage", "state", "value"]]
    rows = [
        (i, c, int(v), s, None if x != x else float(x))  # noqa: PLR0124 - NaN
        for i, c, v, s, x in columns.itertuples(index=False)
    ]
    return seconds, rows


def _facts(tables: dict[str, Any], complete: float, minimum: float) -> Any:
    """Return one row per EPCI, variable and vintage: the best of the sum over communes and the published value."""
    import numpy as np
    import pandas as pd

    people = tables["territory"][["level", "code", "population"]]
    kinds = tables["variable"].rename(columns={"name": "variable"})[["source", "variable", "kind", "scale"]]
    seen = tables["observation"].merge(kinds, on=["source", "variable"])
    communes = seen[(seen["level"] == "commune") & (seen["kind"] != "level")]
    members = tables["membership"][["code", "commune"]].rename(columns={"code": "epci"})
    communes = communes.merge(members, left_on="code", right_on="commune")
    size = people[people["level"] == "commune"][["code", "population"]]
    communes = communes.merge(size, on="code")
    held = communes["state"].isin(KNOWN)
    communes = communes.assign(
        value=communes["value"].where(communes["kind"] == "count"),
        held=communes["population"].where(held, 0),
        secret=communes["state"] == "secret",
        estimated=(communes["state"] == "estimated") | ~communes["exact"],
    )
    grouped = communes.groupby(["epci", "variable", "vintage"], sort=False, observed=True)
    summed = grouped[["value", "numerator", "denominator"]].sum(min_count=1)
    summed["held"] = grouped["held"].sum()
    summed[["secret", "estimated"]] = grouped[["secret", "estimated"]].any()
    summed[["scale", "kind"]] = grouped[["scale", "kind"]].first()
    summed = summed.reset_index().rename(columns={"epci": "code"})
    ratio = summed["scale"] * summed["numerator"] / summed["denominator"].where(summed["denominator"] != 0)
    summed["value"] = ratio.where(summed["kind"] == "ratio", summed["value"])
    whole = people[people["level"] == "epci"][["code", "population"]]
    summed = summed.merge(whole, on="code")
    summed["coverage"] = summed["held"] / summed["population"].where(summed["population"] != 0)
    summed["origin"], summed["from"] = "commune", ""
    given = tables["observation"]
    published = given[(given["level"] == "epci") & given["code"].isin(whole["code"])].assign(
        secret=lambda t: t["state"] == "secret",
        estimated=lambda t: t["state"] == "estimated",
        coverage=1.0,
        origin="published",
    )
    published["from"] = published["source"]
    columns = ["code", "variable", "vintage", "value", "numerator", "denominator", "secret", "estimated"]
    columns += ["coverage", "origin", "from"]
    both = pd.concat([summed[columns], published[columns]], ignore_index=True)
    known, ours = both["value"].notna(), both["origin"] == "commune"
    both["rank"] = np.select(
        [
            ~known,
            ours & (both["coverage"] >= complete),
            ~ours,
            ours & (both["coverage"] >= minimum),
        ],
        [9, 1, 2, 3],
        9,
    )
    key = ["code", "variable", "vintage"]
    both["hidden"] = both.groupby(key, sort=False)["secret"].transform("any")
    best = both.sort_values(["rank", "from"], kind="stable").drop_duplicates(key)
    nothing = best["rank"] == 9
    best["state"] = np.select(
        [nothing & best["hidden"], nothing, best["estimated"] | (best["rank"] == 3)],
        ["secret", "missing", "estimated"],
        "measured",
    )
    for column in ("value", "numerator", "denominator"):
        best[column] = best[column].where(~nothing)
    return {name: part for name, part in best.groupby("variable", sort=False)}  # noqa: C416


def _evaluate(facts: dict[str, Any], card: Any, gap: int) -> Any:
    """Return the values of one card, or ``None`` without its first variable."""
    import numpy as np

    from rebonds.indicators.compute import is_single
    from rebonds.indicators.expressions import names, parse

    terms = names(parse(card.numerator)) + (names(parse(card.denominator)) if card.denominator else ())
    terms = tuple(dict.fromkeys(terms))
    if terms[0] not in facts:
        return None
    base = facts[terms[0]][["code", "vintage", "state", "value"]]
    if is_single(card):
        kept = base[base["state"].isin((*KNOWN, "secret"))]
        return kept.assign(indicator=card.id, value=card.scale * kept["value"])
    table = base.rename(columns={"value": terms[0], "state": "state_0"})
    for rank, name in enumerate(terms[1:], 1):
        if name not in facts:
            return None
        other = facts[name][["code", "vintage", "state", "value"]]
        other = other.rename(columns={"value": name, "state": f"state_{rank}", "vintage": "other"})
        pairs = table[["code", "vintage"]].merge(other, on="code")
        pairs["apart"] = (pairs["other"] - pairs["vintage"]).abs()
        pairs = pairs[pairs["apart"] <= gap]
        pairs["cost"] = pairs["apart"] * 2 + (pairs["other"] > pairs["vintage"])
        nearest = pairs.sort_values("cost", kind="stable").drop_duplicates(["code", "vintage"])
        table = table.merge(
            nearest[["code", "vintage", name, f"state_{rank}"]], on=["code", "vintage"], how="left"
        )
    top = table.eval(card.numerator)
    value = top / table.eval(card.denominator).where(lambda x: x != 0) if card.denominator else top
    states = table[[f"state_{rank}" for rank in range(len(terms))]]
    secret, estimated = (states == "secret").any(axis=1), (states == "estimated").any(axis=1)
    table["state"] = np.select([secret, estimated], ["secret", "estimated"], "measured")
    table["value"] = (card.scale * value).where(~secret)
    kept = table[table["value"].notna() | secret]
    return kept.assign(indicator=card.id)[["indicator", "code", "vintage", "state", "value"]]


def child(side: str, folder: Path) -> None:
    """Run one side, keep its results beside the input, print its time and memory."""
    seconds, rows = {"rebonds": with_rebonds, "pandas": with_pandas}[side](folder)
    memory = peak_mb()
    kept = folder / f"{side}.json"
    if not kept.exists():
        kept.write_text(json.dumps(sorted(rows, key=lambda row: row[:3])))
    print(json.dumps({"seconds": seconds, "rows": len(rows), "memory_mb": memory}))


def compare(folder: Path) -> tuple[int, float]:
    """Return the number of rows and the largest relative difference; fail where a row or a state differs."""
    ours, theirs = (
        {tuple(row[:3]): row[3:] for row in json.loads((folder / f"{side}.json").read_text())}
        for side in ("rebonds", "pandas")
    )
    apart = ours.keys() ^ theirs.keys()
    if apart:
        raise RuntimeError(f"{len(apart)} rows on one side only, such as {sorted(apart)[:3]}")
    worst = 0.0
    for key, (state, value) in ours.items():
        other, against = theirs[key]
        if state != other or (value is None) != (against is None):
            raise RuntimeError(f"{key}: {state} {value} against {other} {against}")
        if value is not None:
            worst = max(worst, abs(value - against) / max(abs(value), 1e-9))
    if worst > TOLERANCE:
        raise RuntimeError(f"results differ by {worst:.2e}")
    return len(ours), worst


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

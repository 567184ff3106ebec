"""The engine of indicators on a small invented country: ratios of sums, states, secrecy, coverage."""

from __future__ import annotations

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rebonds import indicators
from rebonds.indicators import compute, facts
from rebonds.indicators.card import IndicatorCard
from rebonds.text import Text

RATE = ("rate", "ratio")
COMMUNES = 12


def card(ident: str, numerator: str, denominator: str = "", scale: float = 1.0) -> IndicatorCard:
    name = Text(ident, ident)
    return IndicatorCard(
        ident,
        name,
        name,
        "%",
        "lower_is_better",
        "context",
        "",
        numerator,
        ("s",),
        denominator=denominator,
        scale=scale,
        error=0.1,
    )


CARDS = (
    card("single", "rate"),
    card("share", "jobs", "people", 100.0),
    card("formula", "100 * jobs / people - rate"),
)


def country(
    groups: dict[str, str], rows: list[tuple], populations: dict[str, int]
) -> duckdb.DuckDBPyConnection:
    """Make the tables of a warehouse: communes gathered in EPCI, all in one département."""
    con = duckdb.connect()
    con.execute("CREATE TABLE territory (level VARCHAR, code VARCHAR, population BIGINT)")
    con.execute("CREATE TABLE membership (level VARCHAR, code VARCHAR, commune VARCHAR)")
    con.execute("CREATE TABLE variable (source VARCHAR, name VARCHAR, kind VARCHAR, scale DOUBLE)")
    con.execute(
        "CREATE TABLE observation (source VARCHAR, level VARCHAR, code VARCHAR, variable VARCHAR, vintage INTEGER, "
        "value DOUBLE, numerator DOUBLE, denominator DOUBLE, state VARCHAR, exact BOOLEAN)"
    )
    con.executemany("INSERT INTO territory VALUES ('commune', ?, ?)", list(populations.items()))
    for level, of in (("epci", groups), ("departement", dict.fromkeys(groups, "99"))):
        con.executemany(f"INSERT INTO membership VALUES ('{level}', ?, ?)", [(g, c) for c, g in of.items()])
        con.execute(
            f"INSERT INTO territory SELECT '{level}', m.code, sum(population) FROM membership AS m "
            f"JOIN territory AS t ON t.code = m.commune WHERE m.level = '{level}' GROUP BY m.code"
        )
    con.executemany(
        "INSERT INTO variable VALUES ('s', ?, ?, ?)",
        [("rate", "ratio", 100.0), ("jobs", "count", 1.0), ("people", "count", 1.0)],
    )
    con.executemany("INSERT INTO observation VALUES ('s', ?, ?, ?, 2022, ?, ?, ?, ?, true)", rows)
    return con


def values(
    con: duckdb.DuckDBPyConnection, cards: tuple[IndicatorCard, ...] = CARDS
) -> dict[tuple[str, str], tuple]:
    facts.scope_of_build(con)
    facts.compute(con)
    compute.evaluate_all(con, cards, "asked")
    rows = con.execute("SELECT indicator, code, state, value, low, high, method FROM asked").fetchall()
    return {(row[0], row[1]): row[2:] for row in rows}


def drawn(seed: int) -> tuple[list[tuple], dict[str, int], dict[str, dict[str, float]]]:
    rng = np.random.default_rng(seed)
    codes = [f"{i:05d}" for i in range(COMMUNES)]
    people = {c: int(rng.integers(50, 5000)) for c in codes}
    figures, rows = {}, []
    for c in codes:
        poor, jobs = float(rng.integers(0, people[c])), float(rng.integers(0, people[c]))
        figures[c] = {"poor": poor, "jobs": jobs}
        rows.append(("commune", c, "rate", 100 * poor / people[c], poor, float(people[c]), "measured"))
        rows.append(("commune", c, "jobs", jobs, None, None, "measured"))
        rows.append(("commune", c, "people", float(people[c]), None, None, "measured"))
    return rows, people, figures


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 6))
def test_a_ratio_is_a_ratio_of_sums_over_any_partition(seed: int, parts: int) -> None:
    rows, people, figures = drawn(seed)
    rng = np.random.default_rng(seed + 1)
    groups = {c: f"2{rng.integers(0, parts):08d}" for c in people}
    found = values(country(groups, rows, people))
    for code in {*groups.values(), "99"}:
        inside = [c for c in people if code == "99" or groups[c] == code]
        total = sum(people[c] for c in inside)
        rate = 100 * sum(figures[c]["poor"] for c in inside) / total
        share = 100 * sum(figures[c]["jobs"] for c in inside) / total
        assert found["single", code][:2] == ("measured", pytest.approx(rate))
        assert found["share", code][1] == pytest.approx(share)
        assert found["formula", code][1] == pytest.approx(share - rate)
        assert found["share", code][2:4] == pytest.approx((0.9 * share, 1.1 * share))


def test_shapes_evaluated_together_or_alone_agree() -> None:
    rows, people, _ = drawn(3)
    con = country(dict.fromkeys(people, "200000001"), rows, people)
    together = values(con)
    con.execute(f"CREATE OR REPLACE TEMP TABLE alone ({compute.COLUMNS})")
    compute.evaluate(con, CARDS[1], "alone")
    alone = con.execute("SELECT state, value, low, high, method FROM alone WHERE code = '99'").fetchall()
    assert alone[0] == together["share", "99"]


def test_secrecy_is_never_a_number_and_never_undone() -> None:
    rows, people, _ = drawn(5)
    hidden = [
        (*row[:3], None, None, None, "secret") if row[1:3] == ("00000", "jobs") else row for row in rows
    ]
    groups = {c: "200000001" if c < "00006" else "200000002" for c in people}
    found = values(country(groups, hidden, {**people, "00000": 4_000_000}))
    assert found["share", "200000001"][:2] == ("secret", None)
    assert found["share", "99"][:2] == ("secret", None), "a whole would give the hidden part by subtraction"
    assert found["share", "200000002"][0] == "measured"


def test_a_sum_that_covers_too_few_is_missing_and_not_zero() -> None:
    rows, people, _ = drawn(7)
    kept = [row for row in rows if row[2] != "jobs" or row[1] == "00011"]
    found = values(country(dict.fromkeys(people, "200000001"), kept, {**people, "00000": 4_000_000}))
    assert ("share", "200000001") not in found
    assert ("formula", "200000001") not in found


def test_a_sum_that_covers_most_is_said_to_be_estimated() -> None:
    rows, people, _ = drawn(9)
    sizes = {c: 10 if c == "00000" else 1000 for c in people}
    kept = [row for row in rows if row[1:3] != ("00000", "rate")]
    found = values(country(dict.fromkeys(people, "200000001"), kept, sizes))
    rules = indicators.parameters.load()
    covered = 11_000 / 11_010
    assert (found["single", "200000001"][0] == "measured") == (covered >= rules.complete_coverage)


def test_the_published_value_stands_where_communes_say_too_little() -> None:
    rows, people, _ = drawn(11)
    kept = [row for row in rows if row[2] != "rate" or row[1] == "00011"]
    kept.append(("epci", "200000001", "rate", 12.5, 125.0, 1000.0, "measured"))
    found = values(country(dict.fromkeys(people, "200000001"), kept, {**people, "00000": 4_000_000}))
    assert found["single", "200000001"][:2] == ("measured", 12.5)
    assert "publiée" in found["single", "200000001"][4][0]

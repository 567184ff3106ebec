"""Asking the warehouse for values: one territory, all of them, or a grouping computed on the spot."""

from __future__ import annotations

import itertools
import operator
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal, overload

from rebonds.indicators import compute, facts
from rebonds.indicators.loader import cards
from rebonds.indicators.values import KNOWN_STATES, Value
from rebonds.territory.model import Territory

if TYPE_CHECKING:
    from rebonds.warehouse import Warehouse

_ROWS_AT_ONCE = 5_000
_COLUMNS = (
    "indicator, code, vintage, state, value, numerator, denominator, low, high, sources, coverage, method"
)


def _value(row: Sequence[Any]) -> Value:
    indicator, code, vintage, state, value, numerator, denominator, low, high, sources, coverage, method = row
    return Value(
        indicator=indicator,
        territory=code,
        state=state,
        value=value,
        numerator=numerator,
        denominator=denominator,
        low=low,
        high=high,
        vintage=vintage,
        sources=tuple(sources or ()),
        coverage=coverage,
        method=tuple(step for step in method or () if step),
    )


def missing(indicator: str, territory: str) -> Value:
    """Return the absence of a figure: a state, never a zero."""
    return Value(
        indicator, territory, "missing", method=("aucune donnée dans l'entrepôt pour ce territoire",)
    )


def _rows(wh: Warehouse, territory: Territory, ids: list[str]) -> list[tuple[Any, ...]]:
    if territory.level in facts.BUILT_LEVELS:
        return wh.query(
            f"SELECT {_COLUMNS} FROM value WHERE level = $level AND code = $code "
            "AND list_contains($ids, indicator) ORDER BY indicator, vintage",
            {"level": territory.level, "code": territory.code, "ids": ids},
        )
    # A cursor of its own: temporary tables belong to it, so two requests never share a scope.
    con = wh.con.cursor()
    try:
        facts.scope_of(con, territory)
        facts.compute(con)
        known = cards()
        compute.evaluate_all(con, (known[i] for i in ids if i in known), "asked")
        return con.execute(f"SELECT {_COLUMNS} FROM asked ORDER BY indicator, vintage").fetchall()
    finally:
        con.close()


@overload
def values(
    wh: Warehouse,
    territory: Territory,
    ids: Iterable[str] | None = None,
    vintages: Literal["latest"] = "latest",
) -> dict[str, Value]: ...
@overload
def values(
    wh: Warehouse, territory: Territory, ids: Iterable[str] | None = None, *, vintages: Literal["all"]
) -> dict[str, list[Value]]: ...


def values(
    wh: Warehouse,
    territory: Territory,
    ids: Iterable[str] | None = None,
    vintages: Literal["latest", "all"] = "latest",
) -> dict[str, Value] | dict[str, list[Value]]:
    """Return the values of indicators on one territory.

    Parameters
    ----------
    wh : Warehouse
    territory : Territory
        At any level; communes and groupings are computed on the spot with the SQL of the build.
    ids : iterable of str, optional
        Indicators wanted; all by default. One without data comes back as missing.
    vintages : {"latest", "all"}
        The latest known value of each, or every vintage in order.

    Returns
    -------
    dict
        By indicator: a `Value`, or the list of its vintages (empty when there is none).
    """
    wanted = list(ids) if ids is not None else list(cards())
    series: dict[str, list[Value]] = {indicator: [] for indicator in wanted}
    for row in _rows(wh, territory, wanted):
        series[row[0]].append(_value(row))
    if vintages == "all":
        return series
    return {i: latest(found, i, territory.code) for i, found in series.items()}


def latest(series: Sequence[Value], indicator: str, territory: str) -> Value:
    """Return the latest known value of a series, else its latest secret one, else a missing one."""
    known = [v for v in series if v.known] or list(series)
    return known[-1] if known else missing(indicator, territory)


def series_of_level(wh: Warehouse, level: str = "epci") -> Iterator[tuple[str, dict[str, list[Value]]]]:
    """Yield the code and every value of each territory of a level, by code; vintages in order.

    One territory at a time: a country's values with their traces would weigh hundreds of megabytes.
    """
    con = wh.con.cursor()
    try:
        con.execute(
            f"SELECT {_COLUMNS} FROM value WHERE level = ? ORDER BY code, indicator, vintage", [level]
        )
        rows = itertools.chain.from_iterable(iter(lambda: con.fetchmany(_ROWS_AT_ONCE), []))
        for code, own in itertools.groupby(rows, key=operator.itemgetter(1)):
            series: dict[str, list[Value]] = {}
            for row in own:
                series.setdefault(row[0], []).append(_value(row))
            yield code, series
    finally:
        con.close()


def table(
    wh: Warehouse, level: str = "epci", ids: Iterable[str] | None = None
) -> dict[str, dict[str, Value]]:
    """Return the latest values of a level: by indicator, then by territory."""
    wanted = list(ids) if ids is not None else list(cards())
    found: dict[str, dict[str, Value]] = {indicator: {} for indicator in wanted}
    rows = wh.query(
        f"SELECT {_COLUMNS} FROM latest WHERE level = $level AND list_contains($ids, indicator) "
        "ORDER BY indicator, code",
        {"level": level, "ids": wanted},
    )
    for row in rows:
        found[row[0]][row[1]] = _value(row)
    return found


def columns(
    wh: Warehouse, level: str = "epci", ids: Iterable[str] | None = None, codes: Iterable[str] | None = None
) -> dict[str, dict[str, float]]:
    """Return the known latest figures of a level alone, without their trace: by indicator, then by territory.

    Thirty times lighter than `table` over a whole country. ``ids`` and ``codes`` narrow it down.
    """
    wanted = {"level": level, "ids": ids, "codes": codes}
    rows = wh.query(
        f"SELECT indicator, code, value FROM latest WHERE level = $level AND state IN {KNOWN_STATES} "
        "AND value IS NOT NULL AND ($ids IS NULL OR list_contains($ids::VARCHAR[], indicator)) "
        "AND ($codes IS NULL OR list_contains($codes::VARCHAR[], code))",
        {name: list(x) if x is not None and name != "level" else x for name, x in wanted.items()},
    )
    found: dict[str, dict[str, float]] = {}
    for indicator, code, value in rows:
        found.setdefault(indicator, {})[code] = value
    return found


def sorted_values(wh: Warehouse, level: str = "epci") -> dict[str, list[float]]:
    """Return the known latest values of every indicator over a level, sorted: its distribution."""
    rows = wh.query(
        "SELECT indicator, list(value ORDER BY value) FROM latest "
        f"WHERE level = ? AND state IN {KNOWN_STATES} GROUP BY indicator",
        [level],
    )
    return {indicator: list(found) for indicator, found in rows}


def sources_of(wh: Warehouse, ids: Iterable[str]) -> list[dict[str, Any]]:
    """Return the lines of the sources with these identifiers, by producer and title."""
    wanted = set(ids)
    return sorted(
        (line for line in wh.sources() if line["id"] in wanted), key=lambda s: (s["producer"], s["title_fr"])
    )

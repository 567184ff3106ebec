"""From facts to values: every card evaluated on every territory of the scope, in SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rebonds.indicators import expressions, facts, parameters
from rebonds.indicators.card import IndicatorCard
from rebonds.indicators.loader import cards as shipped_cards
from rebonds.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import duckdb

COLUMNS = (
    "indicator VARCHAR, level VARCHAR, code VARCHAR, vintage INTEGER, state VARCHAR, value DOUBLE, "
    "numerator DOUBLE, denominator DOUBLE, low DOUBLE, high DOUBLE, sources VARCHAR[], coverage DOUBLE, "
    "method VARCHAR[]"
)
_KNOWN = "state IN ('measured', 'estimated')"

#: Every card that is one variable as it is (most of them), in a single pass over the facts.
_SINGLES = f"""
INSERT INTO {{table}} BY NAME
SELECT card.id AS indicator, level, code, vintage, state, card.scale * value AS value, numerator, denominator,
       card.scale * value - abs(card.scale * value) * card.error AS low,
       card.scale * value + abs(card.scale * value) * card.error AS high,
       sources, coverage, [step] AS method
FROM fact
JOIN (SELECT unnest($ids) AS id, unnest($variables) AS variable, unnest($scales) AS scale,
             unnest($errors) AS error) AS card USING (variable)
WHERE {_KNOWN} OR state = 'secret'
"""

#: Every card that is one variable over another, in a single pass: a query has a cost of its own.
_RATIOS = """
INSERT INTO {table} BY NAME
WITH card AS (
    SELECT unnest($ids) AS id, unnest($tops) AS top, unnest($bottoms) AS bottom, unnest($scales) AS scale,
           unnest($errors) AS error, unnest($formulas) AS formula
),
paired AS (
    SELECT card.id, t.fact AS first,
           arg_min(b.fact, abs(b.vintage - t.vintage) * 2 + (b.vintage > t.vintage)::INT) AS second
    FROM card JOIN fact AS t ON t.variable = card.top
    LEFT JOIN fact AS b ON b.variable = card.bottom AND b.place = t.place AND abs(b.vintage - t.vintage) <= $gap
    GROUP BY card.id, t.fact
),
evaluated AS (
    SELECT id, b.level, b.code, b.vintage, card.error, card.formula,
           CASE WHEN 'secret' IN (b.state, o.state) THEN 'secret'
                WHEN 'estimated' IN (b.state, o.state) THEN 'estimated'
                ELSE 'measured' END AS state,
           card.scale * b.value / nullif(o.value, 0) AS value, b.value AS numerator, o.value AS denominator,
           CASE WHEN b.sources = o.sources THEN b.sources
                ELSE list_sort(list_distinct(list_concat(b.sources, coalesce(o.sources, [])))) END AS sources,
           least(b.coverage, o.coverage) AS coverage,
           [b.variable || ' ' || b.vintage || ' : ' || b.step,
            o.variable || ' ' || o.vintage || ' : ' || o.step] AS steps
    FROM paired JOIN card USING (id) JOIN fact AS b ON b.fact = first
    LEFT JOIN fact AS o ON o.fact = second
)
SELECT id AS indicator, level, code, vintage, state,
       CASE WHEN state <> 'secret' THEN value END AS value,
       CASE WHEN state <> 'secret' THEN numerator END AS numerator,
       CASE WHEN state <> 'secret' THEN denominator END AS denominator,
       CASE WHEN state <> 'secret' THEN value - abs(value) * error END AS low,
       CASE WHEN state <> 'secret' THEN value + abs(value) * error END AS high,
       sources, coverage, list_append(steps, formula) AS method
FROM evaluated WHERE value IS NOT NULL OR state = 'secret'
"""

#: The latest known vintage of each value, else its latest secret one.
_LATEST = f"""
CREATE OR REPLACE TABLE latest AS FROM value
QUALIFY row_number() OVER (PARTITION BY level, code, indicator ORDER BY ({_KNOWN}) DESC, vintage DESC) = 1
ORDER BY level, indicator, code
"""

#: The nearest vintage of another variable, the earlier one at equal distance.
_OTHER = """
LEFT JOIN (
    SELECT near.level, near.code, near.vintage AS at, f.vintage, f.value, f.state, f.sources, f.coverage, f.step
    FROM (
        SELECT b.level, b.code, b.vintage,
               arg_min(f.vintage, abs(f.vintage - b.vintage) * 2 + (f.vintage > b.vintage)::INT) AS nearest
        FROM base AS b JOIN fact AS f ON f.variable = '{name}' AND f.level = b.level AND f.code = b.code
            AND abs(f.vintage - b.vintage) <= $gap
        GROUP BY b.level, b.code, b.vintage
    ) AS near
    JOIN fact AS f ON f.variable = '{name}' AND f.level = near.level AND f.code = near.code
        AND f.vintage = near.nearest
) AS {alias} ON {alias}.level = base.level AND {alias}.code = base.code AND {alias}.at = base.vintage
"""


def derive(con: duckdb.DuckDBPyConnection, progress: Any = None) -> None:
    """Compute every shipped indicator on every EPCI, EPT, département, region and France.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        A warehouse being built: reads ``observation``, ``variable``, ``territory`` and ``membership``,
        creates ``value`` and ``latest``.
    progress : callable, optional
        Called as ``progress(text, done, total)``.
    """
    con.execute(f"CREATE OR REPLACE TABLE value ({COLUMNS})")
    facts.scope_of_build(con)
    facts.compute(con)
    todo = list(shipped_cards().values())
    label = Text("Calcul des indicateurs", "Computing the indicators")
    if progress is not None:
        progress(label, 0, len(todo))
    together(con, todo, "value")
    con.execute(
        "CREATE OR REPLACE TABLE value AS SELECT * FROM value ORDER BY level, code, indicator, vintage"
    )
    con.execute(_LATEST)
    if progress is not None:
        progress(label, len(todo), len(todo))


def evaluate_all(con: duckdb.DuckDBPyConnection, cards: Iterable[IndicatorCard], table: str) -> None:
    """Evaluate cards on the facts at hand into a temporary table of the shape of ``value``."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE {table} ({COLUMNS})")
    together(con, list(cards), table)


def together(con: duckdb.DuckDBPyConnection, cards: Sequence[IndicatorCard], table: str) -> None:
    """Evaluate cards of the same shape together, and each longer formula by itself."""
    singles = [card for card in cards if is_single(card)]
    ratios = [card for card in cards if is_ratio(card)]
    evaluate_singles(con, singles, table)
    evaluate_ratios(con, ratios, table)
    for card in cards:
        if not is_single(card) and not is_ratio(card):
            evaluate(con, card, table)


def is_single(card: IndicatorCard) -> bool:
    """Tell whether a card takes one variable as it is: a published or summed ratio, a count or a level."""
    return not card.denominator and expressions.parse(card.numerator).op == "name"


def is_ratio(card: IndicatorCard) -> bool:
    """Tell whether a card is one variable over another."""
    parts = [expressions.parse(text) for text in (card.numerator, card.denominator) if text]
    return len(parts) == 2 and all(part.op == "name" for part in parts)


def evaluate_ratios(con: duckdb.DuckDBPyConnection, cards: Sequence[IndicatorCard], table: str) -> None:
    """Evaluate the cards that are one variable over another, all together (same rules as `evaluate`)."""
    if cards:
        con.execute(
            _RATIOS.format(table=table),
            {
                "ids": [card.id for card in cards],
                "tops": [expressions.names(expressions.parse(card.numerator))[0] for card in cards],
                "bottoms": [expressions.names(expressions.parse(card.denominator))[0] for card in cards],
                "scales": [float(card.scale) for card in cards],
                "errors": [float(card.error or 0.0) for card in cards],
                "formulas": [formula(card) for card in cards],
                "gap": parameters.load().maximum_gap,
            },
        )


def evaluate_singles(
    con: duckdb.DuckDBPyConnection, cards: Sequence[IndicatorCard], table: str = "value"
) -> None:
    """Evaluate the cards that are one variable, all together."""
    if cards:
        con.execute(
            _SINGLES.format(table=table),
            {
                "ids": [card.id for card in cards],
                "variables": [expressions.names(expressions.parse(card.numerator))[0] for card in cards],
                "scales": [float(card.scale) for card in cards],
                "errors": [float(card.error or 0.0) for card in cards],
            },
        )


def evaluate(con: duckdb.DuckDBPyConnection, card: IndicatorCard, table: str = "value") -> None:
    """Evaluate one card: ``value = scale * numerator / denominator``.

    The first variable gives the vintage, and the others their nearest one within the gap allowed; one unknown
    term leaves no value. Cards with one variable and no denominator go through `evaluate_singles`.
    """
    top = expressions.parse(card.numerator)
    bottom = expressions.parse(card.denominator) if card.denominator else None
    names = expressions.names(top) + (expressions.names(bottom) if bottom else ())
    names = tuple(dict.fromkeys(names))
    error = card.error or 0.0
    first, others = names[0], names[1:]
    columns = {first: "base.value"} | {name: f"o{rank}.value" for rank, name in enumerate(others)}
    numerator = expressions.to_sql(top, columns)
    denominator = expressions.to_sql(bottom, columns) if bottom else "NULL"
    ratio = f"({numerator}) / nullif({denominator}, 0)" if bottom else numerator
    joins = "".join(_OTHER.format(name=name, alias=f"o{rank}") for rank, name in enumerate(others))
    states = ["base.state", *(f"o{rank}.state" for rank in range(len(others)))]
    all_sources = ["base.sources", *(f"coalesce(o{rank}.sources, [])" for rank in range(len(others)))]
    coverages = ", ".join(["base.coverage", *(f"o{rank}.coverage" for rank in range(len(others)))])
    steps = "base.step"
    if others:
        parts = ["base.variable || ' ' || base.vintage || ' : ' || base.step"]
        parts += [f"'{n} ' || o{i}.vintage || ' : ' || o{i}.step" for i, n in enumerate(others)]
        steps = ", ".join(parts)
    con.execute(
        f"""
        INSERT INTO {table} BY NAME
        WITH base AS (SELECT * FROM fact WHERE variable = $first), evaluated AS (
            SELECT base.level, base.code, base.vintage,
                   CASE WHEN list_contains([{", ".join(states)}], 'secret') THEN 'secret'
                        WHEN list_contains([{", ".join(states)}], 'estimated') THEN 'estimated'
                        ELSE 'measured' END AS state,
                   $scale * {ratio} AS value, {numerator} AS numerator,
                   CAST({denominator} AS DOUBLE) AS denominator,
                   list_sort(list_distinct(list_concat({", ".join([*all_sources, "[]"])}))) AS sources,
                   least({coverages}) AS coverage, [{steps}] AS steps
            FROM base {joins}
        )
        SELECT $id AS indicator, level, code, vintage, state,
               CASE WHEN state <> 'secret' THEN value END AS value,
               CASE WHEN state <> 'secret' THEN numerator END AS numerator,
               CASE WHEN state <> 'secret' THEN denominator END AS denominator,
               CASE WHEN state <> 'secret' THEN value - abs(value) * $error END AS low,
               CASE WHEN state <> 'secret' THEN value + abs(value) * $error END AS high,
               sources, coverage, list_append(steps, $formula) AS method
        FROM evaluated WHERE value IS NOT NULL OR state = 'secret'
        """,
        {
            "first": first,
            "id": card.id,
            "scale": card.scale,
            "error": error,
            "formula": formula(card),
        }
        | ({"gap": parameters.load().maximum_gap} if others else {}),
    )


def formula(card: IndicatorCard) -> str:
    """Write the card's formula for a reader of the trace."""
    text = expressions.readable(card.numerator)
    if card.denominator:
        text = f"({text}) / ({expressions.readable(card.denominator)})"
    return f"{text} × {card.scale:g}" if card.scale != 1 else text

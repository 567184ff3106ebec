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

#: The latest known vintage of each value, else its latest secret one.
_LATEST = f"""
CREATE OR REPLACE TABLE latest AS FROM value
QUALIFY row_number() OVER (PARTITION BY level, code, indicator ORDER BY ({_KNOWN}) DESC, vintage DESC) = 1
ORDER BY level, indicator, code
"""

#: The nearest vintage of another variable, the earlier one at equal distance.
_OTHER = """
LEFT JOIN (
    SELECT b.level, b.code, b.vintage,
           arg_min(f, abs(f.vintage - b.vintage) * 2 + (f.vintage > b.vintage)::INT) AS f
    FROM base AS b JOIN fact AS f ON f.variable = '{name}' AND f.level = b.level AND f.code = b.code
        AND abs(f.vintage - b.vintage) <= $gap
    GROUP BY b.level, b.code, b.vintage
) AS {alias} ON {alias}.level = base.level AND {alias}.code = base.code AND {alias}.vintage = base.vintage
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
    evaluate_singles(con, [card for card in todo if is_single(card)])
    ratios = [card for card in todo if not is_single(card)]
    for done, card in enumerate(ratios, len(todo) - len(ratios)):
        if progress is not None:
            progress(label, done, len(todo))
        evaluate(con, card)
    con.execute(
        "CREATE OR REPLACE TABLE value AS SELECT * FROM value ORDER BY level, code, indicator, vintage"
    )
    con.execute(_LATEST)
    if progress is not None:
        progress(label, len(todo), len(todo))


def evaluate_all(con: duckdb.DuckDBPyConnection, cards: Iterable[IndicatorCard], table: str) -> None:
    """Evaluate cards on the facts at hand into a temporary table of the shape of ``value``."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE {table} ({COLUMNS})")
    todo = list(cards)
    evaluate_singles(con, [card for card in todo if is_single(card)], table)
    for card in todo:
        if not is_single(card):
            evaluate(con, card, table)


def is_single(card: IndicatorCard) -> bool:
    """Tell whether a card takes one variable as it is: a published or summed ratio, a count or a level."""
    return not card.denominator and expressions.parse(card.numerator).op == "name"


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
    columns = {first: "base.value"} | {name: f"o{rank}.f.value" for rank, name in enumerate(others)}
    numerator = expressions.to_sql(top, columns)
    denominator = expressions.to_sql(bottom, columns) if bottom else "NULL"
    ratio = f"({numerator}) / nullif({denominator}, 0)" if bottom else numerator
    joins = "".join(_OTHER.format(name=name, alias=f"o{rank}") for rank, name in enumerate(others))
    states = ["base.state", *(f"o{rank}.f.state" for rank in range(len(others)))]
    all_sources = ["base.sources", *(f"coalesce(o{rank}.f.sources, [])" for rank in range(len(others)))]
    coverages = ", ".join(["base.coverage", *(f"o{rank}.f.coverage" for rank in range(len(others)))])
    steps = "base.step"
    if others:
        parts = ["base.variable || ' ' || base.vintage || ' : ' || base.step"]
        parts += [f"'{n} ' || o{i}.f.vintage || ' : ' || o{i}.f.step" for i, n in enumerate(others)]
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

"""Sources that fill what they announce."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rebonds.warehouse import parameters
from rebonds.warehouse.checks import Finding, check, found

if TYPE_CHECKING:
    import duckdb


@check(
    "variables_filled",
    "warn",
    "Chaque variable est connue sur l'essentiel des territoires de sa source.",
    "Each variable is known on most territories of its source.",
)
def variables_filled(con: duckdb.DuckDBPyConnection) -> Finding | None:
    """A variable much thinner than its source: a column misread, or heavy secrecy."""
    limit = parameters.load().variable_coverage
    return found(
        con,
        f"""
        WITH known AS (
            SELECT source, level, vintage, split_part(variable, '.', 1) AS variable,
                   count(DISTINCT code) FILTER (value IS NOT NULL) AS known
            FROM observation GROUP BY ALL
        ),
        covered AS (SELECT source, level, max(known) AS territories FROM known GROUP BY ALL),
        best AS (SELECT source, level, variable, max(known) AS known FROM known GROUP BY ALL)
        SELECT source || ' : ' || variable || ' (' || level || ') ' || known || ' / ' || territories
        FROM best JOIN covered USING (source, level)
        WHERE known < {limit} * territories ORDER BY known / territories, 1
        """,
        "{count} variable(s) ne sont connues que sur une petite part des territoires de leur source.",
        "{count} variables are known only on a small share of the territories of their source.",
    )


@check(
    "sources_filled",
    "warn",
    "Chaque source apporte des lignes, et toutes les variables de sa fiche.",
    "Each source brings rows, and all the variables of its card.",
)
def sources_filled(con: duckdb.DuckDBPyConnection) -> Finding | None:
    """A card's variable without a single row."""
    return found(
        con,
        "SELECT id FROM source WHERE rows = 0 UNION ALL "
        "SELECT v.source || ' : ' || v.name FROM variable AS v JOIN source AS s ON s.id = v.source AND "
        "s.rows > 0 "
        "WHERE s.id IN (SELECT source FROM observation) AND (v.source, v.name) NOT IN "
        "(SELECT (source, split_part(variable, '.', 1)) FROM observation) ORDER BY 1",
        "{count} source(s) ou variable(s) sont vides.",
        "{count} sources or variables are empty.",
    )

"""The members add up to the whole that is published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rebonds.warehouse import parameters
from rebonds.warehouse.checks import Finding, check, found

if TYPE_CHECKING:
    import duckdb


def _gaps(same_source: bool) -> str:
    """SQL of the wholes whose members, all known, add up to something else."""
    limits = parameters.load()
    sources = "p.source = w.source" if same_source else "p.source <> w.source"
    return f"""
        WITH counted AS (
            SELECT o.* FROM observation AS o
            WHERE (o.source, split_part(o.variable, '.', 1))
                  IN (SELECT (source, name) FROM variable WHERE kind = 'count')
        ),
        whole AS (
            SELECT source, variable, vintage, level, code, value FROM counted
            WHERE level <> 'commune' AND value IS NOT NULL
        ),
        size AS (SELECT level, code, count(*) AS members FROM membership GROUP BY level, code),
        part AS (
            SELECT c.source, c.variable, c.vintage, m.level, m.code,
                   sum(c.value) AS total, count(c.value) AS members
            FROM counted AS c JOIN membership AS m ON m.commune = c.code
            WHERE c.level = 'commune'
              AND (c.variable, c.vintage, m.level) IN (SELECT (variable, vintage, level) FROM whole)
            GROUP BY ALL
        )
        SELECT w.source || ' : ' || w.variable || ' ' || w.level || ' ' || w.code || ' ' || w.vintage || ' : '
               || round(p.total) || ' / ' || round(w.value)
        FROM whole AS w
        JOIN part AS p ON {sources} AND p.variable = w.variable AND p.vintage = w.vintage
         AND p.level = w.level AND p.code = w.code
        JOIN size AS s ON s.level = w.level AND s.code = w.code AND s.members = p.members
        WHERE abs(p.total - w.value)
              > greatest({limits.total_absolute}, {limits.total_relative} * abs(w.value))
        ORDER BY abs(p.total - w.value) DESC
    """


@check(
    "totals",
    "warn",
    "Les communes font le total publié par la même source.",
    "The communes add up to the total published by the same source.",
)
def totals(con: duckdb.DuckDBPyConnection) -> Finding | None:
    """Sum of the communes against the EPCI, département, region or France of the same source."""
    return found(
        con,
        _gaps(same_source=True),
        "{count} total(aux) publiés s'écartent de la somme des communes.",
        "{count} published totals differ from the sum of the communes.",
    )


@check(
    "totals_between_sources",
    "warn",
    "Les communes d'une source font le total publié par une autre.",
    "The communes of one source add up to the total published by another.",
)
def totals_between_sources(con: duckdb.DuckDBPyConnection) -> Finding | None:
    """The same comparison where the whole comes from another source."""
    return found(
        con,
        _gaps(same_source=False),
        "{count} total(aux) s'écartent de la somme des communes d'une autre source.",
        "{count} totals differ from the sum of the communes of another source.",
    )

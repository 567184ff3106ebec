"""Years: not in the future, not too old, and one figure per year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rebonds.warehouse import parameters
from rebonds.warehouse.checks import Finding, check, found

if TYPE_CHECKING:
    import duckdb


@check(
    "vintages_possible",
    "stop",
    "Aucun chiffre observé ne porte une année à venir.",
    "No observed figure carries a year to come.",
)
def vintages_possible(con: duckdb.DuckDBPyConnection) -> Finding | None:
    """A year after this one, or before there were statistics, is a misread column."""
    return found(
        con,
        "SELECT DISTINCT source || ' : ' || variable || ' ' || coalesce(CAST(vintage AS VARCHAR), '∅') FROM "
        "observation "
        f"WHERE vintage IS NULL OR vintage < {parameters.load().first_year} OR vintage > year(current_date) "
        "ORDER BY 1",
        "{count} variable(s) portent une année impossible.",
        "{count} variables carry an impossible year.",
    )


@check(
    "rival_sources",
    "warn",
    "Deux sources ne donnent jamais deux chiffres pour la même chose.",
    "Two sources never give two figures for the same thing.",
)
def rival_sources(con: duckdb.DuckDBPyConnection) -> Finding | None:
    """The same variable, territory and year with values that differ by more than rounding."""
    limits = parameters.load()
    return found(
        con,
        f"""
        WITH shared AS (SELECT variable FROM observation GROUP BY variable HAVING min(source) <> max(source))
        SELECT variable || ' ' || vintage || ' (' || level || ') : ' || min(first) || ' / ' || max(last)
               || ', ' || count(*)
        FROM (
            SELECT variable, vintage, level, min(source) AS first, max(source) AS last
            FROM observation WHERE value IS NOT NULL AND variable IN (SELECT variable FROM shared)
            GROUP BY variable, vintage, level, code
            HAVING count(*) > 1
               AND max(value) - min(value)
                   > {limits.total_relative} * greatest(abs(max(value)), abs(min(value)))
        )
        GROUP BY variable, vintage, level ORDER BY count(*) DESC
        """,
        "{count} variable(s) reçoivent de deux sources des chiffres différents.",
        "{count} variables are given different figures by two sources.",
    )


@check(
    "vintages_mixed",
    "warn",
    "Chaque variable a le même dernier millésime partout à un niveau donné.",
    "Each variable has the same latest vintage everywhere at a given level.",
)
def vintages_mixed(con: duckdb.DuckDBPyConnection) -> Finding | None:
    """Territories of one level whose latest figure is not of the same year: compare them with care."""
    return found(
        con,
        """
        SELECT variable || ' (' || level || ') : '
               || string_agg(vintage || ' × ' || territories, ', ' ORDER BY vintage)
        FROM (
            SELECT variable, level, vintage, count(*) AS territories
            FROM (SELECT variable, level, code, max(vintage) AS vintage FROM observation
                  WHERE value IS NOT NULL GROUP BY ALL)
            GROUP BY ALL
        )
        GROUP BY variable, level HAVING count(*) > 1 ORDER BY 1
        """,
        "{count} variable(s) n'ont pas le même dernier millésime sur tous les territoires.",
        "{count} variables do not have the same latest vintage on all territories.",
    )


@check(
    "releases_due",
    "warn",
    "Aucune source n'attend une parution déjà passée.",
    "No source awaits a release that is already past.",
)
def releases_due(con: duckdb.DuckDBPyConnection) -> Finding | None:
    """The announced release is past, or nothing is announced and the source is old."""
    years = parameters.load().old_years
    return found(
        con,
        "SELECT id || ' (' || coalesce(CAST(next_release AS VARCHAR), CAST(vintage AS VARCHAR)) || ')' "
        "FROM source "
        "WHERE next_release < current_date OR (next_release IS NULL AND vintage < year(current_date) - "
        f"{years}) "
        "ORDER BY 1",
        "{count} source(s) ont sans doute une parution plus récente.",
        "{count} sources probably have a more recent release.",
    )

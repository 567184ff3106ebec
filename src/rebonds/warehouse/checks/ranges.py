"""Numbers that can be: finite, counts not negative, shares within their whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rebonds.warehouse.checks import Finding, check, found

if TYPE_CHECKING:
    import duckdb

_CASE = "o.source || ' : ' || o.variable || ' ' || o.level || ' ' || o.code || ' ' || o.vintage"
_JOIN = (
    "FROM observation AS o JOIN variable AS v "
    "ON v.source = o.source AND v.name = split_part(o.variable, '.', 1)"
)
_SHARE = "v.kind = 'ratio' AND v.unit LIKE '\\%%' ESCAPE '\\' AND v.unit NOT LIKE '%/%' AND v.scale = 100"


@check("numbers_finite", "stop", "Tous les nombres sont finis.", "All numbers are finite.")
def numbers_finite(con: duckdb.DuckDBPyConnection) -> Finding | None:
    """No NaN, no infinity."""
    return found(
        con,
        f"SELECT {_CASE} FROM observation AS o WHERE NOT coalesce(isfinite(value), true) "
        "OR NOT coalesce(isfinite(numerator), true) OR NOT coalesce(isfinite(denominator), true) ORDER BY 1",
        "{count} nombre(s) infinis ou indéfinis.",
        "{count} infinite or undefined numbers.",
    )


@check("counts_not_negative", "warn", "Aucun effectif n'est négatif.", "No count is negative.")
def counts_not_negative(con: duckdb.DuckDBPyConnection) -> Finding | None:
    """A count of persons or things is at least zero; amounts in euros may be negative."""
    return found(
        con,
        f"SELECT {_CASE} || ' = ' || o.value {_JOIN} "
        "WHERE v.kind = 'count' AND o.value < 0 AND v.unit NOT LIKE '%€%' ORDER BY 1",
        "{count} effectif(s) négatifs.",
        "{count} negative counts.",
    )


@check(
    "share_within_whole",
    "warn",
    "Dans chaque part, le numérateur ne dépasse pas le dénominateur.",
    "In each share, the numerator does not exceed the denominator.",
)
def share_within_whole(con: duckdb.DuckDBPyConnection) -> Finding | None:
    """Numerator above denominator, or a percentage outside 0-100, where the unit is a plain percentage."""
    return found(
        con,
        f"SELECT {_CASE} || ' = ' || round(o.value, 1) {_JOIN} WHERE {_SHARE} AND "
        "(o.value < 0 OR o.value > 100.0001 OR o.numerator > o.denominator * 1.000001) ORDER BY 1",
        "{count} part(s) hors de 0-100\u202f%.",
        "{count} shares outside 0-100%.",
    )


@check(
    "denominators_positive",
    "warn",
    "Aucun dénominateur n'est nul ni négatif là où la part est publiée.",
    "No denominator is zero or negative where the share is published.",
)
def denominators_positive(con: duckdb.DuckDBPyConnection) -> Finding | None:
    """A published ratio has something to be a share of."""
    return found(
        con,
        f"SELECT {_CASE} FROM observation AS o WHERE o.denominator <= 0 AND o.value IS NOT NULL "
        "AND o.value <> 0 ORDER BY 1",
        "{count} dénominateur(s) nuls ou négatifs.",
        "{count} denominators that are zero or negative.",
    )

"""A missing value is never a zero: states and numbers agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rebonds.warehouse.checks import Finding, check, found

if TYPE_CHECKING:
    import duckdb


@check(
    "missing_is_not_zero",
    "stop",
    "Un chiffre manquant ou secret ne porte aucun nombre, un chiffre connu en porte un.",
    "A missing or secret figure carries no number, a known one carries one.",
)
def missing_is_not_zero(con: duckdb.DuckDBPyConnection) -> Finding | None:
    """A number where, and only where, the state says that there is one."""
    return found(
        con,
        "SELECT source || ' : ' || variable || ' ' || level || ' ' || code || ' ' || vintage || ' (' || "
        "state || ')' "
        "FROM observation WHERE (state IN ('measured', 'estimated')) <> (value IS NOT NULL) "
        "OR (state NOT IN ('measured', 'estimated') AND (numerator IS NOT NULL OR denominator IS NOT NULL)) "
        "ORDER BY 1",
        "{count} chiffre(s) sont dits connus sans nombre, ou inconnus avec un nombre.",
        "{count} figures are said to be known without a number, or unknown with one.",
    )


@check(
    "states_known",
    "stop",
    "Chaque chiffre est mesuré, estimé, secret ou manquant.",
    "Each figure is measured, estimated, secret or missing.",
)
def states_known(con: duckdb.DuckDBPyConnection) -> Finding | None:
    """No state outside the list."""
    return found(
        con,
        "SELECT DISTINCT source || ' : ' || coalesce(state, '∅') FROM observation "
        "WHERE state IS NULL OR state NOT IN ('measured', 'estimated', 'secret', 'missing') ORDER BY 1",
        "{count} état(s) inconnu(s).",
        "{count} unknown states.",
    )

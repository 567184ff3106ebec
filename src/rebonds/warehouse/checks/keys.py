"""Codes that exist, in the vintage that the card declares, and each key once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rebonds.warehouse.checks import Finding, check, found

if TYPE_CHECKING:
    import duckdb


@check(
    "keys_unknown",
    "warn",
    "Tous les codes des sources sont ceux de territoires d'aujourd'hui.",
    "All codes of the sources are those of territories of today.",
)
def keys_unknown(con: duckdb.DuckDBPyConnection) -> Finding | None:
    """Rows of no territory were set aside when the source was read."""
    return found(
        con,
        "SELECT id || ' : ' || unknown || ' (' || array_to_string(sample, ', ') || ')' FROM source "
        "WHERE unknown > 0 ORDER BY unknown DESC, id",
        "{count} source(s) ont des lignes mises de côté : leur code n'est celui d'aucun territoire.",
        "{count} sources have rows set aside: their code is that of no territory.",
    )


@check(
    "codes_of_another_vintage",
    "warn",
    "Les codes de chaque source sont du millésime que sa fiche déclare.",
    "The codes of each source are of the vintage that its card declares.",
)
def codes_of_another_vintage(con: duckdb.DuckDBPyConnection) -> Finding | None:
    """Codes that were not in force in the year that the card declares."""
    return found(
        con,
        "SELECT id || ' (COG ' || cog || ') : ' || stray FROM source WHERE stray > 0 ORDER BY stray DESC, id",
        "{count} source(s) mêlent des codes d'un autre millésime ; ils ont été passés aux codes "
        "d'aujourd'hui.",
        "{count} sources mix codes of another vintage; they were passed to the codes of today.",
    )


@check(
    "split_communes",
    "warn",
    "Aucune commune n'a dû être partagée entre plusieurs.",
    "No commune had to be shared between several.",
)
def split_communes(con: duckdb.DuckDBPyConnection) -> Finding | None:
    """Communes that were restored since: their figures are shared by population, so estimated."""
    return found(
        con,
        "SELECT id || ' : ' || split FROM source WHERE split > 0 ORDER BY split DESC, id",
        "{count} source(s) ont des communes séparées depuis ; leurs chiffres sont partagés selon la "
        "population et "
        "dits estimés.",
        "{count} sources have communes that were separated since; their figures are shared by population "
        "and said "
        "to be estimated.",
    )


@check(
    "keys_once",
    "stop",
    "Chaque source dit une seule fois chaque chiffre.",
    "Each source says each figure once.",
)
def keys_once(con: duckdb.DuckDBPyConnection) -> Finding | None:
    """No duplicated key in the observations."""
    return found(
        con,
        "SELECT source || ' : ' || variable || ' ' || level || ' ' || code || ' ' || vintage FROM "
        "observation "
        "GROUP BY source, variable, level, code, vintage HAVING count(*) > 1 ORDER BY 1",
        "{count} chiffre(s) figurent plusieurs fois dans une même source.",
        "{count} figures appear several times in one source.",
    )

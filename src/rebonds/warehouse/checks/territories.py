"""Each territory once, each commune in one EPCI, and Grand Paris never counted twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rebonds.warehouse.checks import Finding, check, found, has_table

if TYPE_CHECKING:
    import duckdb


@check(
    "territories_once",
    "stop",
    "Chaque territoire figure une seule fois à son niveau.",
    "Each territory appears once at its level.",
)
def territories_once(con: duckdb.DuckDBPyConnection) -> Finding | None:
    """No code twice at the same level."""
    return found(
        con,
        "SELECT level || ' ' || code FROM territory GROUP BY level, code HAVING count(*) > 1 ORDER BY 1",
        "{count} territoire(s) figurent plusieurs fois.",
        "{count} territories appear several times.",
    )


@check(
    "commune_in_one_whole",
    "stop",
    "Chaque commune relève d'un seul EPCI, d'un seul département et d'une seule région.",
    "Each commune belongs to one EPCI, one département and one region.",
)
def commune_in_one_whole(con: duckdb.DuckDBPyConnection) -> Finding | None:
    """A commune has at most one territory of each level above it."""
    return found(
        con,
        "SELECT commune || ' (' || string_agg(code, ', ' ORDER BY code) || ')' FROM membership "
        "SEMI JOIN (SELECT level, commune FROM membership GROUP BY level, commune HAVING count(*) > 1) "
        "USING (level, commune) GROUP BY level, commune ORDER BY 1",
        "{count} commune(s) relèvent de deux territoires du même niveau.",
        "{count} communes belong to two territories of the same level.",
    )


@check(
    "members_known",
    "stop",
    "Les membres de chaque territoire sont des communes d'aujourd'hui.",
    "The members of each territory are communes of today.",
)
def members_known(con: duckdb.DuckDBPyConnection) -> Finding | None:
    """Membership only joins territories that exist."""
    return found(
        con,
        "SELECT level || ' ' || code || ' : ' || commune FROM membership AS m "
        "WHERE NOT EXISTS (FROM territory AS t WHERE t.level = 'commune' AND t.code = m.commune) "
        "OR NOT EXISTS (FROM territory AS t WHERE t.level = m.level AND t.code = m.code) ORDER BY 1",
        "{count} appartenance(s) renvoient à un territoire inconnu.",
        "{count} memberships lead to an unknown territory.",
    )


@check(
    "grand_paris_apart",
    "stop",
    "Les établissements publics territoriaux ne s'ajoutent jamais à la Métropole du Grand Paris.",
    "The établissements publics territoriaux are never added to the Métropole du Grand Paris.",
)
def grand_paris_apart(con: duckdb.DuckDBPyConnection) -> Finding | None:
    """No EPT among the EPCI (and the reverse), in any table."""
    tables = ["territory", "membership", "observation"] + (["value"] if has_table(con, "value") else [])
    both = " UNION ALL ".join(
        f"SELECT '{table} : ' || t.level || ' ' || t.code FROM {table} AS t WHERE "
        f"(t.level = 'epci' AND t.code IN (SELECT e.code FROM territory AS e WHERE e.level = 'ept')) OR "
        f"(t.level = 'ept' AND t.code IN (SELECT e.code FROM territory AS e WHERE e.level = 'epci'))"
        for table in tables
    )
    return found(
        con,
        f"SELECT DISTINCT * FROM ({both}) ORDER BY 1",
        "{count} ligne(s) mêlent établissements publics territoriaux et EPCI : le Grand Paris compterait "
        "double.",
        "{count} rows mix établissements publics territoriaux and EPCI: Grand Paris would count twice.",
    )


@check(
    "population_adds",
    "stop",
    "La population de chaque territoire est la somme de ses communes.",
    "The population of each territory is the sum of its communes.",
)
def population_adds(con: duckdb.DuckDBPyConnection) -> Finding | None:
    """The population known for a territory is that of its members."""
    return found(
        con,
        "SELECT t.level || ' ' || t.code || ' : ' || t.population || ' / ' || sum(c.population) FROM "
        "territory AS t "
        "JOIN membership AS m ON m.level = t.level AND m.code = t.code "
        "JOIN territory AS c ON c.level = 'commune' AND c.code = m.commune "
        "GROUP BY t.level, t.code, t.population HAVING t.population IS DISTINCT FROM sum(c.population) "
        "ORDER BY 1",
        "La population de {count} territoire(s) diffère de la somme de leurs communes.",
        "The population of {count} territories differs from the sum of their communes.",
    )

"""Codes of an older COG passed to today's, for a whole table at once.

Counts add. A ratio adds its numerators and its denominators. A level (a median, an index) does not add: it
stays only where all the parts say the same. A sum with a missing part is missing, never short.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

    from rebonds.sources import SourceCard


@dataclass(frozen=True)
class Passed:
    """What the passage did.

    Attributes
    ----------
    codes : int
        Codes that became another one.
    stray : int
        Those among them that were not in force in the vintage declared by the card.
    split : int
        Codes shared between several communes, in proportion to their population.
    unknown : int
        Rows of no territory of today, set aside.
    sample : tuple of str
        Some of their codes.
    """

    codes: int = 0
    stray: int = 0
    split: int = 0
    unknown: int = 0
    sample: tuple[str, ...] = ()


def to_current(con: duckdb.DuckDBPyConnection, card: SourceCard) -> Passed:
    """Pass the tables of one source to the current COG, in place.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        Holds the tables of `rebonds.sources.create_tables` filled by one source, and ``territory``,
        ``membership`` and ``passage`` (see `rebonds.warehouse.geography`).
    card : SourceCard
        Its ``cog`` is the vintage of the codes.
    """
    _relevel(con)
    codes, stray, split = _mapping(con, card.cog)
    if codes:
        _kinds(con, card)
        _pass_observations(con)
        _pass_flows(con)
        con.execute(
            "UPDATE contract SET place_code = m.new FROM mapping AS m "
            "WHERE place_level = 'commune' AND place_code = m.old AND NOT m.split"
        )
        con.execute("UPDATE site SET commune = m.new FROM mapping AS m WHERE commune = m.old AND NOT m.split")
        con.execute(
            "UPDATE establishment SET commune = m.new FROM mapping AS m WHERE commune = m.old AND NOT m.split"
        )
    unknown, sample = _set_aside(con)
    con.execute("DROP TABLE IF EXISTS mapping; DROP TABLE IF EXISTS kinds")
    return Passed(codes, stray, split, unknown, sample)


def _relevel(con: duckdb.DuckDBPyConnection) -> None:
    """Sum IRIS to their commune, and tell EPT from EPCI where a producer lists them together."""
    con.execute(
        "UPDATE observation SET level = 'ept' WHERE level = 'epci' "
        "AND code IN (SELECT code FROM territory WHERE level = 'ept')"
    )
    con.execute("UPDATE observation SET level = 'commune', code = left(code, 5) WHERE level = 'iris'")


def _mapping(con: duckdb.DuckDBPyConnection, cog: int) -> tuple[int, int, int]:
    """Create ``mapping`` (old, new, share, split, stray) for the communes of this source; count its codes."""
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE mapping AS
        WITH used AS (
            SELECT code FROM observation WHERE level = 'commune'
            UNION SELECT origin FROM flow WHERE level = 'commune'
            UNION SELECT destination FROM flow WHERE level = 'commune'
            UNION SELECT place_code FROM contract WHERE place_level = 'commune'
            UNION SELECT commune FROM establishment
            UNION SELECT commune FROM site WHERE commune IS NOT NULL
        ),
        candidate AS (
            SELECT p.old_code AS old, p.new_code AS new, p.weight AS share,
                   NOT ($cog BETWEEN p.vintage_from AND p.vintage_to) AS stray,
                   greatest(p.vintage_from - $cog, $cog - p.vintage_to, 0) AS years,
                   p.old_code IN (SELECT code FROM territory WHERE level = 'commune') AS current
            FROM passage AS p JOIN used AS u ON u.code = p.old_code
        ),
        kept AS (
            SELECT DISTINCT old, new, share, stray FROM candidate WHERE NOT (stray AND current)
            QUALIFY years = min(years) OVER (PARTITION BY old)
        )
        SELECT k.old, k.new, k.share, k.stray, count(*) OVER (PARTITION BY k.old) > 1 AS split
        FROM kept AS k JOIN territory AS t ON t.level = 'commune' AND t.code = k.new
        """,
        {"cog": cog},
    )
    con.execute("DELETE FROM mapping WHERE old = new AND NOT split")
    counts = con.execute(
        "SELECT count(DISTINCT old), count(DISTINCT old) FILTER (stray), count(DISTINCT old) FILTER (split) "
        "FROM mapping"
    ).fetchall()[0]
    return int(counts[0]), int(counts[1]), int(counts[2])


def _kinds(con: duckdb.DuckDBPyConnection, card: SourceCard) -> None:
    con.execute(
        "CREATE OR REPLACE TEMP TABLE kinds (name VARCHAR, kind VARCHAR, scale DOUBLE, filled BOOLEAN)"
    )
    if card.variables:
        con.executemany(
            "INSERT INTO kinds VALUES (?, ?, ?, ?)",
            [(v.name, v.kind, v.scale, v.absent == "zero") for v in card.variables],
        )


def _pass_observations(con: duckdb.DuckDBPyConnection) -> None:
    """Regroup only the communes that the mapping touches; the others are left where they are."""
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE part AS
        SELECT o.* EXCLUDE (code), o.code AS old, coalesce(m.new, o.code) AS code,
               coalesce(m.share, 1) AS share, coalesce(m.split, false) AS split
        FROM observation AS o LEFT JOIN mapping AS m ON m.old = o.code
        WHERE o.level = 'commune'
          AND (o.code IN (SELECT old FROM mapping) OR o.code IN (SELECT new FROM mapping))
        """
    )
    con.execute(
        "DELETE FROM observation WHERE level = 'commune' "
        "AND (code IN (SELECT old FROM mapping) OR code IN (SELECT new FROM mapping))"
    )
    con.execute(
        """
        INSERT INTO observation
        WITH expected AS (SELECT code, count(DISTINCT old) AS parts FROM part GROUP BY code),
        summed AS (
            SELECT any_value(p.source) AS source, p.code, p.variable, p.vintage,
                   coalesce(any_value(k.kind), CASE WHEN bool_and(p.denominator IS NOT NULL) THEN 'ratio'
                                                    ELSE 'level' END) AS kind,
                   any_value(k.scale) AS scale,
                   count(DISTINCT p.old) AS parts, any_value(e.parts) AS expected,
                   coalesce(bool_or(k.filled), false) AS filled,
                   bool_or(p.split) AS split, bool_or(p.state = 'secret') AS secret,
                   bool_or(p.state = 'estimated') AS estimated, bool_and(p.exact) AS exact,
                   bool_and(p.value IS NOT NULL) AS valued,
                   bool_and(p.numerator IS NOT NULL AND p.denominator IS NOT NULL) AS divided,
                   sum(p.value * p.share) AS total, min(p.value) AS least, max(p.value) AS most,
                   sum(p.numerator * p.share) AS numerator, sum(p.denominator * p.share) AS denominator
            FROM part AS p JOIN expected AS e USING (code)
            LEFT JOIN kinds AS k ON k.name = split_part(p.variable, '.', 1)
            GROUP BY p.code, p.variable, p.vintage
        ),
        judged AS (
            SELECT *, parts = expected OR filled AS whole,
                   CASE WHEN kind = 'count' THEN total
                        WHEN parts = 1 OR least = most THEN least
                        WHEN kind = 'ratio' AND divided AND denominator <> 0
                        THEN scale * numerator / denominator
                   END AS figure
            FROM summed
        )
        SELECT source, 'commune', code, variable, vintage,
               CASE WHEN NOT secret THEN figure END,
               CASE WHEN NOT secret AND kind = 'ratio' AND divided THEN numerator END,
               CASE WHEN NOT secret AND kind = 'ratio' AND divided THEN denominator END,
               CASE WHEN secret THEN 'secret' WHEN estimated OR split THEN 'estimated' ELSE 'measured' END,
               exact
        FROM judged
        WHERE secret OR (whole AND valued AND figure IS NOT NULL)
        """
    )
    con.execute("DROP TABLE part")


def _pass_flows(con: duckdb.DuckDBPyConnection) -> None:
    if not con.execute("SELECT 1 FROM flow LIMIT 1").fetchall():
        return
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE passed AS
        SELECT f.source, f.kind, f.level, coalesce(a.new, f.origin) AS origin,
               coalesce(b.new, f.destination) AS destination, f.vintage, f.product,
               CASE WHEN bool_and(f.value IS NOT NULL)
                    THEN sum(f.value * coalesce(a.share, 1) * coalesce(b.share, 1)) END AS value,
               CASE WHEN bool_or(f.state = 'secret') THEN 'secret'
                    WHEN bool_or(f.state = 'estimated' OR coalesce(a.split, false)
                                 OR coalesce(b.split, false))
                    THEN 'estimated' ELSE min(f.state) END AS state
        FROM flow AS f
        LEFT JOIN mapping AS a ON f.level = 'commune' AND a.old = f.origin
        LEFT JOIN mapping AS b ON f.level = 'commune' AND b.old = f.destination
        GROUP BY ALL
        """
    )
    con.execute("DELETE FROM flow; INSERT INTO flow SELECT * FROM passed; DROP TABLE passed")


def _set_aside(con: duckdb.DuckDBPyConnection) -> tuple[int, tuple[str, ...]]:
    """Remove the observations of no territory of today; return how many, and some codes."""
    stray = "FROM observation WHERE (level, code) NOT IN (SELECT (level, code) FROM territory)"
    count = int(con.execute(f"SELECT count(*) {stray}").fetchall()[0][0])
    if not count:
        return 0, ()
    codes = con.execute(f"SELECT DISTINCT code {stray} ORDER BY code LIMIT 8").fetchall()
    con.execute(f"DELETE {stray}")
    return count, tuple(str(code) for (code,) in codes)

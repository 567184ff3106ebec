"""From observations to facts: each variable on each territory, from the finest level that speaks for it.

A fact is a variable on a territory for a vintage. Counts add; ratios add their numerators and their
denominators, so that a ratio is always a ratio of sums and never a mean of ratios; levels (medians, deciles)
do not add and are only known where they were published.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rebonds.indicators import parameters

if TYPE_CHECKING:
    import duckdb

    from rebonds.territory.model import Territory

#: Levels whose values are computed at build time; communes and groupings are computed when asked.
BUILT_LEVELS = ("epci", "ept", "departement", "region", "france")

_SCOPE_BUILD = f"""
CREATE OR REPLACE TEMP TABLE scope AS
SELECT level, code, population FROM territory WHERE level IN {BUILT_LEVELS};
CREATE OR REPLACE TEMP TABLE scope_commune AS SELECT level, code, commune FROM membership;
CREATE OR REPLACE TEMP TABLE scope_epci AS
SELECT 'france' AS level, 'FR' AS code, code AS epci FROM territory WHERE level = 'epci';
"""


def scope_of_build(con: duckdb.DuckDBPyConnection) -> None:
    """Prepare the scope of a build: every territory above the commune.

    France may be summed from its EPCI where communes say nothing. The EPT are not EPCI: they never enter that
    sum beside the Métropole du Grand Paris, which holds them.
    """
    _run(con, _SCOPE_BUILD)


def _run(con: duckdb.DuckDBPyConnection, statements: str) -> None:
    for statement in statements.split(";"):
        if statement.strip():
            con.execute(statement)


def scope_of(con: duckdb.DuckDBPyConnection, place: Territory) -> None:
    """Prepare the scope of one territory: its communes, and its EPCI when it is made of whole ones."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE scope AS SELECT $level AS level, $code AS code, "
        "(SELECT sum(population) FROM territory WHERE level = 'commune' AND list_contains($communes, code)) "
        "AS population",
        {"level": place.level, "code": place.code, "communes": list(place.communes)},
    )
    for table, column, codes in (
        ("scope_commune", "commune", place.communes),
        ("scope_epci", "epci", place.epcis),
    ):
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE {table} AS "
            f"SELECT $level AS level, $code AS code, unnest($codes::VARCHAR[]) AS {column}",
            {"level": place.level, "code": place.code, "codes": list(codes)},
        )


#: Territories and series of figures by number: grouping and joining on whole numbers costs half of it on codes.
_NUMBERS = """
CREATE OR REPLACE TEMP TABLE place AS
SELECT row_number() OVER (ORDER BY level, code)::INTEGER AS place, level, code, population FROM scope;
CREATE OR REPLACE TEMP TABLE series AS
SELECT source, name AS variable, kind, scale, dense_rank() OVER (ORDER BY name)::INTEGER AS number,
       row_number() OVER (ORDER BY source, name)::INTEGER AS series
FROM variable;
"""

#: Sums over members, source by source. ``held`` is the population of the members that hold the figure.
_SUMS = """
SELECT m.place, v.number, v.series, o.vintage,
       sum(o.value) AS value, sum(o.numerator) AS numerator, sum(o.denominator) AS denominator,
       coalesce(sum(CASE WHEN o.state IN ('measured', 'estimated') THEN m.population END), 0) AS held,
       count(CASE WHEN o.state IN ('measured', 'estimated') THEN 1 END) AS members,
       bool_or(o.state = 'secret') AS secret,
       bool_or(o.state = 'estimated' OR NOT o.exact) AS estimated
FROM observation AS o
JOIN series AS v ON v.source = o.source AND v.variable = o.variable
JOIN (
    SELECT p.place, s.{column} AS code, t.population FROM {scope} AS s
    JOIN place AS p ON p.level = s.level AND p.code = s.code
    JOIN territory AS t ON t.level = '{level}' AND t.code = s.{column}
) AS m ON m.code = o.code
WHERE o.level = '{level}' AND v.kind <> 'level'
GROUP BY m.place, v.number, v.series, o.vintage
"""

_CANDIDATES = """
CREATE OR REPLACE TEMP TABLE candidate AS
WITH part AS (
    SELECT *, 'commune' AS origin FROM ({communes})
    UNION ALL BY NAME
    SELECT *, 'epci' AS origin FROM ({epcis})
),
summed AS (
    SELECT place, number, vintage, origin, any_value(kind) AS kind, any_value(scale) AS scale,
           sum(value) FILTER (kind = 'count') AS value, sum(numerator) AS numerator,
           sum(denominator) AS denominator, sum(held) AS held, sum(members) AS members,
           bool_or(secret) AS secret, bool_or(estimated) AS estimated, list(source ORDER BY source) AS sources,
           min(series) AS series
    FROM part JOIN series USING (number, series) GROUP BY place, number, vintage, origin
),
known AS (
    SELECT u.place, u.number, u.vintage, u.origin, u.members, u.sources, u.series, u.secret,
           CASE WHEN u.kind = 'ratio' THEN u.scale * u.numerator / nullif(u.denominator, 0) ELSE u.value END
               AS value,
           u.numerator, u.denominator, u.held / nullif(p.population, 0) AS coverage, u.estimated
    FROM summed AS u JOIN place AS p USING (place)
),
published AS (
    SELECT p.place, v.number, o.vintage, 'published' AS origin, 1 AS members, [o.source] AS sources, v.series,
           o.state = 'secret' AS secret, o.value, o.numerator, o.denominator,
           1.0 AS coverage, o.state = 'estimated' AS estimated
    FROM observation AS o
    JOIN place AS p ON p.level = o.level AND p.code = o.code
    JOIN series AS v ON v.source = o.source AND v.variable = o.variable
)
SELECT *, row_number() OVER () AS line,
       CASE
           WHEN value IS NULL THEN 9
           WHEN origin = 'commune' AND coverage >= $complete THEN 1
           WHEN origin = 'published' THEN 2
           WHEN origin = 'commune' AND coverage >= $minimum THEN 3
           WHEN origin = 'epci' AND coverage >= $complete THEN 4
           WHEN origin = 'epci' AND coverage >= $minimum THEN 5
           ELSE 9
       END AS rank
FROM (SELECT * FROM known UNION ALL BY NAME SELECT * FROM published)
"""

#: The best candidate of each: by rank, then by source. ``fact`` is the number of the line.
_FACTS = """
CREATE OR REPLACE TEMP TABLE fact AS
WITH best AS (
    SELECT arg_min(line, 1000000 * rank + series) AS line, bool_or(secret) AS hidden
    FROM candidate GROUP BY place, number, vintage
)
SELECT line AS fact, place, number, vintage, p.level, p.code, n.variable,
       CASE WHEN rank < 9 THEN value END AS value,
       CASE WHEN rank < 9 THEN numerator END AS numerator,
       CASE WHEN rank < 9 THEN denominator END AS denominator,
       CASE WHEN rank < 9 THEN coverage END AS coverage,
       sources,
       CASE
           WHEN rank = 9 AND hidden THEN 'secret'
           WHEN rank = 9 THEN 'missing'
           WHEN estimated OR rank IN (3, 5) THEN 'estimated'
           ELSE 'measured'
       END AS state,
       CASE
           WHEN rank = 9 AND hidden THEN 'valeur couverte par le secret statistique'
           WHEN rank = 9
               THEN 'couverture insuffisante : ' || round(100 * coverage)::INTEGER || ' % de la population'
           WHEN origin = 'published' THEN 'valeur publiée par le producteur pour ce territoire'
           ELSE 'somme sur ' || members || CASE WHEN origin = 'commune' THEN ' communes' ELSE ' EPCI' END
                || ' (' || floor(1000 * least(coverage, 1)) / 10 || ' % de la population)'
       END AS step
FROM best JOIN candidate USING (line) JOIN place AS p USING (place)
JOIN (SELECT DISTINCT number, variable FROM series) AS n USING (number)
"""


def compute(con: duckdb.DuckDBPyConnection) -> None:
    """Fill the temporary table ``fact`` for the scope prepared before.

    The choice, for each variable, territory and vintage: the sum over communes when it is complete, else
    the published value, else a sum over communes that covers enough people (then estimated), else a sum
    over whole EPCI. Thresholds of coverage are in ``parameters.toml``.
    """
    rules = parameters.load()
    _run(con, _NUMBERS)
    communes = _SUMS.format(scope="scope_commune", column="commune", level="commune")
    epcis = _SUMS.format(scope="scope_epci", column="epci", level="epci")
    con.execute(
        _CANDIDATES.format(communes=communes, epcis=epcis),
        {"complete": rules.complete_coverage, "minimum": rules.minimum_coverage},
    )
    con.execute(_FACTS)
    con.execute("DROP TABLE candidate")

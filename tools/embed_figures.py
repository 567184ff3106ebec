"""Write the embedded tables: official figures of the programme's territories and of their neighbours.

Maintainer tool. Reads the pilot's source cards (``tests/pilot``) on the shared data, as `tools/national.py`
does, and re-types at the level of the EPCI, for the programme's eleven territories and every EPCI that
touches one, the figures that Rebonds ships: counts are sums over communes, rates keep their numerator and
denominator, medians are those the producer published for the EPCI. A data set with ``embed_all`` is written for every EPCI
(flows close over the whole country). One CSV and one card per data set go to
``src/rebonds/warehouse/embedded``; a card keeps the identifier of its data set, so that importing the whole
data set takes the place of the embedded extract.

A variable is marked ``estimated`` when its card says so, or when its sum misses some inhabitants of an EPCI;
below nine inhabitants out of ten nothing is written.
"""

from __future__ import annotations

import csv
import json
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import shapely

sys.path.insert(0, str(Path(__file__).resolve().parent))

import national

EMBEDDED = national.ROOT / "src" / "rebonds" / "warehouse" / "embedded"
#: The programme: seven métropoles, three communautés, and the two EPCI of Figeac's PETR.
PROGRAMME = {
    "243300316": "Bordeaux Métropole",
    "200040715": "Grenoble-Alpes-Métropole",
    "200093201": "Métropole Européenne de Lille",
    "243400017": "Montpellier Méditerranée Métropole",
    "244400404": "Nantes Métropole",
    "244500468": "Orléans Métropole",
    "243500139": "Rennes Métropole",
    "245400601": "CC du Bassin de Pompey",
    "200067130": "CC de Puisaye-Forterre",
    "200030674": "CA Val de Garonne Agglomération",
    "200067361": "CC Grand-Figeac",
    "200066371": "CC Causses et Vallée de la Dordogne",
}
#: Outlines are simplified: two EPCI that touch may be this far apart, in degrees (about 500 m).
GAP = 0.005
MINIMUM_COVERAGE = 0.9
COMPLETE_COVERAGE = 0.999

AGGREGATE = """
WITH member AS (
    SELECT code AS commune, epci, population_municipale AS people
    FROM '{data}/cog_2026/communes.parquet'
    WHERE type = 'commune-actuelle' AND epci IN (SELECT code FROM chosen)
), total AS (
    SELECT epci, sum(people) AS people FROM member GROUP BY 1
), low AS (
    SELECT m.epci AS code, o.variable, o.vintage, sum(o.value) AS value, sum(o.numerator) AS numerator,
           sum(o.denominator) AS denominator, bool_or(o.state = 'estimated') AS estimated,
           sum(m.people) / any_value(t.people) AS coverage
    FROM observation AS o
    JOIN member AS m ON m.commune = o.code
    JOIN total AS t USING (epci)
    WHERE o.level = 'commune' AND o.state IN ('measured', 'estimated')
      AND o.variable IN (SELECT name FROM additive)
    GROUP BY 1, 2, 3
)
SELECT code, variable, vintage, value, numerator, denominator, estimated, coverage
FROM low WHERE coverage >= ?
UNION ALL
SELECT code, variable, vintage, value, numerator, denominator, state = 'estimated', 1.0
FROM observation
WHERE level = 'epci' AND state IN ('measured', 'estimated') AND code IN (SELECT code FROM chosen)
ORDER BY vintage, code, variable
"""


@dataclass(frozen=True)
class Figure:
    """One figure of one EPCI, ready to be written."""

    code: str
    variable: str
    vintage: int
    value: float | None
    numerator: float | None
    denominator: float | None
    estimated: bool


def touching(data: Path) -> list[str]:
    """Return the codes of the programme's EPCI and of those that touch one."""
    with duckdb.connect() as con:
        rows = con.execute(
            f"SELECT epci, wkb FROM '{data}/contours/epci_2026.parquet' ORDER BY epci"
        ).fetchall()
    codes = [code for code, _ in rows]
    shapes = [shapely.from_wkb(bytes(wkb)) for _, wkb in rows]
    tree = shapely.STRtree(shapes)
    chosen = set(PROGRAMME)
    for code in PROGRAMME:
        near = tree.query(shapes[codes.index(code)], predicate="dwithin", distance=GAP)
        chosen.update(codes[i] for i in near)
    return sorted(chosen)


def everyone(data: Path) -> list[str]:
    """Return the codes of all EPCI."""
    with duckdb.connect() as con:
        rows = con.execute(f"SELECT epci FROM '{data}/contours/epci_2026.parquet' ORDER BY epci").fetchall()
    return [code for (code,) in rows]


def groups(cards: list[national.PilotCard]) -> Iterator[tuple[national.PilotCard, list[national.PilotCard]]]:
    """Return each embedded card with those whose rows complete it (``embed_with``)."""
    for card in cards:
        pilot = pilot_table(card)
        if card.embed and "embed_with" not in pilot:
            yield card, [c for c in cards if pilot_table(c).get("embed_with") == card.id]


def pilot_table(card: national.PilotCard) -> dict[str, Any]:
    """Return the ``[pilot]`` table of a card."""
    table: dict[str, Any] = tomllib.loads(card.path.read_text(encoding="utf-8"))["pilot"]
    return table


def figures(
    card: national.PilotCard, others: list[national.PilotCard], data: Path, chosen: list[str]
) -> list[Figure]:
    """Read a data set through its card and bring it to the EPCI."""
    from rebonds.sources import create_tables, load_card, read_into

    with duckdb.connect() as con:
        create_tables(con)
        for one in [card, *others]:
            table, description = national.prepare(one, data)
            read_into(con, load_card(description), table)
        con.execute("CREATE TABLE chosen (code VARCHAR)")
        con.executemany("INSERT INTO chosen VALUES (?)", [(code,) for code in chosen])
        con.execute("CREATE TABLE additive (name VARCHAR)")
        names = [(v["name"],) for v in tomllib.loads(card.card)["variable"] if v["kind"] != "level"]
        con.executemany("INSERT INTO additive VALUES (?)", names or [("",)])
        rows = con.execute(AGGREGATE.replace("{data}", str(data)), [MINIMUM_COVERAGE]).fetchall()
    kept = pilot_table(card).get("embed_vintages")
    return [
        Figure(code, variable, vintage, value, top, bottom, bool(estimated) or coverage < COMPLETE_COVERAGE)
        for code, variable, vintage, value, top, bottom, estimated, coverage in rows
        if kept is None or vintage in kept
    ]


def rounded(value: float | None) -> str:
    """Write a figure with four significant digits at least, as whole as it can be."""
    if value is None:
        return ""
    size = abs(value)
    digits = 0 if size >= 1000 else 1 if size >= 100 else 2 if size >= 1 else 4
    text = f"{value:.{digits}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def columns(variable: dict[str, Any]) -> list[str]:
    """Return the columns of a variable in the CSV."""
    name = str(variable["name"])
    return [name, f"{name}_denominator"] if variable["kind"] == "ratio" else [name]


def write(card: national.PilotCard, found: list[Figure]) -> int:
    """Write the CSV and the card of a data set; return the number of rows."""
    source = tomllib.loads(card.card)
    known = {figure.variable for figure in found}
    variables = [v for v in source["variable"] if v["name"] in known]
    if not variables:
        return 0
    guessed = {figure.variable for figure in found if figure.estimated}
    rows: dict[tuple[int, str], dict[str, str]] = {}
    scales = {v["name"]: float(v.get("scale", 1)) for v in variables}
    kinds = {v["name"]: v["kind"] for v in variables}
    for figure in found:
        row = rows.setdefault((figure.vintage, figure.code), {})
        if kinds[figure.variable] == "ratio":
            assert figure.numerator is not None and figure.denominator
            rate = scales[figure.variable] * figure.numerator / figure.denominator
            row[figure.variable] = rounded(rate)
            row[f"{figure.variable}_denominator"] = rounded(figure.denominator)
        else:
            row[figure.variable] = rounded(figure.value)
    header = ["code", "year", *(c for v in variables for c in columns(v))]
    EMBEDDED.mkdir(parents=True, exist_ok=True)
    with (EMBEDDED / f"{card.id}.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";", lineterminator="\n")
        writer.writerow(header)
        for (year, code), row in sorted(rows.items()):
            writer.writerow([code, year, *(row.get(c, "") for c in header[2:])])
    every = bool(pilot_table(card).get("embed_all"))
    text = card_text(source, variables, guessed, every)
    (EMBEDDED / f"{card.id}.toml").write_text(text, encoding="utf-8")
    return len(rows)


def card_text(
    source: dict[str, Any], variables: list[dict[str, Any]], guessed: set[str], every: bool = False
) -> str:
    """Return the card of an embedded table (``every``: of all EPCI)."""
    who = "every EPCI" if every else "the programme's territories and the EPCI around them"
    lines = [f"# Written by tools/embed_figures.py: {who}."]
    lines += [
        f"{key} = {toml(source[key])}" for key in ("id", "title", "producer", "licence_in", "licence_out")
    ]
    lines += [
        f"vintage = {source['vintage']}",
        "cog = 2026",
        f"address = {toml(source['address'])}",
        'reader = "table"',
    ]
    if "notes" in source:
        lines.append(f"notes = {toml(source['notes'])}")
    lines += ["", "[format]", 'kind = "csv"', 'encoding = "utf-8"', 'separator = ";"', 'decimal = ","']
    lines += ["", "[keys]", 'level = "epci"', 'code = "code"', 'vintage = "year"']
    for variable in variables:
        name = variable["name"]
        lines += [
            "",
            "[[variable]]",
            f"name = {toml(name)}",
            f"kind = {toml(variable['kind'])}",
            f"value = {toml(name)}",
        ]
        if variable["kind"] == "ratio":
            lines += [f"denominator = {toml(f'{name}_denominator')}", f"scale = {variable.get('scale', 1)}"]
            lines += ["exact = false"] if variable.get("exact") is False else []
        lines.append(f"unit = {toml(variable.get('unit', ''))}")
        if name in guessed:
            lines.append('state = "estimated"')
        lines.append(f"label = {toml(variable['label'])}")
    return "\n".join(lines) + "\n"


def toml(value: Any) -> str:
    """Write a text or a table of texts in TOML."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {toml(item)}" for key, item in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)


def main() -> int:
    """Write every embedded table, or those of the cards named as arguments."""
    data = national.shared_folder()
    if not data.is_dir():
        return national.main([])
    chosen = touching(data)
    print(f"{len(chosen)} EPCI", file=sys.stderr)
    only = set(sys.argv[1:])
    for card, others in groups(national.pilot_cards()):
        if only and card.id not in only:
            continue
        kept = everyone(data) if pilot_table(card).get("embed_all") else chosen
        rows = write(card, figures(card, others, data, kept))
        print(f"{card.id}: {rows}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

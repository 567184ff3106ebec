"""Water services (SISPEA): figures published by service, brought to the communes that each one serves."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rebonds.sources.card import SourceCard
from rebonds.sources.codes import known_communes
from rebonds.sources.frame import Frame, build, refuse_duplicates
from rebonds.sources.numbers import MISSING, NUMBER, SECRET
from rebonds.sources.opened import open_table, sql_text
from rebonds.sources.pieces import Piece
from rebonds.sources.report import ReadReport
from rebonds.sources.words import data_error

if TYPE_CHECKING:
    import duckdb

_COMMUNE = r"\b((?:\d{2}|2[AB])\d{3})\b"


def read(con: duckdb.DuckDBPyConnection, card: SourceCard, path: Path, work: Path) -> ReadReport:
    """Add, for each commune, the rates of the services that serve it.

    ``options.communes`` names the column that lists the communes of a service (their codes, with any text
    around). Every variable is a ratio whose denominator is the population served; that of a service is shared
    between its communes as their municipal populations, so that the sum over the communes is the service's:

        d_sc = D_s P_c / sum over c' in s of P_c',    n_sc = rate_s d_sc / scale,    rate_c = scale n_c / d_c

    The state is ``estimated`` wherever a figure was shared.
    """
    column = card.option("communes")
    if not column or any(v.kind != "ratio" or not v.value for v in card.variables):
        raise data_error(
            f"Fiche {card.id} : le lecteur « sispea » demande options.communes et des [[variable]] de genre "
            "« ratio » avec « value » et « denominator ».",
            f"Card {card.id}: the 'sispea' reader needs options.communes and [[variable]] of kind 'ratio' "
            "with 'value' and 'denominator'.",
        )
    frame = build(con, card, open_table(con, card, path, work), texts_of=(column,), territories=False)
    refuse_duplicates(con, frame)
    served = f"f{frame.filters[column]}"
    con.execute(
        "CREATE OR REPLACE TEMP TABLE served AS SELECT row_id, commune, count(*) OVER service AS communes, "
        "coalesce(population / nullif(sum(population) OVER service, 0), 1 / count(*) OVER service) AS share "
        f"FROM (SELECT DISTINCT rowid AS row_id, unnest(regexp_extract_all({served}, ?)) AS commune FROM raw) "
        f"JOIN ({known_communes()}) AS known ON known.code = commune WINDOW service AS (PARTITION BY row_id)",
        [_COMMUNE],
    )
    nowhere = "SELECT count(*) FROM raw WHERE rowid NOT IN (SELECT row_id FROM served)"
    lost = con.execute(nowhere).fetchall()[0][0]
    notes = list(frame.notes)
    if lost:
        notes.append(f"{lost} service(s) sans commune reconnue dans « {column} »")
    added = sum(_insert(con, card, frame, piece) for piece in frame.pieces)
    ranks = [frame.cells[piece.value] for piece in frame.pieces]
    withheld, missing = con.execute(
        f"SELECT sum({' + '.join(f'CAST(m{r} = {SECRET} AS INTEGER)' for r in ranks)}), "
        f"sum({' + '.join(f'CAST(m{r} = {MISSING} AS INTEGER)' for r in ranks)}) FROM raw"
    ).fetchall()[0]
    territories = con.execute("SELECT count(DISTINCT commune) FROM served").fetchall()[0][0]
    con.execute("DROP TABLE served")
    con.execute("DROP TABLE raw")
    return ReadReport(added, territories, int(withheld or 0), int(missing or 0), notes)


def _insert(con: duckdb.DuckDBPyConnection, card: SourceCard, frame: Frame, piece: Piece) -> int:
    variable = piece.variable
    rate, weight = frame.cells[piece.value], frame.cells[piece.denominator]
    added = con.execute(
        f"INSERT INTO observation SELECT {sql_text(card.id)}, 'commune', commune, "
        f"{sql_text(variable.name)}, year, {variable.scale!r} * top / nullif(bottom, 0), top, bottom, "
        f"CASE WHEN shared THEN 'estimated' ELSE {sql_text(variable.state)} END, {variable.exact} FROM ("
        f"SELECT commune, {frame.vintage(piece)} AS year, "
        f"sum(v{rate} * v{weight} * share) / {variable.scale!r} AS top, "
        f"sum(v{weight} * share) AS bottom, max(communes) > 1 OR count(*) > 1 AS shared "
        f"FROM raw JOIN served ON served.row_id = raw.rowid "
        f"WHERE m{rate} = {NUMBER} AND m{weight} = {NUMBER} AND {frame.condition(variable)} GROUP BY ALL) "
        "WHERE bottom > 0"
    )
    return int(added.fetchall()[0][0])

"""Flows between territories: commuting, moving house, schooling (INSEE ``base-flux`` files)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rebonds.sources.card import SourceCard
from rebonds.sources.codes import LOST_ZERO, lost_zero
from rebonds.sources.frame import Frame, build
from rebonds.sources.numbers import MISSING, NUMBER, SECRET
from rebonds.sources.opened import open_table, sql_text
from rebonds.sources.report import ReadReport
from rebonds.sources.words import data_error, listed

if TYPE_CHECKING:
    import duckdb

ENDS = ("origin", "destination")


def read(con: duckdb.DuckDBPyConnection, card: SourceCard, path: Path, work: Path) -> ReadReport:
    """Add one flow per pair of territories.

    ``[options]`` of the card: ``kind`` (``commuting``, ``migration``, ``schooling``…), ``other`` (column of
    the other end), ``code_is`` (which end ``keys.code`` is: ``origin``, the default, or ``destination``) and
    ``product`` (column, optional). The single ``[[variable]]`` gives the column of the value. Codes of the
    other end that are abroad are kept as the producer writes them.
    """
    kind, other, end = card.option("kind"), card.option("other"), card.option("code_is", "origin")
    if not kind or not other or end not in ENDS or len(card.variables) != 1:
        raise data_error(
            f"Fiche {card.id} : le lecteur « flow » demande options.kind, options.other, options.code_is "
            f"parmi {listed(ENDS)}, et une seule [[variable]].",
            f"Card {card.id}: the 'flow' reader needs options.kind, options.other, options.code_is "
            f"among {listed(ENDS)}, and a single [[variable]].",
        )
    product = card.option("product")
    table = open_table(con, card, path, work)
    frame = build(con, card, table, texts_of=tuple(filter(None, (other, product))))
    far = f"f{frame.filters[other]}"
    notes = frame.notes + _check_far_end(con, frame, far)
    what = f"f{frame.filters[product]}" if product else "''"
    origin, destination = ("code", far) if end == "origin" else (far, "code")
    _refuse_doubled_pairs(con, frame, far, what)
    piece = frame.pieces[0]
    rank = frame.cells[piece.value]
    counts = con.execute(
        f"SELECT count(*) FILTER (m{rank} = {SECRET}), count(*) FILTER (m{rank} = {MISSING}), "
        f"count(DISTINCT {origin}) FROM raw"
    ).fetchall()[0]
    added = con.execute(
        f"INSERT INTO flow SELECT {sql_text(card.id)}, {sql_text(kind)}, {sql_text(card.keys.level)}, "
        f"{origin}, {destination}, {frame.vintage(piece)}, {what}, CASE m{rank} WHEN {NUMBER} THEN v{rank} END, "
        f"CASE m{rank} WHEN {SECRET} THEN 'secret' ELSE {sql_text(piece.variable.state)} END "
        f"FROM raw WHERE m{rank} <> {MISSING} AND {frame.condition(piece.variable)}"
    ).fetchall()[0][0]
    con.execute("DROP TABLE raw")
    secret, missing, origins = counts
    return ReadReport(added, origins, secret, missing, notes)


def _check_far_end(con: duckdb.DuckDBPyConnection, frame: Frame, far: str) -> list[str]:
    """Refuse codes that lost their zero at the other end, and set aside the rows without one."""
    pattern = LOST_ZERO.get(frame.card.keys.level)
    if pattern is not None:
        found = con.execute(
            f"SELECT {far}, count(*) OVER () FROM raw WHERE regexp_matches({far}, ?) LIMIT 1", [pattern]
        ).fetchall()
        if found and not frame.card.keys.pad:
            raise lost_zero(frame.card, frame.table.name, *found[0])
        if found:
            con.execute(f"UPDATE raw SET {far} = '0' || {far} WHERE regexp_matches({far}, ?)", [pattern])
    empty = con.execute(f"SELECT count(*) FROM raw WHERE {far} = ''").fetchall()[0][0]
    if not empty:
        return []
    con.execute(f"DELETE FROM raw WHERE {far} = ''")
    return [f"{empty} ligne(s) sans « {frame.card.option('other')} »"]


def _refuse_doubled_pairs(con: duckdb.DuckDBPyConnection, frame: Frame, far: str, what: str) -> None:
    found = con.execute(
        f"SELECT code, {far}, list_sort(list({frame.row})) AS ranks, count(*) OVER () FROM raw "
        f"WHERE {frame.condition(frame.pieces[0].variable)} GROUP BY code, {far}, vintage, {what} "
        "HAVING count(*) > 1 ORDER BY ranks LIMIT 1"
    ).fetchall()
    if found:
        code, other, ranks, count = found[0]
        lines = listed((str(frame.table.first_line + rank - 1) for rank in ranks), 5)
        raise data_error(
            f"Fichier {frame.table.name} : {count} couple(s) en double ; "
            f"{code} – {other} est aux lignes {lines}.",
            f"File {frame.table.name}: {count} duplicated pair(s); {code} – {other} is on lines {lines}.",
        )

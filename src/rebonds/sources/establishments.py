"""A register of establishments (Sirene): where each SIRET is, so that buyers and suppliers can be placed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rebonds.sources.card import SourceCard
from rebonds.sources.opened import open_table, sql_text
from rebonds.sources.report import ReadReport
from rebonds.sources.words import data_error

if TYPE_CHECKING:
    import duckdb


def read(con: duckdb.DuckDBPyConnection, card: SourceCard, path: Path, work: Path) -> ReadReport:
    """Add one row per establishment: its SIRET, its commune and its activity.

    ``keys.code`` of the card is the column of the commune; ``[options]``: ``siret`` (column, obligatory) and
    ``activity`` (column of the APE code, optional). Rows without a SIRET of 14 digits or without a commune are
    set aside; a SIRET given twice is kept once.
    """
    siret, activity = card.option("siret"), card.option("activity")
    if not siret or not card.keys.code or card.keys.level != "commune":
        raise data_error(
            f'Fiche {card.id} : le lecteur « establishments » demande options.siret, keys.level = "commune" et '
            "keys.code (colonne de la commune).",
            f"Card {card.id}: the 'establishments' reader needs options.siret, keys.level = \"commune\" and "
            "keys.code (column of the commune).",
        )
    table = open_table(con, card, path, work)
    number = f"regexp_replace({table.column(siret, card)}::VARCHAR, '\\s', '', 'g')"
    commune = f"trim({table.column(card.keys.code, card)}::VARCHAR)"
    ape = f"trim({table.column(activity, card)}::VARCHAR)" if activity else "''"
    valid = f"regexp_full_match({number}, '\\d{{14}}') AND coalesce({commune}, '') <> ''"
    total, kept = con.execute(f"SELECT count(*), count(*) FILTER ({valid}) FROM {table.scan}").fetchall()[0]
    if not kept:
        raise data_error(
            f"Le fichier {table.name} ne contient aucun établissement avec un SIRET et une commune.",
            f"The file {table.name} holds no establishment with a SIRET and a commune.",
        )
    added = con.execute(
        f"INSERT INTO establishment SELECT {sql_text(card.id)}, {number} AS siret, any_value({commune}), "
        f"any_value({ape}) FROM {table.scan} WHERE {valid} GROUP BY siret"
    ).fetchall()[0][0]
    notes = []
    if kept < total:
        notes.append(f"{total - kept} ligne(s) sans SIRET valable ou sans commune")
    if added < kept:
        notes.append(f"{kept - added} ligne(s) d'un SIRET déjà lu")
    communes = con.execute(
        "SELECT count(DISTINCT commune) FROM establishment WHERE source = ?", [card.id]
    ).fetchall()[0][0]
    return ReadReport(int(added), int(communes), 0, 0, notes)

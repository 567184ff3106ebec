"""A register of establishments or of firms (Sirene): where each SIRET is, and what firm it belongs to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rebonds.sources.card import SourceCard
from rebonds.sources.opened import open_table, sql_text
from rebonds.sources.report import ReadReport
from rebonds.sources.words import data_error

if TYPE_CHECKING:
    import duckdb

#: What is known of the firm rather than of the place.
_UNIT = ("size", "legal", "social", "head_office")
_YES, _NO = "('O', 'OUI', 'TRUE', 'VRAI', '1')", "('N', 'NON', 'FALSE', 'FAUX', '0')"


def read(con: duckdb.DuckDBPyConnection, card: SourceCard, path: Path, work: Path) -> ReadReport:
    """Add one row per establishment, or per legal unit: where it is, and what is known of it.

    ``keys.code`` of the card is the column of the commune, empty for a file of legal units. ``[options]`` name columns:
    ``siret`` (obligatory; a SIREN of 9 digits for a legal unit), ``activity`` (APE code), ``size`` (PME, ETI or GE),
    ``legal`` (code of the legal category), ``social`` (O or N: social economy), ``head_office`` (NIC or SIRET of the head
    office, or whether this one is it). Rows without a SIRET, or where nothing else is told, are set aside; a SIRET given
    twice is kept once.
    """
    siret = card.option("siret")
    told = [name for name in ("activity", *_UNIT) if card.option(name)]
    if not siret or (card.keys.level != "commune") or not (card.keys.code or told):
        raise data_error(
            f'Fiche {card.id} : le lecteur « establishments » demande options.siret, keys.level = "commune", et '
            "keys.code (colonne de la commune) ou une autre option.",
            f"Card {card.id}: the 'establishments' reader needs options.siret, keys.level = \"commune\", and keys.code "
            "(column of the commune) or another option.",
        )
    table = open_table(con, card, path, work)

    def text(column: str) -> str:
        return f"nullif(trim({table.column(column, card)}::VARCHAR), '')" if column else "NULL::VARCHAR"

    number = f"regexp_replace({table.column(siret, card)}::VARCHAR, '\\s', '', 'g')"
    commune = text(card.keys.code)
    cells = {name: text(card.option(name)) for name in ("activity", *_UNIT)}
    known = " OR ".join(f"{cell} IS NOT NULL" for cell in (commune, *(cells[name] for name in _UNIT)))
    valid = f"regexp_full_match({number}, '\\d{{14}}|\\d{{9}}') AND ({known})"
    total, kept = con.execute(f"SELECT count(*), count(*) FILTER ({valid}) FROM {table.scan}").fetchall()[0]
    if not kept:
        raise data_error(
            f"Le fichier {table.name} ne contient aucun établissement avec un SIRET et une commune.",
            f"The file {table.name} holds no establishment with a SIRET and a commune.",
        )
    head = f"upper({cells['head_office']})"
    added = con.execute(
        f"""
        INSERT INTO establishment
        SELECT {sql_text(card.id)}, {number} AS siret, any_value({commune}), any_value({cells["activity"]}),
               any_value(upper({cells["size"]})), any_value({cells["legal"]}),
               any_value(CASE WHEN upper({cells["social"]}) IN {_YES} THEN true
                              WHEN upper({cells["social"]}) IN {_NO} THEN false END),
               any_value(CASE WHEN regexp_full_match({head}, '\\d{{14}}') THEN {head}
                              WHEN regexp_full_match({head}, '\\d{{5}}') THEN left({number}, 9) || {head}
                              WHEN {head} IN {_YES} THEN {number} END)
        FROM {table.scan} WHERE {valid} GROUP BY siret
        """
    ).fetchall()[0][0]
    notes = []
    if kept < total:
        notes.append(f"{total - kept} ligne(s) sans SIRET valable, ou dont rien n'est dit")
    if added < kept:
        notes.append(f"{kept - added} ligne(s) d'un SIRET déjà lu")
    communes = con.execute(
        "SELECT count(DISTINCT commune) FROM establishment WHERE source = ?", [card.id]
    ).fetchall()[0][0]
    return ReadReport(int(added), int(communes), 0, 0, notes)

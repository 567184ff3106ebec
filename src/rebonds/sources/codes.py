"""Territory codes as found in a file: are they of the level declared, whole, and what else could they be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rebonds.errors import DataError
from rebonds.sources.card import SourceCard
from rebonds.sources.schema import CODE_PATTERNS
from rebonds.sources.words import data_error, listed

if TYPE_CHECKING:
    import duckdb

#: Level -> pattern of a code that has lost its leading zero.
LOST_ZERO = {
    "commune": r"^\d{4}$",
    "iris": r"^\d{8}$",
    "departement": r"^\d$",
    "region": r"^\d$",
}

#: Commune -> beginning and range of its municipal arrondissements.
ARRONDISSEMENTS = {"75056": ("75101", "75120"), "69123": ("69381", "69389"), "13055": ("13201", "13216")}

FRANCE = "FR"
_EPCI = r"^2[04]\d{7}$"  # the SIREN of an EPCI, among other nine-digit codes
_PARQUET = {
    "commune": "communes",
    "iris": "communes",
    "epci": "epci",
    "ept": "ept",
    "departement": "departements",
    "region": "regions",
}


def known_codes(level: str) -> str:
    """Return SQL giving every code of a level today, one column ``code``."""
    if level == "france":
        return f"SELECT '{FRANCE}' AS code"
    from rebonds import territory

    path = str(territory.parquet(_PARQUET[level])).replace("'", "''")
    # The overseas collectivities have communes in the COG but are in no French statistical source.
    where = " WHERE type <> 'com'" if _PARQUET[level] == "communes" else ""
    return f"SELECT DISTINCT code FROM read_parquet('{path}'){where}"


def known_communes() -> str:
    """Return SQL giving the communes of today: ``code``, ``population``."""
    from rebonds import territory

    path = str(territory.parquet("communes")).replace("'", "''")
    return f"SELECT code, population FROM read_parquet('{path}')"


def check_codes(con: duckdb.DuckDBPyConnection, card: SourceCard, name: str, row: str) -> list[str]:
    """Check the column ``code`` of the temporary table ``raw`` and delete the rows that are no territory.

    ``row`` is the SQL of the row in the file.

    Returns what was set aside (foot notes, totals, communes without EPCI).

    Raises
    ------
    DataError
        Codes that lost their leading zero; codes of another level; no code at all.
    """
    level = card.keys.level
    if level == "france":
        con.execute("UPDATE raw SET code = ?", [FRANCE])
        return []
    pattern = CODE_PATTERNS[level]
    bad = con.execute(
        f"SELECT code, count(*), min({row}) FROM raw WHERE NOT regexp_matches(code, ?) GROUP BY 1 ORDER BY 3",
        [pattern],
    ).fetchall()
    if not bad:
        return []
    total = con.execute("SELECT count(*) FROM raw WHERE code <> ''").fetchall()[0][0]
    _refuse_lost_zero(con, card, name, row)
    named = [(code, rows, line) for code, rows, line in bad if code]
    rejected = sum(rows for _, rows, _ in named)
    if 2 * rejected >= max(total, 1):
        _refuse_wrong_level(con, card, name, named)
    con.execute("DELETE FROM raw WHERE NOT regexp_matches(code, ?)", [pattern])
    if not named:
        return []
    codes = listed((code for code, _, _ in named), 5)
    return [f"{rejected} ligne(s) dont le code n'est pas celui d'un territoire ({level}) : {codes}"]


def _refuse_lost_zero(con: duckdb.DuckDBPyConnection, card: SourceCard, name: str, row: str) -> None:
    pattern = LOST_ZERO.get(card.keys.level)
    if pattern is None:
        return
    found = con.execute(
        f"SELECT code, count(*) OVER () FROM raw WHERE regexp_matches(code, ?) ORDER BY {row} LIMIT 1",
        [pattern],
    ).fetchall()
    if found:
        raise lost_zero(card, name, *found[0])


def lost_zero(card: SourceCard, name: str, code: str, count: int) -> DataError:
    """Build the error of codes that lost their leading zero."""
    whole = code.zfill(len(code) + 1)
    return data_error(
        f"Fichier {name} : {count} code(s) ont perdu leur zéro initial ({code} pour {whole}) ; "
        "la colonne a été enregistrée comme un nombre, sans doute par un tableur.",
        f"File {name}: {count} code(s) lost their leading zero ({code} instead of {whole}); "
        "the column was saved as a number, probably by a spreadsheet.",
        f"Repartez du fichier d'origine, ou écrivez pad = {len(whole)} sous [keys] dans la fiche {card.id}.",
        f"Go back to the original file, or write pad = {len(whole)} under [keys] in the card {card.id}.",
    )


def _refuse_wrong_level(
    con: duckdb.DuckDBPyConnection, card: SourceCard, name: str, named: list[tuple[str, int, int]]
) -> None:
    sample = listed((code for code, _, _ in named), 3) or "∅"
    like = None
    for level, pattern in (("epci", _EPCI), *CODE_PATTERNS.items()):
        if level not in ("france", "ept", card.keys.level):
            share = con.execute(
                "SELECT avg(CAST(regexp_matches(code, ?) AS DOUBLE)) FROM raw WHERE code <> ''", [pattern]
            ).fetchall()[0][0]
            if share and share > 0.5:
                like = level
                break
    raise data_error(
        f"Fichier {name} : la colonne « {card.keys.code} » ne contient pas de codes de niveau "
        f"{card.keys.level} ({sample}).",
        f"File {name}: the column '{card.keys.code}' does not hold codes of level "
        f"{card.keys.level} ({sample}).",
        f"Ils ressemblent à des codes de niveau {like} : voyez level sous [keys] dans la fiche {card.id}."
        if like
        else f"Voyez code et skip_rows dans la fiche {card.id}.",
        f"They look like codes of level {like}: see level under [keys] in the card {card.id}."
        if like
        else f"See code and skip_rows in the card {card.id}.",
    )


def drop_arrondissements(con: duckdb.DuckDBPyConnection, card: SourceCard) -> list[str]:
    """Delete the arrondissements of Paris, Lyon and Marseille listed beside their commune."""
    if card.keys.level != "commune":
        return []
    dropped = 0
    for commune, (first, last) in ARRONDISSEMENTS.items():
        condition = (
            "FROM raw WHERE code BETWEEN ? AND ? AND vintage IN (SELECT vintage FROM raw WHERE code = ?)"
        )
        values = [first, last, commune]
        dropped += con.execute(f"SELECT count(*) {condition}", values).fetchall()[0][0]
        con.execute(f"DELETE {condition}", values)
    if not dropped:
        return []
    return [f"{dropped} ligne(s) d'arrondissements municipaux, déjà comptés dans leur commune"]

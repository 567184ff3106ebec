"""Business parks (CNIG standard « Sites économiques »): parks, their plots, their firms, and the poles that group them.

What this reader counts must be right, or the file is refused with every wrong cell said; what strays from the standard
elsewhere is told, and the file is read.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from rebonds.errors import DataError
from rebonds.sources import sheet
from rebonds.sources.card import SourceCard
from rebonds.sources.codes import known_communes
from rebonds.sources.report import ReadReport
from rebonds.sources.sheet import Given
from rebonds.sources.tables import TABLES
from rebonds.sources.unpack import as_utf8, plain_file
from rebonds.sources.words import closest, data_error, listed
from rebonds.text import Text

if TYPE_CHECKING:
    import duckdb

Row = Mapping[str, str]
_ABSENT = {"", "NA", "NaN", "N/A"}
#: Problems said at once: more would not be read.
_SAID = 8
_COMMUNE, _SIREN = re.compile(r"\d[\dAB]\d{3}"), re.compile(r"\d{9}")
_SIRET = re.compile(r"\d{14}")


@dataclass(frozen=True)
class Layout:
    """A table of the standard: its columns, which must be filled, and what each holds."""

    key: str
    columns: tuple[str, ...]
    needed: tuple[str, ...]
    numbers: tuple[str, ...]
    days: tuple[str, ...]
    years: tuple[str, ...]
    yes_no: tuple[str, ...]
    addresses: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Kept:
    """What is kept of a table: our kind, and the column of each of our fields (`TABLES`, ``site``)."""

    kind: str
    fields: Mapping[str, str]


#: Contacts, addresses and names of firms, which may be those of persons, are never kept.
_KEPT = {
    "pole-eco": Kept(
        "pole",
        {
            "id": "pole_id", "name": "pole_nom", "use": "pole_vocadomi", "area_ha": "pole_surface",
            "establishments": "pole_nb_etab", "jobs": "pole_nb_emploi", "updated": "pole_actu_date",
        },
    ),
    "site-eco": Kept(
        "park",
        {
            "id": "site_id", "parent": "pole_id", "name": "site_nom", "commune": "site_comm_insee",
            "epci": "site_epci_siren", "use": "site_vocadomi", "occupation": "site_etat",
            "area_ha": "site_surf_brute", "usable_ha": "site_surf_utile", "available_ha": "site_surf_comm_dispo",
            "reserved_ha": "site_surf_projet", "units": "site_uf_nbre", "vacant_units": "site_uf_vacant_nbre",
            "vacancy_pct": "site_taux_vacance", "establishments": "site_nb_etab", "jobs": "site_nb_emploi",
            "updated": "site_actu_date",
        },
    ),
    "terrain-eco": Kept(
        "plot",
        {
            "id": "terr_id", "parent": "site_id", "use": "terr_usage", "occupation": "terr_etat_occup",
            "area_ha": "terr_surf_brute", "updated": "terr_actu_date",
        },
    ),
    "etablissement": Kept(
        "firm",
        {
            "id": "SIRET", "parent": "terr_id", "commune": "comm_insee", "epci": "epci_siren",
            "use": "etab_activite_code", "occupation": "etab_actif", "updated": "etab_actu_date",
        },
    ),
}  # fmt: skip


@lru_cache(maxsize=1)
def layouts() -> dict[str, Layout]:
    """Return the tables of the standard by name."""
    told = tomllib.loads(Path(__file__).with_name("sites.toml").read_text(encoding="utf-8"))
    lists = ("columns", "needed", "numbers", "days", "years", "yes_no", "addresses")
    return {
        name: Layout(
            key=one["key"],
            words={column: tuple(words) for column, words in one.get("words", {}).items()},
            **{key: tuple(one.get(key, "").split()) for key in lists},
        )
        for name, one in told.items()
    }


def read(con: duckdb.DuckDBPyConnection, card: SourceCard, path: Path, work: Path) -> ReadReport:
    """Add one row per park, plot, establishment or pole to ``site``.

    ``options.table`` of the card is one of ``pole-eco``, ``site-eco``, ``terrain-eco``, ``etablissement``.

    Raises
    ------
    DataError
        A missing column, a row without identifier or given twice, a wrong cell among those that are kept: each is said
        with its line, its column and what is expected.
    """
    name = card.option("table")
    if name not in layouts():
        raise data_error(
            f"Fiche {card.id} : options.table est l'une de {listed(layouts())}.",
            f"Card {card.id}: options.table is one of {listed(layouts())}.",
        )
    layout, kept = layouts()[name], _KEPT[name]
    given = _given(card, path, work)
    _heads(given, layout, kept)
    stray: list[Text] = []
    wrong: list[Text] = []
    out: dict[str, list[object]] = {}
    columns = {column: (column.casefold(),) for column in layout.columns}
    for line, raw in sheet.rows(given, columns, ()):
        row = {column: "" if cell in _ABSENT else cell for column, cell in raw.items()}
        _check(row, line, layout, set(kept.fields.values()), wrong, stray)
        ident = row[layout.key]
        if ident in out:
            wrong.append(
                _at(line, layout.key, Text(f"« {ident} » y est déjà", f"“{ident}” is there already"))
            )
        out[ident] = _cells(card, kept, row)
    if wrong:
        raise _refused(given.name, wrong)
    if not out:
        raise data_error(f"{given.name} n'a aucune ligne.", f"{given.name} has no row.")
    marks = ", ".join("?" * len(TABLES["site"]))
    con.executemany(f"INSERT INTO site VALUES ({marks})", list(out.values()))
    communes = con.execute("SELECT count(DISTINCT commune) FROM site WHERE source = ?", [card.id]).fetchall()[
        0
    ][0]
    notes = [*_absent(given, layout), *_notes(stray), *_unknown(con, card)]
    return ReadReport(len(out), int(communes), 0, 0, notes)


def _given(card: SourceCard, path: Path, work: Path) -> Given:
    """Return the table, in UTF-8 unless it is a workbook."""
    plain = plain_file(card, path, work)
    given = Given(path.name, plain.read_bytes())
    return given if given.workbook else Given(path.name, as_utf8(card, plain, work, path.name).read_bytes())


def _heads(given: Given, layout: Layout, kept: Kept) -> None:
    """Refuse a table without a column that is kept and needed, and say the nearest one."""
    found = {head.strip().casefold() for head in sheet.cells(given)[0]}
    absent = [c for c in kept.fields.values() if c in layout.needed and c.casefold() not in found]
    if absent:
        near = closest(absent[0], found)
        raise data_error(
            f"{given.name} : colonne obligatoire absente ({listed(absent)}).",
            f"{given.name}: missing column ({listed(absent)}).",
            f"La plus proche est « {near} »." if near else f"Colonnes lues : {listed(sorted(found))}.",
            f"The nearest is “{near}”." if near else f"Columns read: {listed(sorted(found))}.",
        )


def _absent(given: Given, layout: Layout) -> list[str]:
    """Say which obligatory columns of the standard are not there, among those that are not kept."""
    found = {head.strip().casefold() for head in sheet.cells(given)[0]}
    absent = [column for column in layout.needed if column.casefold() not in found]
    return [f"colonne(s) obligatoire(s) du standard absente(s) : {listed(absent, 20)}"] if absent else []


def _check(row: Row, line: int, layout: Layout, kept: set[str], wrong: list[Text], stray: list[Text]) -> None:
    """Add what is wrong with a row: to ``wrong`` where the cell is kept, to ``stray`` elsewhere."""
    for column, expected in _problems(row, layout):
        # A word out of the list is no reason to lose a park; a figure that is none would be.
        fatal = column == layout.key or (column in kept and column in {*layout.numbers, *_CODES})
        (wrong if fatal and (row.get(column) or column == layout.key) else stray).append(
            _at(line, column, expected)
        )


def _problems(row: Row, layout: Layout) -> Iterator[tuple[str, Text]]:
    """Yield each column that is not as the standard says, with what is expected."""
    for column in layout.needed:
        if row.get(column) == "":
            yield column, Text("valeur obligatoire, absente", "needed, absent")
    for column, cell in row.items():
        expected = _expected(column, cell, layout) if cell else None
        if expected:
            yield column, Text(f"« {cell[:40]} » : {expected.fr}", f"“{cell[:40]}”: {expected.en}")


_CODES: dict[str, tuple[re.Pattern[str], Text]] = {
    **dict.fromkeys(
        ("site_comm_insee", "comm_insee"),
        (_COMMUNE, Text("on attend un code de commune (5 caractères)", "a commune code (5 characters) is expected")),
    ),
    **dict.fromkeys(
        ("site_epci_siren", "epci_siren"),
        (_SIREN, Text("on attend un SIREN (9 chiffres)", "a SIREN (9 digits) is expected")),
    ),
    "SIRET": (_SIRET, Text("on attend un SIRET (14 chiffres)", "a SIRET (14 digits) is expected")),
}  # fmt: skip


def _expected(column: str, cell: str, layout: Layout) -> Text | None:
    """Return what a filled cell should be, when it is not."""
    if column in layout.numbers:
        value = sheet.figure(cell)
        if value is None or value < 0:
            return Text("on attend un nombre positif", "a positive number is expected")
    if column in _CODES and not _CODES[column][0].fullmatch(cell):
        return _CODES[column][1]
    if column in layout.days and _day(cell) is None:
        return Text("on attend une date AAAA-MM-JJ", "a date YYYY-MM-DD is expected")
    if column in layout.years and not re.fullmatch(r"\d{4}", cell):
        return Text("on attend une année", "a year is expected")
    if column in layout.yes_no and cell.casefold() not in {"oui", "non"}:
        return Text("on attend oui ou non", "oui or non is expected")
    if column in layout.addresses and not re.fullmatch(r"https?://\S+", cell):
        return Text("on attend une adresse http", "an http address is expected")
    words = layout.words.get(column, ())
    if words and cell.casefold() not in {word.casefold() for word in words}:
        near = closest(cell, words)
        known = f"« {near} » ?" if near else listed(words, 6)
        return Text(f"mot hors de la liste ({known})", f"word out of the list ({known})")
    return None


def _day(cell: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(cell[:10])
    except ValueError:
        return None


def _cells(card: SourceCard, kept: Kept, row: Row) -> list[object]:
    """Return the row of ``site``; what is absent is NULL."""
    makers: dict[str, Callable[[str], object]] = {"DOUBLE": sheet.figure, "DATE": _day}
    made: list[object] = [card.id, kept.kind]
    for field, kind in list(TABLES["site"].items())[2:]:
        cell = row.get(kept.fields.get(field, ""), "")
        if field in {"use", "occupation"}:
            cell = cell.casefold() if kept.kind != "firm" else cell
        made.append(makers.get(kind, str)(cell) if cell else None)
    return made


def _at(line: int, column: str, what: Text) -> Text:
    return Text(f"ligne {line}, {column} : {what.fr}", f"line {line}, {column}: {what.en}")


def _refused(name: str, wrong: list[Text]) -> DataError:
    """Return the error of a table whose kept cells are wrong, all said at once."""
    more = len(wrong) - _SAID
    fr, en = ("\n".join(f"– {one.to(lang)}" for one in wrong[:_SAID]) for lang in ("fr", "en"))
    if more > 0:
        fr, en = f"{fr}\n… et {more} autres", f"{en}\n… and {more} more"
    return data_error(
        f"{name} : {len(wrong)} valeur(s) à corriger.\n{fr}\n",
        f"{name}: {len(wrong)} value(s) to correct.\n{en}\n",
        "Corrigez ces cases, ou videz-les : rien n'a été importé.",
        "Correct these cells, or empty them: nothing was imported.",
    )


def _notes(stray: list[Text]) -> list[str]:
    """Say what strays from the standard, grouped by column."""
    by: dict[str, list[str]] = {}
    for one in stray:
        place, what = one.fr.split(" : ", 1)
        by.setdefault(place.split(", ", 1)[1], []).append(f"{place.split(', ')[0]} : {what}")
    return [
        f"{column} : {len(said)} écart(s) au standard, gardé(s) tels quels ({said[0]})"
        for column, said in by.items()
    ]


def _unknown(con: duckdb.DuckDBPyConnection, card: SourceCard) -> list[str]:
    """Say which communes are not those of today: they show nowhere unless the passage between vintages knows them."""
    rows = con.execute(
        f"SELECT DISTINCT commune FROM site WHERE source = ? AND commune IS NOT NULL "
        f"AND commune NOT IN (SELECT code FROM ({known_communes()})) ORDER BY 1",
        [card.id],
    ).fetchall()
    return (
        [f"commune(s) absente(s) du COG d'aujourd'hui : {listed(code for (code,) in rows)}"] if rows else []
    )

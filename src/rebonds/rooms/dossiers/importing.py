"""Readings brought from a reference manager: BibTeX, RIS, or a table; what is there already is not added twice."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from rebonds.errors import DataError
from rebonds.formulas import unharmed
from rebonds.rooms.dossiers.models import Reading
from rebonds.rooms.dossiers.models.library import doi_of, key_of
from rebonds.rooms.people import changes
from rebonds.rooms.people.models import Member, Workspace
from rebonds.sources import sheet
from rebonds.text import Text

MOST = 2000
MOST_BYTES = 4_000_000
LIMITS = {
    "title": 400,
    "authors": 400,
    "year": 10,
    "venue": 240,
    "doi": 200,
    "url": 600,
    "notes": 8000,
    "tags": 300,
}
COLUMNS = {
    "title": ("titre", "title"),
    "authors": ("auteurs", "authors", "author", "auteur"),
    "year": ("année", "annee", "year", "date"),
    "venue": ("revue", "éditeur", "editeur", "journal", "publisher", "venue"),
    "doi": ("doi",),
    "url": ("adresse", "url", "lien", "link"),
    "notes": ("notes", "note", "résumé", "resume", "abstract"),
    "tags": ("mots-clés", "mots-cles", "tags", "keywords"),
}
_WEB = re.compile(r"https?://\S+", re.IGNORECASE)


@dataclass(frozen=True)
class Imported:
    """What an import did."""

    added: list[Reading]
    known: int
    untitled: int


def read(given: sheet.Given) -> list[dict[str, str]]:
    """Return the references of a file, under the names of our fields.

    Raises
    ------
    DataError
        A file that reads as none of the formats, or holds too many references.
    """
    ending = given.name.rpartition(".")[2].lower()
    readers = {"bib": _bibtex, "bibtex": _bibtex, "ris": _ris, "csv": _table, "xlsx": _table}
    if ending not in readers:
        raise DataError(
            Text(f"{given.name} n’est pas d’un format connu.", f"{given.name} is of no known format."),
            Text("Formats : .bib, .ris, .csv, .xlsx.", "Formats: .bib, .ris, .csv, .xlsx."),
        )
    found = readers[ending](given)
    if not found:
        raise DataError(
            Text(
                f"{given.name} ne contient aucune référence lisible.",
                f"{given.name} holds no reference that reads.",
            ),
            Text(
                "Vérifier que l’export est complet, et en UTF-8.",
                "Check that the export is complete, and in UTF-8.",
            ),
        )
    if len(found) > MOST:
        raise DataError(
            Text(
                f"{given.name} a plus de {MOST} références.", f"{given.name} has more than {MOST} references."
            )
        )
    return [{name: " ".join(one.get(name, "").split()) for name in LIMITS} for one in found]


def _decoded(given: sheet.Given) -> str:
    try:
        return given.content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(
            Text(f"{given.name} ne se lit pas en UTF-8.", f"{given.name} cannot be read as UTF-8."),
            Text("Exporter de nouveau en UTF-8.", "Export it again in UTF-8."),
        ) from error


def _bibtex(given: sheet.Given) -> list[dict[str, str]]:
    import bibtexparser
    from bibtexparser.bparser import BibTexParser
    from bibtexparser.customization import convert_to_unicode

    parser = BibTexParser(common_strings=True, ignore_nonstandard_types=False)
    parser.customization = convert_to_unicode
    try:
        entries = bibtexparser.loads(_decoded(given), parser).entries
    except DataError:
        raise
    except Exception as error:  # the parser has no error of its own
        raise DataError(
            Text(f"{given.name} ne se lit pas en BibTeX.", f"{given.name} cannot be read as BibTeX.")
        ) from error
    return [
        {
            "title": _bare(one.get("title", "")),
            "authors": _bare(" ; ".join(re.split(r"\s+and\s+", one.get("author", one.get("editor", ""))))),
            "year": one.get("year", one.get("date", ""))[:4],
            "venue": _bare(one.get("journal", one.get("booktitle", one.get("publisher", "")))),
            "doi": one.get("doi", ""),
            "url": one.get("url", one.get("link", "")),
            "notes": _bare(one.get("abstract", "")),
            "tags": _bare(one.get("keywords", one.get("keyword", ""))).replace(";", ","),
        }
        for one in entries
    ]


def _bare(text: str) -> str:
    return text.replace("{", "").replace("}", "")


def _ris(given: sheet.Given) -> list[dict[str, str]]:
    import rispy

    try:
        entries = rispy.loads(_decoded(given))
    except DataError:
        raise
    except Exception as error:  # several kinds, none of them public
        raise DataError(
            Text(f"{given.name} ne se lit pas en RIS.", f"{given.name} cannot be read as RIS.")
        ) from error
    return [
        {
            "title": _first(one, "title", "primary_title"),
            "authors": " ; ".join(one.get("authors", one.get("first_authors", []))),
            "year": _first(one, "year", "publication_year", "date")[:4],
            "venue": _first(one, "journal_name", "secondary_title", "publisher"),
            "doi": _first(one, "doi"),
            "url": _first(one, "urls", "url"),
            "notes": _first(one, "abstract", "notes_abstract"),
            "tags": ", ".join(one.get("keywords", [])),
        }
        for one in entries
    ]


def _first(one: dict[str, Any], *names: str) -> str:
    for name in names:
        value = one.get(name)
        if value:
            return str(value[0] if isinstance(value, list) else value)
    return ""


def _table(given: sheet.Given) -> list[dict[str, str]]:
    return [
        {name: unharmed(cell) for name, cell in row.items()}
        for _, row in sheet.rows(given, COLUMNS, ("title",), MOST)
    ]


@transaction.atomic
def add(
    workspace: Workspace, references: list[dict[str, str]], member: Member, dossier: Any = None
) -> Imported:
    """Add references that a workspace does not hold yet; without DOI nor address, title and year tell them apart."""
    held = Reading.kept.within(workspace)
    keys = {key for key in held.values_list("key", flat=True) if key}
    titles = {(title.casefold(), year) for title, year in held.values_list("title", "year")}
    added, known, untitled = [], 0, 0
    for one in references:
        if not one["title"]:
            untitled += 1
            continue
        url = found[0] if (found := _WEB.search(one["url"])) else ""
        key, name = key_of(one["doi"], url), (one["title"][:400].casefold(), one["year"][:10])
        if (key in keys) if key else (name in titles):
            known += 1
            continue
        keys.add(key)
        titles.add(name)
        values = {field: one[field][:most] for field, most in LIMITS.items()}
        made = Reading(dossier=dossier, **{**values, "url": url[:600], "doi": doi_of(one["doi"])})
        changes.save(made, member, workspace=workspace)
        added.append(made)
    return Imported(added, known, untitled)

"""DuckDB's words about a file that it cannot read, in those of the person who holds the file."""

from __future__ import annotations

import re
from pathlib import Path

from rebonds.errors import DataError
from rebonds.sources.card import SourceCard
from rebonds.sources.words import data_error

_LINE = re.compile(r"CSV Error on Line: (\d+)")
_COLUMNS = re.compile(r"Expected Number of Columns: (\d+) Found: (\d+)")


def unreadable(card: SourceCard, path: Path, said: str) -> DataError:
    """Build the error of a file that does not read as its card says.

    Parameters
    ----------
    card : SourceCard
    path : Path
    said : str
        What DuckDB said.
    """
    line, columns = _LINE.search(said), _COLUMNS.search(said)
    at_fr = f", ligne {line[1]}" if line else ""
    at_en = f", line {line[1]}" if line else ""
    if columns:
        return data_error(
            f"Fichier {path.name}{at_fr} : {columns[2]} colonnes au lieu de {columns[1]}.",
            f"File {path.name}{at_en}: {columns[2]} columns instead of {columns[1]}.",
            "Si c'est la dernière ligne, le fichier est tronqué : récupérez-le de nouveau ; sinon, un texte "
            "contient sans doute le séparateur sans être entre guillemets.",
            "If it is the last line, the file is truncated: fetch it again; otherwise, a text probably holds "
            "the separator without being quoted.",
        )
    if "unterminated quote" in said:
        return data_error(
            f"Fichier {path.name}{at_fr} : un guillemet ouvert n'est pas refermé.",
            f"File {path.name}{at_en}: an opened quote is not closed.",
            "Corrigez cette ligne, ou récupérez le fichier de nouveau s'il est tronqué.",
            "Correct this line, or fetch the file again if it is truncated.",
        )
    if "invalid state" in said:
        return data_error(
            f"Fichier {path.name} : les fins de ligne sont mêlées, ou un guillemet est mal placé.",
            f"File {path.name}: line endings are mixed, or a quote is misplaced.",
            "Réenregistrez-le en CSV depuis un tableur.",
            "Save it again as CSV from a spreadsheet.",
        )
    first = said.splitlines()[0]
    return data_error(
        f"Le fichier {path.name}{at_fr} ne se lit pas comme la fiche {card.id} le dit ({first}).",
        f"The file {path.name}{at_en} does not read as the card {card.id} says ({first}).",
    )

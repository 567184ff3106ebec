"""Tables that people write themselves, CSV or XLSX: forgiving on names of columns, exact on what is wrong and where."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path

from rebonds.errors import DataError
from rebonds.text import Text

MOST_ROWS = 200_000
#: A spreadsheet would run a text that begins like a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def content_of(path: Path) -> bytes:
    """Return the bytes of a file.

    Raises
    ------
    DataError
        The file is missing or cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise DataError(Text(f"{path} n'existe pas.", f"{path} does not exist.")) from error
    except OSError as error:
        raise DataError(Text(f"{path.name} ne se lit pas.", f"{path.name} cannot be read.")) from error


def rows(
    name: str,
    content: bytes,
    columns: Mapping[str, tuple[str, ...]],
    needed: tuple[str, ...],
    *,
    most: int = MOST_ROWS,
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the number of each line and its cells, under our names of columns.

    Parameters
    ----------
    name : str
        Name of the file, for messages; ``.xlsx`` tells a workbook (its first sheet is read).
    content : bytes
    columns : mapping
        Our name -> the names that the column may bear, in lower case.
    needed : tuple of str
        Columns without which nothing can be read.
    most : int
        Most lines.

    Raises
    ------
    DataError
        An empty or unreadable file, a missing column, too many lines.
    """
    table = _sheet(name, content) if name.casefold().endswith(".xlsx") else _csv(name, content)
    if not table:
        raise DataError(Text(f"{name} est vide.", f"{name} is empty."))
    heads = [cell.strip().casefold() for cell in table[0]]
    places = {}
    for column, names in columns.items():
        rank = next((heads.index(one) for one in names if one in heads), None)
        if rank is not None:
            places[column] = rank
    missing = [column for column in needed if column not in places]
    if missing:
        listed, read_ = ", ".join(missing), ", ".join(head for head in heads if head)
        raise DataError(
            Text(f"{name} : colonne absente ({listed}).", f"{name}: missing column ({listed})."),
            Text(f"Colonnes lues : {read_}.", f"Columns read: {read_}."),
        )
    if len(table) > most:
        raise DataError(Text(f"{name} a plus de {most} lignes.", f"{name} has more than {most} lines."))
    for line, row in enumerate(table[1:], start=2):
        if any(cell.strip() for cell in row):
            yield line, {column: row[at].strip() if at < len(row) else "" for column, at in places.items()}


def _csv(name: str, content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(
            Text(f"{name} ne se lit pas en UTF-8.", f"{name} cannot be read as UTF-8."),
            Text("Enregistrez-le en « CSV UTF-8 » ou en XLSX.", "Save it as “CSV UTF-8” or XLSX."),
        ) from error
    first = text.splitlines()[0] if text.strip() else ""
    delimiter = ";" if first.count(";") > first.count(",") else ","
    try:
        return list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        said = Text(f"{name} ne se lit pas en CSV ({error}).", f"{name} cannot be read as CSV ({error}).")
        raise DataError(said) from error


def _sheet(name: str, content: bytes) -> list[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        found = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    except (OSError, CalamineError) as error:
        said = Text(f"{name} ne se lit pas : {error}.", f"{name} cannot be read: {error}.")
        raise DataError(said) from error
    return [
        [str(int(c)) if isinstance(c, float) and c.is_integer() else str(c) for c in row] for row in found
    ]


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula; `unharmed` undoes it."""
    return "'" + text if text.lstrip("'").startswith(FORMULA_STARTS) else text


def unharmed(text: str) -> str:
    """Return the text that `harmless` wrote."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(FORMULA_STARTS) else text

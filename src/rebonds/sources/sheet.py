"""Small tables that people fill by hand: CSV or XLSX, read line by line so that an error names its line."""

from __future__ import annotations

import csv
import io
import math
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rebonds.errors import DataError
from rebonds.text import Text

MOST_ROWS = 200_000
#: Bytes that a workbook may say it unpacks to.
MOST_UNPACKED = 300_000_000


@dataclass(frozen=True)
class Given:
    """A table as it was given: its name, for messages, and its bytes."""

    name: str
    content: bytes

    @classmethod
    def of(cls, path: Path) -> Given:
        """Return the table of a file.

        Raises
        ------
        DataError
            The file does not exist, or cannot be read.
        """
        try:
            return cls(path.name, path.read_bytes())
        except FileNotFoundError as error:
            raise DataError(Text(f"{path} n'existe pas.", f"{path} does not exist.")) from error
        except OSError as error:
            raise DataError(
                Text(f"{path.name} ne se lit pas : {error}.", f"{path.name} cannot be read: {error}.")
            ) from error

    @property
    def workbook(self) -> bool:
        """True for an XLSX file: a zip archive, whatever its name."""
        return self.content[:4] == b"PK\x03\x04"


def cells(given: Given | Path, most: int = MOST_ROWS) -> list[list[str]]:
    """Return the cells of a table as texts, heads first.

    Raises
    ------
    DataError
        An empty or unreadable table, or one with too many lines.
    """
    given = Given.of(given) if isinstance(given, Path) else given
    found = _sheet(given) if given.workbook else _csv(given)
    if not found:
        raise DataError(Text(f"{given.name} est vide.", f"{given.name} is empty."))
    if len(found) - 1 > most:
        raise DataError(
            Text(f"{given.name} a plus de {most} lignes.", f"{given.name} has more than {most} lines.")
        )
    return found


def rows(
    given: Given | Path, columns: Mapping[str, Sequence[str]], needed: Sequence[str], most: int = MOST_ROWS
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line numbers and cells under our names of columns; empty lines are passed over.

    Parameters
    ----------
    given : Given or Path
    columns : mapping of str to sequence of str
        Our names, and the names that each may bear in the table.
    needed : sequence of str
        Columns that must be there.
    most : int
        Lines accepted.

    Raises
    ------
    DataError
        See `cells`; a missing column.
    """
    given = Given.of(given) if isinstance(given, Path) else given
    table = cells(given, most)
    heads = [cell.strip().casefold() for cell in table[0]]
    places = {}
    for column, names in columns.items():
        rank = next((heads.index(name) for name in names if name in heads), None)
        if rank is not None:
            places[column] = rank
    missing = [column for column in needed if column not in places]
    if missing:
        listed, read = ", ".join(missing), ", ".join(head for head in heads if head)
        raise DataError(
            Text(f"{given.name} : colonne absente ({listed}).", f"{given.name}: missing column ({listed})."),
            Text(f"Colonnes lues : {read}.", f"Columns read: {read}."),
        )
    for line, row in enumerate(table[1:], start=2):
        if any(cell.strip() for cell in row):
            yield line, {column: row[at].strip() if at < len(row) else "" for column, at in places.items()}


def where(name: str, line: int) -> Text:
    """Return the place of an error in a table."""
    return Text(f"{name}, ligne {line}", f"{name}, line {line}")


def wrong(place: Text, what: Text, hint: Text | None = None) -> DataError:
    """Return the error of a line, and what to do about it."""
    return DataError(Text(f"{place.fr} : {what.fr}.", f"{place.en}: {what.en}."), hint)


def figure(written: str) -> float | None:
    """Return a number as people write it (spaces between thousands, comma or point); ``None`` if it is none."""
    plain = re.sub(r"[\s\u00a0\u202f]", "", written)
    try:
        found = float(plain.replace(",", ".") if "." not in plain else plain)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def number(written: str, place: Text, column: str, hint: Text | None = None) -> float:
    """Return a number.

    Raises
    ------
    DataError
        The cell holds no number: its line and column are said.
    """
    found = figure(written)
    if found is None:
        said = Text(f"{column} : « {written} » n'est pas un nombre", f"{column}: “{written}” is no number")
        raise wrong(place, said, hint)
    return found


def _csv(given: Given) -> list[list[str]]:
    try:
        text = given.content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(
            Text(f"{given.name} ne se lit pas en UTF-8.", f"{given.name} cannot be read as UTF-8."),
            Text("Enregistrez-le en « CSV UTF-8 » ou en XLSX.", "Save it as “CSV UTF-8” or XLSX."),
        ) from error
    first = text.splitlines()[0] if text.strip() else ""
    delimiter = ";" if first.count(";") > first.count(",") else ","
    try:
        return list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        said = Text(
            f"{given.name} ne se lit pas en CSV ({error}).", f"{given.name} cannot be read as CSV ({error})."
        )
        raise DataError(said) from error


def _sheet(given: Given) -> list[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with zipfile.ZipFile(io.BytesIO(given.content)) as packed:
            size = sum(one.file_size for one in packed.infolist())
    except zipfile.BadZipFile as error:
        raise DataError(
            Text(f"{given.name} ne se lit pas : {error}.", f"{given.name} cannot be read: {error}.")
        ) from error
    if size > MOST_UNPACKED:
        raise DataError(
            Text(
                f"{given.name} est trop grand une fois décompressé.",
                f"{given.name} is too large once unpacked.",
            )
        )
    try:
        found = CalamineWorkbook.from_filelike(io.BytesIO(given.content)).get_sheet_by_index(0).to_python()
    except (OSError, CalamineError) as error:
        said = Text(f"{given.name} ne se lit pas : {error}.", f"{given.name} cannot be read: {error}.")
        raise DataError(said) from error
    return [
        [str(int(c)) if isinstance(c, float) and c.is_integer() else str(c) for c in row] for row in found
    ]

"""Small tables that people hand over: CSV (``;`` or ``,``, UTF-8) or XLSX, as rows of texts."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from rebonds.errors import DataError
from rebonds.text import Text


def table(path: Path) -> list[list[str]]:
    """Return every row of a table, its head first.

    Parameters
    ----------
    path : Path
        CSV, or XLSX (its first sheet).

    Raises
    ------
    DataError
        No such file, or one that cannot be read.
    """
    return _sheet(path) if path.suffix.casefold() == ".xlsx" else _csv(path)


def _csv(path: Path) -> list[list[str]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise DataError(Text(f"{path} n'existe pas.", f"{path} does not exist.")) from error
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(
            Text(f"{path.name} ne se lit pas en UTF-8.", f"{path.name} cannot be read as UTF-8."),
            Text("Enregistrez-le en « CSV UTF-8 » ou en XLSX.", "Save it as “CSV UTF-8” or XLSX."),
        ) from error
    first = text.splitlines()[0] if text.strip() else ""
    return list(csv.reader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ","))


def _sheet(path: Path) -> list[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    except (OSError, CalamineError) as error:
        said = Text(f"{path.name} ne se lit pas : {error}.", f"{path.name} cannot be read: {error}.")
        raise DataError(said) from error
    return [[str(int(c)) if isinstance(c, float) and c.is_integer() else str(c) for c in row] for row in rows]

"""XLSX sheets, written as plain CSV so that every table takes the same road."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import Any

from rebonds.sources.card import SourceCard
from rebonds.sources.unpack import truncated
from rebonds.sources.words import closest, data_error, listed


def read_sheet(card: SourceCard, plain: Path, name: str, sheet: str) -> list[list[Any]]:
    """Return the rows of a sheet of a workbook, from its first row; the first sheet when ``sheet`` is empty.

    Raises
    ------
    DataError
        Not a workbook, or no such sheet.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(plain))
        if sheet and sheet not in book.sheet_names:
            near = closest(sheet, book.sheet_names)
            raise data_error(
                f"Le classeur {name} n'a pas de feuille « {sheet} » (fiche {card.id}).",
                f"The workbook {name} has no sheet '{sheet}' (card {card.id}).",
                f"La plus proche est « {near} »." if near else f"Feuilles : {listed(book.sheet_names)}.",
                f"The nearest is '{near}'." if near else f"Sheets: {listed(book.sheet_names)}.",
            )
        rows: list[list[Any]] = book.get_sheet_by_name(sheet or book.sheet_names[0]).to_python(
            skip_empty_area=False
        )
    except CalamineError as broken:
        raise truncated(Path(name), str(broken)) from broken
    return rows


def cell_text(cell: Any, decimal: str) -> str:
    """Return a cell as text: whole numbers without decimals, others with the card's decimal mark."""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell).replace(".", decimal)
    if isinstance(cell, (dt.date, dt.datetime)):
        return cell.isoformat()
    return str(cell)


def sheet_as_csv(card: SourceCard, plain: Path, work: Path, name: str) -> Path:
    """Write the sheet of the card as UTF-8 CSV separated by ``;``, from its row of column names on."""
    rows = read_sheet(card, plain, name, card.format.sheet)
    target = work / "sheet.csv"
    decimal = card.format.decimal
    with target.open("w", encoding="utf-8", newline="") as sink:
        writer = csv.writer(sink, delimiter=";")
        writer.writerows([cell_text(cell, decimal) for cell in row] for row in rows[card.format.skip_rows :])
    return target

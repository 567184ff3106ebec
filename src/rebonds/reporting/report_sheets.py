"""A report as CSV and as a workbook: every figure with its band and its state, in columns of their own."""

from __future__ import annotations

import csv as csv_module
import io
from collections.abc import Iterator

from rebonds.drawing import words
from rebonds.lenses.plain import ours
from rebonds.reporting.cells import PARTS, Plain, four, has_bands, heads, spread
from rebonds.reporting.plain import plain
from rebonds.reporting.report import Column, Report, Table
from rebonds.reporting.sheets import Sheets, bounded_name, csv_cell, new_book, printed, sources_sheet
from rebonds.text import Text

_LONG = (
    Text("tableau", "table"),
    Text("ligne", "row"),
    Text("nom", "name"),
    Text("colonne", "column"),
    Text("valeur", "value"),
    Text("borne basse", "low"),
    Text("borne haute", "high"),
    Text("état", "state"),
    Text("unité", "unit"),
    Text("texte", "text"),
)


def report_csv(report: Report, lang: str = "fr") -> str:
    """Return a report as CSV in the long form: one line per cell, so that one file holds every table."""
    out = io.StringIO()
    writer = csv_module.writer(out, delimiter=";" if lang == "fr" else ",")
    writer.writerow([name.to(lang) for name in _LONG])
    for table in report.tables:
        for line in _long(table, lang):
            writer.writerow([csv_cell(cell, lang) for cell in line])
    return out.getvalue()


def _long(table: Table, lang: str) -> Iterator[list[Plain]]:
    """Yield the cells of a table; the first two columns name the row (the first where there are only two)."""
    names = 1 if len(table.columns) == 2 else 2
    for row in table.rows:
        key, name = ([four(cell, lang)[0] for cell in row[:names]] + [""])[:2]
        for cell, column in zip(row[names:], table.columns[names:], strict=True):
            if cell is None:
                continue
            value, low, high, state = four(cell, lang)
            words_ = value if isinstance(value, str) else None
            unit = column.unit.to(lang) or None
            figure = None if words_ is not None else value
            yield [table.id, key, name, column.key, figure, low, high, state, unit, words_]


def _own_name(title: str, taken: set[str]) -> str:
    """Return a name of sheet that no other has: the end of a long title is replaced by a number."""
    name, rank = bounded_name(title), 1
    while name.casefold() in taken:
        rank += 1
        name = f"{bounded_name(title)[:27].rstrip()} {rank}"
    taken.add(name.casefold())
    return name


def report_xlsx(report: Report, lang: str = "fr") -> bytes:
    """Return a report as a workbook: what to retain, one sheet per table, notes, sources, dictionary."""
    content = io.BytesIO()
    book = new_book(content, report.title.to(lang))
    sheets = Sheets(book)
    _summary(sheets, report, lang)
    taken: set[str] = set()
    for table in report.tables:
        if table.rows:
            sheets.table(_own_name(table.title.to(lang), taken), heads(table, lang), spread(table, lang))
    _notes(sheets, report, lang)
    sources_sheet(sheets, report.sources, lang)
    _dictionary(sheets, report, lang)
    book.close()
    return content.getvalue()


def _summary(sheets: Sheets, report: Report, lang: str) -> None:
    said = plain(report, lang)
    sheet = sheets.book.add_worksheet(Text("Lecture", "Reading").to(lang))
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 110)
    sheet.write_string(0, 0, said["title"], sheets.title)
    sheet.write_string(1, 0, said["facts"])
    lines = [("", said["warning"])] if said["warning"] else []
    lines += [(one["lead"], one["text"]) for one in said["sentences"]]
    for row, (lead, text) in enumerate(lines, start=3):
        sheet.write_string(row, 0, lead, sheets.lead)
        sheet.write_string(row, 1, text, sheets.text)
        sheet.set_row(row, 15 * (1 + len(text) // 115))
    sheet.write_string(len(lines) + 4, 0, f"Rebonds, {ours(report.licence, lang)}")
    printed(sheet)


def _notes(sheets: Sheets, report: Report, lang: str) -> None:
    said = plain(report, lang)
    rows: list[list[Plain]] = [[one["title"], item] for one in said["lists"] for item in one["items"]]
    rows += [[table["title"], note] for table in said["tables"] for note in table["notes"]]
    rows += [[said["words"]["trace"], step] for step in said["trace"]]
    names = (Text("rubrique", "heading"), Text("note", "note"))
    sheets.table(Text("Notes", "Notes").to(lang), [n.to(lang) for n in names], rows)


def _dictionary(sheets: Sheets, report: Report, lang: str) -> None:
    names = (
        Text("tableau", "table"),
        Text("colonne", "column"),
        Text("libellé", "label"),
        Text("sens", "meaning"),
        Text("unité", "unit"),
    )
    rows: list[list[Plain]] = []
    for table in report.tables:
        for place, column in enumerate(table.columns):
            rows.append(_entry(table, column, lang))
            if has_bands(table, place):
                rows += [
                    [table.title.to(lang), f"{column.key}_{key}", name.to(lang), None, None]
                    for key, name in PARTS
                ]
    state = Text("état", "state").to(lang)
    rows += [[state, key, name.to(lang), None, None] for key, name in words.STATES.items()]
    sheets.table(Text("Dictionnaire", "Dictionary").to(lang), [n.to(lang) for n in names], rows)


def _entry(table: Table, column: Column, lang: str) -> list[Plain]:
    unit = column.unit.to(lang)
    if column.kind == "share":
        unit = Text("part, de 0 à 1", "share, 0 to 1").to(lang)
    return [
        table.title.to(lang),
        column.key,
        column.label.to(lang),
        column.meaning.to(lang) or None,
        unit or None,
    ]

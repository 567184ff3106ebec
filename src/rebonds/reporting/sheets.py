"""CSV for a French spreadsheet, and XLSX with its data dictionary."""

from __future__ import annotations

import csv as csv_module
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from rebonds.drawing import words
from rebonds.formulas import harmless
from rebonds.lenses.plain import LICENCE, ours
from rebonds.lenses.reading import PairReading, Reading, SourceLine
from rebonds.reporting.atomic import replacing
from rebonds.reporting.findings import gap_lines, key_sentences
from rebonds.reporting.pair_findings import pair_facts, pair_sentences
from rebonds.reporting.records import FIELDS, Cell, definitions, records
from rebonds.reporting.sections import facts_line, lens_facts, title
from rebonds.text import Text

_NARROWEST, _WIDEST = 10, 60
_LONGEST = 31  # characters in the name of a sheet
#: Columns of the first sheet, taken from the records.
_SHOWN = (
    "name",
    "dimension",
    "side",
    "label",
    "value",
    "unit",
    "threshold",
    "verdict",
    "state_label",
    "vintage",
)


def csv(reading: Reading | PairReading, path: Path, lang: str = "fr") -> None:
    """Write a reading as CSV: UTF-8 with its mark, ``;`` and decimal comma in French, ``,`` and point in English."""
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv_module.writer(file, delimiter=";" if lang == "fr" else ",")
        writer.writerow([name.to(lang) for name, _ in FIELDS.values()])
        for record in records(reading, lang):
            writer.writerow([csv_cell(record[key], lang) for key in FIELDS])


def csv_cell(cell: Cell, lang: str) -> str:
    """Write a cell of a CSV: decimal comma in French, nothing for what is missing, never a formula."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        text = f"{cell:.10g}"
        return text.replace(".", ",") if lang == "fr" else text
    return harmless(cell) if isinstance(cell, str) else str(cell)


def xlsx(reading: Reading | PairReading, path: Path, lang: str = "fr") -> None:
    """Write a reading as a workbook: reading, indicators, gaps, sources, data dictionary.

    Numbers are numbers, at full precision under a format; what is missing is an empty cell; a text is never
    taken for a formula.
    """
    content = _workbook(reading, lang)
    with replacing(path) as temporary:
        temporary.write_bytes(content)


def _workbook(reading: Reading | PairReading, lang: str) -> bytes:
    content = io.BytesIO()
    book = new_book(content, title(reading, lang))
    sheets = Sheets(book)
    found = list(records(reading, lang))
    _summary(sheets, reading, found, lang)
    sheets.table(
        Text("Indicateurs", "Indicators").to(lang),
        [name.to(lang) for name, _ in FIELDS.values()],
        [[record[key] for key in FIELDS] for record in found],
    )
    _gaps(sheets, reading, lang)
    sources_sheet(sheets, reading.sources, lang)
    _dictionary(sheets, reading, lang)
    book.close()
    return content.getvalue()


def new_book(content: io.BytesIO, name: str) -> Any:
    """Return an empty workbook in which a text is never taken for a formula, a link or a number."""
    import xlsxwriter

    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(content, options)
    book.set_properties({"title": name, "author": "Rebonds", "comments": LICENCE})
    return book


def bounded_name(name: str) -> str:
    """Return a name that a spreadsheet accepts for a sheet: no reserved mark, 31 characters."""
    kept = "".join(" " if c in "[]:*?/\\" else c for c in name).strip("' ")
    return kept if len(kept) <= _LONGEST else kept[: _LONGEST - 1].rstrip() + "…"


class Sheets:
    """The sheets of a workbook, written alike."""

    def __init__(self, book: Any) -> None:
        self.book = book
        top = {"valign": "top"}
        self.title = book.add_format({"bold": True, "font_size": 16})
        self.lead = book.add_format({"bold": True, **top})
        self.head = book.add_format(
            {"bold": True, "bottom": 1, "text_wrap": True, "bg_color": "#F5F6F7", **top}
        )
        self.text = book.add_format({"text_wrap": True, **top})
        self.whole = book.add_format({"num_format": "0", **top})
        self.formats = [
            (limit, book.add_format({"num_format": shown, **top}))
            for limit, shown in ((100.0, "#,##0"), (10.0, "#,##0.0"), (0.1, "#,##0.00"), (0.0, "0.0000"))
        ]

    def write(self, sheet: Any, row: int, column: int, cell: Cell) -> None:
        """Write a cell in its own kind; nothing for what is missing."""
        if cell is None:
            return
        if isinstance(cell, str):
            sheet.write_string(row, column, cell, self.text)
        elif isinstance(cell, int):
            sheet.write_number(row, column, cell, self.whole)
        else:
            size = abs(cell)
            shown = next(f for limit, f in self.formats if size >= limit) if size else self.formats[0][1]
            sheet.write_number(row, column, cell, shown)

    def rows(self, sheet: Any, start: int, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
        """Write a table from a row on, set the widths, and return its last row."""
        widths = [len(head) for head in heads]
        for column, head in enumerate(heads):
            sheet.write_string(start, column, head, self.head)
        last = start
        for last, row in enumerate(rows, start=start + 1):
            for column, cell in enumerate(row):
                self.write(sheet, last, column, cell)
                shown = 8 if isinstance(cell, float) else len(str(cell or ""))
                widths[column] = max(widths[column], shown)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(_WIDEST, max(_NARROWEST, width + 2)))
        return last

    def table(self, name: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
        """Add a sheet that holds one table, its header frozen and filterable."""
        sheet = self.book.add_worksheet(name)
        last = self.rows(sheet, 0, heads, rows)
        sheet.freeze_panes(1, 0)
        if last:
            sheet.autofilter(0, 0, last, len(heads) - 1)
        printed(sheet)
        sheet.repeat_rows(0)


def printed(sheet: Any) -> None:
    """Set a sheet for printing."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&LRebonds, {LICENCE}&R&P / &N")


def _summary(sheets: Sheets, reading: Reading | PairReading, found: list[dict[str, Cell]], lang: str) -> None:
    """Write the first sheet: what to retain, then the headlines."""
    sheet = sheets.book.add_worksheet(Text("Lecture", "Reading").to(lang))
    sheet.write_string(0, 0, title(reading, lang), sheets.title)
    if isinstance(reading, PairReading):
        facts = " · ".join([*pair_facts(reading, lang), *lens_facts(reading, lang)])
        sentences = pair_sentences(reading, lang)
    else:
        facts, sentences = facts_line(reading, lang), key_sentences(reading, lang)
    sheet.write_string(1, 0, facts)
    keys = [k for k in _SHOWN if k != "name" or isinstance(reading, PairReading)]
    heads = [FIELDS[key][0].to(lang) for key in keys]
    start = 4 + len(sentences)
    rows = [[record[key] for key in keys] for record in found if record["rank"] == 1]
    last = sheets.rows(sheet, start, heads, rows)
    for row, sentence in enumerate(sentences, start=3):
        sheet.write_string(row, 0, sentence.lead, sheets.lead)
        sheet.merge_range(row, 1, row, len(keys) - 1, sentence.text, sheets.text)
        sheet.set_row(row, 15 * (1 + len(sentence.text) // 120))
    sheet.write_string(last + 2, 0, f"Rebonds, {LICENCE}")
    printed(sheet)


def _gaps(sheets: Sheets, reading: Reading | PairReading, lang: str) -> None:
    sides = (reading.a, reading.b) if isinstance(reading, PairReading) else (reading,)
    rows: list[list[Cell]] = [
        [gap.territory, gap.dimension, gap.side, gap.indicator, gap.state, gap.holder]
        for side in sides
        for gap in gap_lines(side, lang)
    ]
    heads = (
        Text("territoire", "territory"),
        Text("dimension", "dimension"),
        Text("côté", "side"),
        Text("indicateur attendu", "indicator expected"),
        Text("état", "state"),
        Text("qui détient la donnée", "who holds the data"),
    )
    sheets.table(Text("Manques", "Gaps").to(lang), [h.to(lang) for h in heads], rows)


def sources_sheet(sheets: Sheets, sources: Sequence[SourceLine], lang: str) -> None:
    """Add the sheet of sources."""
    rows: list[list[Cell]] = [
        [s.id, s.title.to(lang), ours(s.producer, lang), s.vintage, ours(s.licence, lang), s.address]
        for s in sources
    ]
    heads = (
        Text("identifiant", "identifier"),
        Text("titre", "title"),
        Text("producteur", "producer"),
        Text("millésime", "vintage"),
        Text("licence", "licence"),
        Text("adresse", "address"),
    )
    sheets.table("Sources", [h.to(lang) for h in heads], rows)


def _dictionary(sheets: Sheets, reading: Reading | PairReading, lang: str) -> None:
    heads = (
        Text("objet", "object"),
        Text("nom", "name"),
        Text("libellé", "label"),
        Text("sens", "meaning"),
        Text("unité", "unit"),
        Text("sources", "sources"),
    )
    column, state = Text("colonne", "column").to(lang), Text("état", "state").to(lang)
    rows: list[list[Cell]] = [[column, n.to(lang), None, m.to(lang), None, None] for n, m in FIELDS.values()]
    rows += [[state, key, name.to(lang), None, None, None] for key, name in words.STATES.items()]
    rows += definitions(reading, lang)
    sheets.table(Text("Dictionnaire", "Dictionary").to(lang), [h.to(lang) for h in heads], rows)

"""A report as texts ready to set: what the HTML file, the PDF and the page of the workbench share."""

from __future__ import annotations

import datetime as dt
from typing import Any

from rebonds.lenses.plain import ours
from rebonds.reporting.cells import ABOUT, written
from rebonds.reporting.report import Report, Table
from rebonds.reporting.sections import WORDS, source_text, sources_by_producer
from rebonds.text import Text, day

_SHORT = 42  # characters of a field that shares its line
#: Said under a table that holds estimates.
ESTIMATED = Text(
    f"{ABOUT} valeur estimée\u202f; entre parenthèses, sa marge.",
    f"{ABOUT} estimated value; its band in brackets.",
)


def plain(report: Report, lang: str, *, whole: bool = True, brief: bool = False) -> dict[str, Any]:
    """Return the texts of a report.

    Parameters
    ----------
    report : Report
    lang : {"fr", "en"}
    whole : bool
        All rows of the tables, instead of the first.
    brief : bool
        Only the columns that narrow formats keep.
    """
    made = Text("Édité le", "Made on").to(lang)
    name = report.title.to(lang)
    build = Text(f"Entrepôt de données {report.warehouse}.", f"Data warehouse {report.warehouse}.").to(lang)
    return {
        "title": name,
        "lang": lang,
        "keywords": ["Rebonds", name],
        "facts": report.facts.to(lang),
        "warning": report.warning.to(lang),
        "sentences": [{"lead": p.lead.to(lang), "text": p.text.to(lang)} for p in report.points],
        "tables": [table(one, lang, whole=whole, brief=brief) for one in report.tables],
        "lists": [
            {"title": one.title.to(lang), "items": [item.to(lang) for item in one.items]}
            for one in report.lists
            if one.items
        ],
        "sources": sources_by_producer(report.sources, lang),
        "sources_full": [source_text(s, lang) for s in report.sources],
        "trace": [*(step.to(lang) for step in report.trace), *([build] if report.warehouse else [])],
        "words": {
            "sources": WORDS["sources"].to(lang),
            "trace": Text("D’où viennent ces chiffres", "Where these figures come from").to(lang),
        },
        "foot": f"{name} · {made} {day(dt.date.today(), lang)} · Rebonds · {ours(report.licence, lang)}",
    }


def table(found: Table, lang: str, *, whole: bool = True, brief: bool = False) -> dict[str, Any]:
    """Return a table as texts: heads, rows, which columns are figures, notes, how many rows are left out."""
    rows = found.rows if whole else found.rows[:: found.every][: found.first or None]
    left = len(found.rows) - len(rows)
    kept = [(i, column) for i, column in enumerate(found.columns) if column.brief or not brief]
    cells = [[written(row[i], column, lang) for i, column in kept] for row in rows]
    notes = [found.note.to(lang)] if found.note.fr else []
    if any(cell.startswith((ABOUT, "<")) for row in cells for cell in row):
        notes.append(ESTIMATED.to(lang))
    return {
        "id": found.id,
        "title": found.title.to(lang),
        "layout": found.layout,
        "heads": [column.head(lang) for _, column in kept],
        "figures": [column.kind != "text" for _, column in kept],
        "weights": [column.weight for _, column in kept],
        "rows": cells,
        "cards": [card(row, [column.head(lang) for _, column in kept]) for row in cells]
        if found.layout == "records"
        else [],
        "notes": notes,
        "left": more(left, lang),
    }


def card(row: list[str], heads: list[str]) -> dict[str, Any]:
    """Return a row as a card: rank, title, lines of fields; short fields share a line, empty ones are left out."""
    rank, title, *cells = row
    lines: list[list[dict[str, str]]] = []
    before = False
    for head, text in zip(heads[2:], cells, strict=True):
        if text == "–":
            continue
        short = len(text) <= _SHORT
        field = {"head": head, "text": text}
        if short and before:
            lines[-1].append(field)
        else:
            lines.append([field])
        before = short
    return {"rank": rank, "title": title, "lines": lines}


def more(left: int, lang: str) -> str:
    """Say how many rows are not shown."""
    if not left:
        return ""
    lines = Text("ligne" if left == 1 else "lignes", "row" if left == 1 else "rows").to(lang)
    return Text(
        f"Et {left} autres {lines} dans le tableur (xlsx, csv) et le JSON.",
        f"And {left} other {lines} in the workbook (xlsx, csv) and the JSON.",
    ).to(lang)

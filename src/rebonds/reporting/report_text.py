"""A report in the terminal."""

from __future__ import annotations

import sys
from typing import Any, TextIO

from rebonds.drawing import words
from rebonds.lenses.plain import ours
from rebonds.reporting.plain import plain
from rebonds.reporting.report import Report
from rebonds.reporting.terminal import BOLD, QUIET, Page, print_table


def report_text(
    report: Report,
    lang: str = "fr",
    out: TextIO | None = None,
    *,
    width: int | None = None,
    colour: bool | None = None,
) -> None:
    """Print a report: sentences, the first rows of its tables, lists, sources (see `terminal.text`)."""
    page = Page(out or sys.stdout, width, colour)
    said = plain(report, lang, whole=False, brief=True)
    page.say(said["title"], BOLD)
    page.flow(said["facts"], style=QUIET)
    if said["warning"]:
        page.say()
        page.flow(said["warning"], style=BOLD)
    page.say()
    for point in said["sentences"]:
        page.flow(f"{point['lead']}. {point['text']}", "– ", "  ")
    for table in said["tables"]:
        if not table["rows"]:
            continue
        page.head(table["title"])
        if table["layout"] == "records":
            _records(page, table, lang)
            continue
        share = [0 if figures else 4 for figures in table["figures"]]
        print_table(page, table["heads"], [("", [(row, None) for row in table["rows"]])], share)
        for note in [*table["notes"], table["left"]]:
            if note:
                page.flow(note, style=QUIET)
    for listing in said["lists"]:
        page.head(listing["title"])
        page.items(listing["items"])
    page.head(said["words"]["sources"])
    page.items(said["sources"])
    page.say()
    build = [said["trace"][-1].rstrip(".")] if report.warehouse else []
    page.say(" · ".join(["Rebonds", ours(report.licence, lang), *build]), QUIET)


def _records(page: Page, table: dict[str, Any], lang: str) -> None:
    """Print each row as a card: a table of long texts would be a column of single words."""
    for card in table["cards"]:
        page.flow(f"{card['rank']}. {card['title']}", then="   ", style=BOLD)
        for line in card["lines"]:
            told = " · ".join(f"{one['head']}{words.colon(lang)}{one['text']}" for one in line)
            page.flow(told, "   ", "     ")
        page.say()

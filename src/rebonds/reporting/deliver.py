"""A report in the format asked for, to a file or as bytes."""

from __future__ import annotations

import io
import json
from pathlib import Path

from rebonds.reporting.atomic import replacing
from rebonds.reporting.report import Report

FORMATS = ("text", "json", "html", "pdf", "xlsx", "csv", "svg")
#: Media types of the formats that are given as files.
TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "svg": "image/svg+xml",
}


def rendered(report: Report, format: str, lang: str = "fr", *, full: bool = False) -> bytes:
    """Return a report in one of `FORMATS`.

    ``svg`` is its first drawing; ``full`` gives a PDF every row of the tables.

    Raises
    ------
    ValueError
        An unknown format, or a drawing where there is none.
    """
    if format == "text":
        from rebonds.reporting.report_text import report_text

        out = io.StringIO()
        report_text(report, lang, out, width=100, colour=False)
        return out.getvalue().encode()
    if format == "json":
        return as_json(report, lang).encode()
    if format == "html":
        from rebonds.reporting.report_page import report_html

        return report_html(report, lang).encode()
    if format == "pdf":
        from rebonds.reporting.report_pdf import report_pdf

        return report_pdf(report, lang, full=full)
    if format in ("xlsx", "csv"):
        from rebonds.reporting import report_sheets

        if format == "xlsx":
            return report_sheets.report_xlsx(report, lang)
        return report_sheets.report_csv(report, lang).encode("utf-8-sig")
    if format == "svg" and report.drawings:
        return (report.drawings[0].make(lang, "file") + "\n").encode()
    raise ValueError(f"no {format} for this report")


def as_json(report: Report, lang: str) -> str:
    """Return the record that a report was made from, as JSON."""
    from rebonds.content.reader import Kit
    from rebonds.lenses import serialise, serialise_flows
    from rebonds.lenses.reading import Reading

    record = report.record
    if isinstance(record, Reading):
        found = serialise.to_json(record, lang)
    elif isinstance(record, Kit):
        content = serialise_flows.plain(record, lang)
        found = {"record": "kit", "kit": report.name, **content, "licence": report.licence}
    elif isinstance(record, tuple):
        found = serialise.several(record, lang)
    else:
        found = serialise_flows.to_json(record, lang, report.sources)
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def write(report: Report, format: str, path: Path, lang: str = "fr", *, full: bool = False) -> None:
    """Write a report to a file, whole or not at all."""
    content = rendered(report, format, lang, full=full)
    with replacing(path) as temporary:
        temporary.write_bytes(content)

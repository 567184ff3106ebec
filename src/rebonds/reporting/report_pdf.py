"""A report as an accessible PDF."""

from __future__ import annotations

from rebonds.reporting.document import compiled
from rebonds.reporting.plain import plain
from rebonds.reporting.report import Report


def report_pdf(report: Report, lang: str = "fr", *, full: bool = False) -> bytes:
    """Return a report as a PDF; with ``full``, every row of its tables and the trace."""
    said = plain(report, lang, whole=full, brief=True)
    said["drawings"] = [
        {"title": one.title.to(lang), "svg": one.make(lang, "print"), "alt": one.title.to(lang)}
        for one in report.drawings
    ]
    said["full"] = full
    return compiled(said, "report")

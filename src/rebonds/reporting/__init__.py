"""Reports: a reading as text, PDF, workbook, CSV, HTML or SVG.

Each format is imported when it is asked for: a reading on the terminal starts in a fraction of a second.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rebonds.reporting.document import pdf, pdf_bytes
    from rebonds.reporting.page import html, html_text, svg, svg_text
    from rebonds.reporting.sheets import csv, xlsx
    from rebonds.reporting.terminal import text

_HOMES = {
    "csv": "sheets",
    "html": "page",
    "html_text": "page",
    "pdf": "document",
    "pdf_bytes": "document",
    "svg": "page",
    "svg_text": "page",
    "text": "terminal",
    "xlsx": "sheets",
}

__all__ = ["csv", "html", "html_text", "pdf", "pdf_bytes", "svg", "svg_text", "text", "xlsx"]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{home}"), name)

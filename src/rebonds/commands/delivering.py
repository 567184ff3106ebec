"""Handing an answer over: to the terminal, to a file, or to whoever reads the standard output."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from rebonds.errors import UsageError
from rebonds.text import Text

if TYPE_CHECKING:
    from rebonds.reporting.report import Report

FORMATS = ("text", "json", "html", "pdf", "xlsx", "csv", "svg")


def check_choice(value: str, known: Iterable[str], what: Text) -> None:
    """Refuse a value that is none of the known ones, and list them."""
    if value not in known:
        listed = ", ".join(known)
        raise UsageError(
            Text(f"{what.fr} : « {value} ».", f"{what.en}: “{value}”."),
            Text(f"Choix possibles : {listed}.", f"Choose among: {listed}."),
        )


def check_format(format: str) -> None:
    """Refuse an unknown format."""
    check_choice(format, FORMATS, Text("Format inconnu", "Unknown format"))


def deliver(
    format: str, out: str, lang: str, show: Callable[[], None], rendered: Callable[[], bytes]
) -> None:
    """Write an answer to a file, or to the standard output.

    Parameters
    ----------
    format : str
    out : str
        Path of the file; empty for the standard output.
    lang : str
    show : callable
        Prints the text format, as wide as the terminal.
    rendered : callable
        Returns the answer in the format.

    Raises
    ------
    UsageError
        A binary format sent to a terminal, or a file that cannot be written.
    """
    if out:
        from rebonds.reporting.atomic import replacing

        content = rendered()
        with replacing(Path(out)) as temporary:
            temporary.write_bytes(content)
        print(Text(f"Écrit : {out}", f"Written: {out}").to(lang), file=sys.stderr)
        return
    if format == "text":
        show()
        return
    if format in ("pdf", "xlsx", "png") and sys.stdout.isatty():
        raise UsageError(
            Text(f"Un fichier {format} ne s'affiche pas.", f"A {format} file cannot be shown here."),
            Text("Ajoutez --out FICHIER.", "Add --out FILE."),
        )
    sys.stdout.flush()
    sys.stdout.buffer.write(rendered())
    sys.stdout.buffer.flush()


def hand_over(report: Report, format: str, out: str, lang: str, full: bool) -> None:
    """Hand a report over in the format asked for."""
    from rebonds.reporting.deliver import rendered
    from rebonds.reporting.report_text import report_text

    if format == "svg" and not report.drawings:
        raise UsageError(
            Text("Ce rapport n'a pas de dessin.", "This report has no drawing."),
            Text("Choisissez html ou pdf.", "Choose html or pdf."),
        )
    deliver(
        format,
        out,
        lang,
        lambda: report_text(report, lang),
        lambda: rendered(report, format, lang, full=full),
    )

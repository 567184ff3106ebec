"""PDF documents (PDF/UA-1, set by Typst with its own fonts): a two-page note, or the full dossier."""

from __future__ import annotations

import datetime as dt
import json
from importlib import resources
from pathlib import Path
from typing import Any

from rebonds import drawing
from rebonds.lenses.plain import LICENCE
from rebonds.lenses.reading import PairReading, Reading
from rebonds.reporting.atomic import replacing
from rebonds.reporting.findings import used_sources
from rebonds.reporting.pair_sections import pair_data
from rebonds.reporting.sections import WORDS, reading_data, sources_by_producer, title
from rebonds.text import Text, day


def pdf(reading: Reading | PairReading, path: Path, lang: str = "fr", *, full: bool = False) -> None:
    """Write a reading as an accessible PDF.

    The texts reach Typst as data, never as markup, and no font of the system is used: the same reading gives
    the same pages everywhere.

    Parameters
    ----------
    reading : Reading or PairReading
    path : Path
    lang : {"fr", "en"}
    full : bool
        The dossier, with a card per indicator, instead of the two-page note.

    Raises
    ------
    UsageError
        If the file cannot be written.
    """
    with replacing(path) as temporary:
        temporary.write_bytes(pdf_bytes(reading, lang, full=full))


def pdf_bytes(reading: Reading | PairReading, lang: str = "fr", *, full: bool = False) -> bytes:
    """Return a reading as a PDF."""
    return compiled(document(reading, lang, full=full), "dossier" if full else "brief")


def compiled(texts: dict[str, Any], template: str) -> bytes:
    """Return the PDF that a template makes of texts."""
    import typst

    with resources.as_file(resources.files("rebonds.reporting").joinpath("templates")) as folder:
        compiler = typst.Compiler(
            folder / f"{template}.typ",
            root=folder,
            font_paths=typst.Fonts(include_system_fonts=False),
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(texts, ensure_ascii=False)},
        )
        made = compiler.compile(format="pdf", pdf_standards=["ua-1"])
    if not isinstance(made, bytes):
        raise TypeError("Typst gave several files for one document")
    return made


def document(reading: Reading | PairReading, lang: str, *, full: bool) -> dict[str, Any]:
    """Return the data of the note, and of the dossier with ``full``."""
    own = (
        pair_data(reading, lang, full)
        if isinstance(reading, PairReading)
        else reading_data(reading, lang, full)
    )
    name = title(reading, lang)
    made = Text("Édité le", "Made on").to(lang)
    return {
        "title": name,
        "lang": lang,
        "keywords": ["donut", name],
        "foot": f"{name} · {made} {day(dt.date.today(), lang)} · Rebonds · {LICENCE}",
        "producers": drawing.producers_line(used_sources(reading), lang),
        "words": {key: text.to(lang) for key, text in WORDS.items()},
        "sources": sources_by_producer(used_sources(reading), lang),
        **own,
    }

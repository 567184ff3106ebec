"""Bringing a file into the warehouse: kept by its content, and only once it has been read without error."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rebonds.errors import DataError
from rebonds.sources import SourceCard, cards, load_card
from rebonds.text import Text
from rebonds.warehouse import core
from rebonds.warehouse.errors import disk_errors
from rebonds.warehouse.files import copy_and_hash, flush, remove, sha256_of, write_json
from rebonds.warehouse.inputs import Input, read_index
from rebonds.warehouse.lock import writing
from rebonds.warehouse.paths import Layout
from rebonds.warehouse.progress import Progress, silent

_INDEX_FORMAT = 1


@dataclass(frozen=True)
class Imported:
    """What an import gave.

    Attributes
    ----------
    source : str
        Identifier of the source.
    rows : int
    levels : dict of str to int
        Territories by level.
    secret, missing, unknown : int
        Values under secrecy, cells said missing, rows of no territory of today.
    rejected : list of str
        What was set aside and why, in French.
    replaced : bool
        Whether the source was already there.
    """

    source: str
    rows: int
    levels: dict[str, int]
    secret: int
    missing: int
    unknown: int
    rejected: list[str]
    replaced: bool


def import_file(
    path: str | Path,
    card: str | Path | SourceCard,
    folder: str | Path | Layout | None = None,
    *,
    progress: Progress | None = None,
    wait: float = 0.0,
) -> Imported:
    """Bring a file and its card into the warehouse; the next build uses them.

    The file is read and checked first: when anything is wrong, nothing changes. Importing the same source
    again replaces it.

    Parameters
    ----------
    path : str or Path
        Any file that a card can describe (CSV, XLSX, Parquet, JSON; gzip and zip included).
    card : str, Path or SourceCard
        The card, its path, or the identifier of a shipped one.
    folder : str, Path or Layout, optional
        See `rebonds.warehouse.folder`.
    progress : Progress, optional
    wait : float
        Seconds to wait for another writer.

    Raises
    ------
    DataError
        The file cannot be read as the card says, or its codes are of another vintage.
    BusyError, DiskError
        Another command is writing; the disk is full.
    """
    layout = Layout.of(folder)
    path = Path(path).expanduser()
    described = card if isinstance(card, SourceCard) else load_card(card)
    if not path.is_file():
        raise DataError(
            Text(f"Le fichier {path} n'existe pas.", f"The file {path} does not exist."),
            Text("Vérifiez son chemin.", "Check its path."),
        )
    with disk_errors(layout.root), writing(layout, wait):
        return _take(layout, path, described, progress or silent)


def fetchable(folder: str | Path | Layout | None = None) -> dict[str, SourceCard]:
    """Return the cards that name a lasting address of their file: the shipped ones, and the imported ones."""
    layout = Layout.of(folder)
    known = dict(cards())
    for source, entry in read_index(layout).items():
        known[source] = load_card(layout.raw / entry["card"])
    return {source: card for source, card in sorted(known.items()) if card.file}


def fetch(
    source: str,
    folder: str | Path | Layout | None = None,
    *,
    progress: Progress | None = None,
    wait: float = 0.0,
) -> Imported:
    """Download the file of a source from its producer and bring it in; the copy in use stays until then.

    Parameters
    ----------
    source : str
        Identifier of a shipped card, or of an imported source.
    folder : str, Path or Layout, optional
        See `rebonds.warehouse.folder`.
    progress : Progress, optional
    wait : float
        Seconds to wait for another writer.

    Raises
    ------
    NetworkError
        No network, or not the file that the card describes; the message says how to do it by hand.
    DataError
        Unknown source, or a file that does not read as its card says.
    BusyError, DiskError
        Another command is writing; the disk is full.
    """
    from rebonds.sources.fetch import fetch as download

    layout = Layout.of(folder)
    card = fetchable(layout).get(source) or load_card(source)
    say = progress or silent
    label = Text(f"Téléchargement de {source}", f"Downloading {source}")
    with disk_errors(layout.root):
        layout.make()
        target = layout.downloads / f"{source}{_suffixes(Path(urlsplit(card.file).path))}"
        download(card, target, progress=lambda done, total: say(label, done, total or 0))
    try:
        return import_file(target, card, layout, progress=progress, wait=wait)
    finally:
        target.unlink(missing_ok=True)


def _take(layout: Layout, path: Path, card: SourceCard, progress: Progress) -> Imported:
    label = Text(f"Copie de {path.name}", f"Copying {path.name}")
    total = path.stat().st_size
    # Read under its own name, so that messages name the file as the user knows it.
    passing = layout.raw / f"{card.id}.{os.getpid()}.part"
    draft = passing / path.name
    reading = core.Reading(layout)
    try:
        passing.mkdir()
        digest, _ = copy_and_hash(path, draft, lambda done: progress(label, done, total))
        name = f"{digest[:16]}-{card.id}{_suffixes(path)}"
        kept = layout.raw / name
        card_name = _keep_card(layout, card)
        # The card kept beside the raw file is the one that every later build reads.
        card = load_card(layout.raw / card_name)
        moment = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
        given = Input(card, draft, digest, embedded=False, imported_at=moment, origin=path.name)
        progress(Text(f"Lecture de {path.name}", f"Reading {path.name}"), 0, 0)
        facts = reading.ensure(given).facts
        draft.replace(kept)
        entries = read_index(layout)
        replaced = card.id in entries
        entries[card.id] = {
            "file": name,
            "card": card_name,
            "sha256": digest,
            "imported_at": moment,
            "origin": path.name,
        }
        write_json(layout.index, {"format": _INDEX_FORMAT, "sources": entries})
    finally:
        reading.close()
        remove(passing)
    return _imported(card.id, facts, replaced)


def _imported(source: str, facts: dict[str, Any], replaced: bool) -> Imported:
    return Imported(
        source=source,
        rows=sum(facts["rows"].values()),
        levels=facts["levels"],
        secret=facts["secret"],
        missing=facts["missing"],
        unknown=facts["unknown"],
        rejected=facts["rejected"],
        replaced=replaced,
    )


def _suffixes(path: Path) -> str:
    """Return the extensions that tell the format: ``.csv``, ``.csv.gz``, ``.xlsx``."""
    last = path.suffix.lower()
    return (path.with_suffix("").suffix.lower() + last) if last in (".gz", ".zip") else last


def _keep_card(layout: Layout, card: SourceCard) -> str:
    """Copy the card's file in ``raw/``, named by its content; return its name."""
    source = Path(card.path)
    digest = sha256_of(source)
    name = f"{digest[:16]}-{card.id}.card.toml"
    kept = layout.raw / name
    if not kept.is_file() or sha256_of(kept) != digest:
        draft = kept.with_suffix(".part")
        try:
            with draft.open("wb") as stream:
                stream.write(source.read_bytes())
                flush(stream)
            draft.replace(kept)
        finally:
            draft.unlink(missing_ok=True)
    return name

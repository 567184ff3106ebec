"""Reading one file: the right reader, all or nothing."""

from __future__ import annotations

import importlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from rebonds.errors import RebondsError
from rebonds.sources.card import SourceCard
from rebonds.sources.readers import READERS
from rebonds.sources.report import ReadReport
from rebonds.sources.unreadable import unreadable
from rebonds.sources.words import data_error

if TYPE_CHECKING:
    import duckdb


class Reader(Protocol):
    """What a module of `READERS` holds."""

    def read(self, con: duckdb.DuckDBPyConnection, card: SourceCard, path: Path, work: Path) -> ReadReport:
        """Add the rows of ``path`` to the tables of ``con``; ``work`` is a folder for passing files."""


#: Shared by every reader: opening, decoding, numbers. Part of every reader's version.
COMMON_VERSION = "1"


def reader_version(card: SourceCard) -> str:
    """Return the version of the reader of ``card``: data must be read again when it changes."""
    return f"{card.reader}-{COMMON_VERSION}.{READERS[card.reader][1]}"


def read_into(con: duckdb.DuckDBPyConnection, card: SourceCard, path: str | Path) -> ReadReport:
    """Read the file at ``path`` as ``card`` says (see `rebonds.sources.read_into`)."""
    import duckdb

    path = Path(path)
    if not path.is_file():
        raise data_error(
            f"Le fichier {path} n'existe pas.",
            f"The file {path} does not exist.",
            f"Il se trouve à cette adresse : {card.address}" if card.address else "",
            f"It is found at this address: {card.address}" if card.address else "",
        )
    if path.stat().st_size == 0:
        raise data_error(
            f"Le fichier {path.name} est vide.",
            f"The file {path.name} is empty.",
            "Le téléchargement a sans doute été interrompu : récupérez-le de nouveau.",
            "The download was probably cut: fetch it again.",
        )
    reader: Reader = importlib.import_module(READERS[card.reader][0])
    con.execute("BEGIN")
    try:
        with tempfile.TemporaryDirectory(prefix="rebonds-") as folder:
            report = reader.read(con, card, path, Path(folder))
        con.execute("COMMIT")
    except RebondsError:
        con.execute("ROLLBACK")
        raise
    except OSError as full:
        con.execute("ROLLBACK")
        raise data_error(
            f"Lecture de {path.name} interrompue dans {tempfile.gettempdir()} : {full.strerror or full}.",
            f"Reading {path.name} was interrupted in {tempfile.gettempdir()}: {full.strerror or full}.",
            "Vérifiez la place libre sur ce disque, ou choisissez un autre dossier avec TMPDIR=DOSSIER.",
            "Check the free space on this disk, or choose another folder with TMPDIR=FOLDER.",
        ) from full
    except duckdb.Error as broken:
        con.execute("ROLLBACK")
        if _about_the_disk(broken):
            raise
        raise unreadable(card, path, str(broken)) from broken
    except BaseException:
        con.execute("ROLLBACK")
        raise
    return report


def _about_the_disk(broken: Exception) -> bool:
    """Tell a full disk, which the warehouse explains, from a file that cannot be read."""
    return any(words in str(broken).lower() for words in ("no space left", "could not write", "disk quota"))

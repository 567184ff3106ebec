"""What can go wrong with the folder itself: somebody else is building, or the disk is full."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rebonds.errors import RebondsError
from rebonds.text import Text

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_CLOSED = (errno.EACCES, errno.EPERM, errno.EROFS, errno.EIO)
# DuckDB reports the system's words, not its number.
_FULL_WORDS = ("no space left", "file too large", "disk quota", "could not write")


class BusyError(RebondsError):
    """Another process is building the same warehouse."""

    exit_code = 11


class DiskError(RebondsError):
    """The disk is full, read-only or out of reach; the previous warehouse still answers."""

    exit_code = 10


def _disk_error(folder: Path, reason: str, full: bool) -> DiskError:
    if full:
        return DiskError(
            Text(
                f"Le disque est plein : rien n'a pu être écrit dans {folder} ({reason}).",
                f"The disk is full: nothing could be written in {folder} ({reason}).",
            ),
            Text(
                "L'entrepôt précédent répond toujours. Libérez de la place, ou choisissez un autre dossier "
                "avec "
                "REBONDS_DATA=DOSSIER, puis relancez la commande.",
                "The previous warehouse still answers. Free some space, or choose another folder with "
                "REBONDS_DATA=FOLDER, then run the command again.",
            ),
        )
    return DiskError(
        Text(
            f"Impossible d'écrire dans {folder} ({reason}).",
            f"Cannot write in {folder} ({reason}).",
        ),
        Text(
            "Vérifiez les droits sur ce dossier, ou choisissez-en un autre avec REBONDS_DATA=DOSSIER.",
            "Check the rights on this folder, or choose another one with REBONDS_DATA=FOLDER.",
        ),
    )


@contextmanager
def disk_errors(folder: Path) -> Iterator[None]:
    """Turn the system's writing errors, and DuckDB's, into a `DiskError` that says what to do.

    Parameters
    ----------
    folder : Path
        The warehouse, named in the message.

    Raises
    ------
    DiskError
        In place of an `OSError`, or of a DuckDB error about a file that could not be written.
    """
    try:
        yield
    except RebondsError:
        raise
    except OSError as broken:
        if broken.errno not in _FULL + _CLOSED:
            raise
        raise _disk_error(folder, broken.strerror or str(broken), broken.errno in _FULL) from broken
    except Exception as broken:
        words = str(broken).lower()
        if type(broken).__module__.startswith(("duckdb", "_duckdb")) and any(w in words for w in _FULL_WORDS):
            raise _disk_error(folder, str(broken).splitlines()[0], full=True) from broken
        raise

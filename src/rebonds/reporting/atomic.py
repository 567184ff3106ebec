"""Writing a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rebonds.errors import UsageError
from rebonds.text import Text


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary file beside ``path`` that takes its place when the block ends well.

    Raises
    ------
    UsageError
        If the folder does not exist or cannot be written to; the file that was there is untouched.
    """
    folder = path.parent
    if not folder.is_dir():
        raise UsageError(
            Text(f"Le dossier « {folder} » n'existe pas.", f"The folder “{folder}” does not exist."),
            Text("Créez-le, ou choisissez un autre --out.", "Create it, or choose another --out."),
        )
    try:
        handle, name = tempfile.mkstemp(dir=folder, prefix=".rebonds-", suffix=path.suffix)
    except OSError as error:
        raise _refused(path, error) from error
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        raise _refused(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)


def _refused(path: Path, error: OSError) -> UsageError:
    return UsageError(
        Text(
            f"Impossible d'écrire « {path} » ({error.strerror}).",
            f"Cannot write “{path}” ({error.strerror}).",
        ),
        Text(
            "Vérifiez les droits, la place sur le disque, ou choisissez un autre --out.",
            "Check the permissions, the room on the disk, or choose another --out.",
        ),
    )

"""Secrets that an installation draws once and keeps in its folder."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path


def kept(folder: Path, name: str, draw: Callable[[], str]) -> str:
    """Return a secret kept in a file of ``folder``, drawn on first use and readable by its owner only."""
    path = folder / name
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        pass
    draft = folder / f".{name}.{os.getpid()}.{secrets.token_hex(4)}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(draw())
    try:
        os.link(draft, path)  # the first of several workers wins, the others read its key
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text(encoding="ascii").strip()

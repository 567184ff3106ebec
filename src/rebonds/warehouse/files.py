"""Files written whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

_BLOCK = 1 << 20


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def copy_and_hash(source: Path, target: Path, said: Callable[[int], None] | None = None) -> tuple[str, int]:
    """Copy ``source`` to ``target``; return the SHA-256 and the number of bytes.

    Parameters
    ----------
    source, target : Path
    said : callable, optional
        Told the number of bytes copied so far.
    """
    digest = hashlib.sha256()
    size = 0
    with source.open("rb") as given, target.open("wb") as taken:
        while block := given.read(_BLOCK):
            digest.update(block)
            taken.write(block)
            size += len(block)
            if said is not None:
                said(size)
        flush(taken)
    return digest.hexdigest(), size


def flush(stream: Any) -> None:
    """Push a written file down to the disk, so that a full disk is known now and not later."""
    stream.flush()
    os.fsync(stream.fileno())


def write_json(path: Path, value: Any) -> None:
    """Write ``value`` as JSON, whole or not at all."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with draft.open("w", encoding="utf-8") as stream:
            json.dump(value, stream, ensure_ascii=False, indent=1, sort_keys=True)
            flush(stream)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def point(link: Path, target: Path) -> None:
    """Make the symbolic link ``link`` lead to ``target``, in one step that cannot be seen half done."""
    draft = link.with_name(f"{link.name}.{os.getpid()}.part")
    draft.unlink(missing_ok=True)
    try:
        draft.symlink_to(os.path.relpath(target, link.parent), target_is_directory=True)
        draft.replace(link)
    finally:
        draft.unlink(missing_ok=True)


def remove(path: Path) -> None:
    """Remove a file or a folder, if it is there and can be."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)

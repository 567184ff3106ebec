"""Is the warehouse still that of this installation? Answered without reading any big file."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import rebonds
from rebonds import sources
from rebonds.warehouse import geography, inputs, parameters
from rebonds.warehouse.files import sha256_of
from rebonds.warehouse.steps import Step

_SOURCES = Path(sources.__file__).parent
_HERE = Path(__file__).parent


def watched(steps: Sequence[Step], embedded: Path | None = None) -> list[Path]:
    """Return the files that a warehouse rests on: cards, small tables, code, parameters."""
    folder = embedded or inputs.EMBEDDED
    found = [p for p in folder.glob("*") if p.is_file()] if folder.is_dir() else []
    found += _SOURCES.glob("*.py")
    found += _HERE.glob("*.py")
    found += (_HERE / "checks").glob("*.py")
    found += [parameters.FILE, geography.manifest()]
    found += [p for step in steps for p in step.files]
    return sorted(set(found))


def stamp(paths: Sequence[Path]) -> str:
    """Return a hash of names, sizes and dates: quick, but a fresh copy of the same files changes it."""
    lines = [rebonds.__version__]
    for path in paths:
        state = path.stat()
        lines.append(f"{path} {state.st_size} {state.st_mtime_ns}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def content(paths: Sequence[Path]) -> str:
    """Return a hash of the contents, the same wherever the same files are installed."""
    lines = [rebonds.__version__]
    lines += [f"{path.parent.name}/{path.name} {sha256_of(path)}" for path in paths]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def is_fresh(manifest: dict[str, Any], steps: Sequence[Step], embedded: Path | None = None) -> bool:
    """Tell whether a version was built by this installation.

    Dates and sizes are compared first; contents only when these differ (after a reinstallation).
    """
    paths = watched(steps, embedded)
    return bool(manifest["stamp"] == stamp(paths) or manifest["content"] == content(paths))

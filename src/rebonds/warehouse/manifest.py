"""The manifest of a version: what it holds, and what it was built from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rebonds.warehouse.paths import DATABASE, MANIFEST, UNFINISHED, Layout

FORMAT = 1


def read(folder: Path) -> dict[str, Any] | None:
    """Return the manifest of a version, or ``None`` when it is absent, of another format or cut short.

    The size of the database tells a truncated file without opening it.
    """
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        whole = (
            manifest["format"] == FORMAT and (folder / DATABASE).stat().st_size == manifest["database_size"]
        )
    except (OSError, ValueError, KeyError):
        return None
    return manifest if whole else None


def latest(layout: Layout) -> tuple[Path, dict[str, Any]] | None:
    """Return the version in use and its manifest; where it is damaged, the most recent sound one.

    ``None`` when there is no warehouse yet.
    """
    pointed = layout.current.resolve()
    manifest = read(pointed)
    if manifest is not None:
        return pointed, manifest
    for folder in versions(layout):
        manifest = read(folder)
        if manifest is not None:
            return folder, manifest
    return None


def versions(layout: Layout) -> list[Path]:
    """Return the finished versions, most recent first (their names begin with their date)."""
    if not layout.versions.is_dir():
        return []
    names = (p for p in layout.versions.iterdir() if p.is_dir() and p.suffix != UNFINISHED)
    return sorted(names, key=lambda p: p.name, reverse=True)

"""The state of each source, in one table."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rebonds.errors import RebondsError
from rebonds.sources import load_card
from rebonds.text import Text
from rebonds.warehouse import inputs, manifest
from rebonds.warehouse.paths import Layout

STATES = ("ready", "due", "to_build")


@dataclass(frozen=True)
class SourceStatus:
    """One line of the table of sources.

    Attributes
    ----------
    id : str
    title : Text
    producer, licence : str
    vintage : int
    rows : int or None
        In the warehouse in use; ``None`` before the first build that holds the source.
    levels : dict of str to int
        Territories covered, by level.
    imported_at : datetime.datetime or None
        ``None`` for an embedded source.
    age_years : int
        Years since the year described.
    next_release : datetime.date or None
    embedded : bool
    state : str
        ``ready``; ``due`` where the announced release is past; ``to_build`` where the file was imported after
        the last build.
    """

    id: str
    title: Text
    producer: str
    licence: str
    vintage: int
    rows: int | None
    levels: dict[str, int]
    imported_at: dt.datetime | None
    age_years: int
    next_release: dt.date | None
    embedded: bool
    state: str

    def as_dict(self) -> dict[str, Any]:
        """Return plain values, for JSON."""
        return {
            "id": self.id,
            "title": self.title.as_dict(),
            "producer": self.producer,
            "licence": self.licence,
            "vintage": self.vintage,
            "rows": self.rows,
            "territories": self.levels,
            "imported_at": self.imported_at.isoformat() if self.imported_at else None,
            "age_years": self.age_years,
            "next_release": self.next_release.isoformat() if self.next_release else None,
            "embedded": self.embedded,
            "state": self.state,
        }


def status(folder: str | Path | Layout | None = None, today: dt.date | None = None) -> list[SourceStatus]:
    """Return the state of every source of the warehouse, and of those that wait for a build.

    Neither DuckDB nor the data are opened.

    Parameters
    ----------
    folder : str, Path or Layout, optional
    today : datetime.date, optional
        For ages and releases.
    """
    layout = Layout.of(folder)
    today = today or dt.datetime.now(dt.UTC).date()
    found = manifest.latest(layout)
    held = {source["id"]: source for source in found[1]["sources"]} if found else {}
    lines = {name: _from_manifest(source, today) for name, source in held.items()}
    for name, entry in inputs.read_index(layout).items():
        files = (entry["sha256"], entry["card"])
        if name not in held or files != (held[name]["sha256"], held[name]["card"]):
            lines[name] = _waiting(layout, name, entry, today)
    return [lines[source] for source in sorted(lines)]


def _from_manifest(source: dict[str, Any], today: dt.date) -> SourceStatus:
    release = dt.date.fromisoformat(source["next_release"]) if source["next_release"] else None
    return SourceStatus(
        id=source["id"],
        title=Text(**source["title"]),
        producer=source["producer"],
        licence=source["licence"],
        vintage=source["vintage"],
        rows=source["rows"],
        levels=source["levels"],
        imported_at=dt.datetime.fromisoformat(source["imported_at"]) if source["imported_at"] else None,
        age_years=today.year - source["vintage"],
        next_release=release,
        embedded=source["embedded"],
        state="due" if release is not None and release < today else "ready",
    )


def _waiting(layout: Layout, source: str, entry: dict[str, Any], today: dt.date) -> SourceStatus:
    try:
        card = load_card(layout.raw / entry["card"])
    except RebondsError:
        title, producer, licence, vintage, release = Text(source, source), "", "", today.year, None
    else:
        title, producer, licence = card.title, card.producer, card.licence_in
        vintage, release = card.vintage, card.next_release
    return SourceStatus(
        id=source,
        title=title,
        producer=producer,
        licence=licence,
        vintage=vintage,
        rows=None,
        levels={},
        imported_at=dt.datetime.fromisoformat(entry["imported_at"]),
        age_years=today.year - vintage,
        next_release=release,
        embedded=False,
        state="to_build",
    )

"""A kit as a report: its instructions as sentences, its lists as tables; any kit, the shipped one or one's own."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

from rebonds.content import kits
from rebonds.content.reader import Kit
from rebonds.lenses.plain import LICENCE
from rebonds.reporting.kit_tables import capital, kit_tables, word
from rebonds.reporting.report import Point, Report
from rebonds.text import Text

_OWN = "kit personnel / own kit"


@dataclass(frozen=True)
class Entry:
    """A kit in the catalogue, and how long its longest list is."""

    id: str
    kit: str
    title: Text
    about: Text
    size: int


@dataclass(frozen=True)
class Catalogue(Kit):
    """The kits that ship."""

    own: Text
    kits: tuple[Entry, ...]


def kits_report() -> Report:
    """Return the list of the kits."""
    held = ((name, kits.load(kind)) for name, kind in kits.KITS.items())
    entries = tuple(Entry(name, name, one.title, one.about, _size(one)) for name, one in held)
    catalogue = Catalogue(
        Text("Les kits de Rebonds", "The Rebonds kits"),
        Text(
            f"{len(entries)} kits, en français et en anglais",
            f"{len(entries)} kits, in French and in English",
        ),
        Text(
            "Un kit est un fichier à recopier et à modifier\u202f; voir docs/add-a-kit.md.",
            "A kit is a file to copy and to change; see docs/add-a-kit.md.",
        ),
        entries,
    )
    return _report("kits", catalogue, LICENCE)


def kit_report(name: str, path: Path | None = None) -> Report:
    """Return a kit as a report.

    Parameters
    ----------
    name : str
        One of `rebonds.content.kits.KITS`.
    path : Path, optional
        One's own kit: a file or a folder.

    Raises
    ------
    UsageError
        An unknown name.
    DataError
        A kit of one's own that breaks a rule.
    """
    return _report(name, kits.load(kits.kind_of(name), path), LICENCE if path is None else _OWN)


def _report(name: str, kit: Kit, licence: str) -> Report:
    said = ((one.name, getattr(kit, one.name)) for one in fields(kit) if one.name not in ("title", "about"))
    return Report(
        name=name,
        title=kit.title,
        facts=kit.about,
        points=tuple(Point(capital(word(key)), text) for key, text in said if isinstance(text, Text)),
        tables=tuple(kit_tables(kit)),
        licence=licence,
        record=kit,
    )


def _size(kit: Kit) -> int:
    """Return the length of the longest list of a kit."""
    return max(len(value) for one in fields(kit) if isinstance(value := getattr(kit, one.name), tuple))

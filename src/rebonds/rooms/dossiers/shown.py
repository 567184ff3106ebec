"""What the page of an object says, line by line: labels of its fields, and their texts."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from rebonds.rooms.dossiers.forms import lang
from rebonds.rooms.dossiers.models import Controversy, Finding, Inspiration, Quote, Reading, ReceivedIdea
from rebonds.rooms.people.changes import field_label
from rebonds.rooms.search import labels

FIELDS: dict[type, tuple[str, ...]] = {
    Quote: ("question", "shift", "note"),
    Finding: ("detail", "shift", "source"),
    ReceivedIdea: ("answer", "source"),
    Inspiration: ("text", "transfers", "stays", "source", "tags"),
    Reading: ("authors", "year", "venue", "notes", "tags"),
}


def rows(obj: Any) -> list[tuple[str, str]]:
    """Return what is written in an object, empty fields left out."""
    if isinstance(obj, Controversy):
        return _sides(obj)
    out = []
    for name in FIELDS[type(obj)]:
        value = getattr(obj, name)
        if name == "shift" and value:
            value = labels.shifts(obj.workspace, lang()).get(value, value)
        if value:
            out.append((field_label(obj, name), str(value)))
    return out


def _sides(obj: Controversy) -> list[tuple[str, str]]:
    out = []
    for rank, side in enumerate(obj.positions, start=1):
        name = _("Position %(n)s, %(who)s") if side["who"] else _("Position %(n)s")
        source = _("Source : %(source)s") % {"source": side["source"]}
        out.append((name % {"n": rank, "who": side["who"]}, f"{side['says']}\n\n{source}"))
    if obj.settled:
        out.append((field_label(obj, "settled"), obj.settled))
    return out

"""The lists of a kit as tables: a row by card, references by their name, lists inside a card as tables of their own."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from rebonds.content import inquiring, kits
from rebonds.content.models import compass
from rebonds.content.reader import Kit
from rebonds.lenses.tables import NONE, Cell, Column, Table
from rebonds.text import NBSP, Text

_WORDS = Path(__file__).with_name("kits.toml")
#: What names a row: the first that it has.
_NAMES = ("title", "label", "question", "text", "reason")
_YES, _NO = Text("oui", "yes"), Text("non", "no")

#: Field -> identifier -> what to write in its place.
Labels = Mapping[str, Mapping[str, Text]]


def kit_tables(kit: Kit) -> Iterator[Table]:
    """Yield the tables of a kit."""
    labels = _labels(kit)
    for one in fields(kit):
        rows = getattr(kit, one.name)
        if isinstance(rows, tuple):
            yield from _tables(one.name, capital(word(one.name)), rows, labels)


def word(name: str) -> Text:
    """Return how a field is called."""
    return Text.of(_words()[name])


def capital(text: Text) -> Text:
    """Return a text with a capital first."""
    return Text(text.fr[:1].upper() + text.fr[1:], text.en[:1].upper() + text.en[1:])


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads(_WORDS.read_text(encoding="utf-8"))


def _labels(kit: Kit) -> Labels:
    """Return the names of what a kit refers to: its own lists, then the shipped shifts, problems and models."""
    found: dict[str, dict[str, Text]] = {
        "shifts": {one.id: one.to for one in kits.load(inquiring.Shifts).shifts},
        "problems": {one.id: one.title for one in kits.load(inquiring.Deck).problems},
        "models": {ident: one.label for ident, one in compass().models.items()},
        "step_basis": {basis: word(f"basis_{basis}") for basis in inquiring.BASES},
    }
    for field, own in (("theme", "themes"), ("question", "questions"), ("delegations", "delegations")):
        rows = getattr(kit, own, ())
        found[field] = {one.id: _name(one) for one in rows}
    return found


def _name(row: Any) -> Text:
    found: Text = getattr(row, _head(row))
    return found


def _head(row: Any) -> str:
    names = {one.name for one in fields(row)}
    return next(one for one in _NAMES if one in names and isinstance(getattr(row, one), Text))


@dataclass(frozen=True)
class _Field:
    """A column: where its value is in a row, and how it is headed."""

    path: tuple[str, ...]
    column: Column

    def cell(self, row: Any, labels: Labels) -> Cell:
        value = row
        for step in self.path:
            value = value[step] if isinstance(value, dict) else getattr(value, step)
        return _cell(value, labels.get(self.path[-1], {}))


def _tables(key: str, title: Text, rows: tuple[Any, ...], labels: Labels) -> Iterator[Table]:
    rank = _column("rank", 0.3)
    if isinstance(rows[0], Text):
        ranked = tuple((str(place), one) for place, one in enumerate(rows, start=1))
        yield Table(key, title, (rank, _column("text", 6.0)), ranked)
        return
    found = list(_fields(rows[0], labels))
    body = tuple(
        (str(place), *(one.cell(row, labels) for one in found)) for place, row in enumerate(rows, start=1)
    )
    layout = "records" if len(found) > 3 else "table"
    yield Table(key, title, (rank, *(one.column for one in found)), body, layout=layout)
    for place, row in enumerate(rows, start=1):
        for one in fields(row):
            if _is_list(getattr(row, one.name)):
                name, inner = _name(row), word(one.name)
                told = Text(f"{name.fr}{NBSP}: {inner.fr}", f"{name.en}: {inner.en}")
                yield from _tables(f"{key}_{place}_{one.name}", told, getattr(row, one.name), labels)


def _fields(row: Any, labels: Labels) -> Iterator[_Field]:
    """Yield the columns of a row: its name first, its identifier last and only where there is room."""
    head = _head(row)
    names = [one.name for one in fields(row) if one.name not in (head, "id")]
    for name in (head, *names):
        value = getattr(row, name)
        if _is_list(value):
            continue
        if isinstance(value, dict):
            for key in value:
                label = labels["models"].get(key, Text.of(key))
                yield _Field((name, key), Column(key, label, meaning=label, weight=3.0))
        elif is_dataclass(value) and not isinstance(value, Text):
            yield from (_Field((name, one.name), _column(one.name, 2.0)) for one in fields(value))
        else:
            yield _Field((name,), _column(name, 3.0 if isinstance(value, Text | tuple) else 1.0))
    if hasattr(row, "id"):
        yield _Field(("id",), _column("id", brief=False))


def _is_list(value: Any) -> bool:
    return (
        isinstance(value, tuple) and bool(value) and is_dataclass(value[0]) and not isinstance(value[0], Text)
    )


def _cell(value: Any, names: Mapping[str, Text]) -> Cell:
    if isinstance(value, tuple):
        texts = [Text.of(names.get(one, one) if isinstance(one, str) else one) for one in map(_plain, value)]
        return Text(" · ".join(one.fr for one in texts), " · ".join(one.en for one in texts))
    if isinstance(value, bool):
        return _YES if value else _NO
    found: Cell = _plain(value)
    return names.get(found, found) if isinstance(found, str) else found


def _plain(value: Any) -> Any:
    """Return a whole number as a text: it counts or ranks, and takes no decimals."""
    return str(value) if isinstance(value, int) else value


def _column(name: str, weight: float = 1.0, *, brief: bool = True) -> Column:
    return Column(name, word(name), "text", NONE, capital(word(name)), weight, brief)

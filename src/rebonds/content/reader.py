"""A kit read strictly into a dataclass: its fields say which keys, of which type, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from rebonds.sources.strict import StrictTable
from rebonds.text import Text, typeset

T = TypeVar("T")
IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*")
#: Longest text of a kit, in characters: a card is read at a glance, an upload is not a book.
LONGEST = 4000
#: Most items of a list.
MOST = 2000


@dataclass(frozen=True)
class Kit:
    """What every kit says of itself.

    Attributes
    ----------
    title : Text
    about : Text
        What it is for and where it comes from, in one or two sentences.
    """

    title: Text
    about: Text

    def uses(self) -> Iterator[tuple[str, str, str]]:
        """Yield ``(who, kind, identifier)`` of everything named elsewhere (``kind``: shift, problem, kit…)."""
        yield from ()

    def slips(self) -> Iterator[tuple[str, Text]]:
        """Yield ``(who, what)`` of everything that does not hold inside the kit (no one: the kit as a whole)."""
        yield from ()


def many(key: str, *, optional: bool = False) -> Any:
    """Declare a field read from the tables ``[[key]]``; an optional one may be left out."""
    return field(default=(), metadata={"key": key}) if optional else field(metadata={"key": key})


def read(kind: type[T], table: StrictTable) -> T:
    """Return the dataclass that a table describes.

    A field is a text in both languages (`Text`), a word (``str``), a number, a truth value, a list of these, a
    mapping of texts, or another dataclass; a trailing underscore of its name is dropped (``from_``: ``from``).

    Raises
    ------
    DataError
        A key unknown, missing or of the wrong type, a language missing, an identifier badly formed or repeated.
    """
    hints = get_type_hints(kind)
    values = {one.name: _value(hints[one.name], one, table) for one in fields(kind)}  # type: ignore[arg-type]
    table.done()
    ident = values.get("id")
    if ident is not None and not IDENTIFIER.fullmatch(ident):
        raise table.error(
            f"l'identifiant « {ident} » ne convient pas",
            f"the identifier '{ident}' will not do",
            "Lettres minuscules sans accent, chiffres et tirets bas.",
            "Lower-case letters without accents, digits and underscores.",
        )
    return kind(**values)


def _value(hint: Any, one: Field[Any], table: StrictTable) -> Any:
    key = one.metadata.get("key", one.name.rstrip("_"))
    if key not in table.data and one.default is not MISSING:
        table.asked.append(key)
        return one.default
    if get_origin(hint) is tuple:
        return _many(get_args(hint)[0], key, table)
    if get_origin(hint) is dict:
        inner = table.table(key)
        if not inner.data:
            raise table.error(f"[{key}] est obligatoire", f"[{key}] is required")
        return {str(name): _text(inner, str(name)) for name in inner.data}
    if hint is Text:
        return _text(table, key)
    if hint is str:
        return table.text(key)
    if hint is int:
        return table.integer(key)
    if hint is bool:
        if key not in table.data:
            raise table.error(f"« {key} » est obligatoire", f"'{key}' is required")
        return table.boolean(key, False)
    return read(hint, table.table(key))


def _many(kind: Any, key: str, table: StrictTable) -> tuple[Any, ...]:
    given = table.data.get(key)
    if not isinstance(given, list) or not given:
        table.asked.append(key)
        raise table.error(
            f"« {key} » doit être une liste, d'un élément au moins", f"'{key}' must be a list of one or more"
        )
    if len(given) > MOST:
        raise table.error(
            f"« {key} » a {len(given)} éléments, {MOST} au plus",
            f"'{key}' has {len(given)} items, {MOST} at most",
        )
    if kind is str:
        return table.texts(key)
    if kind is int:
        table.asked.append(key)
        if not all(type(one) is int for one in given):
            raise table.error(
                f"« {key} » doit être une liste de nombres entiers", f"'{key}' must be a list of integers"
            )
        return tuple(given)
    found, parent = [], table.where
    for rank, sub in enumerate(table.tables(key), start=1):
        sub.where = f"{parent} {key} {sub.data.get('id', rank)}".strip()
        found.append(_pair(sub) if kind is Text else read(kind, sub))
    if is_dataclass(kind):
        _once(found, key, table)
    return tuple(found)


def _once(found: list[Any], key: str, table: StrictTable) -> None:
    seen = set()
    for one in found:
        ident = getattr(one, "id", None)
        if ident is not None and ident in seen:
            raise table.error(
                f"l'identifiant « {ident} » sert deux fois dans [[{key}]]",
                f"the identifier '{ident}' is used twice in [[{key}]]",
            )
        seen.add(ident)


def _text(table: StrictTable, key: str) -> Text:
    given = table.data.get(key)
    table.asked.append(key)
    if not isinstance(given, Mapping):
        raise table.error(
            f'« {key} » est obligatoire et s\'écrit {{ fr = "…", en = "…" }}',
            f'\'{key}\' is required and is written {{ fr = "…", en = "…" }}',
        )
    return _pair(StrictTable(given, table.card, f"{table.where} {key}".strip()))


def _pair(table: StrictTable) -> Text:
    """Return a text; both languages are required, and set as each is printed."""
    fr, en = (table.text(lang, "").strip() for lang in ("fr", "en"))
    table.done()
    for lang, written in (("fr", fr), ("en", en)):
        if not written:
            raise table.error(
                f"le texte manque dans une langue : « {lang} »", f"the text lacks a language: '{lang}'"
            )
        if len(written) > LONGEST:
            raise table.error(
                f"texte trop long ({len(written)} caractères, {LONGEST} au plus)",
                f"text too long ({len(written)} characters, {LONGEST} at most)",
            )
    return Text(typeset(fr), en.replace("'", "’"))

"""Files of decks: a table of lines, a list of one column, or a TOML kit; read whole, or told wrong line by line."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rebonds.content.inquiring import WhatIfs
from rebonds.content.kits import parse, slips
from rebonds.content.reader import Kit
from rebonds.content.reader import read as read_kit
from rebonds.errors import DataError
from rebonds.rooms.kits import own
from rebonds.rooms.kits.cells import cell
from rebonds.rooms.kits.given import HEADS, NONE, LineSlip, Read, read
from rebonds.rooms.kits.lines import parts, plain, shape, word, written
from rebonds.rooms.kits.parameters import parameter
from rebonds.sources.sheet import Given, cells
from rebonds.sources.strict import StrictTable
from rebonds.text import Text, typeset

#: Lists whose cards may not bear the same name twice, and the field that names them.
_NAMED = ("title", "label", "question", "text")


class FileError(DataError):
    """A file that is not taken: everything that is wrong in it, each with its line."""

    def __init__(self, name: str, found: Sequence[LineSlip]) -> None:
        self.slips = sorted(found, key=lambda one: one.line)
        first = self.slips[0]
        place = (
            Text(f"{name}, ligne {first.line}", f"{name}, line {first.line}")
            if first.line
            else Text(name, name)
        )
        n = len(self.slips) - 1
        more = Text(f" Et {n} autres erreurs.", f" And {n} more.") if n else NONE
        super().__init__(
            Text(f"{place.fr} : {first.what.fr}{more.fr}", f"{place.en}: {first.what.en}{more.en}"),
            first.hint,
        )


@dataclass(frozen=True)
class Found:
    """A deck as a file gives it, and what is worth saying before it is taken."""

    kit: Kit
    notes: tuple[Text, ...] = ()
    lines: Mapping[tuple[str, ...], int] = field(default_factory=dict)


def read_file(kind: str, name: str, content: bytes) -> Found:
    """Return the deck of a file.

    Parameters
    ----------
    kind : str
        One of `own.KINDS`.
    name, content : str, bytes
        The file: CSV (UTF-8), XLSX or TOML.

    Raises
    ------
    DataError
        A file too large or that cannot be read; `FileError`, everything that is wrong, line by line.
    """
    most = parameter("decks", "most_bytes")
    if len(content) > most:
        raise DataError(
            Text(
                f"{name} est trop grand : {len(content) // 1000} ko, {most // 1000} au plus.",
                f"{name} is too large: {len(content) // 1000} kB, {most // 1000} at most.",
            ),
            Text(
                "Donnez le seul tableau du jeu, sans image.",
                "Give the table of the deck alone, without pictures.",
            ),
        )
    if name.lower().endswith(".toml"):
        return _of_toml(kind, name, content)
    table = cells(Given(name, content), parameter("decks", "most_lines"))
    heads = [plain(head) for head in table[0]]
    places = {key: at for key, names in HEADS.items() if (at := _at(heads, names)) is not None}
    rows = [(n, row) for n, row in enumerate(table[1:], start=2) if any(one.strip() for one in row)]
    if "card" in places and "fr" in places:
        picked = [
            (n, {key: row[at] if at < len(row) else "" for key, at in places.items()}) for n, row in rows
        ]
        return _checked(kind, name, read(own.KINDS[kind].kit, picked, _longest(kind)))
    of_list = own.KINDS[kind].raw.get("list")
    at = _at(heads, {plain(one) for one in of_list["names"]}) if of_list else None
    if of_list and at is not None:
        return _of_list(kind, name, [(n, row[at] if at < len(row) else "") for n, row in rows])
    raise _no_heads(name, table[0], of_list)


def _at(heads: list[str], names: set[str]) -> int | None:
    return next((heads.index(one) for one in sorted(names) if one in heads), None)


def _longest(kind: str) -> dict[str, int]:
    return {**own.KINDS[kind].raw.get("limits", {}), "longest": parameter("decks", "longest")}


def _no_heads(name: str, heads: list[str], of_list: Any) -> DataError:
    listed = (
        Text(f", ou une colonne « {of_list['names'][0]} »", f", or a column “{of_list['names'][0]}”")
        if of_list
        else NONE
    )
    read_as = ", ".join(one.strip() for one in heads if one.strip())[:200] or "–"
    return DataError(
        Text(
            f"{name} : la première ligne ne nomme pas les colonnes attendues.",
            f"{name}: the first line does not name the columns expected.",
        ),
        Text(
            f"Il faut « fiche » et « français »{listed.fr}. Colonnes lues : {read_as}.",
            f"“card” and “French” are needed{listed.en}. Columns read: {read_as}.",
        ),
    )


def _of_toml(kind: str, name: str, content: bytes) -> Found:
    """Return the deck of a TOML kit, held to the rules of lines by being written as lines and read again."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(
            Text(f"{name} n’est pas en UTF-8.", f"{name} is not UTF-8."),
            Text("Enregistrez-le en UTF-8.", "Save it as UTF-8."),
        ) from error
    if kind == "whatifs" and "[[proposal]]" in text:
        kit: Kit = own.listed(parse(WhatIfs, [(name, text)]))
    else:
        kit = parse(own.KINDS[kind].kit, [(name, text)])
    try:
        return read_file(kind, "lignes.csv", written(kit).encode())
    except FileError as error:
        raise FileError(name, [LineSlip(0, one.what, one.hint) for one in error.slips]) from error


def _of_list(kind: str, name: str, rows: Sequence[tuple[int, str]]) -> Found:
    """Return a deck of one card a line; the rest is that of the shipped deck."""
    key = own.KINDS[kind].raw["list"]["card"]
    (place,) = (one for one in parts(own.KINDS[kind].kit)[1] if one.key == key)
    found = shape(place.hint)
    first: dict[str, int] = {}
    notes, picked = [], []
    for n, raw in rows:
        text = cell(raw)
        if not text:
            continue
        if plain(text) in first:
            notes.append(_once(n, first[plain(text)]))
            continue
        first[plain(text)] = n
        theme = {"value": "list"} if found.value else {}
        picked.append((n, {"card": key, "id": f"{key}_{len(picked) + 1}", "fr": text, **theme}))
    if found.value:
        picked.insert(0, (1, {"card": "theme", "id": "list", "fr": "Liste", "en": "List"}))
    made = read(own.KINDS[kind].kit, picked, _longest(kind))
    made.alone = 0  # a list has one language: nothing to tell
    return _checked(kind, name, made, notes)


def _once(line: int, first: int) -> Text:
    return Text(
        typeset(f"Ligne {line} : la même qu’à la ligne {first} ; prise une fois."),
        f"Line {line}: the same as line {first}; taken once.",
    )


def _checked(kind: str, name: str, found: Read, notes: Sequence[Text] = ()) -> Found:
    """Return the kit of lines, once everything that is wrong has been looked for together."""
    said = list(notes)
    base = own.data_of(own.KINDS[kind].shipped())
    for place in parts(own.KINDS[kind].kit)[0]:
        if place.key not in found.data:
            found.data[place.key] = base[place.key]
            if not notes and not any(one.line == 0 for one in found.slips):
                said.append(_kept(place.name))
    try:
        kit = read_kit(own.KINDS[kind].kit, StrictTable(found.data, name))
    except DataError as error:
        if not found.slips:
            found.slips.append(LineSlip(0, error.what, error.hint or NONE))
        raise FileError(name, found.slips) from error
    found.slips += [one for one in _outside(kind, kit, found.lines) if not _of_broken(one, found)]
    for slip in slips(kit):
        who = _line_of(found.lines, slip.who)
        made = LineSlip(who, _named(slip.who, slip.what), slip.hint)
        if slip.who not in found.broken and not _of_broken(made, found):
            found.slips.append(made)
    if found.slips:
        raise FileError(name, found.slips)
    if found.alone:
        said.append(
            Text(
                typeset(f"Textes en une seule langue : {found.alone} ; elle sert pour les deux."),
                f"Texts in one language only: {found.alone}; it stands for both.",
            )
        )
    return Found(kit, tuple(said), found.lines)


def _kept(name: str) -> Text:
    field_ = word(name)
    return Text(
        typeset(f"« {field_.fr} » n’est pas dans le fichier : celui de Rebonds est gardé."),
        f"“{field_.en}” is not in the file: that of Rebonds is kept.",
    )


def _named(who: str, what: Text) -> Text:
    return (
        Text(typeset(f"« {who} » : {what.fr}."), f"“{who}”: {what.en}.")
        if who
        else Text(f"{what.fr}.", f"{what.en}.")
    )


def _of_broken(slip: LineSlip, found: Read) -> bool:
    """Tell whether a slip only follows from a card that is wrong itself."""
    return any(f"« {one} »" in slip.what.fr or f"«\u00a0{one}\u00a0»" in slip.what.fr for one in found.broken)


def _line_of(lines: Mapping[tuple[str, ...], int], who: str) -> int:
    return next((n for where, n in reversed(lines.items()) if len(where) == 2 and where[1] == who), 0)


def _outside(kind: str, kit: Kit, lines: Mapping[tuple[str, ...], int]) -> Iterator[LineSlip]:
    """Yield what no kit refuses by itself: lists too long, two cards of one name, in either language."""
    most, least = own.KINDS[kind].raw["most"], own.KINDS[kind].raw.get("least", {})
    for place in parts(own.KINDS[kind].kit)[1]:
        held = getattr(kit, place.name)
        if len(held) > most.get(place.key, len(held)):
            name = word(place.key)
            yield LineSlip(
                0,
                Text(
                    typeset(f"trop de fiches « {name.fr} » : {len(held)}, {most[place.key]} au plus."),
                    f"too many cards “{name.en}”: {len(held)}, {most[place.key]} at most.",
                ),
                Text("Faites-en deux jeux.", "Make two decks of them."),
            )
        if len(held) < least.get(place.key, 0):
            name = word(place.key)
            yield LineSlip(
                0,
                Text(
                    typeset(f"{len(held)} fiche « {name.fr} », il en faut {least[place.key]} au moins."),
                    f"{len(held)} card “{name.en}”; {least[place.key]} at least are needed.",
                ),
            )
        yield from _twice(place.key, held, lines)
        for card in held:
            for inner in (one for one in shape(place.hint).places if one.many and one.pair):
                yield from _twice(place.key, getattr(card, inner.name), lines, card.id, inner.name)


def _twice(
    key: str, held: Sequence[Any], lines: Mapping[tuple[str, ...], int], owner: str = "", name: str = ""
) -> Iterator[LineSlip]:
    if not held or not dataclasses.is_dataclass(held[0]) or isinstance(held[0], Text):
        return
    names = {one.name for one in dataclasses.fields(held[0])}
    head = next((one for one in _NAMED if one in names and isinstance(getattr(held[0], one), Text)), "")
    if not head:
        return
    for lang in ("fr", "en"):
        first: dict[str, int] = {}
        for rank, card in enumerate(held, start=1):
            where = (key, owner, f"{name} {rank}") if owner else (key, getattr(card, "id", str(rank)))
            line, text = lines.get(where, 0), getattr(card, head).to(lang)
            if plain(text) == "…":
                continue
            if plain(text) in first:
                at = first[plain(text)]
                yield LineSlip(
                    line,
                    Text(
                        typeset(f"« {text[:60]} » est déjà le texte de la ligne {at}."),
                        f"“{text[:60]}” is the text of line {at} already.",
                    ),
                    Text("Changez l’un des deux, ou retirez-le.", "Change one of the two, or remove it."),
                )
                break
            first[plain(text)] = line
        else:
            continue
        break

"""Lines of a deck read back: every error at once, with its line and what to do; nothing is half taken."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args, get_origin

from rebonds.content.reader import IDENTIFIER, Kit
from rebonds.rooms.kits.cells import cell, placeholder, valued, wanted
from rebonds.rooms.kits.lines import COLUMNS, WHOLE, Place, Shape, parts, plain, shape, word
from rebonds.sources.words import closest
from rebonds.text import Text, typeset

NONE = Text("", "")
#: Longest identifier: a ballot makes longer ones of it.
LONGEST_ID = 24
#: Names that a column may bear: ours in both languages, and a few that people write.
HEADS = {key: {plain(head.fr), plain(head.en), key} for key, head in COLUMNS.items()}
HEADS["fr"] |= {"francais", "texte"}
HEADS["en"] |= {"english"}


@dataclass(frozen=True)
class LineSlip:
    """What is wrong on a line (0: in the file as a whole), and what to do about it."""

    line: int
    what: Text
    hint: Text = NONE


@dataclass
class Read:
    """What lines say of a kit: its data, as TOML would hold it, where each card is, what is wrong, what is noted.

    ``broken`` are the cards that have something wrong: what they lack is held by a placeholder, so that all the
    others can still be checked together.
    """

    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[tuple[str, ...], int] = field(default_factory=dict)
    slips: list[LineSlip] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    alone: int = 0

    def slip(self, line: int, fr: str, en: str, hint: Text = NONE) -> None:
        """Note what is wrong."""
        self.slips.append(LineSlip(line, Text(typeset(fr), en), Text(typeset(hint.fr), hint.en)))


def read(kind: type[Kit], rows: Sequence[tuple[int, Mapping[str, str]]], longest: Mapping[str, int]) -> Read:
    """Return what lines say.

    Parameters
    ----------
    kind : type
        Kit that they describe.
    rows : sequence of (int, mapping)
        Number of each line, and its cells by the names of `COLUMNS`.
    longest : mapping of str to int
        Characters that a text may have, by ``card.field`` (or ``longest``).
    """
    return _Reader(kind, longest).read(rows)


class _Reader:
    def __init__(self, kind: type[Kit], longest: Mapping[str, int]) -> None:
        self.texts, self.lists = parts(kind)
        self.longest = longest
        self.out = Read()

    def read(self, rows: Sequence[tuple[int, Mapping[str, str]]]) -> Read:
        cards = {one.key: one for one in self.lists}
        names = _names([WHOLE, *cards])
        for line, raw in rows:
            row = {key: cell(raw.get(key, "")) for key in COLUMNS}
            key = names.get(plain(row["card"]), "")
            if not key:
                self._unknown(line, "fiche", "card", row["card"], [WHOLE, *cards])
            elif key == WHOLE:
                self._field(line, row, self.out.data, self.texts, (WHOLE,))
            else:
                self._card(line, row, key, shape(cards[key].hint))
        for one in self.lists:
            self._lacking(one)
        return self.out

    def _unknown(self, line: int, fr: str, en: str, given: str, known: Sequence[str]) -> None:
        words = [word(one) for one in known]
        near = closest(plain(given), [plain(one.fr) for one in words]) if given else ""
        listed = Text(", ".join(one.fr for one in words), ", ".join(one.en for one in words))
        self.out.slip(
            line,
            f"{fr} « {given[:40]} » inconnue." if given else f"la colonne « {fr} » est vide.",
            f"unknown {en} “{given[:40]}”." if given else f"the column “{en}” is empty.",
            Text(f"Vouliez-vous dire « {near} » ?", f"Did you mean “{near}”?")
            if near
            else Text(f"Ce qui se lit ici : {listed.fr}.", f"What can be read here: {listed.en}."),
        )

    def _card(self, line: int, row: dict[str, str], key: str, found: Shape) -> None:
        held: list[dict[str, Any]] = self.out.data.setdefault(key, [])
        ident = row["id"]
        if found.identified and not self._identified(line, ident):
            self.out.broken.add(ident)
            return
        first = self.out.lines.get((key, ident)) if found.identified else None
        if found.short:
            if first is not None:
                self._twice(line, ident, first)
                return
            card = {"id": ident} if found.identified else {}
            held.append(card)
            self.out.lines[(key, ident or str(len(held)))] = line
            self._line(line, row, card, found, (key, ident))
            return
        if first is None:
            self.out.lines[(key, ident)] = line
            held.append({"id": ident})
        card = next(one for one in held if one["id"] == ident)
        self._field(line, row, card, found.places, (key, ident))

    def _identified(self, line: int, ident: str) -> bool:
        if IDENTIFIER.fullmatch(ident) and len(ident) <= LONGEST_ID:
            return True
        bare = unicodedata.normalize("NFKD", ident.casefold()).encode("ascii", "ignore").decode()
        bare = re.sub(r"[^a-z0-9]+", "_", bare).lstrip("_0123456789")[:LONGEST_ID].rstrip("_") or "riviere_2"
        self.out.slip(
            line,
            f"l'identifiant « {ident[:40]} » ne convient pas." if ident else "il manque un identifiant.",
            f"the identifier “{ident[:40]}” will not do." if ident else "an identifier is missing.",
            Text(
                f"Lettres minuscules sans accent, chiffres et tirets bas, {LONGEST_ID} au plus : « {bare} », par exemple.",
                f"Lower-case letters without accents, digits and underscores, {LONGEST_ID} at most: “{bare}”, say.",
            ),
        )
        return False

    def _twice(self, line: int, what: str, first: int) -> None:
        self.out.slip(
            line,
            f"« {what} » est déjà dit à la ligne {first}.",
            f"“{what}” is said already on line {first}.",
            Text(
                "Retirez l'une des deux lignes, ou changez l'identifiant.",
                "Remove one of the two lines, or change the identifier.",
            ),
        )

    def _field(
        self,
        line: int,
        row: dict[str, str],
        card: dict[str, Any],
        places: Sequence[Place],
        where: tuple[str, ...],
    ) -> None:
        names = _names([one.name for one in places])
        name = names.get(plain(row["field"]), "")
        place = next((one for one in places if one.name == name), None)
        if place is None:
            self.out.broken.update(where[1:])
            self._unknown(line, "rubrique", "field", row["field"], [one.name for one in places])
            return
        pair = place.pair
        if place.many or get_origin(place.hint) is dict:
            rank = f"{place.name} {len(card.get(place.key, ())) + 1}"
            self.out.lines[(*where, rank)] = line
        if place.many and pair is not None:
            inner: dict[str, Any] = {}
            card.setdefault(place.key, []).append(inner)
            self._line(line, row, inner, pair, (*where, place.name))
        elif place.many:
            card.setdefault(place.key, []).append(self._text(line, row, (*where, place.name)))
        elif get_origin(place.hint) is dict:
            under = card.setdefault(place.key, {})
            if row["value"] in under:
                self._twice(line, row["value"], self._first(where, place, list(under).index(row["value"])))
            elif row["value"]:
                under[row["value"]] = self._text(line, row, (*where, place.name))
            else:
                self.out.broken.update(where[1:])
                self.out.slip(line, "la colonne « valeur » est vide.", "the column “value” is empty.")
        elif place.key in card:
            self._twice(line, word(place.name).fr, self.out.lines[(*where, place.name)])
        else:
            self.out.lines[(*where, place.name)] = line
            text = place.hint is Text
            card[place.key] = (
                self._text(line, row, (*where, place.name))
                if text
                else self._value(line, row["value"], place, where)
            )

    def _first(self, where: tuple[str, ...], place: Place, rank: int) -> int:
        return self.out.lines.get((*where, f"{place.name} {rank + 1}"), 0)

    def _line(
        self, line: int, row: dict[str, str], card: dict[str, Any], found: Shape, where: tuple[str, ...]
    ) -> None:
        if found.value is not None:
            card[found.value.key] = self._value(line, row["value"], found.value, where)
        if found.text is not None:
            name = where if len(where) > 2 else (*where, found.text.name)
            card[found.text.key] = self._text(line, row, name)

    def _text(self, line: int, row: dict[str, str], where: tuple[str, ...]) -> dict[str, str]:
        fr, en = row["fr"], row["en"]
        most = self.longest.get(f"{where[0]}.{where[-1]}", self.longest["longest"])
        if not fr and not en:
            self.out.broken.update(where[1:2])
            self.out.slip(
                line,
                "il n'y a pas de texte.",
                "there is no text.",
                Text(
                    "Écrivez la colonne « français », ou retirez la ligne.",
                    "Write the column “French”, or remove the line.",
                ),
            )
            return {"fr": "…", "en": "…"}
        for text in (fr, en):
            if len(text) > most:
                self.out.slip(
                    line,
                    f"texte trop long : {len(text)} caractères, {most} au plus.",
                    f"text too long: {len(text)} characters, {most} at most.",
                    Text(
                        "Raccourcissez-le, ou faites-en deux fiches.", "Shorten it, or make two cards of it."
                    ),
                )
        self.out.alone += not (fr and en)
        fr = typeset(fr or en)
        return {"fr": fr, "en": en or fr}

    def _value(self, line: int, given: str, place: Place, where: tuple[str, ...]) -> Any:
        kinds = get_args(place.hint)
        found = valued(given, place.hint, kinds[0] if kinds else None)
        if found is not None:
            return found
        self.out.broken.update(where[1:2])
        self.out.slip(
            line,
            f"colonne « valeur » : « {given[:40]} » ne se lit pas."
            if given
            else "la colonne « valeur » est vide.",
            f"column “value”: “{given[:40]}” cannot be read." if given else "the column “value” is empty.",
            wanted(place),
        )
        return {int: 1, bool: False, str: "x"}.get(place.hint, [1] if kinds and kinds[0] is int else ["x"])

    def _lacking(self, one: Place) -> None:
        """Tell the lists that have no line, and the cards that lack a field; placeholders stand for these."""
        found, held = shape(one.hint), self.out.data.get(one.key, [])
        if not held and one.needed:
            name = word(one.key)
            self.out.slip(
                0,
                f"aucune ligne « {name.fr} ».",
                f"no line “{name.en}”.",
                Text("Il en faut une au moins.", "One at least is needed."),
            )
        if found.short:
            return
        for card in held:
            for place in found.places:
                if place.key in card or not place.needed:
                    continue
                self.out.broken.add(card["id"])
                name, whose = word(place.name), word(one.key)
                self.out.slip(
                    self.out.lines[(one.key, card["id"])],
                    f"{whose.fr} « {card['id']} » : il manque la rubrique « {name.fr} ».",
                    f"{whose.en} “{card['id']}”: the field “{name.en}” is missing.",
                    Text("Ajoutez une ligne avec cet identifiant.", "Add a line with this identifier."),
                )
                card[place.key] = placeholder(place)


def _names(keys: Sequence[str]) -> dict[str, str]:
    """Return what people may write of names -> our names."""
    return {plain(text): key for key in keys for text in (key, word(key).fr, word(key).en)}

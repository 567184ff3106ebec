"""A kit as lines of a spreadsheet: one text a line, French beside English. `given` reads what is written here."""

from __future__ import annotations

import csv
import functools
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields
from typing import Any, get_args, get_origin, get_type_hints

from rebonds.content.reader import Kit
from rebonds.formulas import harmless
from rebonds.reporting.kit_tables import word as heading
from rebonds.rooms.kits.parameters import deck_words
from rebonds.text import Text

#: Column -> how it is headed, in the order of the file.
COLUMNS: dict[str, Text] = {
    "card": Text("fiche", "card"),
    "id": Text("identifiant", "identifier"),
    "field": Text("rubrique", "field"),
    "value": Text("valeur", "value"),
    "fr": Text("français", "French"),
    "en": Text("anglais", "English"),
}
#: The card that holds the texts of the kit itself: its title, its instruction…
WHOLE = "kit"
YES, NO = Text("oui", "yes"), Text("non", "no")


@dataclass(frozen=True)
class Place:
    """A field of a card: its name, its key in TOML, its type; ``many`` texts take a line each."""

    name: str
    key: str
    hint: Any
    needed: bool
    many: bool = False

    @property
    def pair(self) -> Shape | None:
        """Return the shape of a small table that stands in a line (an option and its level)."""
        return None if self.hint in (Text, str, int, bool) or get_origin(self.hint) else shape(self.hint)

    @property
    def texts(self) -> bool:
        """Tell whether what it holds is written in the columns of languages."""
        return self.hint is Text or get_origin(self.hint) is dict or self.pair is not None


@dataclass(frozen=True)
class Shape:
    """A kind of card; ``text`` and ``value`` where one line holds all of it."""

    identified: bool
    places: tuple[Place, ...]
    text: Place | None = None
    value: Place | None = None

    @property
    def short(self) -> bool:
        """Tell whether a card takes one line."""
        return self.text is not None


def _place(one: Any, hint: Any) -> Place:
    key = one.metadata.get("key", one.name.rstrip("_"))
    inner = get_args(hint)[0] if get_origin(hint) is tuple else None
    needed = one.default is MISSING
    if inner is None or inner in (str, int):
        return Place(one.name, key, hint, needed)
    return Place(one.name, key, inner, needed, many=True)


@functools.cache
def shape(kind: type) -> Shape:
    """Return the shape of a card: one line where it is one text, and one value at most."""
    hints = get_type_hints(kind)
    places = tuple(_place(one, hints[one.name]) for one in fields(kind) if one.name != "id")
    texts = [one for one in places if one.texts or one.many]
    values = [one for one in places if one not in texts]
    short = len(texts) == 1 and texts[0].hint is Text and not texts[0].many and len(values) < 2
    if not short:
        return Shape("id" in hints, places)
    return Shape("id" in hints, places, texts[0], values[0] if values else None)


def parts(kind: type[Kit]) -> tuple[list[Place], list[Place]]:
    """Return the texts of a kit, and its lists of cards."""
    found = shape(kind).places
    return [one for one in found if not one.many], [one for one in found if one.many]


def word(name: str) -> Text:
    """Return how a card or a field is called on a line."""
    found = deck_words().get(name)
    return heading(name) if found is None else found


def plain(text: str) -> str:
    """Return a word as it is compared: no capitals, accents kept, plain spaces and apostrophes."""
    folded = unicodedata.normalize("NFC", text).casefold().replace("’", "'")
    return re.sub(r"\s+", " ", folded).strip()


def said(value: Any, lang: str) -> str:
    """Return a value as it is written in a cell."""
    if isinstance(value, bool):
        return (YES if value else NO).to(lang)
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def written(kit: Kit, lang: str = "fr") -> str:
    """Return a kit as the CSV that `given.read` takes: UTF-8, semicolons, no formula.

    Parameters
    ----------
    kit : Kit
    lang : {"fr", "en"}
        Language of the heads and of the names of cards and fields.
    """
    out = io.StringIO()
    rows = csv.writer(out, delimiter=";", lineterminator="\r\n")
    rows.writerow([head.to(lang) for head in COLUMNS.values()])
    for row in _rows(kit, lang):
        rows.writerow([harmless(cell) for cell in row])
    return "\ufeff" + out.getvalue()


def _rows(kit: Kit, lang: str) -> Iterator[tuple[str, ...]]:
    texts, lists = parts(type(kit))
    for one in texts:
        yield (word(WHOLE).to(lang), "", word(one.name).to(lang), "", *_both(getattr(kit, one.name)))
    for one in lists:
        found = shape(one.hint)
        for card in getattr(kit, one.name):
            yield from _card(word(one.key).to(lang), found, card, lang)


def _card(name: str, found: Shape, card: Any, lang: str) -> Iterator[tuple[str, ...]]:
    ident = card.id if found.identified else ""
    if found.short:
        yield (name, ident, "", *_line(found, card, lang))
        return
    for one in found.places:
        value, field = getattr(card, one.name), word(one.name).to(lang)
        pair = one.pair
        if one.many and pair is not None:
            yield from ((name, ident, field, *_line(pair, inner, lang)) for inner in value)
        elif one.many:
            yield from ((name, ident, field, "", *_both(text)) for text in value)
        elif isinstance(value, dict):
            yield from ((name, ident, field, key, *_both(text)) for key, text in value.items())
        elif isinstance(value, Text):
            yield (name, ident, field, "", *_both(value))
        else:
            yield (name, ident, field, said(value, lang), "", "")


def _line(found: Shape, card: Any, lang: str) -> tuple[str, str, str]:
    if found.text is None:
        raise TypeError(f"{type(card).__name__} takes several lines")
    value = said(getattr(card, found.value.name), lang) if found.value else ""
    return value, *_both(getattr(card, found.text.name))


def _both(text: Text) -> tuple[str, str]:
    """Return both languages; English left out where it says the same."""
    return text.fr, "" if text.en == text.fr else text.en

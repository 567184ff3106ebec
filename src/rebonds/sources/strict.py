"""A TOML table read strictly: every key is known, of the right type, or the error says which and where."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from rebonds.errors import DataError
from rebonds.sources.card import Where
from rebonds.sources.words import closest, data_error, listed
from rebonds.text import Text

_TYPES: dict[type, tuple[str, str]] = {
    str: ("un texte entre guillemets", "a quoted text"),
    int: ("un nombre entier", "an integer"),
    float: ("un nombre", "a number"),
    bool: ("true ou false", "true or false"),
    dt.date: ("une date AAAA-MM-JJ", "a date YYYY-MM-DD"),
}


class StrictTable:
    """One table of a card; `done` refuses the keys that nobody asked for.

    Parameters
    ----------
    data : Mapping
        The table as parsed by `tomllib`.
    card : str
        Name of the file, for messages.
    where : str
        Name of the table in the file, for messages (empty at the top).
    """

    def __init__(self, data: Any, card: str, where: str = "") -> None:
        self.card = card
        self.where = where
        if not isinstance(data, Mapping):
            raise self.error(f"[{where}] doit être une table", f"[{where}] must be a table")
        self.data = data
        self.asked: list[str] = []

    def error(self, fr: str, en: str, hint_fr: str = "", hint_en: str = "") -> DataError:
        """Build an error that names the card and the table."""
        place_fr = f", [{self.where}]" if self.where else ""
        return data_error(
            f"Fiche {self.card}{place_fr} : {fr}.", f"Card {self.card}{place_fr}: {en}.", hint_fr, hint_en
        )

    def _raw(self, key: str) -> Any:
        self.asked.append(key)
        return self.data.get(key)

    def _typed(self, key: str, kind: type) -> Any:
        value = self._raw(key)
        if value is None:
            return None
        fits = isinstance(value, (int, float) if kind is float else kind)
        if not fits or (isinstance(value, bool) and kind is not bool):
            fr, en = _TYPES[kind]
            raise self.error(
                f"« {key} » doit être {fr} (lu : {value!r})", f"'{key}' must be {en} (found {value!r})"
            )
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; without default it is required and not empty."""
        value = self._typed(key, str)
        if value is None and default is not None:
            return default
        if not value and default is None:
            raise self.error(f"« {key} » est obligatoire", f"'{key}' is required")
        return str(value)

    def one_of(self, key: str, known: tuple[str, ...], default: str) -> str:
        """Return a text that must be among ``known``."""
        value = self.text(key, default)
        if value not in known:
            near = closest(value, known)
            raise self.error(
                f"« {key} » vaut {value!r}, hors des valeurs admises ({listed(known)})",
                f"'{key}' is {value!r}, not one of {listed(known)}",
                f"Vouliez-vous dire {near!r} ?" if near else "",
                f"Did you mean {near!r}?" if near else "",
            )
        return value

    def integer(self, key: str, default: int | None = None) -> int:
        """Return an integer; required without default."""
        value = self._typed(key, int)
        if value is None:
            if default is None:
                raise self.error(f"« {key} » est obligatoire", f"'{key}' is required")
            return default
        return int(value)

    def number(self, key: str, default: float) -> float:
        """Return a number."""
        value = self._typed(key, float)
        return default if value is None else float(value)

    def boolean(self, key: str, default: bool) -> bool:
        """Return a boolean."""
        value = self._typed(key, bool)
        return default if value is None else bool(value)

    def date(self, key: str) -> dt.date | None:
        """Return a date or ``None``."""
        value: dt.date | None = self._typed(key, dt.date)
        return value

    def texts(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return a list of texts."""
        value = self._raw(key)
        if value is None:
            return default
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.error(f"« {key} » doit être une liste de textes", f"'{key}' must be a list of texts")
        return tuple(value)

    def label(self, key: str, default: Text | None = None) -> Text | None:
        """Return a text in two languages: a string, or ``{ fr = "…", en = "…" }``."""
        value = self._raw(key)
        if value is None:
            return default
        if isinstance(value, str):
            return Text.of(value)
        known = isinstance(value, Mapping) and set(value) <= {"fr", "en"} and "fr" in value
        if not known or not all(isinstance(item, str) for item in value.values()):
            raise self.error(
                f'« {key} » s\'écrit {{ fr = "…", en = "…" }}',
                f'\'{key}\' is written {{ fr = "…", en = "…" }}',
            )
        return Text.of(value)

    def table(self, key: str) -> StrictTable:
        """Return a nested table (empty where absent)."""
        value = self._raw(key)
        return StrictTable({} if value is None else value, self.card, f"{self.where}.{key}".strip("."))

    def tables(self, key: str) -> list[StrictTable]:
        """Return the tables of an array of tables."""
        value = self._raw(key) or []
        if not isinstance(value, list):
            raise self.error(
                f"[[{key}]] doit être répété entre doubles crochets", f"[[{key}]] takes double brackets"
            )
        return [StrictTable(item, self.card, f"{key} {rank}") for rank, item in enumerate(value, start=1)]

    def where_clause(self, key: str) -> Where:
        """Return ``{ column = "value" }`` or ``{ column = ["a", "b"] }`` as pairs."""
        inner = self.table(key)
        pairs = []
        for column in inner.data:
            raw = inner.data[column]
            inner.asked.append(column)
            values = raw if isinstance(raw, list) else [raw]
            if not values or not all(isinstance(item, (str, int)) for item in values):
                raise self.error(
                    f"« {key}.{column} » attend un texte ou une liste de textes",
                    f"'{key}.{column}' expects a text or a list of texts",
                )
            pairs.append((str(column), tuple(str(item) for item in values)))
        return tuple(pairs)

    def settings(self, key: str) -> tuple[tuple[str, str], ...]:
        """Return a table of texts as pairs (each reader checks its own)."""
        inner = self.table(key)
        return tuple((str(name), inner.text(name, "")) for name in inner.data)

    def done(self) -> None:
        """Refuse unknown keys, naming the nearest known one."""
        for key in self.data:
            if key in self.asked:
                continue
            near = closest(key, self.asked)
            raise self.error(
                f"clé inconnue « {key} »",
                f"unknown key '{key}'",
                f"La plus proche est « {near} »." if near else f"Clés admises : {listed(self.asked, 30)}.",
                f"The nearest is '{near}'." if near else f"Known keys: {listed(self.asked, 30)}.",
            )

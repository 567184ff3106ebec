"""Text in two languages, and numbers and dates as each language writes them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

LANGUAGES = ("fr", "en")
NARROW_NBSP = "\u202f"
NBSP = "\u00a0"
MINUS = "\u2212"


@dataclass(frozen=True)
class Text:
    """A short text in French and in English."""

    fr: str
    en: str

    def to(self, lang: str) -> str:
        """Return the text in ``lang``; French for any language but English."""
        return self.en if lang == "en" else self.fr

    def as_dict(self) -> dict[str, str]:
        """Return ``{"fr": …, "en": …}``."""
        return {"fr": self.fr, "en": self.en}

    @classmethod
    def of(cls, value: str | Mapping[str, str] | Text) -> Text:
        """Build a text from a string (the same in both languages) or from a mapping.

        Raises
        ------
        ValueError
            If a mapping holds no French text.
        """
        if isinstance(value, Text):
            return value
        if isinstance(value, str):
            return cls(value, value)
        if "fr" not in value:
            raise ValueError("a text needs at least its French version (fr)")
        return cls(value["fr"], value.get("en", value["fr"]))


def number(value: float | None, lang: str = "fr", decimals: int | None = None) -> str:
    """Write a number as the language does: ``1 234,5`` in French, ``1,234.5`` in English.

    Without ``decimals``, keeps three significant digits at least and no decimals from 100 on.
    ``None`` and NaN are written as an en dash: a missing value is never a zero.
    """
    if value is None or not math.isfinite(value):
        return "–"
    if decimals is None:
        magnitude = abs(value)
        if magnitude >= 100 or value == int(value):
            decimals = 0
        elif magnitude >= 10:
            decimals = 1
        elif magnitude >= 0.1 or magnitude == 0:
            decimals = 2
        else:
            decimals = 4
    text = f"{abs(value):,.{decimals}f}"
    sign = MINUS if value < 0 and float(text.replace(",", "")) != 0 else ""
    if lang == "en":
        return sign + text
    return sign + text.replace(",", NARROW_NBSP).replace(".", ",")


def with_unit(value: float | None, unit: str, lang: str = "fr", decimals: int | None = None) -> str:
    """Write a number and its unit: ``12,5 %`` in French, ``12.5%`` in English."""
    text = number(value, lang, decimals)
    if text == "–" or not unit:
        return text
    if unit.startswith("%") and lang == "en":
        return text + unit
    return f"{text}{NARROW_NBSP if unit.startswith('%') else NBSP}{unit}"


def day(value: date, lang: str = "fr") -> str:
    """Write a date: ``23/11/2026`` in French, ``2026-11-23`` in English."""
    return value.strftime("%d/%m/%Y") if lang == "fr" else value.isoformat()


_SPACED = (
    (" :", f"{NBSP}:"),
    (" ;", f"{NARROW_NBSP};"),
    (" ?", f"{NARROW_NBSP}?"),
    (" !", f"{NARROW_NBSP}!"),
    (" %", f"{NARROW_NBSP}%"),
    ("« ", f"«{NBSP}"),
    (" »", f"{NBSP}»"),
)


def typeset(french: str) -> str:
    """Return a French text with the no-break spaces of its typography, and curly apostrophes."""
    for plain, spaced in _SPACED:
        french = french.replace(plain, spaced)
    return french.replace("'", "’")

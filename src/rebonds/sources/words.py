"""Small helpers for error messages: the nearest known word, a short list, a text in two languages."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable

from rebonds.errors import DataError
from rebonds.text import Text


def fold(word: str) -> str:
    """Return ``word`` in lower case, without accents nor punctuation, to compare names of columns."""
    plain = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode()
    return "".join(c for c in plain.lower() if c.isalnum())


def closest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word nearest to ``word``, or ``None`` when none is near."""
    by_fold = {fold(name): name for name in known}
    found = difflib.get_close_matches(fold(word), list(by_fold), n=1, cutoff=0.55)
    return by_fold[found[0]] if found else None


def listed(words: Iterable[str], limit: int = 12) -> str:
    """Return the words separated by commas, cut after ``limit`` of them."""
    all_words = list(words)
    text = ", ".join(all_words[:limit])
    return text + (f"… (+{len(all_words) - limit})" if len(all_words) > limit else "")


def data_error(fr: str, en: str, hint_fr: str = "", hint_en: str = "") -> DataError:
    """Build a `DataError` from its two texts and an optional hint."""
    return DataError(Text(fr, en), Text(hint_fr, hint_en) if hint_fr else None)

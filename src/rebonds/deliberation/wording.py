"""Lists of options in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from rebonds.text import Text


def quoted(names: Sequence[str]) -> Text:
    """Return names in quotation marks: ``« A », « B » et « C »``."""
    return Text(_joined([f"« {one} »" for one in names], "et"), _joined([f"“{one}”" for one in names], "and"))


def joined(words: Sequence[str]) -> Text:
    """Return words in a list: ``A, B et C``."""
    return Text(_joined(words, "et"), _joined(words, "and"))


def _joined(words: Sequence[str], last: str) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def many(n: int, one: Text, several: Text) -> Text:
    """Return a number and its noun; in French zero is singular."""
    return Text(f"{n} {one.fr if n < 2 else several.fr}", f"{n} {one.en if n == 1 else several.en}")

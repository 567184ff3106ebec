"""Texts that a spreadsheet would run as a formula: an apostrophe is put before, and taken off when read back."""

from __future__ import annotations

import re

#: Spreadsheets run a cell that begins so; tab and return hide such a beginning.
STARTS = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")


def harmless(text: str, *, numbers: bool = False) -> str:
    """Return a text that no spreadsheet takes for a formula; `unharmed` undoes it.

    Parameters
    ----------
    text : str
    numbers : bool
        Whether a plain number stays as it is (``-3`` begins as a formula does, and is none).
    """
    if not text.lstrip("'").startswith(STARTS) or (numbers and _NUMBER.fullmatch(text)):
        return text
    return "'" + text


def unharmed(text: str) -> str:
    """Return the text that `harmless` wrote."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(STARTS) else text

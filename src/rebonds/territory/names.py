"""Names as people type them: accents, case, hyphens and usual abbreviations do not count."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

_NOT_WORD = re.compile(r"[^a-z0-9]+")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "Œ": "oe", "Æ": "ae"})


@cache
def rules() -> dict[str, Any]:
    """Return the dated conventions of name search (``data/search.toml``)."""
    path = Path(__file__).parent / "data" / "search.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def _abbreviations() -> dict[str, str]:
    return dict(rules()["words"]["abbreviations"])


@cache
def _set(name: str) -> frozenset[str]:
    return frozenset(rules()["words"][name])


def normalise(name: str) -> str:
    """Reduce a name to lower-case ASCII words separated by one space.

    >>> normalise("L'Haÿ-les-Roses")
    'l hay les roses'
    >>> normalise("St-Étienne")
    'saint etienne'
    """
    text = unicodedata.normalize("NFKD", name.translate(_LIGATURES))
    text = "".join(letter for letter in text if not unicodedata.combining(letter)).lower()
    words = [word for word in _NOT_WORD.split(text) if word]
    return " ".join(_abbreviations().get(word, word) for word in words)


def core(normalised: str) -> str:
    """Drop articles and the words that only say the kind of body; keep all when nothing would be left.

    >>> core("metropole europeenne de lille")
    'lille'
    >>> core("cc grand figeac")
    'figeac'
    """
    kept = [
        word for word in normalised.split() if word not in _set("generic") and word not in _set("articles")
    ]
    return " ".join(kept) or normalised


def words(normalised: str) -> list[str]:
    """Return the words of a normalised name that carry meaning (articles dropped)."""
    kept = [word for word in normalised.split() if word not in _set("articles")]
    return kept or normalised.split()


def slug(name: str) -> str:
    """Return an identifier fit for a file name: ``Val de Garonne`` gives ``val-de-garonne``."""
    return normalise(name).replace(" ", "-")

"""Words as search compares them: without case, accents nor plurals, so that what people type finds what they wrote.

Both sides are folded by one function, so a rule may be rough (``prix`` becomes ``pri``) as long as it never parts two
forms of one word.
"""

from __future__ import annotations

import re
import unicodedata

WORD = re.compile(r"\w+", re.UNICODE)
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
#: Shorter words keep their end: bus, pas, gaz.
SHORTEST = 4
MOST_TERMS = 8


def letters(text: str) -> str:
    """Return what is left of a text without case, accents, spaces nor punctuation."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(LIGATURES))
    return "".join(c for c in plain if c.isalnum())


def fold(word: str) -> str:
    """Return a word without case, accents nor plural: ``Métaux`` and ``métal`` are both ``metal``."""
    plain = letters(word)
    if len(plain) < SHORTEST:
        return plain
    if plain.endswith("eaux"):
        return plain[:-1]
    if plain.endswith("aux") and len(plain) > SHORTEST:
        return f"{plain[:-3]}al"
    if plain.endswith("ail") and len(plain) > SHORTEST:
        return f"{plain[:-3]}al"  # travail, travaux
    return plain[:-1] if plain[-1] in "sx" else plain


def words(text: str) -> list[str]:
    """Return the folded words of a text; single letters (elisions) are left out."""
    return [one for one in (fold(found) for found in WORD.findall(text)) if len(one) > 1]


def folded(text: str) -> str:
    """Return a text as it is indexed."""
    return " ".join(words(text))


def terms(query: str) -> list[str]:
    """Return the distinct words that a query looks for, a few at most."""
    return list(dict.fromkeys(words(query)))[:MOST_TERMS]

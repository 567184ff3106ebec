"""What a workshop prints: numbered ballots, ballots in large type, cards to cut out, a poster."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rebonds.reporting.document import compiled
from rebonds.text import Text, typeset

KINDS = ("ballots", "large", "cards", "poster")
MOST_SHEETS = 300
_WORDS = {
    "sheet": Text("Feuille n°", "Sheet no."),
    "option": Text("Option", "Option"),
    "reason": Text(typeset("Raison :"), "Reason:"),
}
_SECRET = Text(
    typeset("Vote secret : n'écrivez pas votre nom. Le numéro ne sert qu'à la saisie."),
    "Secret vote: do not write your name. The number only serves to type the sheet in.",
)
_NAMED = Text(typeset("Vote nominatif : écrivez votre nom."), "Named vote: write your name.")


@dataclass(frozen=True)
class Question:
    """An option (or a question) as it is printed, with its own choices where it has some."""

    text: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Paper:
    """A ballot to print, its texts already in one language.

    ``widget`` is how it asks (``grades``, ``check``, ``dots``, ``duels``, ``slider``, ``argued``, ``stances``,
    ``choices``); ``scale`` are the answers offered to every option, in the order of their numbers; ``pairs`` the pairs
    of a ballot by comparisons. ``qr`` is an SVG of ``address``.
    """

    title: str
    details: str
    how: str
    widget: str
    secret: bool
    options: tuple[Question, ...]
    scale: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    address: str = ""
    qr: str = ""


def paper_pdf(paper: Paper, kind: str, lang: str = "fr", *, first: int = 1, sheets: int = 1) -> bytes:
    """Return what is to be printed, as an accessible PDF.

    Parameters
    ----------
    paper : Paper
    kind : str
        One of `KINDS`: A4 ballots, A4 in large type, A4 cards to cut out, an A3 poster.
    lang : {"fr", "en"}
    first, sheets : int
        Number of the first sheet, and how many; 0 for one sheet without a number, to copy.

    Raises
    ------
    ValueError
        An unknown kind, or too many sheets.
    """
    if kind not in KINDS or not 0 <= sheets <= MOST_SHEETS:
        raise ValueError(f"no {kind} in {sheets} sheets")
    numbers = [f"{n:03d}" for n in range(first, first + sheets)] or [""]
    widget = "grades" if paper.widget == "stances" else paper.widget
    data: dict[str, Any] = {
        "kind": kind,
        "lang": lang,
        "title": paper.title,
        "details": paper.details,
        "how": paper.how,
        "secrecy": (_SECRET if paper.secret else _NAMED).to(lang),
        "widget": widget,
        "options": [{"text": one.text, "choices": list(one.choices)} for one in paper.options],
        "scale": list(paper.scale),
        "pairs": [{"number": n, "first": a, "second": b} for n, (a, b) in enumerate(paper.pairs, start=1)],
        "address": paper.address,
        "qr": paper.qr,
        "numbers": numbers,
        "words": {key: text.to(lang) for key, text in _WORDS.items()},
        "foot": f"{paper.title} · Rebonds",
    }
    return compiled(data, "ballots")

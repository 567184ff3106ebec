"""What a workshop prints: cards to cut out, and a sheet on which each person sorts them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from rebonds.reporting.document import compiled
from rebonds.text import Text, day


def _said(title: str, facts: Text, lang: str) -> dict[str, object]:
    made = Text("Édité le", "Made on").to(lang)
    return {
        "title": title,
        "lang": lang,
        "keywords": [title],
        "facts": facts.to(lang),
        "foot": f"{title} · {made} {day(dt.date.today(), lang)} · Rebonds",
    }


def cards_pdf(title: str, cards: Sequence[tuple[str, str, str]], lang: str = "fr") -> bytes:
    """Return cards to cut out, eight on an A4 page, numbered as on the sheets.

    Parameters
    ----------
    title : str
        Where they come from.
    cards : sequence of (str, str, str)
        Theme, title and text of each.
    lang : {"fr", "en"}
    """
    facts = Text(
        f"{len(cards)} cartes à découper suivant les traits.", f"{len(cards)} cards to cut along the lines."
    )
    said = _said(title, facts, lang)
    said["cards"] = [
        {"rank": rank, "theme": theme, "title": head, "text": text}
        for rank, (theme, head, text) in enumerate(cards, start=1)
    ]
    return compiled(said, "cards")


@dataclass(frozen=True)
class Part:
    """A part of a card: what it is called, and what it says."""

    label: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Card:
    """A card of several parts."""

    theme: str
    title: str
    parts: tuple[Part, ...]


def deck_pdf(title: str, cards: Sequence[Card], lang: str = "fr", *, per_page: int = 4) -> bytes:
    """Return cards of several parts to cut out; a text too long for its card is set smaller, then on a page of its own.

    Parameters
    ----------
    title : str
        Where they come from.
    cards : sequence of Card
    lang : {"fr", "en"}
    per_page : {1, 2, 4}
        Cards on an A4 page; one alone is in large type.
    """
    facts = Text(
        f"{len(cards)} cartes, une par page, en grands caractères."
        if per_page == 1
        else f"{len(cards)} cartes à découper suivant les traits.",
        f"{len(cards)} cards, one a page, in large type."
        if per_page == 1
        else f"{len(cards)} cards to cut along the lines.",
    )
    said = _said(title, facts, lang)
    said["per_page"] = per_page
    said["cards"] = [
        {
            "rank": rank,
            "theme": one.theme,
            "title": one.title,
            "parts": [{"label": part.label, "texts": list(part.texts)} for part in one.parts],
        }
        for rank, one in enumerate(cards, start=1)
    ]
    return compiled(said, "deck")


def sheet_pdf(
    title: str, problems: Sequence[str], classes: Sequence[tuple[str, str]], lang: str = "fr"
) -> bytes:
    """Return the sheet that one person fills: a box per class for each problem, and one to circle it.

    Parameters
    ----------
    title : str
        Where it comes from.
    problems : sequence of str
        In the order of the grid where the sheets are entered.
    classes : sequence of (str, str)
        Name and explanation of each class.
    lang : {"fr", "en"}
    """
    facts = Text(
        "Cochez une case par ligne, telle que vous vivez le problème chez vous ; laissez vide si vous ne savez pas.",
        "Tick one box a row, as you meet the problem where you are; leave empty if you do not know.",
    )
    said = _said(title, facts, lang)
    said |= {
        "problems": list(problems),
        "classes": [{"rank": rank, "label": a, "text": b} for rank, (a, b) in enumerate(classes, start=1)],
        "words": {
            "number": Text("Feuille n°", "Sheet no.").to(lang),
            "place": Text("Territoire", "Territory").to(lang),
            "problem": Text("Problème", "Problem").to(lang),
            "pressing": Text("Prégnant (cinq au plus)", "Pressing (five at most)").to(lang),
        },
    }
    return compiled(said, "voting_sheet")

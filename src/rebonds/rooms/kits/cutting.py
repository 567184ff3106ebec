"""Cards of a deck to cut out, in ordinary or in large type; a deck as a report, to read or to keep."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rebonds.content.models import compass
from rebonds.lenses.plain import LICENCE, NOT_OPEN
from rebonds.lenses.tables import Point
from rebonds.reporting.kit_tables import capital, kit_tables
from rebonds.reporting.print_cards import Card, Part, deck_pdf
from rebonds.reporting.report import Report
from rebonds.rooms.kits import own
from rebonds.rooms.kits.archetypes import SECTIONS, section
from rebonds.rooms.kits.lines import word
from rebonds.text import Text


def _debates(kit: Any, lang: str) -> list[Card]:
    names = {one.id: one.label.to(lang) for one in kit.delegations}
    models = {ident: one.label.to(lang) for ident, one in compass().models.items()}
    return [
        Card(
            " · ".join(names[one] for one in card.delegations),
            card.question.to(lang),
            (
                Part(capital(word("one_side")).to(lang), (card.one_side.to(lang),)),
                Part(capital(word("other_side")).to(lang), (card.other_side.to(lang),)),
                Part(capital(word("models")).to(lang), (" · ".join(models[one] for one in card.models),)),
            ),
        )
        for card in kit.debates
    ]


def _portraits(kit: Any, lang: str) -> list[Card]:
    return [
        Card(
            "",
            card.label.to(lang),
            tuple(
                Part(label.to(lang), tuple(text.to(lang) for text in section(card, name)))
                for name, label in SECTIONS.items()
            ),
        )
        for card in kit.cards
    ]


#: Kind of deck -> its cards, and how many stand on a page.
CARDS: dict[str, tuple[Callable[[Any, str], list[Card]], int]] = {
    "officials": (_debates, 4),
    "archetypes": (_portraits, 2),
}


def cards(used: own.Held, lang: str, *, large: bool = False) -> bytes:
    """Return the cards of a deck as an accessible PDF; in large type, one a page."""
    made, per_page = CARDS[used.kind]
    title = used.kit.title.to(lang) if used.deck is None else used.deck.title
    return deck_pdf(title, made(used.kit, lang), lang, per_page=1 if large else per_page)


def deck_report(used: own.Held) -> Report:
    """Return a deck as a report."""
    kit, deck = used.kit, used.deck
    points = [used.used]
    if hasattr(kit, "instruction"):
        points.insert(0, Point(capital(word("instruction")), kit.instruction))
    return Report(
        name=f"jeu-{deck.uid if deck else used.kind}",
        title=Text.of(deck.title) if deck else kit.title,
        facts=kit.about,
        points=tuple(points),
        tables=tuple(kit_tables(kit)),
        sources=(used.source,),
        licence=NOT_OPEN if deck else LICENCE,
    )

"""Posters: a fiction on an A3 sheet."""

from __future__ import annotations

from rebonds.content.imagining import HURTS
from rebonds.reporting.document import compiled
from rebonds.rooms.kits import own
from rebonds.rooms.kits.archetypes import ENDS, kit
from rebonds.rooms.kits.models import Sheet
from rebonds.rooms.kits.showing import fr_en


def poster(sheet: Sheet, lang: str) -> bytes:
    """Return a fiction as an A3 poster (PDF/UA): its texts, its sliders, where it hurts."""
    held = own.held(sheet.deck).kit if sheet.deck else kit()
    hurt = next(one for one in held.fiction if one.id == HURTS)
    said = [
        {"label": one.label.to(lang), "text": sheet.said[one.id]}
        for one in held.fiction
        if sheet.said.get(one.id) and one.id not in ("name", hurt.id)
    ]
    sliders = [
        {
            "question": one.question.to(lang),
            "low": one.low.to(lang),
            "high": one.high.to(lang),
            "place": (sheet.numbers[one.id] + ENDS) / (2 * ENDS),
        }
        for one in held.sliders
        if one.id in sheet.numbers
    ]
    data = {
        "lang": lang,
        "title": sheet.title,
        "name": sheet.said.get("name", ""),
        "said": said,
        "hurts": {"label": hurt.label.to(lang), "text": sheet.said.get(hurt.id, "")},
        "sliders": sliders,
        "foot": fr_en("Fiction d’équipe · Rebonds", "Team fiction · Rebonds").to(lang),
    }
    return compiled(data, "fiction")

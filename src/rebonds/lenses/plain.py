"""What every JSON of a reading shares."""

from __future__ import annotations

from typing import Any

from rebonds.lenses.reading import SourceLine
from rebonds.territory.model import Territory
from rebonds.text import Text

#: Of figures and contents; the code is under AGPL-3.0-or-later.
LICENCE = "Licence Ouverte 2.0"
#: Of what firms declare to each other, or a group writes for itself.
NOT_OPEN = "données non publiques"
DIGITS = 6
#: Producers and licences that Rebonds names itself, kept in French in records and said in the reader's language.
_OURS = {
    one.fr: one
    for one in (
        Text(NOT_OPEN, "data not public"),
        Text("le groupe", "the group"),
        Text("les auteurs de la carte", "the authors of the map"),
        Text("les entreprises", "the firms"),
        Text("l'organisateur du tirage", "the organiser of the draw"),
        Text("enquête", "survey"),
    )
}


def ours(name: str, lang: str) -> str:
    """Return a producer or a licence in a language where Rebonds names it itself; other names stay as they are."""
    return _OURS[name].to(lang) if name in _OURS else name


def rounded(x: float | None) -> float | None:
    """Keep six significant digits: more would pretend, and weigh on the file."""
    return None if x is None else float(f"{x:.{DIGITS}g}")


def territory_json(t: Territory) -> dict[str, Any]:
    """Return a territory as plain data."""
    return {"code": t.code, "name": t.name, "cog": t.cog, "level": t.level, "population": t.population}


def source_json(s: SourceLine, lang: str) -> dict[str, str]:
    """Return a source as plain data."""
    return {
        "id": s.id,
        "title": s.title.to(lang),
        "producer": s.producer,
        "licence": s.licence,
        "vintage": s.vintage,
        "address": s.address,
    }

"""What every JSON of a reading shares."""

from __future__ import annotations

from typing import Any

from rebonds.lenses.reading import SourceLine
from rebonds.territory.model import Territory

#: Of figures and contents; the code is under AGPL-3.0-or-later.
LICENCE = "Licence Ouverte 2.0"
#: Of what firms declare to each other, or a group writes for itself.
NOT_OPEN = "données non publiques"
DIGITS = 6


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

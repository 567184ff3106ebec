"""How likely people are to accept a seat, then to stay: overall, and by category.

A candidate accepts, then stays, with probabilities given by category. Several categories add up as log-odds around
the overall rate, ``logit p = logit p0 + sum_v (logit p_v - logit p0)``: a convention, and so are the rates.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rebonds.deliberation.sortition.pool import line_of, needed, rows_of, wrong
from rebonds.errors import DataError
from rebonds.text import Text

_EVERYONE = ("*", "")


@dataclass(frozen=True)
class Rates:
    """Probabilities of accepting and of leaving afterwards: overall, and where known by (category, value)."""

    accept: float
    leave: float
    by_value: Mapping[tuple[str, str], tuple[float, float]] = field(default_factory=dict)

    def of(self, categories: Sequence[str], values: Sequence[str]) -> float:
        """Return the probability that a candidate accepts and stays."""
        known = [self.by_value[key] for key in zip(categories, values, strict=True) if key in self.by_value]
        accept = _combined(self.accept, [one[0] for one in known])
        return accept * (1.0 - _combined(self.leave, [one[1] for one in known]))


def read(path: Path) -> Rates:
    """Read rates: columns ``category,value,accept,leave`` in [0, 1]; the line ``*`` is for everyone, and needed.

    Raises
    ------
    DataError
        A missing column, a rate out of [0, 1], no line for everyone.
    """
    head, rows = rows_of(path)
    columns = (
        ("category", "categorie", "catégorie"),
        ("value", "valeur"),
        ("accept", "accepte"),
        ("leave", "quitte"),
    )
    places = [needed(path, head, *names) for names in columns]
    found: dict[tuple[str, str], tuple[float, float]] = {}
    for line, row in rows:
        category, value, *written = (row[at] for at in places)
        rates = []
        for text in written:
            try:
                rate = float(text.replace(",", "."))
            except ValueError:
                rate = math.nan
            if not 0.0 <= rate <= 1.0:
                said = Text(f"« {text} » n'est pas un taux de 0 à 1", f"“{text}” is no rate from 0 to 1")
                raise wrong(line_of(path, line), said)
            rates.append(rate)
        found[category, value] = (rates[0], rates[1])
    overall = next((found.pop(key) for key in list(found) if key[0] in _EVERYONE), None)
    if overall is None:
        raise DataError(
            Text(f"{path.name} n'a pas de ligne pour tous.", f"{path.name} has no line for everyone."),
            Text("Ajoutez une ligne « *,,taux,taux ».", "Add a line “*,,rate,rate”."),
        )
    return Rates(overall[0], overall[1], found)


def said(rates: Rates) -> tuple[Text, ...]:
    """Return the rates in words, the overall ones first."""
    lines = [("tous", "everyone", rates.accept, rates.leave)]
    lines += [(f"{v} ({c})", f"{v} ({c})", *pair) for (c, v), pair in rates.by_value.items()]
    return tuple(
        Text(
            f"{fr} : {100 * a:.0f} % acceptent, {100 * b:.0f} % quittent ensuite",
            f"{en}: {100 * a:.0f}% accept, {100 * b:.0f}% leave afterwards",
        )
        for fr, en, a, b in lines
    )


def _combined(base: float, rates: Sequence[float]) -> float:
    """Return a probability from several, as log-odds around the overall one; 0 and 1 are certain."""
    if not rates or base in (0.0, 1.0):
        return base if not rates else math.prod(rates) if base == 0.0 else min(rates)
    if 0.0 in rates or 1.0 in rates:
        return 0.0 if 0.0 in rates else 1.0
    odds = _logit(base) + sum(_logit(rate) - _logit(base) for rate in rates)
    return 1.0 / (1.0 + math.exp(-odds))


def _logit(p: float) -> float:
    return math.log(p / (1.0 - p))

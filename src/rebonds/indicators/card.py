"""The card of an indicator: what it is, how it is computed, and what it is held against."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from rebonds.text import Text

THRESHOLD_KINDS = ("scientific", "legal", "policy", "convention")
SIDES = ("social", "ecological", "context")
DIRECTIONS = ("lower_is_better", "higher_is_better", "neutral")
ADDITIVITIES = ("ratio_of_sums", "sum", "not_additive")


@dataclass(frozen=True)
class Threshold:
    """A floor or a ceiling, dated and referenced.

    Attributes
    ----------
    set : str
        Threshold set it belongs to (``reference`` by default; sets never mix).
    value : float
        The floor (social) or ceiling (ecological), in the indicator's unit.
    kind : str
        One of `THRESHOLD_KINDS`.
    source : str
        Reference.
    date : datetime.date
        Date of the reference.
    worst : float or None
        Worst reference x0 of the social shortfall ``s = max(0, (f - x) / (f - x0))``.
    baseline : float or None
        Natural baseline xn of the ecological ratio ``r = (x - xn) / (c - xn)``.
    low, high : float or None
        Band of the threshold itself.
    valid_from, valid_to : datetime.date or None
        Validity, when the reference states one.
    note : Text or None
        What a reader must know (a proxy, a choice of ours).
    """

    set: str
    value: float
    kind: str
    source: str
    date: dt.date
    worst: float | None = None
    baseline: float | None = None
    low: float | None = None
    high: float | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    note: Text | None = None


@dataclass(frozen=True)
class IndicatorCard:
    """Everything one must know of an indicator before reading its figure.

    Attributes
    ----------
    id : str
        Identifier, field's standard term in snake case with its unit (``poverty_rate_pct``).
    label, definition : Text
    unit : str
        As written in French (``%``, ``€``, ``hab.``).
    unit_en : str
        As written in English.
    direction : str
        One of `DIRECTIONS`.
    side : str
        One of `SIDES`; ``context`` indicators are outside the doughnut.
    dimension : str
        Identifier of the doughnut's dimension (``lenses/dimensions.toml``), or empty.
    scope : str
        ``local`` or ``global``: the axis of DEAL's four lenses.
    themes : tuple of str
        Thematic doughnuts it belongs to.
    priority : int
        The lowest known one is the headline of its dimension; the others stand beside it.
    numerator, denominator : str
        Arithmetic expressions over core variables (``+ - * /``, parentheses, numbers).
        Without a denominator the indicator is the numerator itself.
    scale : float
        Factor of the ratio (100 for a percentage).
    additivity : str
        One of `ADDITIVITIES`.
    sources : tuple of str
        Data sets that hold the variables (identifiers or titles of the official producers).
    headcount : bool
        True when the value is itself a share of people deprived (s = value / 100, floor 0 %).
    proxy : Text or None
        When the indicator stands in for a better one: what it misses.
    error : float or None
        Stated data error, as a share of the value (0.02 = ±2 %).
    error_note : Text or None
        Where the error comes from.
    thresholds : tuple of Threshold
        The first of each set is in force; the others of the same set are rivals.
    holder : Text or None
        Who holds the data when it is missing.
    """

    id: str
    label: Text
    definition: Text
    unit: str
    direction: str
    side: str
    dimension: str
    numerator: str
    sources: tuple[str, ...]
    unit_en: str = ""
    scope: str = "local"
    themes: tuple[str, ...] = ()
    priority: int = 50
    denominator: str = ""
    scale: float = 1.0
    additivity: str = "not_additive"
    headcount: bool = False
    proxy: Text | None = None
    error: float | None = None
    error_note: Text | None = None
    decimals: int | None = None
    thresholds: tuple[Threshold, ...] = field(default=())
    holder: Text | None = None

    def threshold(self, set_id: str = "reference") -> Threshold | None:
        """Return the threshold in force in ``set_id``, or ``None``."""
        return next((t for t in self.thresholds if t.set == set_id), None)

"""The value of an indicator on a territory, with its state and its trace."""

from __future__ import annotations

from dataclasses import dataclass, field

#: What a value is. ``missing`` is never zero; ``secret`` is withheld by statistical secrecy;
#: ``not_localisable`` has no meaning at the scale of a territory (ozone layer, oceans).
STATES = ("measured", "estimated", "missing", "secret", "not_localisable")
KNOWN_STATES = ("measured", "estimated")


@dataclass(frozen=True)
class Value:
    """One figure: an indicator on a territory for a vintage.

    Attributes
    ----------
    indicator, territory : str
        Identifiers.
    state : str
        One of `STATES`.
    value, numerator, denominator : float or None
        ``value = scale * numerator / denominator`` where the indicator is a ratio; all ``None`` when
        the state is not a known one.
    low, high : float or None
        Band of the stated data error (same unit as ``value``).
    vintage : int or None
        Year that the figure describes.
    sources : tuple of str
        Identifiers of the sources.
    coverage : float or None
        Share (0-1) of the territory's population in the communes that the figure rests on.
    method : tuple of str
        Steps from the source to the figure: the trace, in French.
    """

    indicator: str
    territory: str
    state: str
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    low: float | None = None
    high: float | None = None
    vintage: int | None = None
    sources: tuple[str, ...] = ()
    coverage: float | None = None
    method: tuple[str, ...] = field(default=())

    @property
    def known(self) -> bool:
        """True when there is a figure to show."""
        return self.state in KNOWN_STATES and self.value is not None

"""What the flows engine is given: zones, branches, and an economy in arrays."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from rebonds.text import Text

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Zone:
    """A cell of the country: an EPCI, or what is left of a département once its EPCI are apart.

    Attributes
    ----------
    code : str
        SIREN of the EPCI, or ``Z:38`` for the rest of the département 38.
    name : str
    level : str
        ``epci`` or ``rest``.
    population : float
    lon, lat : float
        Degrees, of the centroid weighted by population where it is known.
    area_km2 : float
    communes : tuple of str
        Members; the zones of an economy partition the communes of the country.
    """

    code: str
    name: str
    level: str
    population: float
    lon: float
    lat: float
    area_km2: float
    communes: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Branch:
    """A branch of activity of the aggregated classification A38.

    ``decay`` names the class of distance decay of its product (see ``parameters.toml``).
    """

    code: str
    label: Text
    decay: str


@dataclass(frozen=True)
class Economy:
    """A national economy laid out over R zones and S branches, balanced, in millions of euros a year.

    For each branch s, ``sum_r output[s, r] = sum_q technical[s, q] * sum_r output[q, r]
    + sum_r final[s, r] + sum_r exports[s, r]``: supply is demand, product by product.

    Attributes
    ----------
    zones : tuple of Zone
        R zones.
    branches : tuple of Branch
        S branches.
    technical : array (S, S)
        Domestic inputs of product s per euro of output of branch q (the rest leaks as imports).
    imports : array (S,)
        Imported inputs per euro of output.
    imported : array (S, S)
        The same by product: ``imports = imported.sum(axis=0)``.
    value_added : array (S,)
        Gross value added (and net taxes on products) per euro of output, so that
        ``technical.sum(0) + imports + value_added = 1``.
    output : array (S, R)
    final : array (S, R)
        Domestic final demand of the residents and administrations of each zone, imports taken out.
    exports : array (S, R)
        What each zone sells abroad.
    jobs : array (S, R)
    footprints : mapping of str to array (S,)
        Physical or social quantities per million euros of output (``GHG`` in tCO2e…).
    footprint_units : mapping of str to str
    year : int
    state : str
        Always ``estimated``: a model stands between the sources and these arrays.
    sources : tuple of str
        Identifiers of the sources in the warehouse.
    notes : tuple of Text
        Steps from the sources to the arrays: the trace.
    jobs_error : array (S, R), optional
        Standard deviation of ``jobs``, measured by hiding what is known.
    """

    zones: tuple[Zone, ...]
    branches: tuple[Branch, ...]
    technical: Array
    imports: Array
    imported: Array
    value_added: Array
    output: Array
    final: Array
    exports: Array
    jobs: Array
    footprints: dict[str, Array] = field(default_factory=dict)
    footprint_units: dict[str, str] = field(default_factory=dict)
    year: int = 0
    state: str = "estimated"
    sources: tuple[str, ...] = ()
    notes: tuple[Text, ...] = ()
    jobs_error: Array | None = None

    @cached_property
    def index(self) -> dict[str, int]:
        """Rank of each zone by its code."""
        return {zone.code: rank for rank, zone in enumerate(self.zones)}

    @cached_property
    def branch_index(self) -> dict[str, int]:
        """Rank of each branch by its code."""
        return {branch.code: rank for rank, branch in enumerate(self.branches)}

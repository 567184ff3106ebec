"""What a territory is: a set of communes with a name and a code, under one vintage of the COG."""

from __future__ import annotations

from dataclasses import dataclass, field

#: Vintage of the official geographic code that the embedded tables describe.
COG_VINTAGE = 2026

LEVELS = ("commune", "epci", "ept", "departement", "region", "france", "grouping")


@dataclass(frozen=True)
class Territory:
    """A set of communes that is read as one.

    Attributes
    ----------
    code : str
        Commune (5 characters), SIREN of the EPCI or EPT (9 digits), département, region, ``FR``, or
        the identifier of a grouping (``g:slug``). Always text.
    name : str
        Name in French, as published.
    level : str
        One of `LEVELS`.
    cog : int
        Vintage of the codes.
    communes : tuple of str
        Codes of the member communes, sorted.
    epcis : tuple of str
        For a grouping made of whole EPCI, their codes; else empty.
    population : int or None
        Municipal population.
    kind : str
        Finer kind for an EPCI (``CC``, ``CA``, ``CU``, ``METRO``, ``MET69``), else empty.
    """

    code: str
    name: str
    level: str
    cog: int = COG_VINTAGE
    communes: tuple[str, ...] = field(default=(), repr=False)
    epcis: tuple[str, ...] = field(default=(), repr=False)
    population: int | None = None
    kind: str = ""

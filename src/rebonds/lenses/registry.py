"""The lenses by name: the same question asked of a territory, whatever it is read through."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypedDict

from rebonds import territory
from rebonds.errors import RebondsError, UsageError
from rebonds.lenses.cited import cited
from rebonds.lenses.measures import Lens, coverage, declared, gaps, trace
from rebonds.lenses.naf import Typology
from rebonds.lenses.reading import DimensionReading, Reading
from rebonds.lenses.tables import Point, Table
from rebonds.territory.model import Territory
from rebonds.text import Text

if TYPE_CHECKING:
    from rebonds.warehouse import Warehouse

DOUGHNUT = "doughnut"
#: Every lens at once: the dossier.
ALL = "all"


class Parts(TypedDict, total=False):
    """What a lens returns of a territory; the rest of the reading is common."""

    dimensions: tuple[DimensionReading, ...]
    points: tuple[Point, ...]
    tables: tuple[Table, ...]
    assumptions: tuple[Text, ...]
    missing: tuple[Text, ...]
    sources: tuple[str, ...]
    answered: frozenset[str]  # measures without a figure whose reason is the answer, not a gap


Read = Callable[["Warehouse", Territory, Lens], Parts]
#: Lens -> module and function; imported when asked for.
_FUNCTIONS = {
    "ordinary": ("ordinary", "ordinary"),
    "wealth": ("wealth", "wealth"),
    "land": ("land", "land"),
    "inclusive": ("chosen", "chosen"),
    "wellbeing": ("wellbeing", "wellbeing"),
    "circular": ("circular", "circular"),
    "functional": ("circular", "functional"),
}


def lenses() -> dict[str, Text]:
    """Return every lens with its name, the doughnut first."""
    return {DOUGHNUT: Text("Donut", "Doughnut"), **{one.id: one.label for one in declared().values()}}


def read(
    wh: Warehouse,
    place: Territory | str,
    lens: str = DOUGHNUT,
    *,
    typologies: Mapping[str, Typology] | None = None,
) -> Reading:
    """Read a territory through a lens.

    Parameters
    ----------
    wh : Warehouse
    place : Territory or str
        A territory, or anything `rebonds.territory.resolve` understands.
    lens : str
        One of `lenses`.
    typologies : mapping of str to Typology, optional
        Typologies of activities of the team (`rebonds.lenses.typology_files.gather`): in place of the shipped ones
        that bear the same identifier, beside the others.

    Returns
    -------
    Reading

    Raises
    ------
    UsageError
        Unknown lens.
    UnknownTerritoryError, AmbiguousTerritoryError
        From the resolution of ``place``.
    MissingDataError
        The warehouse lacks what the lens rests on altogether.
    """
    place = territory.resolve(place) if isinstance(place, str) else place
    if lens == DOUGHNUT:
        from rebonds.lenses.doughnut import doughnut

        return doughnut(wh, place)
    about = declared().get(lens)
    if about is None:
        listed = ", ".join(lenses())
        raise UsageError(
            Text(f"Lunettes inconnues : « {lens} ».", f"Unknown lens: “{lens}”."),
            Text(f"Choix possibles : {listed}.", f"Choose among: {listed}."),
        )
    if typologies:
        about = replace(about, typologies=typologies)
    parts = _function(lens)(wh, place, about)
    dimensions = parts["dimensions"]
    used = {s for d in dimensions if d.headline and d.known for s in d.headline.value.sources}
    return Reading(
        lens=lens,
        territory=place,
        dimensions=dimensions,
        coverage=coverage(dimensions),
        sources=cited(wh, used | set(parts.get("sources", ()))),
        trace=trace(dimensions),
        warehouse=wh.id,
        groups=about.groups,
        points=parts.get("points", ()),
        tables=parts.get("tables", ()),
        assumptions=(*about.assumptions, *parts.get("assumptions", ())),
        missing=(
            *gaps([d for d in dimensions if d.id not in parts.get("answered", ())], about),
            *parts.get("missing", ()),
        ),
    )


def read_all(
    wh: Warehouse,
    place: Territory,
    chosen: Sequence[str] = (),
    *,
    typologies: Mapping[str, Typology] | None = None,
    by: Callable[[str], Reading] | None = None,
) -> tuple[tuple[Reading, ...], tuple[tuple[str, Text], ...]]:
    """Return the readings through every lens, or the chosen ones, and those that cannot be read with the reason.

    ``by`` reads a lens in place of `read`: a memory that keeps readings.

    Raises
    ------
    MissingDataError, UsageError
        No lens could be read: the reason of the first.
    """
    one = by or (lambda lens: read(wh, place, lens, typologies=typologies))
    readings, refused = each(chosen or tuple(declared()), one)
    if refused and not readings:
        raise refused[0][1]
    return readings, tuple((lens, error.what) for lens, error in refused)


def each(
    chosen: Sequence[str], one: Callable[[str], Reading]
) -> tuple[tuple[Reading, ...], tuple[tuple[str, RebondsError], ...]]:
    """Read lenses one by one; return the readings, and the lenses that cannot be read with their error."""
    readings, refused = [], []
    for lens in chosen:
        try:
            readings.append(one(lens))
        except RebondsError as error:
            refused.append((lens, error))
    return tuple(readings), tuple(refused)


def pair(
    wh: Warehouse,
    a: Territory | str,
    b: Territory | str,
    lens: str,
    *,
    typologies: Mapping[str, Typology] | None = None,
) -> tuple[Reading, Reading, Reading]:
    """Return two territories and their union read through a lens.

    Raises
    ------
    UsageError
        The same territory twice, or two that overlap.
    """
    first, second = (territory.resolve(one) if isinstance(one, str) else one for one in (a, b))
    if set(first.communes) & set(second.communes):
        raise UsageError(
            Text("Ces deux territoires se recouvrent.", "These two territories overlap."),
            Text("Choisissez deux territoires distincts.", "Choose two distinct territories."),
        )
    both = Territory(
        code=f"{first.code}+{second.code}",
        name=f"{first.name} + {second.name}",
        level="grouping",
        communes=tuple(sorted({*first.communes, *second.communes})),
        epcis=tuple(sorted({*first.epcis, *second.epcis})),
        population=None
        if first.population is None or second.population is None
        else first.population + second.population,
    )
    one, two, joint = (read(wh, place, lens, typologies=typologies) for place in (first, second, both))
    return one, two, joint


def _function(lens: str) -> Read:
    module, name = _FUNCTIONS[lens]
    found: Any = getattr(import_module(f"rebonds.lenses.{module}"), name)
    return found  # type: ignore[no-any-return]

"""The ordinary economy: who works for people who are here, for what everyone needs, and without being named.

Three typologies side by side, each job in exactly one class of each; their classes overlap and are never added.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from rebonds.lenses import naf
from rebonds.lenses.activity import ESTABLISHMENTS, Counts, counted, counted_as, counted_columns
from rebonds.lenses.chosen import dimensions_of
from rebonds.lenses.measures import Found, Lens, band, dimension, lens_table, ordered
from rebonds.lenses.reading import DimensionReading
from rebonds.lenses.tables import Point, Table
from rebonds.lenses.work import YEAR, Composition, Split, Work, composed, split, work_of
from rebonds.territory.model import Territory
from rebonds.text import Text, number, typeset

if TYPE_CHECKING:
    from rebonds.lenses.registry import Parts
    from rebonds.warehouse import Warehouse

#: A typology, how it divides the branches here, the jobs that come of it.
Divided = tuple[naf.Typology, Split, Composition]
#: Measure -> typology, classes that it adds up.
_MEASURES: dict[str, tuple[str, tuple[str, ...]]] = {
    "presentielle_share": ("spheres", ("presentielle",)),
    "productive_share": ("spheres", ("productive",)),
    "foundational_share": ("foundational", ("material", "providential")),
    "material_share": ("foundational", ("material",)),
    "providential_share": ("foundational", ("providential",)),
    "overlooked_share": ("foundational", ("overlooked",)),
    "tradable_share": ("foundational", ("tradable",)),
    "ordinary_share": ("ordinary", ("core",)),
    "ordinary_extended_share": ("ordinary", ("core", "extended")),
}


_LOCAL = Text(
    "Ici, les branches mixtes suivent les salariés par code d’activité ; ailleurs, la convention.",
    "Here, mixed branches follow employees by activity code; elsewhere, the convention.",
)
#: Measures by establishments -> the measure by jobs that adds up the same classes.
_COUNTED = {
    "presentielle_establishments_share": "presentielle_share",
    "foundational_establishments_share": "foundational_share",
    "ordinary_establishments_share": "ordinary_share",
}


def ordinary(wh: Warehouse, place: Territory, lens: Lens) -> Parts:
    """Read the ordinary economy of a territory.

    ``share_c = sum_s w_cs J_s / sum_s J_s`` with ``J_s`` jobs of branch s and ``w_cs`` the part of the branch in
    class c; location quotients ``LQ_s = (J_s / J) / (N_s / N)`` against France. Establishments are counted by
    activity code, each in one class, where a source gives them.

    Raises
    ------
    MissingDataError, UsageError
        From `rebonds.lenses.work.work_of`.
    """
    work = work_of(wh, place)
    # A team's own typologies stand beside the shipped ones, or in their place; those by code divide no branch.
    names = [
        *naf.TYPOLOGIES,
        *(n for n, one in lens.typologies.items() if not one.by_code and n not in naf.TYPOLOGIES),
    ]
    found: dict[str, Divided] = {}
    for name in names:
        typology = lens.typology(name)
        divided = split(work, typology)
        found[name] = (typology, divided, composed(work, divided))
    counts = counted(wh, place, ESTABLISHMENTS)
    measures = [
        _by_establishments(ident, counts, found, place, lens)
        if ident in _COUNTED
        else _measure(ident, work, found, place, lens)
        for ident in lens.cards
    ]
    dimensions = (*measures, *dimensions_of(wh, place, lens))
    told = () if counts is None else counts.sources
    return {
        "dimensions": dimensions,
        "points": _points(dimensions),
        "tables": (*(_classes(name, work, *found[name], counts) for name in names), _branches(work, found)),
        "assumptions": (
            *(found[name][0].caution for name in names if found[name][0].caution.fr),
            *(() if counts is None else (counted_as(counts),)),
        ),
        "sources": (*work.sources, *told),
    }


def _measure(
    ident: str, work: Work, found: dict[str, Divided], place: Territory, lens: Lens
) -> DimensionReading:
    name, classes = _MEASURES[ident]
    typology, divided, made = found[name]
    rows = [made.classes.index(one) for one in classes]
    low, high = band(100 * made.draws[:, rows].sum(axis=1))
    jobs = float(made.jobs[rows].sum())
    steps = [f"typologie {typology.id} {typology.version} du {typology.date.isoformat()}"]
    if divided.local:
        steps.append(f"codes d'activité locaux pour {', '.join(divided.local)}")
    value = 100 * jobs / float(made.jobs.sum())
    return dimension(
        lens,
        ident,
        place,
        Found(
            value=value,
            low=min(low, value),
            high=max(high, value),
            numerator=jobs,
            denominator=float(made.jobs.sum()),
            vintage=YEAR,
            sources=work.sources,
            method=("emplois par branche (A38) × part de la classe", *steps),
            among=ordered(100 * made.every[rows].sum(axis=0)),
        ),
    )


def _by_establishments(
    ident: str, counts: Counts | None, found: dict[str, Divided], place: Territory, lens: Lens
) -> DimensionReading:
    if counts is None:
        return dimension(lens, ident, place, Found(None))
    name, classes = _MEASURES[_COUNTED[ident]]
    typology = found[name][0]
    held = counts.by_class(typology)
    top = sum(held[one] for one in classes)
    return dimension(
        lens,
        ident,
        place,
        Found(
            value=100 * top / counts.total,
            numerator=top,
            denominator=counts.total,
            state=counts.state,
            vintage=counts.vintage,
            sources=counts.sources,
            method=(
                f"{counts.scope.fr}, par code d'activité",
                f"typologie {typology.id} {typology.version} du {typology.date.isoformat()}",
            ),
        ),
    )


def _points(dimensions: tuple[DimensionReading, ...]) -> tuple[Point, ...]:
    said = []
    for one in dimensions:
        head = one.headline
        if one.id not in {"presentielle_share", "foundational_share", "ordinary_share"} or head is None:
            continue
        value = head.value
        figures = [number(x or 0.0, "fr", 0) for x in (value.value, value.low, value.high)]
        jobs = [number(round((value.numerator or 0.0) / 100) * 100, lang, 0) for lang in ("fr", "en")]
        english = [number(x or 0.0, "en", 0) for x in (value.value, value.low, value.high)]
        median = head.positions[0].quantiles[3] if head.positions else None
        beside = Text("", "")
        if median is not None:
            beside = Text(
                f" La moitié des intercommunalités sont sous {number(median, 'fr', 0)} %.",
                f" Half of the EPCI are under {number(median, 'en', 0)}%.",
            )
        said.append(
            Point(
                one.label,
                Text(
                    typeset(
                        f"Environ {figures[0]} % des emplois (entre {figures[1]} et {figures[2]} %), soit {jobs[0]} "
                        f"personnes au travail.{beside.fr}"
                    ),
                    f"About {english[0]}% of jobs (between {english[1]} and {english[2]}%), {jobs[1]} people at "
                    f"work.{beside.en}",
                ),
            )
        )
    return tuple(said)


def _classes(
    name: str, work: Work, typology: naf.Typology, divided: Split, made: Composition, counts: Counts | None
) -> Table:
    national = divided.usual @ work.national
    national = national / national.sum()
    held = {} if counts is None else counts.by_class(typology)
    rows = [
        (
            typology.classes[one],
            round(float(made.jobs[rank])),
            float(made.shares[rank]),
            float(national[rank]),
            float(made.shares[rank] / national[rank]) if national[rank] > 0 else None,
            *((held[one], held[one] / counts.total) if counts is not None else ()),
        )
        for rank, one in enumerate(made.classes)
    ]
    if counts is not None and held.get(""):
        gone = Text("codes inconnus de la NAF", "codes that NAF does not know")
        rows.append((gone, None, None, None, None, held[""], held[""] / counts.total))
    more = () if counts is None else counted_columns()
    table = lens_table("typology", rows, ident=f"typology-{name}", title=typology.label, more=more)
    note = typology.told
    if divided.local:
        note = Text(f"{note.fr} {_LOCAL.fr}", f"{note.en} {_LOCAL.en}")
    return replace(table, note=note)


def _branches(work: Work, found: dict[str, Divided]) -> Table:
    """Return jobs, location quotient and parts of each branch."""
    quotients = work.quotients
    shown = {"spheres": "presentielle", "foundational": "material", "ordinary": "core"}
    parts = {}
    for name, one in shown.items():
        divided = found[name][1]
        parts[name] = divided.share[divided.classes.index(one)]
    parts["foundational"] = (
        parts["foundational"]
        + found["foundational"][1].share[found["foundational"][1].classes.index("providential")]
    )
    total = work.jobs.sum()
    order = np.argsort(-work.jobs)
    rows = tuple(
        (
            work.branches[s],
            work.economy.branches[s].label,
            round(float(work.jobs[s])),
            float(work.jobs[s] / total),
            float(quotients[s]) if np.isfinite(quotients[s]) else None,
            float(parts["spheres"][s]),
            float(parts["foundational"][s]),
            float(parts["ordinary"][s]),
        )
        for s in order
        if work.jobs[s] > 0
    )
    return lens_table("branches", rows, first=12)

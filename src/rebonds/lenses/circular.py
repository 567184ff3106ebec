"""Materials, energy and waste behind local activity: what can honestly be read, and what cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rebonds.flows.economy import zones_of
from rebonds.flows.model import Economy
from rebonds.lenses.content import declared_in
from rebonds.lenses.loops import Loops
from rebonds.lenses.measures import Found, Lens, band, dimension, lens_table
from rebonds.lenses.tables import Column, Point, Table
from rebonds.lenses.work import work_of
from rebonds.territory.model import Territory
from rebonds.text import Text

if TYPE_CHECKING:
    from rebonds.lenses.registry import Parts
    from rebonds.warehouse import Warehouse

#: Measure -> footprint of the economy, divisor to its unit.
_FOOTPRINTS = {
    "production_emissions_kt": ("GHG", 1e3),
    "production_materials_kt": ("MAT", 1e3),
    "production_waste_kt": ("WAS", 1e3),
    "production_hazardous_products_kt": ("HAZ", 1e3),
    "production_energy_tj": ("NRG", 1e3),
}
#: Measure -> class of the typology of loops.
_LOOPS = {
    "repair_establishments_per_10000": "repair",
    "reuse_establishments_per_10000": "reuse",
    "rental_establishments_per_10000": "rental",
    "recovery_establishments_per_10000": "recovery",
}


def circular(wh: Warehouse, place: Territory, lens: Lens) -> Parts:
    """Read what local activity would emit, extract and throw away at national intensities.

    ``F = sum_s e_s X_s``: intensity of branch s (France) times its local output; band: measured error of jobs and a
    third of the intensity (convention). Repair, reuse, rental and recovery are counted, where a source gives
    establishments by activity code.

    Raises
    ------
    MissingDataError, UsageError
        From `rebonds.lenses.work.work_of`.
    """
    rules = declared_in("parameters.toml")["circular"]
    work = work_of(wh, place)
    economy = work.economy
    parts = zones_of(economy, place)
    ranks, share = np.array(list(parts)), np.array(list(parts.values()))
    output = economy.output[:, ranks] @ share
    rng = np.random.default_rng(rules["seed"])
    with np.errstate(invalid="ignore", divide="ignore"):
        relative = np.where(work.jobs > 0, work.error / work.jobs, 0.0)
    size = (rules["draws"], len(output))
    noise = rng.normal(0, relative, size) + rng.normal(0, rules["intensity_error"], size)
    drawn = output * np.clip(1 + noise, 0.0, None)
    found = {}
    for ident, (name, divisor) in _FOOTPRINTS.items():
        if name not in economy.footprints:
            found[ident] = Found(None)
            continue
        intensity = np.nan_to_num(economy.footprints[name])
        value = float(intensity @ output) / divisor
        low, high = band(drawn @ intensity / divisor)
        found[ident] = Found(
            value,
            min(low, value),
            max(high, value),
            vintage=economy.year,
            sources=economy.sources,
            method=("intensité nationale de la branche × production locale estimée",),
        )
    loops = Loops(wh, place, lens)
    found |= {ident: loops.per_inhabitant(name) for ident, name in _LOOPS.items()}
    dimensions = tuple(dimension(lens, ident, place, found.get(ident, Found(None))) for ident in lens.cards)
    return {
        "dimensions": dimensions,
        "tables": (_table(work.branches, economy, output), *loops.tables()),
        "points": (_POINT, *loops.points()),
        "sources": (*economy.sources, *loops.sources),
        "assumptions": loops.assumptions(),
    }


def functional(wh: Warehouse, place: Territory, lens: Lens) -> Parts:
    """Read what shows of selling use rather than goods: who rents goods out, who keeps them in use.

    An activity code says what a firm mostly does, never on which contract: the model itself is not seen.
    """
    loops = Loops(wh, place, lens)
    found = {ident: loops.per_inhabitant(name) for ident, name in _LOOPS.items()}
    found["rental_employees_share"] = loops.employees_share("rental")
    return {
        "dimensions": tuple(
            dimension(lens, ident, place, found.get(ident, Found(None))) for ident in lens.cards
        ),
        "tables": loops.tables(),
        "points": loops.points(),
        "sources": loops.sources,
        "assumptions": loops.assumptions(),
    }


_POINT = Point(
    Text("Une estimation de départ", "An estimate to start from"),
    Text(
        "Ces quantités supposent que chaque branche produit ici comme en moyenne en France : elles disent où regarder, pas "
        "ce que font les entreprises.",
        "These amounts assume that each branch makes things here as on average in France: they tell where to look, not "
        "what firms do.",
    ),
)


def _table(branches: tuple[str, ...], economy: Economy, output: np.ndarray) -> Table:
    footprints = economy.footprints
    labels = [branch.label for branch in economy.branches]
    names = [(ident, name, divisor) for ident, (name, divisor) in _FOOTPRINTS.items() if name in footprints]
    heads = {
        "GHG": (Text("gaz à effet de serre", "greenhouse gases"), Text("kt CO2e", "kt CO2e")),
        "MAT": (Text("matières extraites", "materials extracted"), Text("kt", "kt")),
        "WAS": (Text("déchets", "waste"), Text("kt", "kt")),
        "HAZ": (Text("produits dangereux", "hazardous products"), Text("kt", "kt")),
        "NRG": (Text("énergie", "energy"), Text("TJ", "TJ")),
    }
    more = [Column(name, heads[name][0], "amount", heads[name][1], heads[name][0]) for _, name, _ in names]
    carried = {name: np.nan_to_num(footprints[name]) * output / divisor for _, name, divisor in names}
    rows = tuple(
        (
            branches[s],
            labels[s],
            *(float(np.nan_to_num(footprints[name][s]) * output[s] / divisor) for _, name, divisor in names),
        )
        for s in np.argsort(-carried.get("GHG", output))
        if output[s] > 0
    )
    return lens_table("footprints", rows, first=12, more=more)

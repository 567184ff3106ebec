"""Materials, energy and waste behind local activity: what can honestly be read, and what cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rebonds.flows.economy import zones_of
from rebonds.flows.model import Economy
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
#: National intensities say nothing of a site's own process: a convention, to be replaced by declarations.
_INTENSITY_ERROR = 0.3
_DRAWS = 500


def circular(wh: Warehouse, place: Territory, lens: Lens) -> Parts:
    """Read what local activity would emit, extract and throw away at national intensities.

    ``F = sum_s e_s X_s``: intensity of branch s (France) times its local output; band: measured error of jobs and a
    third of the intensity (convention).
    """
    work = work_of(wh, place)
    economy = work.economy
    parts = zones_of(economy, place)
    ranks, share = np.array(list(parts)), np.array(list(parts.values()))
    output = economy.output[:, ranks] @ share
    rng = np.random.default_rng(11)
    with np.errstate(invalid="ignore", divide="ignore"):
        relative = np.where(work.jobs > 0, work.error / work.jobs, 0.0)
    noise = rng.normal(0, relative, (_DRAWS, len(output))) + rng.normal(
        0, _INTENSITY_ERROR, (_DRAWS, len(output))
    )
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
    dimensions = tuple(dimension(lens, ident, place, found.get(ident, Found(None))) for ident in lens.cards)
    return {
        "dimensions": dimensions,
        "tables": (_table(work.branches, economy, output),),
        "points": (_POINT,),
        "sources": economy.sources,
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

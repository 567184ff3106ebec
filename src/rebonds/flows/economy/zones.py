"""The zones of the economy: every EPCI whose jobs by branch are known, and the rest of each département."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rebonds.flows.economy.figures import rests
from rebonds.flows.economy.jobs import Commune, Jobs, known_jobs, sampling
from rebonds.flows.model import Array, Zone
from rebonds.text import Text, number

if TYPE_CHECKING:
    import duckdb

LIVING = "median_living_standard"

_MEMBERS = """
SELECT t.code, coalesce(m.code, ''), t.departement, t.population::DOUBLE, t.lon, t.lat,
       coalesce(t.area_km2, 0)
FROM territory AS t LEFT JOIN membership AS m ON m.level = 'epci' AND m.commune = t.code
WHERE t.level = 'commune' AND t.population IS NOT NULL ORDER BY t.code
"""


@dataclass(frozen=True)
class Cells:
    """Zones with their jobs.

    Attributes
    ----------
    zones : tuple of Zone
    jobs, variance : array (S, R)
    living : array (R,)
        Median living standard, euros a year.
    sources : tuple of str
    notes : tuple of Text
    """

    zones: tuple[Zone, ...]
    jobs: Array
    variance: Array
    living: Array
    sources: tuple[str, ...]
    notes: tuple[Text, ...]


def cells(con: duckdb.DuckDBPyConnection, codes: tuple[str, ...]) -> Cells:
    """Make the zones, with their jobs and their living standard.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        Tables ``territory``, ``membership`` and ``observation``.
    codes : tuple of str
        Branches.

    Raises
    ------
    MissingDataError
        The warehouse holds no jobs by branch.
    """
    communes = [Commune(*row) for row in con.execute(_MEMBERS).fetchall()]
    jobs = known_jobs(con, codes, communes)
    groups = _grouped(communes, set(jobs.epci), set(jobs.left))
    notes = list(jobs.notes)
    kept, counts, variance = _fill(groups, jobs, communes, notes)
    names = _names(con)
    zones = tuple(_zone(code, groups[code], names) for code in kept)
    living, used = _living(con, zones, communes, notes)
    return Cells(zones, counts, variance, living, tuple(sorted(jobs.sources | used)), tuple(notes))


def _grouped(communes: list[Commune], epci: set[str], wide: set[str]) -> dict[str, list[Commune]]:
    """Put each commune in its EPCI, else in what is left of its département; others have no figure at all."""
    groups: dict[str, list[Commune]] = {}
    for commune in communes:
        if commune.lon is None or commune.lat is None:
            continue  # nowhere: no distance can be had
        if commune.epci in epci:
            groups.setdefault(commune.epci, []).append(commune)
        elif commune.departement in wide:
            groups.setdefault(f"Z:{commune.departement}", []).append(commune)
    return groups


def _fill(
    groups: dict[str, list[Commune]], known: Jobs, communes: list[Commune], notes: list[Text]
) -> tuple[list[str], Array, Array]:
    """Return the zones in order, their jobs and their variances (S, R)."""
    kept, jobs, variance = [], [], []
    lost = 0.0
    for code in sorted(groups, key=lambda c: (c.startswith("Z:"), c)):
        if not sum(c.population for c in groups[code]):
            continue
        if code in known.epci:
            row, doubt = known.epci[code], known.epci_variance[code]
        else:
            left = known.left[code[2:]]
            lost += float(-np.minimum(left, 0.0).sum())
            row, doubt = np.maximum(left, 0.0), known.left_variance[code[2:]]
        kept.append(code)
        jobs.append(row)
        variance.append(np.maximum(doubt, sampling(row)))
    total = float(np.sum(jobs))
    if lost > 0.001 * total:
        notes.append(
            Text(
                f"{number(lost, 'fr', 0)} emplois : des EPCI en comptent plus que leur département n'en laisse.",
                f"{number(lost, 'en', 0)} jobs: EPCI count more than their département leaves.",
            )
        )
    outside = sum(c.population for c in communes) - sum(c.population for code in kept for c in groups[code])
    if outside > 0:
        notes.append(
            Text(
                f"Hors du modèle, faute d'emplois par branche : {number(outside, 'fr', 0)} habitants "
                "(Mayotte et collectivités d'outre-mer).",
                f"Out of the model, for want of jobs by branch: {number(outside, 'en', 0)} inhabitants "
                "(Mayotte and overseas collectivities).",
            )
        )
    return kept, np.array(jobs).T, np.array(variance).T


def _names(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    rows = con.execute("SELECT code, name FROM territory WHERE level = 'epci'").fetchall()
    names = {str(code): str(name) for code, name in rows}
    return names | {f"Z:{code}": name for code, name in rests().items()}


def _zone(code: str, members: list[Commune], names: dict[str, str]) -> Zone:
    weight = np.array([c.population for c in members])
    lon, lat = (np.array([getattr(c, axis) for c in members]) for axis in ("lon", "lat"))
    return Zone(
        code=code,
        name=names.get(code, code),
        level="rest" if code.startswith("Z:") else "epci",
        population=float(weight.sum()),
        lon=float(weight @ lon / weight.sum()),
        lat=float(weight @ lat / weight.sum()),
        area_km2=float(sum(c.area_km2 for c in members)),
        communes=tuple(c.code for c in members),
    )


def _living(
    con: duckdb.DuckDBPyConnection, zones: tuple[Zone, ...], communes: list[Commune], notes: list[Text]
) -> tuple[Array, set[str]]:
    """Return the median living standard of each zone: its own, that of its département, or the country's."""
    rows = con.execute(
        "SELECT level, code, value, source FROM observation WHERE variable = ? AND value IS NOT NULL "
        "AND level IN ('epci', 'departement', 'france') "
        "QUALIFY row_number() OVER (PARTITION BY level, code ORDER BY vintage DESC, source) = 1",
        [LIVING],
    ).fetchall()
    known = {(level, code): float(value) for level, code, value, _ in rows}
    home = {c.code: c.departement for c in communes}
    people: dict[str, float] = {}
    for commune in communes:
        people[commune.departement] = people.get(commune.departement, 0.0) + commune.population
    wide = {code: value for (level, code), value in known.items() if level == "departement"}
    country = known.get(("france", "FR"))
    if country is None:  # the mean of what is known, weighted by people
        weights = sum(people.get(code, 0.0) for code in wide)
        country = sum(v * people.get(code, 0.0) for code, v in wide.items()) / weights if weights else 1.0
    living, guessed = [], 0.0
    for zone in zones:
        own = known.get(("epci", zone.code))
        near = wide.get(home[zone.communes[0]])
        if own is None and not (zone.level == "rest" and near is not None):
            guessed += zone.population
        living.append(next(v for v in (own, near, country) if v is not None))
    if guessed:
        share = 100.0 * guessed / sum(zone.population for zone in zones)
        notes.append(
            Text(
                f"Niveau de vie du département ou de la France pour {number(share, 'fr', 1)} % de la population.",
                f"Living standard of the département or of France for {number(share, 'en', 1)}% of the population.",
            )
        )
    return np.array(living), {str(source) for _, _, _, source in rows}

"""Jobs by branch of each EPCI, and what they leave in each département, from what the warehouse holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rebonds.errors import MissingDataError
from rebonds.flows.economy.figures import rules
from rebonds.flows.model import Array
from rebonds.text import Text, number

if TYPE_CHECKING:
    import duckdb

JOBS = "jobs_a38"
VARIANCE = "jobs_a38_variance"
#: Employees by branch of Flores, by commune: imported, they share the jobs of each département.
EMPLOYEES = "employees_a38"

_LATEST = """
SELECT code, split_part(variable, '.', 2) AS branch, value, source FROM observation
WHERE level = $level AND split_part(variable, '.', 1) = $variable AND value IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY code, variable ORDER BY vintage DESC, source) = 1
"""
Part = tuple[str, str]  # EPCI, département


class Commune(NamedTuple):
    """A commune of today, with its EPCI (empty where it has none)."""

    code: str
    epci: str
    departement: str
    population: float
    lon: float | None
    lat: float | None
    area_km2: float


@dataclass(frozen=True)
class Jobs:
    """Jobs by branch, each an array (S,).

    Attributes
    ----------
    epci, epci_variance : dict of str to array
    left, left_variance : dict of str to array
        What EPCI leave of each département; may be negative where they count more than it does.
    sources : set of str
    notes : list of Text
    """

    epci: dict[str, Array]
    epci_variance: dict[str, Array]
    left: dict[str, Array]
    left_variance: dict[str, Array]
    sources: set[str]
    notes: list[Text]


def known_jobs(con: duckdb.DuckDBPyConnection, codes: tuple[str, ...], communes: list[Commune]) -> Jobs:
    """Return the jobs of EPCI and of what is left of each département.

    Where the employees by branch of most communes are in the warehouse (Flores), each département's jobs are
    shared as they are. Else the jobs of EPCI are those given, and an EPCI across several départements is taken
    out of each in proportion to its people there.

    Raises
    ------
    MissingDataError
        The warehouse holds no jobs by branch.
    """
    given, sources = _known(con, "epci", JOBS, codes)
    wide, more = _known(con, "departement", JOBS, codes)
    if not given and not wide:
        raise MissingDataError(
            Text(
                "L'entrepôt ne contient pas d'emplois par branche (jobs_a38).",
                "The warehouse holds no jobs by branch (jobs_a38).",
            ),
            Text(
                "Reconstruisez-le (« rebonds data build ») : la table est livrée avec Rebonds.",
                "Build it again ('rebonds data build'): the table ships with Rebonds.",
            ),
        )
    doubt, _ = _known(con, "departement", VARIANCE, codes)
    shared = _by_employees(con, codes, communes, wide)
    if shared is not None:
        parts, covered, source = shared
        spread = {key: sampling(row) for key, row in parts.items()}
        notes = [
            Text(
                "Emplois des EPCI : ceux du département, au prorata des salariés par branche des communes "
                f"(Flores, {number(100 * covered, 'fr', 0)} % de la population couverte).",
                "Jobs of the EPCI: those of the département, as the employees by branch of the communes are "
                f"(Flores, {number(100 * covered, 'en', 0)}% of the population covered).",
            )
        ]
        return _sum(parts, spread, wide, doubt, more | {source}, notes)
    variance, _ = _known(con, "epci", VARIANCE, codes)
    weights = _homes(communes)
    parts, spread = {}, {}
    for (code, home), share in weights.items():
        if code in given:
            parts[code, home] = given[code] * share
            spread[code, home] = variance.get(code, sampling(given[code])) * share
    return _sum(parts, spread, wide, doubt, sources | more, [])


def sampling(jobs: Array) -> Array:
    """Return the variance of jobs that are only as sure as the census."""
    rule = rules()["jobs_error"]
    return np.asarray((float(rule["census"]) * jobs) ** 2 + float(rule["sampling"]) * jobs)


def _known(
    con: duckdb.DuckDBPyConnection, level: str, variable: str, codes: tuple[str, ...]
) -> tuple[dict[str, Array], set[str]]:
    """Return the latest figures by branch of each territory of a level, and their sources."""
    order = {code: i for i, code in enumerate(codes)}
    found: dict[str, Array] = {}
    sources = set()
    for code, branch, value, source in con.execute(
        _LATEST, {"level": level, "variable": variable}
    ).fetchall():
        if branch in order:
            found.setdefault(code, np.zeros(len(codes)))[order[branch]] = value
            sources.add(str(source))
    return found, sources


def _homes(communes: list[Commune]) -> dict[Part, float]:
    """Return the part of the people of each EPCI who live in each département."""
    people: dict[str, float] = {}
    inside: dict[Part, float] = {}
    for commune in communes:
        key = (commune.epci, commune.departement)
        inside[key] = inside.get(key, 0.0) + commune.population
        people[commune.epci] = people.get(commune.epci, 0.0) + commune.population
    return {key: count / people[key[0]] for key, count in inside.items() if key[0] and people[key[0]]}


def _by_employees(
    con: duckdb.DuckDBPyConnection,
    codes: tuple[str, ...],
    communes: list[Commune],
    wide: dict[str, Array],
) -> tuple[dict[Part, Array], float, str] | None:
    """Share the jobs of départements between EPCI as their employees by branch, where communes give them."""
    seen, sources = _known(con, "commune", EMPLOYEES, codes)
    people = sum(c.population for c in communes)
    covered = sum(c.population for c in communes if c.code in seen) / people if people else 0.0
    if not wide or covered < float(rules()["zones"]["covered"]):
        return None
    part: dict[Part, Array] = {}
    whole: dict[str, Array] = {}
    for commune in communes:
        row, home = seen.get(commune.code), commune.departement
        if row is not None and home in wide:
            part[commune.epci, home] = part.get((commune.epci, home), np.zeros(len(codes))) + row
            whole[home] = whole.get(home, np.zeros(len(codes))) + row
    made = {}
    for (epci, home), row in part.items():
        if epci and whole[home].sum() > 0:
            # A branch without a single employee in the département has self-employed: as all branches.
            overall = np.full_like(row, row.sum() / whole[home].sum())
            made[epci, home] = wide[home] * np.divide(row, whole[home], out=overall, where=whole[home] > 0)
    return made, covered, sorted(sources)[-1]


def _sum(
    parts: dict[Part, Array],
    spread: dict[Part, Array],
    wide: dict[str, Array],
    doubt: dict[str, Array],
    sources: set[str],
    notes: list[Text],
) -> Jobs:
    epci: dict[str, Array] = {}
    variance: dict[str, Array] = {}
    left = {home: row.copy() for home, row in wide.items()}
    unsure = {home: doubt.get(home, sampling(row)).copy() for home, row in wide.items()}
    for (code, home), row in parts.items():
        epci[code] = epci.get(code, 0.0) + row
        variance[code] = variance.get(code, 0.0) + spread[code, home]
        if home in left:
            left[home] = left[home] - row
            unsure[home] = unsure[home] + spread[code, home]
    return Jobs(epci, variance, left, unsure, sources, notes)

"""The economy laid over the zones, and written into the warehouse (a step of the build)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from rebonds.flows.checks import check_economy
from rebonds.flows.economy import figures, national, tables
from rebonds.flows.economy.figures import Figures
from rebonds.flows.economy.national import National
from rebonds.flows.economy.zones import Cells, cells
from rebonds.flows.model import Array, Economy
from rebonds.text import Text, number

if TYPE_CHECKING:
    import duckdb

#: Branches of which a part, or the whole, follows homes and not jobs.
HOUSING, HELP = "LZ", "TZ"
PUBLIC = "OZ"


def derive(con: duckdb.DuckDBPyConnection, progress: Any = None) -> None:
    """Build the economy of the country and write its tables.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        A warehouse being built: reads ``territory``, ``membership`` and ``observation``; creates
        ``economy_zone``, ``economy_branch``, ``economy_input``, ``economy_cell``, ``economy_footprint`` and
        ``economy_note``; adds the national tables to ``source``.
    progress : callable, optional
        Called as ``progress(text, done, total)``.

    Notes
    -----
    Without jobs by branch there is no economy: the tables are left empty, and `load` says what is missing.
    """
    label = Text("Économie des territoires", "Economy of the territories")
    tables.create(con)
    if not con.execute(
        "SELECT 1 FROM observation WHERE split_part(variable, '.', 1) = 'jobs_a38' LIMIT 1"
    ).fetchall():
        return
    if progress is not None:
        progress(label, 0, 3)
    given = figures.load()
    made = national.table(given)
    if progress is not None:
        progress(label, 1, 3)
    found = cells(con, given.codes)
    parts = lay(given, made, found)
    economy = assemble(given, made, found, parts)
    check_economy(economy)
    if progress is not None:
        progress(label, 2, 3)
    tables.write(con, economy, parts, found.living, made)
    tables.add_sources(con)
    if progress is not None:
        progress(label, 3, 3)


def lay(given: Figures, made: National, found: Cells) -> dict[str, Array]:
    """Lay the national table over the zones; each array is (S, R), and adds up to the nation.

    - output: the national output of a branch in proportion of its jobs (one productivity by branch); rents
      imputed to owners, and households as employers, in proportion of people times their living standard;
    - household demand: people times living standard, the same basket everywhere;
    - government: what everyone uses together where administrations work, the rest by people;
    - investment: in proportion of value added;
    - exports: in proportion of output.
    """
    codes = given.codes
    means = np.array([zone.population for zone in found.zones]) * found.living
    means = means / means.sum()
    people = np.array([zone.population for zone in found.zones])
    people = people / people.sum()

    worked = found.jobs.sum(axis=1, keepdims=True)
    where = np.where(
        worked > 0, np.divide(found.jobs, worked, out=np.zeros_like(found.jobs), where=worked > 0), means
    )
    rents = float(figures.rules()["housing"]["value"])
    where[codes.index(HOUSING)] = rents * means + (1.0 - rents) * where[codes.index(HOUSING)]
    where[codes.index(HELP)] = means
    output = made.output[:, None] * where

    collective = set(figures.rules()["government"]["collective"])
    offices = where[codes.index(PUBLIC)]
    served = np.array([offices if code in collective else people for code in codes])
    added = made.value_added @ output
    return {
        "output": output,
        "household": made.household[:, None] * means,
        "government": made.government[:, None] * served,
        "investment": made.investment[:, None] * (added / added.sum()),
        "exports": made.exports[:, None] * where,
    }


def assemble(given: Figures, made: National, found: Cells, parts: dict[str, Array]) -> Economy:
    """Return the economy as the engine takes it."""
    net = given.branch_output - given.inputs - given.fixed_capital
    rule = figures.rules()
    return Economy(
        zones=found.zones,
        branches=given.branches,
        technical=made.technical,
        imports=made.imported.sum(axis=0),
        imported=made.imported,
        value_added=made.value_added + made.product_taxes,
        output=parts["output"],
        final=parts["household"] + parts["government"] + parts["investment"],
        exports=parts["exports"],
        jobs=found.jobs,
        # Per euro of net value added at the source: times net value added, over output.
        footprints={name: value * net / given.branch_output for name, value in given.footprints.items()},
        footprint_units=given.footprint_units,
        year=int(rule["year"]),
        sources=tuple(sorted({*found.sources, *(source.id for source in figures.sources())})),
        notes=(*_steps(given, found), *found.notes),
        jobs_error=np.sqrt(found.variance),
    )


def _steps(given: Figures, found: Cells) -> tuple[Text, ...]:
    """Say how the arrays were made, from the sources on."""
    jobs = float(found.jobs.sum())
    epci = sum(zone.level == "epci" for zone in found.zones)
    output = float(given.branch_output.sum()) / 1000.0
    return (
        Text(
            f"Tableau entrées-sorties 2018 de l'Insee ({len(given.branches)} branches, production "
            f"{number(output, 'fr', 0)} Md€), passé aux prix de base et aux seuls produits français : marges et "
            "emplois finals selon la structure 2010 d'Eurostat, importations au prorata.",
            f"Insee's 2018 input-output table ({len(given.branches)} branches, output {number(output, 'en', 0)} "
            "billion euros), at basic prices and for French products only: margins and final uses after "
            "Eurostat's structure of 2010, imports in proportion.",
        ),
        Text(
            f"{len(found.zones)} zones, dont {epci} EPCI : {number(jobs, 'fr', 0)} emplois de 2023 par branche, "
            "estimés ; production au prorata des emplois de la branche (une seule productivité).",
            f"{len(found.zones)} zones, {epci} of them EPCI: {number(jobs, 'en', 0)} jobs of 2023 by branch, "
            "estimated; output in proportion of the jobs of the branch (one productivity).",
        ),
        Text(
            "Demande des ménages selon la population et le niveau de vie médian ; des administrations selon la "
            "population ou leurs emplois ; investissement selon la valeur ajoutée ; exportations selon la "
            "production.",
            "Household demand by population and median living standard; government's by population or its jobs; "
            "investment by value added; exports by output.",
        ),
    )

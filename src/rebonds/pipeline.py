"""Composition root: what a build computes once the sources are assembled.

The warehouse knows nothing of indicators nor of flows; this module, above them, hands it their steps. What a
step runs is only loaded when it runs.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rebonds.text import Text

if TYPE_CHECKING:
    import duckdb

    from rebonds.warehouse import Built, Warehouse
    from rebonds.warehouse.progress import Progress
    from rebonds.warehouse.steps import Step

_HERE = Path(__file__).parent
#: Files that each step rests on: its warehouse is stale when one of them changes.
_INDICATORS = ("indicators/*.py", "indicators/*.toml", "indicators/cards/*.toml", "indicators/sql/*.sql")
_ECONOMY = (
    "flows/economy/*.py",
    "flows/data/*",
    "flows/parameters.toml",
    "flows/rules.py",
    "flows/checks.py",
    "flows/model.py",
)
_PEOPLE = (
    "flows/people*.py",
    "flows/observed.py",
    "flows/areas.py",
    "flows/calibration.py",
    "flows/kinds.py",
    "flows/gravity.py",
    "flows/radiation.py",
    "flows/kernels.py",
    "flows/parameters.toml",
)


def steps() -> tuple[Step, ...]:
    """Return the steps of the product's build, with the files that make them stale when they change."""
    from rebonds.warehouse.steps import Step

    return (
        Step(
            "indicators",
            _indicators,
            Text("Calcul des indicateurs", "Computing the indicators"),
            _files(_INDICATORS),
        ),
        Step(
            "economy",
            _economy,
            Text("Économie des territoires", "Economy of the territories"),
            _files(_ECONOMY),
        ),
        Step(
            "people",
            _people,
            Text("Flux de personnes", "Flows of people"),
            _files(_PEOPLE),
        ),
        Step(
            "contracts",
            _contracts,
            Text("Marchés publics", "Public contracts"),
            _files(("flows/contracts.py",)),
        ),
    )


def _files(patterns: tuple[str, ...]) -> tuple[Path, ...]:
    return tuple(sorted(path for pattern in patterns for path in _HERE.glob(pattern) if path.is_file()))


def _indicators(con: duckdb.DuckDBPyConnection, progress: Progress) -> None:
    from rebonds import indicators

    indicators.derive(con, progress)


def _economy(con: duckdb.DuckDBPyConnection, progress: Progress) -> None:
    from rebonds.flows import economy

    economy.derive(con, progress)


def _people(con: duckdb.DuckDBPyConnection, progress: Progress) -> None:
    from rebonds.flows import people

    people.derive(con, progress)


def _contracts(con: duckdb.DuckDBPyConnection, progress: Progress) -> None:
    from rebonds.flows import contracts

    contracts.derive(con, progress)


def build(
    folder: str | Path | None = None, *, progress: Progress | None = None, force: bool = False
) -> Built:
    """Build the warehouse and all indicators (see `rebonds.warehouse.build`)."""
    from rebonds import warehouse

    return warehouse.build(folder, derive=steps(), progress=progress, force=force)


def open_warehouse(folder: str | Path | None = None, lang: str = "fr") -> Warehouse:
    """Open the warehouse in use, building it first where needed (see `rebonds.warehouse.Warehouse.open`)."""
    from rebonds.warehouse import Warehouse

    return Warehouse.open(folder, derive=steps(), lang=lang)

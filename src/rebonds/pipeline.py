"""Composition root: what a build computes once the sources are assembled.

The warehouse knows nothing of indicators; this module, above both, hands it their step. The indicators
themselves are only loaded when the step runs.
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

_INDICATORS = Path(__file__).parent / "indicators"
_RESTS_ON = ("*.py", "*.toml", "cards/*.toml", "sql/*.sql")


def steps() -> tuple[Step, ...]:
    """Return the steps of the product's build, with the files that make them stale when they change."""
    from rebonds.warehouse.steps import Step

    files = tuple(sorted(path for pattern in _RESTS_ON for path in _INDICATORS.glob(pattern)))
    return (
        Step("indicators", _indicators, Text("Calcul des indicateurs", "Computing the indicators"), files),
    )


def _indicators(con: duckdb.DuckDBPyConnection, progress: Progress) -> None:
    from rebonds import indicators

    indicators.derive(con, progress)


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

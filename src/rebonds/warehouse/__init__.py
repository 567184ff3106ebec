"""Warehouse: raw files -> core Parquet -> one DuckDB file, replaced whole and atomically.

Nothing heavy is imported here; DuckDB is loaded by the first query or the first build.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rebonds.warehouse.building import Built, build
    from rebonds.warehouse.checks import CheckResult
    from rebonds.warehouse.errors import BusyError, DiskError
    from rebonds.warehouse.intake import Imported, fetch, fetchable, import_file
    from rebonds.warehouse.overview import SourceStatus, status
    from rebonds.warehouse.paths import Layout, folder
    from rebonds.warehouse.steps import Step
    from rebonds.warehouse.store import Warehouse, current_version

_HOMES = {
    "Built": "building",
    "BusyError": "errors",
    "CheckResult": "checks",
    "DiskError": "errors",
    "Imported": "intake",
    "Layout": "paths",
    "SourceStatus": "overview",
    "Step": "steps",
    "Warehouse": "store",
    "build": "building",
    "current_version": "store",
    "fetch": "intake",
    "fetchable": "intake",
    "folder": "paths",
    "import_file": "intake",
    "status": "overview",
}

__all__ = [
    "Built",
    "BusyError",
    "CheckResult",
    "DiskError",
    "Imported",
    "Layout",
    "SourceStatus",
    "Step",
    "Warehouse",
    "build",
    "current_version",
    "fetch",
    "fetchable",
    "folder",
    "import_file",
    "status",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{home}"), name)

"""Steps that derive tables from the assembled ones, given from above so that layers stay in order."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rebonds.text import Text

if TYPE_CHECKING:
    import duckdb

    from rebonds.warehouse.progress import Progress

Derive = Callable[["duckdb.DuckDBPyConnection", "Progress"], Any]


@dataclass(frozen=True)
class Step:
    """A step of the build that fills tables from ``observation``, ``flow``, ``contract`` and territories.

    Attributes
    ----------
    name : str
        Short identifier, part of the build's identity.
    run : callable
        Called with the connection (its tables are writable) and the progress to tell.
    label : Text
        What is said while it runs.
    files : tuple of Path
        Files that the step rests on (cards, parameters, code): the warehouse is stale when one changes.
    """

    name: str
    run: Derive
    label: Text
    files: tuple[Path, ...] = ()


def as_steps(derive: Iterable[Step | Derive] | None) -> tuple[Step, ...]:
    """Return steps from steps or plain callables; ``None`` stands for those of the product.

    The product's steps come from the composition root, `rebonds.pipeline`, which sits above this layer: it
    is found by its name, so that the warehouse itself knows nothing of indicators.
    """
    if derive is None:
        return tuple(importlib.import_module("rebonds.pipeline").steps())
    return tuple(_step(item) for item in derive)


def _step(item: Step | Derive) -> Step:
    if isinstance(item, Step):
        return item
    name = getattr(item, "__qualname__", type(item).__name__)
    return Step(f"{getattr(item, '__module__', '')}.{name}", item, Text(f"Étape {name}", f"Step {name}"))

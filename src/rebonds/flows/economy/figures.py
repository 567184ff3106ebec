"""The published figures that ship with Rebonds (``flows/data``), and the dated rules applied to them."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from rebonds.errors import DataError
from rebonds.flows.model import Array, Branch
from rebonds.flows.rules import section
from rebonds.text import Text

DATA = Path(__file__).parent.parent / "data"


@dataclass(frozen=True)
class Figures:
    """Official figures by product or branch of A38 (S of them), in million euros, as their producers give them.

    Attributes
    ----------
    branches : tuple of Branch
    classes : tuple of str
        Group of five (``AZ``, ``BE``, ``FZ``, ``GU``, ``OQ``) of each branch, empty for households as employers.
    product_output, imports : array (S,)
        By product, at basic prices.
    branch_output, inputs, fixed_capital : array (S,)
        By branch: output, intermediate consumption (purchasers' prices), consumption of fixed capital.
    use : array (S, S)
        Products (rows) bought by branches (columns), domestic and imported, purchasers' prices.
    make : array (S, S)
        Output of products (rows) by branches (columns), basic prices.
    old : dict of str to array (S,)
        Structure of 2010 (Eurostat): uses of products at basic prices, and what branches bought, paid in net
        taxes on products and in trade services; ``multiplier``, the output multipliers of that table.
    footprints : dict of str to array (S,)
        Direct footprints per euro of net value added.
    footprint_units : dict of str to str
        Their units per million euros of output, once converted.
    """

    branches: tuple[Branch, ...]
    classes: tuple[str, ...]
    product_output: Array
    imports: Array
    branch_output: Array
    inputs: Array
    fixed_capital: Array
    use: Array
    make: Array
    old: dict[str, Array]
    footprints: dict[str, Array]
    footprint_units: dict[str, str]

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the branches, in order."""
        return tuple(branch.code for branch in self.branches)


@dataclass(frozen=True)
class NationalSource:
    """Card of a table of ``flows/data``."""

    id: str
    title: Text
    producer: str
    licence_in: str
    licence_out: str
    vintage: int
    address: str
    notes: Text
    rows: int


def rules() -> dict[str, Any]:
    """Return the section ``economy`` of ``parameters.toml``."""
    return section("economy")


@lru_cache(maxsize=1)
def sources() -> tuple[NationalSource, ...]:
    """Return the cards of the tables of figures, by identifier."""
    return tuple(_source(path) for path in sorted(DATA.glob("*.toml")))


def _source(path: Path) -> NationalSource:
    card = tomllib.loads(path.read_text(encoding="utf-8"))
    return NationalSource(
        id=str(card["id"]),
        title=Text.of(card["title"]),
        producer=str(card["producer"]),
        licence_in=str(card["licence_in"]),
        licence_out=str(card["licence_out"]),
        vintage=int(card["vintage"]),
        address=str(card["address"]),
        notes=Text.of(card["notes"]),
        rows=len(_rows(path.stem)),
    )


@lru_cache(maxsize=1)
def load() -> Figures:
    """Read the figures that ship with Rebonds.

    Raises
    ------
    DataError
        A table without one of the branches, or with a cell that is not a number.
    """
    listed = _rows("branches_a38")
    codes = [row["code"] for row in listed]
    branches = tuple(Branch(row["code"], Text(row["fr"], row["en"]), row["decay"]) for row in listed)
    supply = _columns("insee_supply_2018", codes)
    old = _columns("eurostat_use_2010", codes)
    footprints = _columns("lsn_footprints_2018", codes)
    bought = _columns("insee_use_2018", codes, key="product")
    make = np.zeros((len(codes), len(codes)))
    for row in _rows("insee_make_2018"):
        make[codes.index(row["product"]), codes.index(row["branch"])] = float(row["output"])
    card = tomllib.loads((DATA / "lsn_footprints_2018.toml").read_text(encoding="utf-8"))
    return Figures(
        branches=branches,
        classes=tuple(row["class"] for row in listed),
        product_output=supply["product_output"],
        imports=supply["imports"],
        branch_output=supply["branch_output"],
        inputs=supply["inputs"],
        fixed_capital=supply["fixed_capital"],
        use=np.column_stack([bought[code] for code in codes]),
        make=make,
        old=old,
        footprints=footprints,
        footprint_units={name: str(unit) for name, unit in card["units"].items()},
    )


def rests() -> dict[str, str]:
    """Return the name of what is left of each département, by its code."""
    return {row["code"]: row["name"] for row in _rows("rests")}


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


def _columns(name: str, codes: list[str], key: str = "code") -> dict[str, Array]:
    """Return the columns of a table as arrays in the order of the branches."""
    rows = {row[key]: row for row in _rows(name)}
    absent = [code for code in codes if code not in rows]
    if absent:
        raise DataError(
            Text(
                f"La table {name}.csv n'a pas de ligne pour {', '.join(absent)}.",
                f"The table {name}.csv has no row for {', '.join(absent)}.",
            ),
            Text("Réinstallez Rebonds.", "Install Rebonds again."),
        )
    names = [column for column in next(iter(rows.values())) if column != key]
    return {column: np.array([float(rows[code][column]) for code in codes]) for column in names}

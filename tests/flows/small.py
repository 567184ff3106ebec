"""A small warehouse of people's flows: margins of every EPCI, and the observed files that a test imports."""

from __future__ import annotations

import shutil
from pathlib import Path

from rebonds import warehouse
from rebonds.flows import contracts, economy, people
from rebonds.text import Text
from rebonds.warehouse import Warehouse
from rebonds.warehouse.steps import Step

EMBEDDED = Path(warehouse.__file__).parent / "embedded"
STEPS = (
    Step("economy", economy.derive, Text("économie", "economy")),
    Step("people", people.derive, Text("personnes", "people")),
    Step("contracts", contracts.derive, Text("marchés", "contracts")),
)
FLOWS = """
id = "{source}"
title = {{ fr = "Flux {source}", en = "Flows {source}" }}
producer = "Observatoire local"
licence_in = "Licence Ouverte 2.0"
vintage = {vintage}
cog = 2026
address = "https://example.org/"
reader = "flow"

[format]
kind = "csv"
separator = ";"
decimal = "."
secret = ["s"]

[keys]
level = "{level}"
code = "HOME"

[options]
kind = "{kind}"
other = "WORK"

[[variable]]
name = "people"
kind = "count"
value = "N"
unit = "personnes"
label = {{ fr = "Personnes", en = "People" }}
"""


def embedded(folder: Path, *names: str) -> Path:
    """Return a folder with some of the embedded tables only."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        for suffix in (".csv", ".toml"):
            shutil.copy(EMBEDDED / f"{name}{suffix}", folder)
    return folder


def write_flows(
    folder: Path,
    source: str,
    rows: list[tuple[str, str, float | str]],
    *,
    kind: str = "commuting",
    level: str = "commune",
    vintage: int = 2022,
) -> tuple[Path, Path]:
    """Write a table of flows and its card; return both paths."""
    folder.mkdir(parents=True, exist_ok=True)
    data, card = folder / f"{source}.csv", folder / f"{source}.toml"
    data.write_text("HOME;WORK;N\n" + "".join(f"{a};{b};{n}\n" for a, b, n in rows), encoding="utf-8")
    card.write_text(FLOWS.format(source=source, kind=kind, level=level, vintage=vintage), encoding="utf-8")
    return data, card


def build(folder: Path, tables: Path, *imports: tuple[Path, Path | str]) -> Warehouse:
    """Import tables and build a warehouse with the steps of people's flows only."""
    for data, card in imports:
        warehouse.import_file(data, card, folder)
    warehouse.build(folder, derive=STEPS, embedded=tables)
    return Warehouse.open(folder, build=False)

"""Small sources for the tests of the warehouse."""

from __future__ import annotations

from pathlib import Path

COUNT = """
[[variable]]
name = "households"
kind = "count"
value = "N"
unit = "ménages"
label = { fr = "Ménages", en = "Households" }
"""
RATIO = """
[[variable]]
name = "poverty_rate"
kind = "ratio"
numerator = "POOR"
denominator = "PERSONS"
scale = 100
unit = "%"
label = { fr = "Taux de pauvreté", en = "Poverty rate" }
"""
LEVEL = """
[[variable]]
name = "median_income"
kind = "level"
value = "MED"
unit = "€"
label = { fr = "Revenu médian", en = "Median income" }
"""


def card_text(
    source: str,
    variables: str = COUNT,
    *,
    level: str = "commune",
    cog: int = 2026,
    vintage: int = 2022,
    extra: str = "",
) -> str:
    """Return a card."""
    return f"""
id = "{source}"
title = {{ fr = "Source {source}", en = "Source {source}" }}
producer = "INSEE"
licence_in = "Licence Ouverte 2.0"
licence_out = "Licence Ouverte 2.0"
vintage = {vintage}
cog = {cog}
address = "https://www.insee.fr/"
{extra}

[format]
kind = "csv"
separator = ";"
missing = ["", "nd"]
secret = ["s"]

[keys]
level = "{level}"
code = "CODE"
{variables}"""


def write_source(
    folder: Path, source: str, table: str, variables: str = COUNT, **options: object
) -> tuple[Path, Path]:
    """Write a table and its card side by side; return both paths."""
    folder.mkdir(parents=True, exist_ok=True)
    data, card = folder / f"{source}.csv", folder / f"{source}.toml"
    data.write_text(table, encoding="utf-8")
    card.write_text(card_text(source, variables, **options), encoding="utf-8")  # type: ignore[arg-type]
    return data, card


def households(folder: Path) -> None:
    """Write households of three communes of Grenoble's area in a folder of embedded tables."""
    write_source(folder, "households_2022", "CODE;N\n38185;90000\n38421;17500\n38151;15000\n")

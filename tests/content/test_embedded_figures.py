"""The embedded figures: every programme territory, plausible, and enough for the ring."""

from __future__ import annotations

import csv
import sys
from functools import cache
from pathlib import Path

import pytest

from rebonds.indicators import loader
from rebonds.indicators.expressions import evaluate, names, parse
from rebonds.sources import SourceCard, load_card

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

from embed_figures import EMBEDDED, PROGRAMME  # noqa: E402

NEIGHBOURS = {"200018166", "243800984"}
CARDS = sorted(EMBEDDED.glob("*.toml"))
#: What no French EPCI lies outside of: a slip of unit or of column shows here.
RANGES = {
    "poverty_60": (3, 45),
    "unemployment_census": (3, 30),
    "employment_rate": (45, 85),
    "overcrowded_homes": (0.3, 40),
    "homes_f_g": (0.5, 60),
    "young_neet": (3, 40),
    "interdecile_ratio": (2, 8),
    "presidential_turnout": (50, 92),
    "assaults": (0, 20),
    "impervious_land": (0, 80),
    "tree_cover": (0, 90),
    "median_living_standard": (14000, 50000),
    "nurse_access": (20, 700),
    "private_employees": (200, 5e6),
}


def number(text: str) -> float | None:
    return float(text.replace(",", ".")) if text else None


@cache
def rows(path: Path) -> tuple[SourceCard, list[dict[str, str]]]:
    with path.with_suffix(".csv").open(encoding="utf-8") as stream:
        return load_card(path), list(csv.DictReader(stream, delimiter=";"))


@cache
def latest() -> dict[tuple[str, str], float]:
    """Return the most recent figure by variable and EPCI."""
    found: dict[tuple[str, str], tuple[int, float]] = {}
    for path in CARDS:
        card, table = rows(path)
        if card.keys.level != "epci":
            continue
        for row in table:
            for variable in card.variables:
                value, year = number(row[variable.value]), int(row["year"])
                key = (variable.name, row["code"])
                if value is not None and year >= found.get(key, (0, 0.0))[0]:
                    found[key] = (year, value)
    return {key: value for key, (_, value) in found.items()}


def indicator(card_id: str, code: str) -> float | None:
    card = loader.get(card_id)
    parts = []
    for formula in (card.numerator, card.denominator):
        if formula:
            node = parse(formula)
            parts.append(evaluate(node, {n: latest().get((n, code)) for n in names(node)}))
    if None in parts:
        return None
    top, *bottom = parts
    assert top is not None
    return card.scale * top / bottom[0] if bottom and bottom[0] else top


@pytest.mark.parametrize("path", CARDS, ids=lambda p: p.stem)
def test_tables_are_whole(path: Path) -> None:
    card, table = rows(path)
    assert card.id == path.stem
    assert card.producer and card.address and card.licence_in
    keys = [(row.get("code"), row["year"], row.get("branch")) for row in table]
    assert len(keys) == len(set(keys))
    for row in table:
        for variable in card.variables:
            value = number(row[variable.value])
            if variable.kind == "ratio" and value is not None:
                assert (number(row[variable.denominator]) or 0) > 0


@pytest.mark.parametrize("variable", RANGES)
def test_figures_are_plausible(variable: str) -> None:
    low, high = RANGES[variable]
    values = [value for (name, _), value in latest().items() if name == variable]
    assert values
    assert all(low <= value <= high for value in values)


@pytest.mark.parametrize("code", [*PROGRAMME, *sorted(NEIGHBOURS)])
def test_ten_social_dimensions_at_least(code: str) -> None:
    known = {
        c.dimension
        for c in loader.cards().values()
        if c.side == "social" and indicator(c.id, code) is not None
    }
    assert len(known) >= 10
    wide = {
        c.dimension
        for c in loader.cards().values()
        if c.side == "ecological" and indicator(c.id, code) is not None
    }
    assert {"land", "biodiversity"} <= wide


@pytest.mark.parametrize(
    ("code", "card_id", "expected"),
    [
        ("200040715", "poverty_rate_pct", 15.0),
        ("200093201", "poverty_rate_pct", 19.7),
        ("200040715", "median_living_standard_eur", 23940),
        ("243300316", "population", 843738),
        ("200040715", "population", 449509),
    ],
)
def test_figures_match_what_the_producer_publishes(code: str, card_id: str, expected: float) -> None:
    assert indicator(card_id, code) == pytest.approx(expected)


def test_tables_stay_small() -> None:
    assert sum(path.stat().st_size for path in EMBEDDED.iterdir()) < 1_000_000

"""Gaps by sex and age on the pilot: communes of Métropole de Lyon against the published row of the whole."""

from __future__ import annotations

import csv
import gzip
import sys
from pathlib import Path

import duckdb
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
import national
from rebonds.indicators import loader
from rebonds.indicators.expressions import evaluate, names, parse
from rebonds.sources import create_tables, load_card, read_into

FOLDER = national.shared_folder() / "pilote_metropole_lyon"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared pilot data are absent")


def test_gaps_of_lyon_are_those_of_its_published_row(tmp_path: Path) -> None:
    card = next(c for c in national.pilot_cards() if c.id == "insee_activite_lyon_2022")
    table, described = national.prepare(card, national.shared_folder(), tmp_path)
    with duckdb.connect() as con:
        create_tables(con)
        read_into(con, load_card(described), table)
        rows = con.execute("SELECT variable, vintage, sum(value) FROM observation GROUP BY ALL").fetchall()
    sums = {(variable, year): value for variable, year, value in rows}
    with gzip.open(FOLDER / "landdcactivitechomage.csv.gz", "rt", encoding="utf-8") as file:
        whole = next(row for row in csv.DictReader(file) if row["land_type"] == "EPCI")

    def published(year: int) -> float:
        men, women = (
            float(whole[f"{sex}_actifs_occupes_15_64_{year}"]) / float(whole[f"{sex}_15_64_{year}"])
            for sex in ("hommes", "femmes")
        )
        return 100 * (men - women)

    formula = parse(loader.get("gender_employment_gap_points").numerator)
    for year in (11, 16, 22):
        held = {name: sums[name, 2000 + year] for name in names(formula)}
        assert evaluate(formula, held) == pytest.approx(published(year), abs=0.02)
    assert 0 < published(22) < published(11)
    formula = parse(loader.get("youth_unemployment_gap_points").numerator)
    young, middle = (
        100 * float(whole[f"chomeurs_{age}_22"]) / float(whole[f"actifs_{age}_22"])
        for age in ("15_24", "25_54")
    )
    assert evaluate(formula, {n: sums[n, 2022] for n in names(formula)}) == pytest.approx(
        young - middle, abs=0.02
    )

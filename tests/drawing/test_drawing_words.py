"""The same numbers as a table and in words, in both languages."""

from __future__ import annotations

from dataclasses import replace

from tests.drawing import samples

from rebonds import drawing
from rebonds.drawing import words
from rebonds.drawing.svg import esc, identifier, num, wrap


def test_a_row_per_dimension_numbered_in_drawing_order() -> None:
    reading = samples.reading()
    rows = drawing.reading_rows(reading)
    assert [r.number for r in rows] == list(range(1, 22))
    assert [r.dimension_id for r in rows[:12]] == [d.id for d in reading.side("social")]


def test_rows_say_value_threshold_gap_state_vintage_and_source() -> None:
    rows = {r.dimension_id: r for r in drawing.reading_rows(samples.reading())}
    income = rows["income_work"]
    assert income.value == "15,9\u202f%"
    assert income.threshold == "seuil 0\u202f% (convention)"
    assert income.gap == "15,9\u00a0points au-dessus du seuil, soit un manque de 16\u202f%"
    assert (income.state, income.vintage) == ("estimé", "2022")
    assert income.source == "INSEE, Fichier inventé A"
    assert rows["climate"].gap == "plafond dépassé\u00a0: ×\u202f4,9"
    assert rows["land"].gap == "plafond dépassé de 46\u202f%"
    assert rows["freshwater"].gap == "sous le plafond, à 55\u202f% de celui-ci"
    assert rows["peace"].gap == "sans seuil, donc sans verdict"
    assert rows["water"].gap == "seuil respecté"
    assert rows["ocean"].state == "non localisable"
    assert rows["cohesion"].state == "secret statistique"
    assert "observatoire régional" in rows["connectivity"].note


def test_rows_in_english() -> None:
    rows = {r.dimension_id: r for r in drawing.reading_rows(samples.reading(), "en")}
    assert rows["income_work"].value == "15.9%"
    assert rows["income_work"].gap == "15.9\u00a0points above the threshold, a shortfall of 16%"
    assert rows["climate"].gap == "ceiling crossed: ×\u202f4.9"


def test_other_indicators_follow_their_headline() -> None:
    reading = samples.reading()
    first, second = reading.dimensions[0], reading.dimensions[1]
    dims = (replace(first, others=(second.headline,)), *reading.dimensions[1:])
    rows = drawing.reading_rows(replace(reading, dimensions=dims), others=True)
    assert [(r.number, r.headline) for r in rows[:3]] == [(1, True), (1, False), (2, True)]


def test_the_description_counts_what_is_crossed_and_says_what_is_missing() -> None:
    said = drawing.description(samples.reading())
    assert "Sur 12 dimensions sociales, 10 reposent sur un chiffre." in said
    assert "8 planchers ne sont pas atteints" in said
    assert "4 plafonds sont dépassés" in said
    assert "Données manquantes\u00a0: Connectivité et Perte de biodiversité." in said
    assert "Sous secret statistique\u00a0: Cohésion sociale." in said
    assert "Fichier inventé A (2022)" in said
    assert "Verdict incertain" in said and "Pollution de l’air" in said
    english = drawing.description(samples.reading(), "en")
    assert "8 floors are not met" in english and "4 ceilings are crossed" in english


def test_an_empty_reading_claims_nothing() -> None:
    said = drawing.description(samples.empty())
    assert "Sur 12 dimensions sociales, 0 repose sur un chiffre." in said
    assert "Aucun plancher" not in said and "Seuil respecté" not in said


def test_ratios_near_the_ceiling_keep_two_decimals() -> None:
    assert words.ratio(1.02, "fr") == "×\u202f1,02"
    assert words.ratio(4.89, "en") == "×\u202f4.9"


def test_figure_footers_cite_producer_and_date() -> None:
    assert drawing.producers_line(samples.SOURCES) == "Sources\u00a0: INSEE (2022), DREES (2023)."
    assert "DREES, Invented file B (2023)" in drawing.sources_line(samples.SOURCES, "en")


def test_primitives() -> None:
    assert num(-0.001) == "0" and num(12.50) == "12.5"
    assert esc("a<b & \"c\" 'd'\x00") == "a&lt;b &amp; &quot;c&quot; &#39;d&#39;"
    assert identifier("200 040-715", "é") == "r200-040-715-e-"
    assert (
        " ".join(wrap("un texte assez long pour trois lignes", 80, 14))
        == "un texte assez long pour trois lignes"
    )


def test_where_more_is_better_the_limit_is_a_minimum() -> None:
    land = next(d for d in samples.reading().dimensions if d.id == "land").headline
    assert land is not None
    more = replace(land, card=replace(land.card, direction="higher_is_better"))
    assert (
        words.threshold_text(more.card, more.threshold, "ecological", "fr")
        == "minimum 1\u00a0× budget (convention)"
    )
    assert words.gap(more, "ecological", "fr") == "sous le minimum\u00a0: ×\u202f1,5"
    assert words.verdict(more, "ecological", "en") == "below the minimum"
    held = replace(more, score=0.6, crossed=False)
    assert words.gap(held, "ecological", "fr") == "minimum respecté"


def test_a_headcount_is_not_said_twice() -> None:
    health = samples.reading().dimensions[1].headline
    assert health is not None
    counted = replace(health, card=replace(health.card, headcount=True))
    assert words.gap(counted, "social", "fr") == "12,6\u00a0points au-dessus du seuil"


def test_the_description_cites_only_what_the_wedges_rest_on() -> None:
    assert "DREES" not in drawing.description(samples.reading())


def test_a_number_inside_a_unit_is_never_cut() -> None:
    peace = samples.reading().dimensions[11].headline
    assert peace is not None
    card = replace(peace.card, unit="pour 1 000 hab.")
    assert words.figure(card, 6.0, "fr") == "6\u00a0pour 1\u202f000 hab."

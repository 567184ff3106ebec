"""The national table: balanced, made of the published figures, and refused when it cannot be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rebonds.errors import DataError
from rebonds.flows.economy import biproportional, figures, national
from rebonds.text import Text

HERE = Text("ici", "here")


@pytest.fixture(scope="module")
def published() -> figures.Figures:
    return figures.load()


@pytest.fixture(scope="module")
def made(published: figures.Figures) -> national.National:
    return national.table(published)


def test_supply_is_demand_branch_by_branch(made: national.National) -> None:
    demand = made.technical @ made.output + made.final + made.exports
    assert np.abs(demand - made.output).max() / made.output.sum() < 1e-12


def test_a_euro_of_output_is_inputs_imports_taxes_and_value_added(made: national.National) -> None:
    whole = made.technical.sum(axis=0) + made.imported.sum(axis=0) + made.product_taxes + made.value_added
    np.testing.assert_allclose(whole, 1.0, atol=1e-9)


def test_value_added_is_that_of_the_branch_accounts(
    made: national.National, published: figures.Figures
) -> None:
    np.testing.assert_allclose(
        made.value_added * made.output, published.branch_output - published.inputs, atol=1e-6
    )


def test_national_totals_are_those_published(made: national.National, published: figures.Figures) -> None:
    """Insee, national accounts of 2018 (base 2014): output, value added, imports, GDP, in billion euros."""
    assert made.output.sum() / 1000 == pytest.approx(4185.7, abs=0.1)
    added = (made.value_added * made.output).sum() / 1000
    assert added == pytest.approx(2101.8, abs=0.1)
    imports = (made.imported @ made.output).sum() + sum(v.sum() for v in made.imported_final.values())
    assert imports / 1000 == pytest.approx(733.2, abs=0.1)
    # GDP by its uses: final uses, less imports, plus net taxes on final uses, is 2,360.7 by construction of
    # the taxes; value added and all net taxes on products must make it.
    taxes = float(figures.rules()["gdp"]["value"]) / 1000 - added
    assert 0.09 < taxes / added < 0.14
    assert 0.15 < (made.product_taxes * made.output).sum() / 1000 / taxes < 0.35


def test_imports_are_shared_by_product_as_supply_is(
    made: national.National, published: figures.Figures
) -> None:
    by_product = made.imported @ made.output + sum(made.imported_final.values())
    np.testing.assert_allclose(by_product, published.imports, rtol=1e-9, atol=1e-6)


def test_nothing_is_negative(made: national.National) -> None:
    for part in (
        made.technical,
        made.imported,
        made.household,
        made.government,
        made.investment,
        made.exports,
    ):
        assert part.min() >= 0
    assert made.value_added.min() > 0


def test_output_multipliers_are_plausible_and_close_to_eurostat(
    made: national.National, published: figures.Figures
) -> None:
    """Output multipliers of countries the size of France lie between 1.2 and 2.2 (domestic, type I)."""
    multipliers = np.linalg.inv(np.eye(len(made.output)) - made.technical).sum(axis=0)
    working = np.array(published.codes) != "TZ"  # households as employers buy nothing
    assert multipliers[~working] == pytest.approx(1.0)
    assert multipliers[working].min() > 1.2
    assert multipliers.max() < 2.25
    older = published.old["multiplier"]
    assert np.corrcoef(multipliers[working], older[working])[0, 1] > 0.88


def test_emissions_are_those_of_the_country(made: national.National, published: figures.Figures) -> None:
    """Producers emitted about 330 Mt CO2e in 2018 (445 Mt less about 115 Mt from households; Citepa, Secten)."""
    net = made.output * made.value_added - published.fixed_capital
    emitted = (published.footprints["GHG"] * net).sum() / 1e6
    assert emitted == pytest.approx(330, rel=0.06)


def test_capitalised_research_goes_to_investment(made: national.National, published: figures.Figures) -> None:
    rank = published.codes.index("MB")
    assert made.investment[rank] > made.household[rank] + made.government[rank]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda f: replace(f, use=np.where(np.eye(37) > 0, -1.0, f.use)), "négative"),
        (lambda f: replace(f, branch_output=f.branch_output * 0.0), "nulle"),
        (lambda f: replace(f, inputs=f.branch_output * 1.2), "achète plus"),
        (lambda f: replace(f, make=f.make * 0.5), "passage"),
        (lambda f: replace(f, imports=np.where(f.imports > 0, np.nan, 0.0)), "vide"),
    ],
)
def test_bad_figures_are_refused_in_words(published: figures.Figures, change: object, word: str) -> None:
    with pytest.raises(DataError, match=word):
        national.table(change(published))  # type: ignore[operator]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda m: replace(m, technical=m.technical - 0.5), "négatif"),
        (lambda m: replace(m, technical=m.technical + 0.1), "un ou plus"),
        (lambda m: replace(m, output=m.output * 0.0), "ne produit rien"),
        (lambda m: replace(m, value_added=m.value_added + 0.1), "ne font pas un"),
        (lambda m: replace(m, residual=0.1), "n'est pas la demande"),
    ],
)
def test_a_bad_table_is_refused_in_words(made: national.National, change: object, word: str) -> None:
    with pytest.raises(DataError, match=word):
        national.check(change(made))  # type: ignore[operator]


def test_every_table_of_figures_has_a_card() -> None:
    named = {source.id for source in figures.sources()}
    assert named == {
        "eurostat_use_2010",
        "insee_make_2018",
        "insee_supply_2018",
        "insee_use_2018",
        "lsn_footprints_2018",
    }
    for source in figures.sources():
        assert source.rows > 30
        assert source.producer
        assert source.licence_in
        assert source.address.startswith("https://")


def test_classes_of_decay_exist() -> None:
    from rebonds.flows.kernels import decays

    assert {branch.decay for branch in figures.load().branches} <= set(decays())


def test_fit_of_two_by_two_is_the_one_of_algebra() -> None:
    """The fit keeps the odds ratio of its seed: with margins 4, 6 / 5, 5 and odds 9, x solves a quadratic."""
    seed = np.array([[3.0, 1.0], [1.0, 3.0]])
    fitted = biproportional.fit(seed, np.array([4.0, 6.0]), np.array([5.0, 5.0]), where=HERE)
    # x(1 + x) = 9 (4 - x)(5 - x), so 8x^2 - 82x + 180 = 0
    x = (82 - np.sqrt(82**2 - 4 * 8 * 180)) / 16
    np.testing.assert_allclose(fitted, [[x, 4 - x], [5 - x, 1 + x]], rtol=1e-8)


def test_a_column_without_sum_is_free() -> None:
    fitted = biproportional.fit(np.ones((2, 2)), np.array([3.0, 5.0]), np.array([2.0, np.nan]), where=HERE)
    np.testing.assert_allclose(fitted.sum(axis=1), [3.0, 5.0])
    assert fitted[:, 0].sum() == pytest.approx(2.0)


@given(st.integers(1, 6), st.integers(1, 6), st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_margins_are_met_and_zeros_kept(rows: int, columns: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    start = rng.uniform(0.1, 1.0, (rows, columns))
    start[rng.random(start.shape) < 0.2] = 0.0
    target = start * rng.uniform(0.5, 2.0, start.shape)  # margins that this pattern can meet
    fitted = biproportional.fit(start, target.sum(axis=1), target.sum(axis=0), where=HERE)
    np.testing.assert_allclose(fitted.sum(axis=1), target.sum(axis=1), rtol=1e-9)
    np.testing.assert_allclose(fitted.sum(axis=0), target.sum(axis=0), rtol=1e-6, atol=1e-9)
    assert ((fitted == 0) | (start > 0)).all()


@pytest.mark.parametrize(
    ("seed", "rows", "columns", "word"),
    [
        ([[1.0, -1.0]], [1.0], [0.5, 0.5], "négative"),
        ([[1.0, 1.0]], [1.0], [2.0, 2.0], "même total"),
        ([[0.0, 0.0]], [1.0], [0.5, 0.5], "aucune cellule"),
        ([[1.0, 0.0], [1.0, 0.0]], [1.0, 1.0], [1.0, 1.0], "aucune cellule"),
        ([[1.0, 0.0], [1.0, 1.0]], [2.0, 1.0], [1.0, 2.0], "convergé"),
    ],
)
def test_margins_that_cannot_be_met_are_said(
    seed: list[list[float]], rows: list[float], columns: list[float], word: str
) -> None:
    with pytest.raises(DataError, match=word):
        biproportional.fit(np.array(seed), np.array(rows), np.array(columns), where=HERE, rounds=200)

"""The national input-output table: domestic, at basic prices, branch by branch, from published figures.

Steps (Miller & Blair 2009, chapters 4, 5 and 7; Eurostat Manual 2008, chapters 6, 8, 11 and 14):

1. inputs bought by branches leave net taxes on products and trade margins, and meet the supply of products
   at basic prices: a biproportional fit;
2. each product is domestic or imported in the same proportions for all its uses;
3. products become branches by the fixed product sales structure (model D of the Eurostat Manual): a product
   made by several branches is bought from each of them in the same proportions by everyone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from rebonds.errors import DataError
from rebonds.flows.economy import biproportional, figures
from rebonds.flows.economy.figures import Figures
from rebonds.flows.model import Array
from rebonds.text import Text

#: Final uses kept apart, in the order of the columns.
FINAL = ("household", "government", "investment", "exports")
_HOLD = np.nan


@dataclass(frozen=True)
class National:
    """A balanced national table of S branches, in million euros.

    Attributes
    ----------
    technical : array (S, S)
        Domestic inputs per euro of output: ``x = A x + f + e``.
    imported : array (S, S)
        Imported inputs (by product) per euro of output.
    value_added, product_taxes : array (S,)
        Gross value added at basic prices, and net taxes on products paid on inputs, per euro of output:
        with the column sums of ``technical`` and ``imported`` they make one.
    output : array (S,)
    household, government, investment, exports : array (S,)
        Domestic final uses, by branch that produces.
    imported_final : dict of str to array (S,)
        Imported final uses, by product.
    residual : float
        Largest gap between supply and demand of a branch, over national output.
    """

    technical: Array
    imported: Array
    value_added: Array
    product_taxes: Array
    output: Array
    household: Array
    government: Array
    investment: Array
    exports: Array
    imported_final: dict[str, Array]
    residual: float

    @property
    def final(self) -> Array:
        """Domestic final demand of residents and administrations."""
        return self.household + self.government + self.investment


def table(given: Figures, rules: dict[str, Any] | None = None) -> National:
    """Build the national table from the published figures.

    Parameters
    ----------
    given : Figures
    rules : mapping, optional
        Section ``economy`` of ``parameters.toml``.

    Raises
    ------
    DataError
        Figures that cannot make a table: a negative cell, zero output, inputs above output, margins that do
        not agree.
    """
    rules = rules or figures.rules()
    _sound(given)
    uses, taxes = basic_prices(given, rules)
    size = len(given.branches)
    supply = given.product_output + given.imports
    abroad = given.imports / supply
    domestic, foreign = (1.0 - abroad)[:, None] * uses, abroad[:, None] * uses

    # Market shares: the part of each product that each branch makes (rows of `make` over product output).
    shares = given.make / given.product_output[:, None]
    sold = shares.T @ domestic  # what branches sell, to whom
    output = given.branch_output
    technical = sold[:, :size] / output
    imported = foreign[:, :size] / output
    final = dict(zip(FINAL, sold[:, size:].T, strict=True))
    added = (output - given.inputs) / output
    residual = float(np.abs(sold.sum(axis=1) - output).max() / output.sum())
    return check(
        National(
            technical=technical,
            imported=imported,
            value_added=added,
            product_taxes=taxes / output,
            output=output,
            imported_final=dict(zip(FINAL, foreign[:, size:].T, strict=True)),
            residual=residual,
            **final,
        )
    )


def basic_prices(given: Figures, rules: dict[str, Any]) -> tuple[Array, Array]:
    """Return uses of products at basic prices (S, S + 4), inputs then `FINAL`, and taxes on inputs (S,).

    The seed takes the inputs of the year, less trade margins on goods; what is left of supply is final, and is
    shared between final uses as it was in the older table. The fit then makes rows meet supply, and the
    columns of branches their inputs less taxes; exports grow as imports did; the other final uses are free.
    """
    old = given.old
    taxes = _input_taxes(given, rules)
    bought = given.inputs - taxes
    supply = given.product_output + given.imports
    codes = given.codes
    trade = codes.index("GZ")

    # Trade: its row of purchases leaves margins out; take the trade services of the older table instead.
    seed = given.use.astype(float).copy()
    margins = old["trade"] / np.maximum(old["inputs"], 1.0) * given.inputs
    within = _goods(codes, rules)
    kept = np.where(
        within, 1.0 - max(float(margins.sum() - seed[trade].sum()), 0.0) / seed[within].sum(), 1.0
    )
    seed *= kept[:, None]
    seed[trade] = margins
    seed *= (bought.sum() / seed.sum()) if seed.sum() > 0 else 1.0

    inputs = seed.sum(axis=1)
    spare = np.maximum(supply - inputs, 0.0)
    final = spare[:, None] * _final_shares(given, rules, inputs / supply)
    exports = old["exports"].sum() * given.imports.sum() / old["imports"].sum()
    wanted = np.concatenate([bought, [_HOLD, _HOLD, _HOLD, exports]])
    fitted = biproportional.fit(
        np.hstack([seed, final]),
        supply,
        wanted,
        where=Text("Tableau national aux prix de base", "National table at basic prices"),
    )
    return fitted, taxes


def _input_taxes(given: Figures, rules: dict[str, Any]) -> Array:
    """Net taxes on products paid on inputs: rates of the older table, scaled to this year's total."""
    old = given.old
    total = float(rules["gdp"]["value"]) - float((given.branch_output - given.inputs).sum())
    part = old["taxes"].sum() / float(rules["taxes_2010"]["value"])
    rates = old["taxes"] / np.maximum(old["inputs"], 1.0)
    raw = rates * given.inputs
    return np.asarray(raw * (total * part / raw.sum()))


def _goods(codes: tuple[str, ...], rules: dict[str, Any]) -> Array:
    goods = rules["goods"]
    first, last = codes.index(goods["first"]), codes.index(goods["last"])
    return np.array([first <= i <= last and code not in goods["untouched"] for i, code in enumerate(codes)])


def _final_shares(given: Figures, rules: dict[str, Any], inputs_now: Array) -> Array:
    """Share of each final use in the final uses of each product: rows add to one."""
    old = given.old
    parts = np.column_stack(
        [old["household"], old["government"] + old["nonprofit"], old["investment"], old["exports"]]
    )
    # Destocking made some investment negative that year: no structure can be taken from it.
    parts = np.maximum(parts, 0.0)
    total_old = old["intermediate"] + parts.sum(axis=1)
    for code in rules["capitalised"]["products"]:
        rank = given.codes.index(code)
        moved = old["intermediate"][rank] / total_old[rank] - inputs_now[rank]
        parts[rank, 2] += max(moved, 0.0) * total_old[rank]
    sums = parts.sum(axis=1, keepdims=True)
    even = np.full_like(parts, 1.0 / parts.shape[1])
    return np.asarray(np.divide(parts, sums, out=even, where=sums > 0))


def _sound(given: Figures) -> None:
    """Refuse figures that no table can be made of."""
    codes = np.array(given.codes)
    for name in ("use", "make", "product_output", "imports", "branch_output", "inputs"):
        if (getattr(given, name) < 0).any() or not np.isfinite(getattr(given, name)).all():
            raise _bad(f"« {name} » a une cellule négative ou vide", f"'{name}' has a negative or empty cell")
    for name in ("product_output", "branch_output"):
        empty = codes[getattr(given, name) <= 0]
        if len(empty):
            listed = ", ".join(empty)
            raise _bad(f"production nulle pour {listed}", f"zero output for {listed}")
    over = codes[given.inputs >= given.branch_output]
    if len(over):
        listed = ", ".join(over)
        raise _bad(f"{listed} achète plus qu'elle ne produit", f"{listed} buys more than it produces")
    gap = np.abs(given.make.sum(axis=0) - given.branch_output) / given.branch_output
    if gap.max() > 0.01:
        worst = codes[int(gap.argmax())]
        raise _bad(
            f"le passage des produits aux branches ne donne pas la production de {worst}",
            f"products by branch do not add up to the output of {worst}",
        )


def check(made: National) -> National:
    """Return the table, or refuse one that has no meaning.

    Raises
    ------
    DataError
        A negative coefficient, a column that adds up to one or more, zero output, supply that is not demand.
    """
    if min(made.technical.min(), made.imported.min()) < -1e-12:
        raise _bad("un coefficient technique est négatif", "a technical coefficient is negative")
    if (made.output <= 0).any():
        raise _bad("une branche ne produit rien", "a branch produces nothing")
    if (made.technical.sum(axis=0) >= 1.0).any():
        raise _bad(
            "les coefficients d'une branche font un ou plus",
            "the coefficients of a branch add up to one or more",
        )
    sums = made.technical.sum(axis=0) + made.imported.sum(axis=0) + made.value_added + made.product_taxes
    if np.abs(sums - 1.0).max() > 1e-6:
        raise _bad("les colonnes ne font pas un", "columns do not add up to one")
    if made.residual > 1e-6:
        raise _bad(
            f"l'offre n'est pas la demande (écart {made.residual:.1e})",
            f"supply is not demand (gap {made.residual:.1e})",
        )
    return made


def _bad(fr: str, en: str) -> DataError:
    return DataError(
        Text(f"Tableau entrées-sorties national : {fr}.", f"National input-output table: {en}."),
        Text(
            "Vérifiez les fichiers de flows/data et les règles de parameters.toml.",
            "Check the files of flows/data and the rules of parameters.toml.",
        ),
    )

"""Circulation of wealth: what brings money in, how long it stays, and where public euros go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from rebonds.errors import RebondsError
from rebonds.flows.model import Economy
from rebonds.flows.results import MISSING as _UNKNOWN
from rebonds.flows.trade_reading import Trade, flow_set, trade_of
from rebonds.lenses import lm3, procurement_reading
from rebonds.lenses.measures import Found, Known, Lens, band, dimension, lens_table, ordered
from rebonds.lenses.procurement import procurement
from rebonds.lenses.tables import Point, Table
from rebonds.lenses.work import YEAR, Work, work_of
from rebonds.territory.model import Territory
from rebonds.text import Text, number, typeset

if TYPE_CHECKING:
    from rebonds.lenses.registry import Parts
    from rebonds.warehouse import Warehouse

#: Branches whose pay comes from public budgets: the public base, in jobs.
_PUBLIC = ("OZ", "PZ", "QA", "QB")
_DRAWS, _SEED = 500, 7
#: Basic jobs under this part of all are noise: the whole country is its own reference.
_LEAST_BASIC = 1e-3
_WHOLE = Text(
    "sans objet : le pays entier est sa propre référence",
    "meaningless: the whole country is its own reference",
)


def basic_jobs(jobs: np.ndarray, national: np.ndarray) -> np.ndarray:
    """Return basic jobs by branch, ``max(0, E_k (1 - 1 / LQ_k))``: those above the national share.

    Parameters
    ----------
    jobs : array (..., S)
    national : array (S,)

    Returns
    -------
    array (..., S)
    """
    expected = national / national.sum() * jobs.sum(axis=-1, keepdims=True)
    return np.asarray(np.clip(jobs - expected, 0.0, None))


def wealth(wh: Warehouse, place: Territory, lens: Lens) -> Parts:
    """Read the circulation of wealth in a territory.

    Raises
    ------
    MissingDataError, UsageError
        From `rebonds.lenses.work.work_of`.
    """
    work = work_of(wh, place)
    trade = _trade(wh, place)
    found = {**_bases(wh, work, place), **_circulation(wh, work, place, trade)}
    bought = procurement(wh, place)
    found |= procurement_reading.purchases(bought)
    dimensions = tuple(dimension(lens, ident, place, found[ident]) for ident in lens.cards)
    return {
        "dimensions": dimensions,
        "points": (*_points(found), *(procurement_reading.points(bought) if bought else ())),
        "tables": (_basic_table(work), *(procurement_reading.tables(trade, place, bought) if bought else ())),
        "sources": (*work.economy.sources, *(bought.sources if bought else ())),
    }


def _bases(wh: Warehouse, work: Work, place: Territory) -> dict[str, Found]:
    """Return what brings money in: productive and public jobs, then figures of residents and transfers."""
    rng = np.random.default_rng(_SEED)
    drawn = np.clip(rng.normal(work.jobs, work.error, (_DRAWS, len(work.jobs))), 0.0, None)
    public = np.array([code in _PUBLIC for code in work.branches])
    basic, spread = basic_jobs(work.jobs, work.national), basic_jobs(drawn, work.national)
    every = basic_jobs(work.every.T, work.national).T
    total = float(work.jobs.sum())
    about: dict[str, Any] = {"denominator": total, "vintage": YEAR, "sources": work.sources}

    def share(own: np.ndarray, draws: np.ndarray, others: np.ndarray, method: str) -> Found:
        """Return jobs of some branches over all jobs."""
        value = 100 * float(own.sum()) / total
        low, high = band(100 * draws.sum(axis=1) / drawn.sum(axis=1))
        with np.errstate(invalid="ignore"):
            among = ordered(100 * others.sum(axis=0) / work.every.sum(axis=0))
        return Found(
            value, min(low, value), max(high, value), float(own.sum()), method=(method,), among=among, **about
        )

    known = Known(wh, place)
    productive = share(
        basic[~public], spread[:, ~public], every[~public], "emplois basiques hors branches OZ, PZ, QA, QB"
    )
    if place.level == "france":
        productive = Found(None, why=_WHOLE)
    return {
        "productive_base_jobs_share": productive,
        "public_base_jobs_share": share(
            work.jobs[public], drawn[:, public], work.every[public], "emplois des branches OZ, PZ, QA, QB"
        ),
        "base_multiplier": _multiplier(
            work,
            basic,
            drawn.sum(axis=1) / np.maximum(spread.sum(axis=1), 1.0),
            work.every.sum(axis=0) / np.maximum(every.sum(axis=0), 1.0),
        ),
        "pensioners_share": known.found("pensioners_pct"),
        "social_benefits_share": known.found("social_benefits_in_income_pct"),
        "tourist_beds": known.found("tourist_beds_per_1000"),
        "commuter_pay_share": _commuters(wh, place),
    }


def _multiplier(work: Work, basic: np.ndarray, drawn: np.ndarray, others: np.ndarray) -> Found:
    """Return jobs over basic jobs, with its band and the same for every EPCI."""
    total, base = float(work.jobs.sum()), float(basic.sum())
    if base < _LEAST_BASIC * total:
        return Found(None, why=_WHOLE)
    ratio = total / base
    low, high = band(drawn)
    return Found(
        ratio,
        min(low, ratio),
        max(high, ratio),
        total,
        base,
        vintage=YEAR,
        sources=work.sources,
        method=("emplois / emplois basiques",),
        among=ordered(others),
    )


def _commuters(wh: Warehouse, place: Territory) -> Found:
    """Return the part of working residents who are paid outside: the residential base, in people."""
    from rebonds.flows.people_reading import flow_set

    try:
        found = flow_set(wh, "commuting", place)
    except RebondsError:
        return Found(None)
    kept = found.self_containment_residents
    if kept.value is None:
        return Found(None)
    low, high = (100 * (1 - x) if x is not None else None for x in (kept.high, kept.low))
    return Found(
        100 * (1 - kept.value),
        low,
        high,
        state=found.state,
        vintage=found.vintage,
        sources=found.sources,
        method=("1 - part des actifs occupés qui travaillent sur place",),
    )


def _trade(wh: Warehouse, place: Territory) -> Trade | None:
    """Return the balanced trade, made once for all that rests on it; ``None`` where there is none to read."""
    try:
        return None if place.level == "france" else trade_of(wh)
    except RebondsError:
        return None


def _circulation(wh: Warehouse, work: Work, place: Territory, trade: Trade | None) -> dict[str, Found]:
    """Return how much of a euro stays: leakage of demand, income multiplier, three rounds as a scenario."""
    names = ("leakage_share", "income_multiplier", "lm3_scenario")
    if place.level == "france":
        return dict.fromkeys(names, Found(None, why=_WHOLE))
    try:
        kept = flow_set(wh, place, trade).self_containment_residents if trade else _UNKNOWN
    except RebondsError:
        kept = _UNKNOWN
    if kept.value is None:
        return dict.fromkeys(names, Found(None))
    value = kept.value
    low, high = kept.low if kept.low is not None else value, kept.high if kept.high is not None else value
    economy = work.economy
    rate = _spent_again(wh, economy)

    def multiplier(local: float) -> float:
        return 1 / (1 - rate * local)

    # No place among EPCI: a modelled local share tells above all how large a territory is.
    def found(of: tuple[float, float, float], *method: str) -> Found:
        return Found(*of, vintage=economy.year, sources=economy.sources, method=method)

    leak = (100 * (1 - value), 100 * (1 - high), 100 * (1 - low))
    income = (multiplier(value), multiplier(low), multiplier(high))
    rounds = (lm3.multiplier((value, value)), lm3.multiplier((low, low)), lm3.multiplier((high, high)))
    spent = f"c = {rate:.2f} (consommation des ménages en produits français sur valeur ajoutée, France), l = part locale"
    return {
        "leakage_share": found(
            leak, "1 - part de la demande faite sur place", "marge : longueurs de décroissance plausibles"
        ),
        "income_multiplier": found(income, "1 / (1 - c l)", spent),
        "lm3_scenario": found(rounds, "scénario sans enquête : 1 + p + p², p = part locale modélisée"),
    }


def _spent_again(wh: Warehouse, economy: Economy) -> float:
    """Return c: households' purchases of French products over value added, France."""
    household = float(wh.query("SELECT sum(household) FROM economy_cell")[0][0])
    return household / float((economy.value_added[:, None] * economy.output).sum())


def _points(found: dict[str, Found]) -> tuple[Point, ...]:
    said = []
    leak = found["leakage_share"]
    if leak.value is not None:
        fr, en = (
            [number(x or 0.0, lang, 0) for x in (leak.value, leak.low, leak.high)] for lang in ("fr", "en")
        )
        text = Text(
            typeset(
                f"Environ {fr[0]} % de ce que le territoire demande est fait ailleurs en France (entre {fr[1]} et "
                f"{fr[2]} %) ; estimation d'un modèle, à confronter aux entreprises."
            ),
            f"About {en[0]}% of what the territory asks for is made elsewhere in France (between {en[1]} and {en[2]}%); "
            "estimated by a model, to be confronted with firms.",
        )
        said.append(Point(Text("Ce qui s'échappe", "What leaks"), text))
    return tuple(said)


def _basic_table(work: Work) -> Table:
    basic = basic_jobs(work.jobs, work.national)
    rows = (
        (
            work.branches[s],
            work.economy.branches[s].label,
            round(float(work.jobs[s])),
            float(work.quotients[s]),
            round(float(basic[s])),
        )
        for s in np.argsort(-basic)
        if basic[s] >= 1
    )
    return lens_table("basic-jobs", rows, first=12)

"""Land sobriety: the budget of the decade, the pace, what remains, and what land is taken for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rebonds.lenses.content import declared_in
from rebonds.lenses.measures import Found, Known, Lens, dimension, lens_table
from rebonds.lenses.parks import business_parks
from rebonds.lenses.tables import Point, Table
from rebonds.territory.model import Territory
from rebonds.text import Text, number, typeset

if TYPE_CHECKING:
    from rebonds.lenses.registry import Parts
    from rebonds.warehouse import Warehouse

_YEARS = 10
_SQUARE_METRES = 1e4  # in a hectare
_LEAST = 0.95  # part of the communes that must be known
_REFERENCE, _SINCE = "enaf_pace_2011_2020_ha", "enaf_pace_since_2021_ha"


@dataclass(frozen=True)
class Rules:
    """Dated rules of the land budget: rate of reduction, guarantee per eligible commune."""

    rate: float
    guarantee: float
    date: dt.date
    source: str


def rules() -> Rules:
    """Return the rules of ``parameters.toml``."""
    given = declared_in("parameters.toml")["land"]
    return Rules(given["rate"], given["guarantee_ha"], given["date"], given["source"])


@dataclass(frozen=True)
class Trajectory:
    """Land taken and allowed, in hectares over 2021-2030."""

    reference: float  # 2011-2020
    budget: float
    guarantee: float
    consumed: float  # since 2021
    years: int
    projection: float
    remaining: float  # per year to 2030; NaN-free: zero years left gives the whole rest


def trajectory(
    reference: float, consumed: float, years: int, communes: int, rate: float, guarantee: float
) -> Trajectory:
    """Return the trajectory of a territory.

    ``budget = max(B (1 - rate), guarantee x communes)``, ``projection = C / n x 10``,
    ``remaining = (budget - C) / (10 - n)``.

    Parameters
    ----------
    reference : float
        Land taken in 2011-2020 (ha).
    consumed : float
        Land taken since 1 January 2021 (ha), over ``years`` whole years.
    years : int
    communes : int
        Eligible communes: each brings its guarantee, mutualised.
    rate : float
        Reduction asked for, in [0, 1].
    guarantee : float
        Hectares per eligible commune.

    Raises
    ------
    ValueError
        Negative areas, a rate outside [0, 1], or years outside 1-10.
    """
    if min(reference, consumed, guarantee) < 0 or not 0 <= rate <= 1 or not 1 <= years <= _YEARS:
        raise ValueError("land areas are positive, the rate lies in [0, 1], and the decade has ten years")
    granted = guarantee * communes
    budget = max(reference * (1 - rate), granted)
    left = max(1, _YEARS - years)
    return Trajectory(
        reference, budget, granted, consumed, years, consumed / years * _YEARS, (budget - consumed) / left
    )


def land(wh: Warehouse, place: Territory, lens: Lens) -> Parts:
    """Read the land taken by a territory against its budget of the decade."""
    known = _observed(wh, place)
    asked = rules()
    found: dict[str, Found] = dict.fromkeys(lens.cards, Found(None))
    points: tuple[Point, ...] = ()
    tables: tuple[Table, ...] = ()
    answered: set[str] = set()
    if known is not None:
        reference, consumed, last, covered, sources, state = known
        years = last - 2020
        made = trajectory(reference, consumed, years, len(place.communes), asked.rate, asked.guarantee)
        method = (f"somme sur {covered} communes", f"{asked.source} ({asked.date.isoformat()})")
        about: dict[str, Any] = {"vintage": last, "sources": sources, "state": state, "method": method}
        values = {
            "land_reference_2011_2020_ha": made.reference,
            "land_budget_2021_2030_ha": made.budget,
            "land_guarantee_ha": made.guarantee,
            "land_consumed_since_2021_ha": made.consumed,
            "land_projection_2021_2030_ha": made.projection,
            "land_remaining_pace_ha_year": made.remaining,
            "land_pace_ha_year": made.consumed / years,
        }
        told = {
            "land_projection_2021_2030_ha",
            "land_remaining_pace_ha_year",
        }  # suppose that the pace goes on
        found |= {
            ident: Found(value, **{**about, "state": "estimated" if ident in told else state})
            for ident, value in values.items()
        }
        gains, growthless = _efficiencies(wh, place, made, about)
        found |= gains
        answered = {name for name, one in gains.items() if one.value is None}
        points, tables = (*_said(made), *growthless), (_table(made, asked),)
    parks = business_parks(wh, place)
    found |= parks.found
    others = Known(wh, place)
    found["long_vacancy_share"] = others.found("long_vacancy_pct")
    found["sealed_land_share"] = others.found("impervious_land_pct")
    dimensions = tuple(dimension(lens, ident, place, found[ident]) for ident in lens.cards)
    return {
        "dimensions": dimensions,
        "points": (*points, *parks.points),
        "tables": (*tables, *parks.tables),
        "sources": parks.sources,
        "answered": frozenset(answered),
    }


def _observed(wh: Warehouse, place: Territory) -> tuple[float, float, int, int, tuple[str, ...], str] | None:
    """Return land taken in 2011-2020 and since 2021 (ha), the last year, communes covered, sources, state."""
    rows = wh.query(
        """
        WITH told AS (
            SELECT source, code, vintage, max(value) FILTER (variable = $reference) AS before,
                   max(value) FILTER (variable = $since) AS after
            FROM observation WHERE level = 'commune' AND variable IN ($reference, $since)
              AND code IN (SELECT unnest($communes::VARCHAR[]))
            GROUP BY ALL
        )
        SELECT vintage, sum(before), sum(after), count(*), list(DISTINCT source ORDER BY source)
        FROM told WHERE before IS NOT NULL AND after IS NOT NULL GROUP BY vintage ORDER BY vintage DESC LIMIT 1
        """,
        {"reference": _REFERENCE, "since": _SINCE, "communes": list(place.communes)},
    )
    if not rows or rows[0][0] is None or rows[0][0] <= 2020:
        return None
    vintage, before, after, count, sources = rows[0]
    if count < len(place.communes) * _LEAST:
        return None
    state = "measured" if count == len(place.communes) else "estimated"
    return before * _YEARS, after * (vintage - 2020), int(vintage), int(count), tuple(sources), state


@dataclass(frozen=True)
class Gain:
    """What land is taken for: a variable of the warehouse, and how its measure is named."""

    measure: str
    variable: str
    nobody: Text


_GAINS = (
    Gain(
        "land_per_inhabitant_gained_m2",
        "population",
        Text("la population n'a pas augmenté", "the population did not grow"),
    ),
    Gain(
        "land_per_household_gained_m2",
        "households",
        Text("le nombre de ménages n'a pas augmenté", "the number of households did not grow"),
    ),
    Gain(
        "land_per_job_gained_m2",
        "private_employees",
        Text("l'emploi salarié privé n'a pas augmenté", "private employment did not grow"),
    ),
)
_GROWTHLESS = Text("consommation sans croissance", "consumption without growth")
#: Years that stand for the reference decade: the first known in the first range, the last in the second.
_START, _END = range(2010, 2016), range(2018, 2024)


def efficiency(taken: float, first: tuple[int, float], last: tuple[int, float]) -> float | None:
    """Return land taken for one more (m2), or ``None`` where there is none: consumption without growth.

    Both are yearly paces, since the years of the count are seldom those of the land:
    ``(taken / 10) / ((N_last - N_first) / (last - first))``.

    Parameters
    ----------
    taken : float
        Hectares taken in 2011-2020.
    first, last : tuple of int and float
        Year and count.

    Raises
    ------
    ValueError
        The last year is not after the first.
    """
    if last[0] <= first[0]:
        raise ValueError("the last year comes after the first")
    gained = (last[1] - first[1]) / (last[0] - first[0])
    return None if gained <= 0 else taken * _SQUARE_METRES / _YEARS / gained


def _efficiencies(
    wh: Warehouse, place: Territory, made: Trajectory, about: dict[str, Any]
) -> tuple[dict[str, Found], tuple[Point, ...]]:
    """Return land taken per inhabitant, household and job gained, and a sentence for each that did not grow."""
    found, said = {}, []
    for gain in _GAINS:
        known = _counted(wh, place, gain.variable)
        first = min((year for year in known if year in _START), default=None)
        last = max((year for year in known if year in _END), default=None)
        if first is None or last is None:
            continue
        value = efficiency(made.reference, (first, known[first]), (last, known[last]))
        if value is None:
            why = Text(f"{_GROWTHLESS.fr} : {gain.nobody.fr}", f"{_GROWTHLESS.en}: {gain.nobody.en}")
            found[gain.measure] = Found(None, why=why)
            head = Text(_GROWTHLESS.fr.capitalize(), _GROWTHLESS.en.capitalize())
            span = Text(f"de {first} à {last}", f"from {first} to {last}")
            said.append(Point(head, Text(f"{gain.nobody.fr} {span.fr}.", f"{gain.nobody.en} {span.en}.")))
            continue
        method = (f"rythmes annuels : terres de 2011 à 2020, gain de {first} à {last}",)
        found[gain.measure] = Found(
            value,
            numerator=made.reference * _SQUARE_METRES / _YEARS,
            denominator=(known[last] - known[first]) / (last - first),
            **{**about, "state": "estimated", "method": method},
        )
    return found, tuple(said)


def _counted(wh: Warehouse, place: Territory, variable: str) -> dict[int, float]:
    """Return a count of the territory by year, where nearly all its communes are known."""
    rows = wh.query(
        """
        SELECT vintage, sum(value) FROM observation
        WHERE level = 'commune' AND variable = $variable AND code IN (SELECT unnest($communes::VARCHAR[]))
        GROUP BY 1 HAVING count(value) >= $least ORDER BY 1
        """,
        {"variable": variable, "communes": list(place.communes), "least": _LEAST * len(place.communes)},
    )
    return {int(year): float(value) for year, value in rows if year is not None and value is not None}


def _said(made: Trajectory) -> tuple[Point, ...]:
    over = made.projection > made.budget
    verdict = Text("au-dessus du budget", "over budget") if over else Text("sous le budget", "under budget")
    figures = {
        lang: [number(x, lang, 0) for x in (made.consumed, made.projection, made.budget)]
        for lang in ("fr", "en")
    }
    fr, en = figures["fr"], figures["en"]
    text = Text(
        typeset(
            f"{fr[0]} ha consommés en {made.years} ans ; au même rythme, {fr[1]} ha en 2030 pour un budget de {fr[2]} ha : "
            f"{verdict.fr}."
        ),
        f"{en[0]} ha taken in {made.years} years; at the same pace, {en[1]} ha by 2030 for a budget of {en[2]} ha: "
        f"{verdict.en}.",
    )
    return (Point(Text("Trajectoire", "Trajectory"), text),)


def _table(made: Trajectory, asked: Rules) -> Table:
    percent = number(100 * asked.rate, "fr", 0)
    rows = (
        (Text("Consommé de 2011 à 2020", "Taken in 2011-2020"), round(made.reference, 2)),
        (
            Text(typeset(f"Moins {percent} %"), f"Less {percent}%"),
            round(made.reference * (1 - asked.rate), 2),
        ),
        (
            Text("Garantie des communes, mise en commun", "Guarantee of communes, pooled"),
            round(made.guarantee, 2),
        ),
        (
            Text("Budget 2021-2030 (le plus grand des deux)", "Budget 2021-2030 (the larger)"),
            round(made.budget, 2),
        ),
        (Text("Consommé depuis 2021", "Taken since 2021"), round(made.consumed, 2)),
        (Text("Au même rythme jusqu'en 2030", "At the same pace to 2030"), round(made.projection, 2)),
    )
    return lens_table("trajectory", rows)

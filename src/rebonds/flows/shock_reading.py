"""From losses to what is told: totals with their band, places and branches by loss, who is exposed second."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rebonds.flows import rules
from rebonds.flows.effects import Aim
from rebonds.flows.model import Array, Economy
from rebonds.flows.results import Estimate, ImpactLine, ShockReading
from rebonds.flows.scenario import KINDS, Scenario
from rebonds.text import Text, number

#: Said under every result.
NEVER_A_FORECAST = Text(
    "Ce n'est pas une prévision : c'est la différence entre deux équilibres de la même économie, toutes choses "
    "égales par ailleurs.",
    "This is not a forecast: it is the difference between two balances of the same economy, all else equal.",
)
_ASSUMPTIONS = {
    "demand": Text(
        "Les producteurs répondent à la demande sans contrainte de capacité, à prix constants.",
        "Producers answer demand with no limit of capacity, at constant prices.",
    ),
    "extraction": Text(
        "Ce qui disparaît n'est remplacé par personne : c'est un majorant de la dépendance.",
        "Nobody replaces what disappears: it is an upper bound of dependence.",
    ),
    "substitution": Text(
        "Les producteurs locaux ont la capacité de servir ces achats, au même prix.",
        "Local producers can serve these purchases, at the same price.",
    ),
    "link": Text(
        "Les acheteurs se tournent vers d'autres vendeurs du pays ; les volumes achetés ne changent pas.",
        "Buyers turn to other sellers of the country; the volumes bought do not change.",
    ),
    "price": Text(
        "Chacun répercute toute la hausse et n'achète pas autrement : c'est un classement d'exposition.",
        "Everyone passes the whole rise on and buys no differently: it ranks exposures.",
    ),
}


class Tally:
    """Losses over the draws, summed by place and by branch."""

    def __init__(self, economy: Economy) -> None:
        self.economy = economy
        self.by_place: list[Array] = []
        self.by_branch: list[Array] = []
        made = economy.output
        with np.errstate(divide="ignore", invalid="ignore"):
            self.jobs_per_euro = np.where(made > 0, economy.jobs / made, 0.0)

    def add(self, loss: Array) -> None:
        """Keep a draw: output, jobs and value added lost, by place (R, 3) and by branch (S, 3)."""
        parts = np.stack([loss, loss * self.jobs_per_euro, loss * self.economy.value_added[:, None]], axis=-1)
        self.by_place.append(parts.sum(axis=0))
        self.by_branch.append(parts.sum(axis=1))

    def band(self, found: list[Array]) -> tuple[Array, Array, Array]:
        """Return the central draw and the band that holds 90 % of the others, never without the centre."""
        stacked = np.stack(found)
        if len(found) == 1:
            return stacked[0], stacked[0], stacked[0]
        low, high = np.quantile(stacked, (0.05, 0.95), axis=0)
        return stacked[0], np.minimum(low, stacked[0]), np.maximum(high, stacked[0])


def read(
    economy: Economy,
    scenario: Scenario,
    aims: Sequence[Aim],
    tally: Tally,
    *,
    count: int,
    seed: int,
    warehouse: str = "",
    residual: float | None = None,
) -> ShockReading:
    """Put losses into words and sorted lines."""
    touched = np.zeros(economy.output.shape, np.bool_)
    for one in aims:
        touched |= one.cells > 0
    # A scenario that hits every place, or every branch, tells nothing of which one it hits.
    hit_places = touched.any(axis=0) if any(hit.where for hit in scenario.hits) else touched[0] & False
    hit_branches = (
        touched.any(axis=1) if any(hit.branches for hit in scenario.hits) else touched[:, 0] & False
    )
    cost = scenario.kind == "price"
    kept = float(rules.section("shock")["least_share"])
    places = _lines(
        tally.band(tally.by_place),
        economy.output.sum(axis=0),
        [(zone.code, Text(zone.name, zone.name)) for zone in economy.zones],
        np.asarray(hit_places),
        kept,
        cost,
    )
    branches = _lines(
        tally.band(tally.by_branch),
        economy.output.sum(axis=1),
        [(branch.code, branch.label) for branch in economy.branches],
        np.asarray(hit_branches),
        kept,
        cost,
    )
    totals = [_total([float(p[:, k].sum()) for p in tally.by_place]) for k in range(3)]
    second = tuple(line for line in places if not line.direct)[: int(rules.section("shock")["second"])]
    return ShockReading(
        scenario=scenario.id,
        title=scenario.title,
        kind=scenario.kind,
        summary=scenario.summary if scenario.summary.fr else _summary(scenario, totals, places, second),
        total_output=totals[0],
        total_jobs=Estimate(None, state="missing") if cost else totals[1],
        total_value_added=Estimate(None, state="missing") if cost else totals[2],
        places=places,
        branches=branches,
        second=second,
        draws=count,
        seed=seed,
        residual=residual,
        assumptions=(
            NEVER_A_FORECAST,
            *([_ASSUMPTIONS[scenario.kind]] if scenario.kind in _ASSUMPTIONS else []),
            *scenario.assumptions,
        ),
        sources=economy.sources,
        trace=economy.notes,
        warehouse=warehouse,
    )


def _total(found: list[float]) -> Estimate:
    if len(found) == 1:
        return Estimate(found[0], found[0], found[0])
    low, high = np.quantile(found, (0.05, 0.95))
    return Estimate(found[0], min(float(low), found[0]), max(float(high), found[0]))


def _lines(
    band: tuple[Array, Array, Array],
    before: Array,
    names: Sequence[tuple[str, Text]],
    direct: NDArray[np.bool_],
    least: float,
    cost: bool,
) -> tuple[ImpactLine, ...]:
    """Return one line per place or branch that loses (or gains) enough to be told, largest loss first."""
    central, low, high = band
    share = np.divide(central[:, 0], before, out=np.zeros(len(before)), where=before > 0)
    order = np.argsort(-central[:, 0], kind="stable")
    kept = [int(i) for i in order if abs(share[i]) >= least or direct[i]]
    missing = Estimate(None, state="missing")

    def _part(found: Array, i: int) -> float | None:
        return float(found[i, 0] / before[i]) if before[i] > 0 else None

    return tuple(
        ImpactLine(
            code=names[i][0],
            name=names[i][1],
            output=Estimate(float(central[i, 0]), float(low[i, 0]), float(high[i, 0])),
            jobs=missing if cost else Estimate(float(central[i, 1]), float(low[i, 1]), float(high[i, 1])),
            share=Estimate(float(share[i]), _part(low, i), _part(high, i)),
            rank=rank,
            direct=bool(direct[i]),
        )
        for rank, i in enumerate(kept, 1)
    )


def _summary(
    scenario: Scenario, totals: Sequence[Estimate], places: Sequence[ImpactLine], second: Sequence[ImpactLine]
) -> Text:
    """Say the result in two sentences."""
    output, jobs = totals[0].value or 0.0, totals[1].value or 0.0
    first = second[0].name.fr if second else ""
    if scenario.kind == "price":
        fr = f"Les coûts montent de {number(output, 'fr', 0)} M€ par an si tout est répercuté."
        en = f"Costs rise by €{number(output, 'en', 0)}M a year if everything is passed on."
    elif scenario.kind in ("substitution", "link"):
        gained = -sum(line.output.value or 0.0 for line in places if (line.output.value or 0.0) < 0)
        fr = f"{number(gained, 'fr', 1)} M€ de production par an changent de territoire."
        en = f"€{number(gained, 'en', 1)}M of production a year move from one territory to another."
    else:
        verb = ("recule", "falls") if output >= 0 else ("augmente", "rises")
        fr = (
            f"La production {verb[0]} de {number(abs(output), 'fr')} M€ dans le pays, "
            f"soit {number(abs(jobs), 'fr', 0)} emplois sur un an."
        )
        en = (
            f"Production {verb[1]} by €{number(abs(output), 'en')}M in the country, "
            f"or {number(abs(jobs), 'en', 0)} jobs over a year."
        )
    if first:
        fr += f" Hors des territoires touchés, le plus exposé est {first}."
        en += f" Beyond the territories hit, the most exposed is {first}."
    return Text(
        f"{KINDS[scenario.kind].fr.capitalize()}. {fr}", f"{KINDS[scenario.kind].en.capitalize()}. {en}"
    )
